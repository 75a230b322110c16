"""Tests of a table of counts. Rows are the groups with fixed totals; the first column is the "yes".

Fisher's and Boschloo's tests are computed here and not by SciPy: its Boschloo and Barnard tests fix the column totals, have
one convention for two sides, and search the nuisance parameter by sampling; its Barnard test also loses tied tables to rounding.
"""

from __future__ import annotations

from functools import lru_cache
from math import lgamma, pi
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from civicmap.stats.inputs import count, table_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

Alternative = Literal["two-sided", "less", "greater"]
# Tables whose probabilities differ by rounding alone are equally extreme. R's fisher.test uses the same margin.
_TIE = 1 + 1e-7
_SAME = 1e-9  # relative: statistics nearer than this differ by rounding alone
_GRID = 1024  # values of the nuisance parameter before the best are refined
_PEAKS = 12  # of these, the highest are refined
_NEAR = 0.98
_MOST = 10**9  # counted in one table: beyond it products of counts leave 64 bits
_HYPERGEOMETRIC_MOST = 2 * 10**7  # counted where every table with the same margins is listed
_TABLES_MOST = 10**7  # tables with the same row totals
_DRAWN_AT_ONCE = 2 * 10**7  # cells
_REFINE = 40  # steps of golden-section search: the share is then known to 1e-9, the peak to far more digits


class ChiSquare(NamedTuple):
    """A chi-square statistic. `df` is None where the p value was simulated."""

    statistic: float
    df: int | None
    p: float


def _counts(table: ArrayLike) -> NDArray[np.int64]:
    """Return the table as integers. Raises ValueError if it holds anything but whole, non-negative counts."""
    cells = [[count(cell, "a table of counts is needed: a cell") for cell in row] for row in table_of(table)]  # type: ignore[arg-type] # checked there
    if not cells or not cells[0]:
        raise ValueError("a table of counts is needed, with at least one cell")
    if sum(map(sum, cells)) > _MOST:
        raise ValueError(f"a table of up to {_MOST:,} in all is needed")
    return np.array(cells, dtype=np.int64)


def _two_by_two(table: ArrayLike) -> tuple[int, int, int, int]:
    """Return a, b, c, d of a 2 x 2 table. Raises ValueError for another shape or an empty row."""
    counts = _counts(table)
    if counts.shape != (2, 2):
        raise ValueError("a table of two rows and two columns is needed")
    if (counts.sum(axis=1) == 0).any():
        raise ValueError("each row needs at least one count")
    a, b, c, d = counts.ravel().tolist()
    return a, b, c, d


@lru_cache(maxsize=8)
def _log_factorials(up_to: int) -> NDArray[np.float64]:
    """Return log(k!) for k = 0 … up_to."""
    return np.array([lgamma(k + 1) for k in range(up_to + 1)])


def _hypergeometric(n1: int, n2: int, yes: int) -> tuple[int, NDArray[np.float64]]:
    """Return the least possible first cell, and the probability of it and of each above, given all margins.

    From the likeliest table outwards by the ratio of neighbours, so that equally likely tables differ by rounding alone.
    """
    low, high = max(0, yes - n2), min(yes, n1)
    x = np.arange(low, high, dtype=float)
    step = np.log((n1 - x) * (yes - x)) - np.log((x + 1) * (n2 - yes + x + 1))
    mode = int((step > 0).sum())  # the ratios fall, so those above 1 come first
    below, above = -np.cumsum(step[:mode][::-1])[::-1], np.cumsum(step[mode:])
    probability = np.exp(np.concatenate([below, [0.0], above]))
    return low, probability / probability.sum()


def fisher_exact(table: ArrayLike, alternative: Alternative = "two-sided") -> float:
    """Return the p value of Fisher's exact test of a 2 x 2 table (Fisher 1935), all margins fixed.

    Rows are the groups, the first column the yes. Two-sided: the sum over tables no likelier than the one seen (minimum
    likelihood, with the margin of R's fisher.test for ties). "greater" means that the first row has the larger share of
    yes. 1 where everyone says the same. More cautious than `boschloo`. Raises ValueError for another shape, what is no
    count, an empty row, or more than 20 million counted.
    """
    a, b, c, d = _two_by_two(table)
    if a + b + c + d > _HYPERGEOMETRIC_MOST:
        raise ValueError(f"Fisher's test takes up to {_HYPERGEOMETRIC_MOST:,} in all: above it chi_square is as good")
    low, probability = _hypergeometric(a + b, c + d, a + c)
    place = a - low
    if alternative == "less":
        tail = probability[: place + 1].sum()
    elif alternative == "greater":
        tail = probability[place:].sum()
    elif alternative == "two-sided":
        tail = probability[probability <= probability[place] * _TIE].sum()
    else:
        raise ValueError("alternative is two-sided, less or greater")
    return float(min(1.0, tail))


