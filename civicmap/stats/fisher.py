"""Fisher's exact test of tables of two groups, all of them at once.

A table's probabilities follow from the likeliest table with the same margins, outwards to both sides, by the ratio of
neighbours: products of a few numbers, without logarithms and the digits that those lose where counts are large. Each side
is an arm. Arms of tables of like reach stand side by side in one array, so that a test costs some microseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from civicmap.stats.counts import read_counts
from civicmap.stats.inputs import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

Alternative = Literal["two-sided", "less", "greater"]
TIE: Final = 1 + 1e-7
"""Tables whose probabilities differ by rounding alone are equally extreme. R's fisher.test uses the same margin."""

_MOST: Final = 2 * 10**7  # counted in one table
_CELLS: Final = (
    1 << 14
)  # of arms worked on together: 128 KiB, which stay in the processor's cache and come from no fresh pages
_VANISHES: Final = 800.0  # a probability of exp(-800) is 0 in floating point
_UP, _DOWN = 0, 1


def fisher_exact(table: ArrayLike, alternative: Alternative = "two-sided") -> float:
    """Return the p value of Fisher's exact test of a 2 x 2 table (Fisher 1935), all margins fixed.

    Rows are the groups, the first column the yes. Two-sided: the sum over tables no likelier than the one seen (minimum
    likelihood, with the margin of R's fisher.test for ties). "greater" means that the first row has the larger share of
    yes. 1 where everyone says the same. More cautious than `boschloo`. Raises ValueError for another shape, what is no
    count, an empty row, or more than 20 million counted.
    """
    return float(_tests(_checked(two_by_two(table)[None]), alternative)[0])


def fisher_exact_each(tables: Iterable[ArrayLike], alternative: Alternative = "two-sided") -> Floats:
    """Return the p value of Fisher's exact test of each of many 2 x 2 tables, (tables,): what `fisher_exact` gives of each.

    An array (tables, 2, 2) of integers is quickest. Raises ValueError as `fisher_exact`, and for what is no list of tables.
    """
    if isinstance(tables, np.ndarray) and tables.dtype.kind in "iu" and tables.shape[1:] == (2, 2):
        if (tables < 0).any() or (tables > _MOST).any():
            raise ValueError(f"tables of counts are needed, each of them from 0 to {_MOST:,}")
        return _tests(_checked(tables.astype(np.int64)), alternative)
    read = [two_by_two(table) for table in listed(tables, what="the tables")]
    return _tests(_checked(np.array(read, np.int64).reshape(-1, 2, 2)), alternative)


def two_by_two(table: ArrayLike) -> Whole:
    """Return a 2 x 2 table of counts. Raises ValueError for another shape or an empty row."""
    counts = read_counts(table)
    if counts.shape != (2, 2):
        raise ValueError("a table of two rows and two columns is needed")
    if (counts.sum(axis=1) == 0).any():
        raise ValueError("each row needs at least one count")
    return counts


def _checked(tables: Whole) -> Whole:
    """Return tables that can be tested. Raises ValueError for an empty row, or too many counted."""
    rows = tables.sum(axis=2)
    if (rows == 0).any():
        raise ValueError("each row needs at least one count")
    if (rows.sum(axis=1) > _MOST).any():
        raise ValueError(f"Fisher's test takes up to {_MOST:,} in all: above it chi_square is as good")
    return tables


def _tests(tables: Whole, alternative: Alternative) -> Floats:
    """Return the p value of each table, those of like reach together."""
    if not isinstance(alternative, str) or alternative not in _TAILS:
        raise ValueError("alternative is two-sided, less or greater")
    a, b, c, d = tables.reshape(-1, 4).T
    mode = (a + c + 1) * (a + b + 1) // (a + b + c + d + 2)
    away = a - mode
    likeliest = np.array([mode, b + away, c + away, d - away], dtype=np.float64)
    reach = _reach(likeliest)
    p = np.empty(len(tables))
    for some, long in _batches(reach):
        p[some] = np.minimum(1.0, _TAILS[alternative](_arms(likeliest[:, some], long), away[some]))
    return p


