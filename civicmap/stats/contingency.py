"""Tests of a table of counts. Rows are the groups with fixed totals; the first column is the "yes".

Fisher's and Boschloo's tests are computed here and not by SciPy: its Boschloo and Barnard tests fix the column totals, have
one convention for two sides, and search the nuisance parameter by sampling; its Barnard test also loses tied tables to rounding.
"""

from __future__ import annotations

from functools import lru_cache
from math import lgamma
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

Alternative = Literal["two-sided", "less", "greater"]
# Tables whose probabilities differ by rounding alone are equally extreme. R's fisher.test uses the same margin.
_TIE = 1 + 1e-7
_SAME = 1e-9  # relative: statistics nearer than this differ by rounding alone
_GRID = 1024  # values of the nuisance parameter before the best are refined
_NEAR = 0.98
_REFINE = 30  # steps of golden-section search: the share is then known to 1e-9, the peak to far more digits


class ChiSquare(NamedTuple):
    """A chi-square statistic. `df` is None where the p value was simulated."""

    statistic: float
    df: int | None
    p: float


def _counts(table: ArrayLike) -> NDArray[np.int64]:
    """Return the table as integers. Raises ValueError if it holds anything but whole, non-negative counts."""
    values = np.asarray(table, dtype=float)
    if values.ndim != 2 or not np.isfinite(values).all() or (values < 0).any() or (values != np.floor(values)).any():
        raise ValueError("a table of whole, non-negative counts is needed")
    return values.astype(np.int64)


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
    """Return the least possible first cell, and the probability of it and of each above, given all margins."""
    low, high = max(0, yes - n2), min(yes, n1)
    x = np.arange(low, high + 1)
    log = _log_factorials(n1 + n2)
    weight = -(log[x] + log[n1 - x] + log[yes - x] + log[n2 - yes + x])
    probability = np.exp(weight - weight.max())
    return low, probability / probability.sum()