def boschloo(table: ArrayLike, convention: Literal["central", "minlike"] = "central") -> float:
    """Return the two-sided p value of Boschloo's unconditional test of a 2 x 2 table (Boschloo 1970).

    Rows are the groups, with fixed totals. Fisher's p value is the statistic; its distribution is maximized over the common
    share of yes. "central" is twice the smaller one-sided p value (exact2x2, SciPy), "minlike" takes Fisher's two-sided p
    value as the statistic (Exact). Never above Fisher's p value on the same side. Raises ValueError for another shape, what
    is no count, an empty row, or more than ten million tables with the same row totals (2,000 + 4,000, say).
    """
    a, b, c, d = _two_by_two(table)
    n1, n2 = _rows(a + b, c + d)
    if convention == "minlike":
        return _unconditional(_fisher_everywhere(n1, n2, "two-sided"), a, c, n1, n2)
    if convention != "central":
        raise ValueError("convention is central or minlike")
    sides: tuple[Alternative, ...] = ("less", "greater")
    return min(1.0, 2 * min(_unconditional(_fisher_everywhere(n1, n2, side), a, c, n1, n2) for side in sides))


def barnard(table: ArrayLike) -> float:
    """Return the two-sided p value of Barnard's unconditional test with the pooled z statistic (Barnard 1947).

    Rows are the groups, with fixed totals; the probability of a z as far from 0 is maximized over the common share of yes.
    Tables whose z differs by rounding alone count as ties. 1 where everyone says the same. Errors as `boschloo`.
    """
    a, b, c, d = _two_by_two(table)
    n1, n2 = _rows(a + b, c + d)
    x1, x2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    pooled = (x1 + x2) / (n1 + n2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    difference = np.abs(x1 / n1 - x2 / n2)
    z = np.divide(difference, spread, out=np.zeros_like(difference), where=spread > 0)
    return _unconditional(-z, a, c, n1, n2, floor=1e-12)


def _rows(n1: int, n2: int) -> tuple[int, int]:
    """Return row totals. Raises ValueError where they have too many tables to go through."""
    if (n1 + 1) * (n2 + 1) > _TABLES_MOST:
        raise ValueError(f"rows of {n1} and {n2} have too many tables for an unconditional test: chi_square is as good")
    return n1, n2


@lru_cache(maxsize=64)
def _fisher_everywhere(n1: int, n2: int, side: Alternative) -> NDArray[np.float64]:
    """Return Fisher's p value of every table with these row totals, (n1 + 1, n2 + 1)."""
    p = np.empty((n1 + 1, n2 + 1))
    for yes in range(n1 + n2 + 1):
        low, probability = _hypergeometric(n1, n2, yes)
        first = np.arange(low, low + len(probability))
        if side == "less":
            tail = np.cumsum(probability)
        elif side == "greater":
            tail = np.cumsum(probability[::-1])[::-1]
        else:
            order = np.sort(probability)
            reach = np.searchsorted(order, probability * _TIE, side="right")
            tail = np.cumsum(order)[reach - 1]
        p[first, yes - first] = np.minimum(1.0, tail)
    return p


def _unconditional(statistic: NDArray[np.float64], a: int, c: int, n1: int, n2: int, floor: float = 0.0) -> float:
    """Return the largest probability, over the common share, of a statistic no larger than the one seen.

    The share is searched on the scale of its arc sine, where peaks are as wide near 0 and 1 as in the middle.
    """
    seen = statistic[a, c]
    region = (statistic <= seen + abs(seen) * _SAME + floor).astype(float)
    log = _log_factorials(max(n1, n2))

    def binomial(n: int, angle: NDArray[np.float64]) -> NDArray[np.float64]:
        k = np.arange(n + 1)
        choose = log[n] - log[k] - log[n - k]
        yes, no = 2 * np.log(np.sin(angle))[:, None], 2 * np.log(np.cos(angle))[:, None]
        chances: NDArray[np.float64] = np.exp(choose + k * yes + (n - k) * no)
        return chances

    def size(angle: NDArray[np.float64]) -> NDArray[np.float64]:
        sizes: NDArray[np.float64] = (binomial(n1, angle) @ region * binomial(n2, angle)).sum(axis=1)
        return sizes

    step = pi / 2 / _GRID
    grid = (np.arange(_GRID, dtype=np.float64) + 0.5) * step
    sizes = size(grid)
    left, right = np.concatenate([[0.0], sizes[:-1]]), np.concatenate([sizes[1:], [0.0]])
    # A peak between two points of the grid rises above them by far less than this.
    peaks = np.flatnonzero((sizes >= left) & (sizes >= right) & (sizes >= _NEAR * sizes.max()))
    highest = peaks[np.argsort(-sizes[peaks], kind="stable")][:_PEAKS]
    edge = 1e-9
    refined = [_golden(size, max(edge, grid[k] - step), min(pi / 2 - edge, grid[k] + step)) for k in highest]
    return float(min(1.0, max([*refined, sizes.max()])))


def _golden(function: Callable[[NDArray[np.float64]], NDArray[np.float64]], low: float, high: float) -> float:
    """Return the largest value of a function with one peak between two points, by golden-section search."""

    def at(point: float) -> float:
        return float(function(np.array([point]))[0])

    ratio = (5**0.5 - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = at(left), at(right)
    for _ in range(_REFINE):
        if at_left >= at_right:
            high, right, at_right = right, left, at_left
            left = high - ratio * (high - low)
            at_left = at(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + ratio * (high - low)
            at_right = at(right)
    return max(at_left, at_right)


def _expected(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return expected counts under independence. Raises ValueError when a row or column is empty."""
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    if counts.size == 0 or (rows == 0).any() or (columns == 0).any():
        raise ValueError("every row and every column needs at least one count")
    expected: NDArray[np.float64] = np.outer(rows, columns) / counts.sum()
    return expected


def chi_square(table: ArrayLike, correction: bool = False) -> ChiSquare:  # noqa: FBT002 - may stand without its name
    """Return Pearson's chi-square test of an r x c table (Pearson 1900); with Yates's correction for 2 x 2 where asked.

    df is (r - 1)(c - 1); with a single row or column nothing is compared, and p is 1. No guide where expected counts are
    under 5: take `boschloo` or `chi_square_simulated`. Raises ValueError for what is no count or an empty row or column.
    """
    from scipy.special import chdtrc  # noqa: PLC0415 - 0.2 s that other statistics need not pay

    counts = _counts(table)
    expected = _expected(counts)
    off = np.abs(counts - expected)
    if correction and counts.shape == (2, 2):
        off = off - np.minimum(0.5, off)
    statistic = float((off**2 / expected).sum())
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return ChiSquare(statistic, df, float(chdtrc(df, statistic)) if df else 1.0)


def chi_square_simulated(table: ArrayLike, draws: int, seed: int) -> ChiSquare:
    """Return Pearson's test with its p value from `draws` seeded tables of the same margins.

    p is (1 + the number of draws no smaller) / (1 + draws), which is never 0 (Phipson and Smyth 2010); df is None. The
    generator is PCG64, so a seed gives the same draws on any machine. Raises ValueError as `chi_square`, and for draws or a
    seed that are no whole numbers.
    """
    counts = _counts(table)
    expected = _expected(counts)
    draws, seed = count(draws, "draws"), count(seed, "the seed")
    if draws < 1:
        raise ValueError("at least one draw is needed")
    generator = np.random.Generator(np.random.PCG64(seed))
    statistic = float(((counts - expected) ** 2 / expected).sum())
    at_once = max(1, _DRAWN_AT_ONCE // counts.size)
    parts = [min(at_once, draws - done) for done in range(0, draws, at_once)]
    reached = sum(_reached(counts, expected, part, generator) for part in parts)
    return ChiSquare(statistic, None, (1 + reached) / (1 + draws))


def _reached(
    counts: NDArray[np.int64], expected: NDArray[np.float64], draws: int, generator: np.random.Generator
) -> int:
    """Return in how many draws the statistic is no smaller than the one seen; all are drawn at once."""
    if counts.shape[1] == 2:  # a table is one draw of who says yes
        first = int(counts[:, 0].sum())
        yes = generator.multivariate_hypergeometric(counts.sum(axis=1), first, draws, method="marginals")
        weights = 1 / expected[:, 0] + 1 / expected[:, 1]
        seen = float((counts[:, 0] - expected[:, 0]) ** 2 @ weights)
        drawn = (yes - expected[:, 0]) ** 2 @ weights
    else:
        seen = float(((counts - expected) ** 2 / expected).sum())
        drawn = ((_tables(counts, draws, generator) - expected) ** 2 / expected).sum(axis=(1, 2))
    return int((drawn >= seen * (1 - _SAME)).sum())


def _tables(counts: NDArray[np.int64], draws: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """Return tables with the margins of `counts`, (draws, rows, columns): each cell given those before it."""
    left = np.repeat(counts.sum(axis=0)[None, :], draws, axis=0)  # what each column still has to give
    tables = np.zeros((draws, *counts.shape), dtype=np.int64)
    for row, size in enumerate(counts.sum(axis=1).tolist()):
        wanted = np.full(draws, size)
        for column in range(counts.shape[1]):
            others = left[:, column + 1 :].sum(axis=1)
            tables[:, row, column] = generator.hypergeometric(left[:, column], others, wanted)
            wanted -= tables[:, row, column]
        left -= tables[:, row]
    return tables
