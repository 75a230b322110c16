"""Two answers of the same entities: a said yes twice, b yes then no, c no then yes, d no twice. Second minus first."""

from __future__ import annotations

from math import erfc, exp, lgamma, log, sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

from civicmap.stats.elementwise import each
from civicmap.stats.inputs import amount, count, listed, two_tails
from civicmap.stats.intervals import Interval, wilson
from civicmap.stats.roots import crossing, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


_WHOLE_TO = 4_000  # pairs that differ


class Test(NamedTuple):
    """A difference and the test of it. `statistic` and `p` are None where nothing varies."""

    difference: float
    statistic: float | None
    p: float | None


def mcnemar(b: int, c: int, method: Literal["exact", "midp", "asymptotic"] = "exact") -> float:
    """Return the two-sided p value of McNemar's test from the pairs that differ (McNemar 1947); 1 where none does.

    "exact" doubles the smaller binomial tail and never errs too often; "midp" counts half of what was seen, which is less
    cautious and still rarely over its level (Fagerland, Lydersen and Laake 2013); "asymptotic" is (b - c)² / (b + c)
    against chi-square with one degree of freedom, without correction. Mid-p at b = c is 1 - P(b of b + c) / 2. Raises
    ValueError for what is no count, or another method.
    """
    first, second = count(b, "b"), count(c, "c")
    if method not in ("exact", "midp", "asymptotic"):
        raise ValueError("method is exact, midp or asymptotic")
    differing = first + second
    if not differing:
        return 1.0
    if method == "asymptotic":
        return erfc(abs(first - second) / sqrt(2 * differing))
    fewer = min(first, second)
    if differing > _WHOLE_TO:
        return _mcnemar_large(fewer, differing, midp=method == "midp")
    tail, term = 0, 1  # whole numbers: ways to choose, of 2 to the power of `differing`
    for k in range(fewer + 1):
        tail += term
        last, term = term, term * (differing - k) // (k + 1)
    ways = 1 << differing
    if method == "exact":
        return min(1.0, 2 * tail / ways)
    return 1 - last / (2 * ways) if first == second else (2 * tail - last) / ways


def _mcnemar_large(fewer: int, differing: int, *, midp: bool) -> float:
    """Return the exact or mid-p value for more pairs than whole numbers go through quickly."""
    from scipy.special import bdtr  # noqa: PLC0415 - a compiled library that most commands never touch

    tail = float(bdtr(fewer, differing, 0.5))
    if not midp:
        return min(1.0, 2 * tail)
    seen = exp(lgamma(differing + 1) - lgamma(fewer + 1) - lgamma(differing - fewer + 1) - differing * log(2))
    return 1 - seen / 2 if 2 * fewer == differing else 2 * tail - seen


def paired_newcombe(
    a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, confidence: float = 0.95
) -> Interval | None:
    """Return Newcombe's interval of the change in share, (c - b)/n (Newcombe 1998, method 10 for pairs).

    The Wilson limits of both shares are squared and added, less what their correlation phi shares; a positive phi has n/2
    taken off ad - bc (but not below 0), and is 0 where a margin is empty. Takes numbers, lists or arrays. None without
    pairs. Raises ValueError for negative or missing counts, or a confidence outside 0..1.
    """

    def limits(*counts: object) -> Interval | None:
        a, b, c, d = _pairs(counts)
        n = a + b + c + d
        first, second = wilson(a + b, n, confidence), wilson(a + c, n, confidence)
        if first is None or second is None:
            return None
        p1, p2 = (a + b) / n, (a + c) / n
        excess = a * d - b * c
        phi = _phi(max(excess - n / 2, 0.0) if excess > 0 else excess, a, b, c, d)

        def reach(one: float, other: float) -> float:
            return sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))

        change = (c - b) / n
        low, high = reach(p2 - second.low, first.high - p1), reach(second.high - p2, p1 - first.low)
        return Interval(max(-1.0, change - low), min(1.0, change + high))

    return each(limits, a, b, c, d)


def paired_tango(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike, confidence: float = 0.95) -> Interval | None:
    """Return the score interval of the change in share, (c - b)/n (Tango 1998).

    It holds the changes that a score test does not reject; at no change that test is McNemar's asymptotic one. Takes
    numbers, lists or arrays. None without pairs. Raises ValueError as `paired_newcombe`.
    """
    z = two_tails(confidence)

    def limits(*counts: object) -> Interval | None:
        a, b, c, d = _pairs(counts)
        n = a + b + c + d
        if not n:
            return None

        def score(change: float) -> float:
            # The likeliest share of yes-then-no if the change were this: the larger root of 2n q² + middle q + last = 0.
            middle = (2 * n - c + b) * change - b - c
            last = -b * change * (1 - change)
            fallen = (sqrt(max(0.0, middle * middle - 8 * n * last)) - middle) / (4 * n)
            return ratio(c - b - n * change, n * (2 * fallen + change * (1 - change)))

        seen = (c - b) / n
        return Interval(crossing(score, z, -1.0, seen), crossing(score, -z, seen, 1.0))

    return each(limits, a, b, c, d)


def partially_overlapping_z(
    panel: Sequence[float], first_only: Sequence[float], second_only: Sequence[float]
) -> Test | None:
    """Return the z test of a change in share where some answered twice and some once (Derrick and others 2015, z8).

    `panel` is (a, b, c, d), the others (yes, n). The variance is that of two samples with the pooled share, less what the
    pairs' correlation phi shares. None where nobody answered the first time or the second; without a statistic where
    everyone always said the same. Raises ValueError for counts. Normal only in large samples.
    """
    a, b, c, d = _pairs(panel)
    (yes1, n1), (yes2, n2) = _single(first_only), _single(second_only)
    pairs = a + b + c + d
    size1, size2 = pairs + n1, pairs + n2
    if not size1 or not size2:
        return None
    had1, had2 = a + b + yes1, a + c + yes2
    change = had2 / size2 - had1 / size1
    phi = _phi(a * d - b * c, a, b, c, d)
    pooled = (had1 + had2) / (size1 + size2)
    variance = pooled * (1 - pooled) * (size1 + size2 - 2 * phi * pairs) / (size1 * size2)
    if variance <= 0:
        return Test(change, None, None)
    z = change / sqrt(variance)
    return Test(change, z, erfc(abs(z) / sqrt(2)))


def _phi(excess: float, a: float, b: float, c: float, d: float) -> float:
    """Return the correlation of the two answers from ad - bc, 0 where all answered alike once."""
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    return excess / sqrt(margins) if margins else 0.0


def _pairs(counts: Sequence[object]) -> tuple[float, float, float, float]:
    """Return the four kinds of pairs. Raises ValueError for other than four counts."""
    counts = listed(counts, what="pairs")
    if len(counts) != 4:
        raise ValueError("pairs are four counts: yes-yes, yes-no, no-yes, no-no")
    a, b, c, d = (amount(pairs, "a number of pairs") for pairs in counts)
    return a, b, c, d


def _single(counts: Sequence[float]) -> tuple[float, float]:
    """Return who said yes and how many answered once only. Raises ValueError for other than yes within 0..n."""
    counts = listed(counts, what="those who answered once")
    if len(counts) != 2:
        raise ValueError("those who answered once are two counts: yes, n")
    yes, n = (amount(number, "a count") for number in counts)
    if yes > n:
        raise ValueError("yes must lie between 0 and n")
    return yes, n
