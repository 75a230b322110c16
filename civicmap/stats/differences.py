"""Intervals of the difference between the shares of two separate groups, the first minus the second."""

from __future__ import annotations

from math import acos, cos, hypot, pi, sqrt
from typing import TYPE_CHECKING, NamedTuple

from civicmap.stats.elementwise import each
from civicmap.stats.inputs import amount, two_tails
from civicmap.stats.intervals import Interval, wilson
from civicmap.stats.roots import crossing, ratio

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class _Groups(NamedTuple):
    """x1 of n1 and x2 of n2."""

    x1: float
    n1: float
    x2: float
    n2: float


def difference_newcombe(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    confidence: float = 0.95,
    population1: ArrayLike | None = None,
    population2: ArrayLike | None = None,
) -> Interval | None:
    """Return Newcombe's interval of x1/n1 - x2/n2, the Wilson limits squared and added (Newcombe 1998, method 10).

    With the population of a group its Wilson limits are those of `wilson` with that population, so that a census of both
    is a point; the interval then speaks of these populations, a p value beside it of a process. None where a group is
    empty. Takes numbers, lists or arrays. Raises ValueError for counts as `wilson`. Good from small groups on; covers a little
    less than asked at times.
    """

    def limits(x1: object, n1: object, x2: object, n2: object, *populations: float | None) -> Interval | None:
        groups = _groups(x1, n1, x2, n2)
        first = wilson(groups.x1, groups.n1, confidence, populations[0])
        second = wilson(groups.x2, groups.n2, confidence, populations[1])
        if first is None or second is None:
            return None
        p1, p2 = groups.x1 / groups.n1, groups.x2 / groups.n2
        below = hypot(p1 - first.low, second.high - p2)
        above = hypot(first.high - p1, p2 - second.low)
        return Interval(max(-1.0, p1 - p2 - below), min(1.0, p1 - p2 + above))

    return each(limits, x1, n1, x2, n2, population1, population2)


def difference_miettinen_nurminen(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> Interval | None:
    """Return the score interval of x1/n1 - x2/n2 (Miettinen and Nurminen 1985).

    It holds the differences that a score test does not reject, with the variance at the restricted maximum of the
    likelihood times N/(N - 1), N = n1 + n2; no finite-population form. Takes numbers, lists or arrays. None where a group is
    empty. Raises ValueError for x outside 0..n, missing counts, or a confidence outside 0..1.
    """
    z = two_tails(confidence)

    def limits(*counts: object) -> Interval | None:
        groups = _groups(*counts)
        if not groups.n1 or not groups.n2:
            return None
        seen = groups.x1 / groups.n1 - groups.x2 / groups.n2

        def score(difference: float) -> float:
            return ratio(seen - difference, _variance(groups, difference))

        return Interval(crossing(score, z, -1.0, seen), crossing(score, -z, seen, 1.0))

    return each(limits, x1, n1, x2, n2)


def _groups(x1: object, n1: object, x2: object, n2: object) -> _Groups:
    """Return the counts of both groups. Raises ValueError where x is not within 0..n."""
    groups = _Groups(amount(x1, "x1"), amount(n1, "n1"), amount(x2, "x2"), amount(n2, "n2"))
    if groups.x1 > groups.n1 or groups.x2 > groups.n2:
        raise ValueError("x must lie between 0 and n")
    return groups


def _variance(groups: _Groups, difference: float) -> float:
    """Return the variance of the observed difference where the true one is as given, with the factor N/(N - 1)."""
    p2 = _second_share(groups, difference)
    p1 = min(1.0, max(0.0, p2 + difference))
    total = groups.n1 + groups.n2
    return (p1 * (1 - p1) / groups.n1 + p2 * (1 - p2) / groups.n2) * total / (total - 1)


def _second_share(groups: _Groups, difference: float) -> float:
    """Return the likeliest second share if the first is larger by the difference: the root of a cubic, in closed form."""
    x1, n1, x2, n2 = groups
    cube = n1 + n2
    square = (n1 + 2 * n2) * difference - cube - x1 - x2
    linear = (n2 * difference - cube - 2 * x2) * difference + x1 + x2
    constant = x2 * difference * (1 - difference)
    third = square / (3 * cube)
    q = third**3 - square * linear / (6 * cube * cube) + constant / (2 * cube)
    p = sqrt(max(0.0, third * third - linear / (3 * cube)))
    p = p if q > 0 else -p
    angle = (pi + acos(max(-1.0, min(1.0, q / p**3 if p else 0.0)))) / 3
    return min(1.0, 1 - difference, max(0.0, -difference, 2 * p * cos(angle) - third))