def fisher_exact(table: ArrayLike, alternative: Alternative = "two-sided") -> float:
    """Return the p value of Fisher's exact test of a 2 x 2 table.

    Two-sided: the sum over tables no likelier than the one seen (minimum likelihood, as R's fisher.test). "greater" means
    that the first row has the larger share of yes.
    """
    a, b, c, d = _two_by_two(table)
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

    Fisher's p value is the statistic; its distribution is maximized over the common share of yes. "central" is twice the
    smaller one-sided p value, "minlike" takes Fisher's two-sided p value as the statistic. At least as powerful as Fisher.
    """
    a, b, c, d = _two_by_two(table)
    n1, n2 = a + b, c + d
    if convention == "minlike":
        return _unconditional(_fisher_everywhere(n1, n2, "two-sided"), a, c, n1, n2)
    if convention != "central":
        raise ValueError("convention is central or minlike")
    likely, other = ("less", "greater") if a * n2 < c * n1 else ("greater", "less")
    near = _unconditional(_fisher_everywhere(n1, n2, likely), a, c, n1, n2)
    far = _unconditional(_fisher_everywhere(n1, n2, other), a, c, n1, n2, enough=near)
    return min(1.0, 2 * min(near, far))


def barnard(table: ArrayLike) -> float:
    """Return the two-sided p value of Barnard's unconditional test with the pooled z statistic."""
    a, b, c, d = _two_by_two(table)
    n1, n2 = a + b, c + d
    x1, x2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    pooled = (x1 + x2) / (n1 + n2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    difference = np.abs(x1 / n1 - x2 / n2)
    z = np.divide(difference, spread, out=np.zeros_like(difference), where=spread > 0)
    return _unconditional(-z, a, c, n1, n2)


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


@lru_cache(maxsize=32)
def _on_grid(n: int) -> NDArray[np.float64]:
    """Return the binomial probabilities of n at every share of the grid, (grid, n + 1)."""
    return _binomial(n, (np.arange(_GRID) + 0.5) / _GRID)


def _binomial(n: int, share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the binomial probabilities of n at some shares, (shares, n + 1)."""
    k, log = np.arange(n + 1), _log_factorials(n)
    choose = log[n] - log[k] - log[n - k]
    chances: NDArray[np.float64] = np.exp(choose + k * np.log(share)[:, None] + (n - k) * np.log1p(-share)[:, None])
    return chances


def _unconditional(
    statistic: NDArray[np.float64], a: int, c: int, n1: int, n2: int, enough: float | None = None
) -> float:
    """Return the largest probability, over the common share, of a statistic no larger than the one seen.

    Where it is seen to reach `enough`, a lower value than the largest may be returned, but none below that.
    """
    seen = statistic[a, c]
    region = (statistic <= seen + abs(seen) * 1e-9 + 1e-15).astype(float)

    def size(share: NDArray[np.float64]) -> NDArray[np.float64]:
        sizes: NDArray[np.float64] = (_binomial(n1, share) @ region * _binomial(n2, share)).sum(axis=1)
        return sizes

    sizes = (_on_grid(n1) @ region * _on_grid(n2)).sum(axis=1)
    if enough is not None and sizes.max() >= enough:
        return float(sizes.max())
    left, right = np.concatenate([[0.0], sizes[:-1]]), np.concatenate([sizes[1:], [0.0]])
    # A peak between two points of the grid rises above them by far less than this.
    peaks = np.flatnonzero((sizes >= left) & (sizes >= right) & (sizes >= _NEAR * sizes.max()))[:5]
    grid = (peaks + 0.5) / _GRID
    edge = 1e-12
    refined = _golden(size, np.maximum(edge, grid - 1 / _GRID), np.minimum(1 - edge, grid + 1 / _GRID))
    return float(min(1.0, max(refined.max(), sizes.max())))


def _golden(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    low: NDArray[np.float64],
    high: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the largest value between each pair of points, one peak each, by golden-section search of all at once."""
    ratio = (5**0.5 - 1) / 2
    left, right = high - ratio * (high - low), low + ratio * (high - low)
    at_left, at_right = function(left), function(right)
    best = np.maximum(at_left, at_right)
    for _ in range(_REFINE):
        down = at_left >= at_right
        low, high = np.where(down, low, left), np.where(down, right, high)
        new = np.where(down, high - ratio * (high - low), low + ratio * (high - low))
        at_new = function(new)
        left, right = np.where(down, new, right), np.where(down, left, new)
        at_left, at_right = np.where(down, at_new, at_right), np.where(down, at_left, at_new)
        best = np.maximum(best, at_new)
    return best


def _expected(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return expected counts under independence. Raises ValueError when a row or column is empty."""
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    if counts.size == 0 or (rows == 0).any() or (columns == 0).any():
        raise ValueError("every row and every column needs at least one count")
    expected: NDArray[np.float64] = np.outer(rows, columns) / counts.sum()
    return expected


def chi_square(table: ArrayLike, *, correction: bool = False) -> ChiSquare:
    """Return Pearson's chi-square test of an r x c table; with Yates's correction for 2 x 2 where asked."""
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

    p is (1 + the number of draws no smaller) / (1 + draws), which is never 0 (Phipson and Smyth 2010). The generator is
    PCG64, so a seed gives the same draws on any machine; all tables are drawn at once.
    """
    counts = _counts(table)
    counts = counts.T if counts.shape[0] == 2 else counts  # the same tables, and two columns are drawn at once
    expected = _expected(counts)
    if draws < 1:
        raise ValueError("at least one draw is needed")
    generator = np.random.Generator(np.random.PCG64(seed))
    if counts.shape[1] == 2:  # a table is one draw of who says yes
        first = int(counts[:, 0].sum())
        yes = _first_columns(counts.sum(axis=1), first, draws, generator)
        weights = 1 / expected[:, 0] + 1 / expected[:, 1]
        seen = float((counts[:, 0] - expected[:, 0]) ** 2 @ weights)
        drawn = weights @ (yes - expected[:, :1]) ** 2
    else:
        seen = float(((counts - expected) ** 2 / expected).sum())
        drawn = ((_tables(counts, draws, generator) - expected) ** 2 / expected).sum(axis=(1, 2))
    reached = int((drawn >= seen * (1 - _SAME)).sum())
    return ChiSquare(float(((counts - expected) ** 2 / expected).sum()), None, (1 + reached) / (1 + draws))


def _first_columns(
    sizes: NDArray[np.int64], first: int, draws: int, generator: np.random.Generator
) -> NDArray[np.int32]:
    """Return who says yes in each row, (rows, draws), of so many yeses in all: each row given those before it.

    A row's count is looked up in its distribution, one for each number of yeses left, which is several times as quick as
    to draw each by itself. A guide says where to begin in it: halving it goes astray in the processor at each step.
    """
    yes = np.empty((len(sizes), draws), dtype=np.int32)
    left = np.full(draws, first, dtype=np.int32)
    after = int(sizes.sum())
    for row, size in enumerate(sizes[:-1].tolist()):
        after -= size
        reached, values = _distributions(size, after, first)
        wanted = left + np.minimum(generator.random(draws), 1 - _SAME)
        guide = np.searchsorted(reached, np.arange((first + 1) * _GRID + 1) / _GRID, side="right")
        place = guide[(wanted * _GRID).astype(np.int32)]
        behind = reached[place] <= wanted
        while behind.any():
            place += behind
            behind = reached[place] <= wanted
        yes[row] = values[place]
        left -= yes[row]
    yes[-1] = left
    return yes


def _distributions(size: int, after: int, most: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return, for 0 … `most` yeses left, that number plus the cumulated probability of each count of a row; and the counts.

    The row has `size` entries and those after it `after`.
    """
    left, x = np.arange(most + 1)[:, None], np.arange(min(size, most) + 1)[None, :]
    log = _log_factorials(size + after + most)
    possible = (x <= left) & (left - x <= after)
    rest = np.clip(left - x, 0, after)
    weight = np.where(possible, -(log[x] + log[size - x] + log[rest] + log[after - rest]), -np.inf)
    tops = weight.max(axis=1, keepdims=True)
    cumulated = np.cumsum(np.exp(weight - np.where(np.isfinite(tops), tops, 0.0)), axis=1)
    whole = cumulated[:, -1:]
    shares = np.divide(cumulated, whole, out=np.ones_like(cumulated), where=whole > 0)
    return (left + shares)[possible], np.broadcast_to(x, possible.shape)[possible].astype(np.int32)


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