def _batches(reach: Whole) -> Iterator[tuple[Whole, int]]:
    """Yield places of tables that are worked on together, and the reach of the furthest among them.

    Two at least: numpy adds up a single column in another order, and a table's company would show in the last bit.
    """
    order, start = np.argsort(-reach, kind="stable"), 0
    while start < len(order):
        long = int(reach[order[start]])
        some = order[start : start + max(2, _CELLS // (2 * long + 2))]
        yield np.resize(some, max(2, len(some))), long
        start += len(some)


def _reach(likeliest: Floats) -> Whole:
    """Return how many tables to one side of the likeliest have a probability above 0, at most.

    The count of yes in a row is a sum of independent trials (Vatutin and Mikhailov 1982), so Bernstein's inequality bounds
    what lies further out: in large tables that is nearly all.
    """
    a, b, c, d = likeliest
    whole = a + b + c + d
    variance = (a + b) / whole * (c + d) / whole * (a + c) * ((b + d) / np.maximum(whole - 1, 1))
    third = _VANISHES / 3
    far = third + np.sqrt(third**2 + 2 * _VANISHES * variance) + 2  # the mode is less than 1 from the mean
    return np.asarray(np.minimum(np.maximum(np.minimum(b, c), np.minimum(a, d)), np.ceil(far)), np.int64)


def _arms(likeliest: Floats, long: int) -> Floats:
    """Return the probabilities of tables outwards from the likeliest, as multiples of its own, (long + 1, arms, tables).

    One step up in the first cell takes one from b and c and gives it to a and d; a step down is the same with these
    exchanged. The last table that is possible has a 0 in a cell, and what is past it becomes 0.
    """
    a, b, c, d = likeliest
    taken, given = np.array([[b, a], [c, d]]), np.array([[a, b], [d, c]])
    steps = np.arange(long, dtype=np.float64)[:, None, None]
    arms = np.ones((long + 1, *taken.shape[1:]))
    ratio, other = arms[1:], np.empty((long, *taken.shape[1:]))
    np.subtract(taken[0], steps, out=ratio)
    ratio *= np.subtract(taken[1], steps, out=other)
    for lane in given:  # into the one array that is there: new ones for each step would take longer than the numbers
        ratio /= np.add(lane, steps + 1, out=other)
    step = 1
    while step < long:  # products of 2, 4, 8 … neighbours: a tenth of the time of one after the other
        ratio[step:] *= ratio[:-step]
        step *= 2
    return arms


def _two_sided(arms: Floats, away: Whole) -> Floats:
    """Return the probability of the tables no likelier than the one seen, which is so far from the likeliest."""
    level = _seen(arms, away) * TIE
    tail = (arms * (arms <= level)).sum(axis=(0, 1))
    return np.where(level >= 1, 1.0, tail / _whole(arms))


def _seen(arms: Floats, away: Whole) -> Floats:
    """Return the probability of the table seen; 0 where it stands past the end of its arm."""
    steps = np.abs(away)
    inside = np.minimum(steps, len(arms) - 1)
    found = arms[inside, np.where(away < 0, _DOWN, _UP), np.arange(len(away))]
    return np.where(steps < len(arms), found, 0.0)


def _outwards(arms: Floats, away: Whole, arm: int) -> Floats:
    """Return the probability of the table seen and of all that lie further to one side."""
    beyond = np.where(away >= 0, away, 1 - away)  # seen from the other side: all but those beyond it
    way = np.where(away >= 0, arm, 1 - arm)
    lane = arms[:, way, np.arange(len(away))]
    tail: Floats = np.where(np.arange(len(arms))[:, None] >= beyond, lane, 0.0).sum(axis=0) / _whole(arms)
    return np.where(away >= 0, tail, 1 - tail)


def _whole(arms: Floats) -> Floats:
    """Return the sum over all tables; the likeliest begins both arms and counts once."""
    return np.asarray(arms.sum(axis=(0, 1)) - 1.0)


_TAILS: Final[dict[str, Callable[[Floats, Whole], Floats]]] = {
    "two-sided": _two_sided,
    "less": lambda arms, away: _outwards(arms, -away, _DOWN),
    "greater": lambda arms, away: _outwards(arms, away, _UP),
}
