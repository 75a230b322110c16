"""Unconditional exact tests of two groups. Rows are the groups with fixed totals; the first column is the "yes".

They are computed here and not by SciPy: its Boschloo and Barnard tests fix the column totals, have
one convention for two sides, and search the nuisance parameter by sampling; its Barnard test also loses tied tables to rounding.
"""

from __future__ import annotations

from functools import lru_cache
from math import pi
from typing import TYPE_CHECKING, Literal

import numpy as np

from civicmap.stats.counts import SAME, log_factorials
from civicmap.stats.fisher import TIE, two_by_two

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from civicmap.stats.fisher import Alternative

_GRID = 1024  # values of the nuisance parameter before the best are refined
_STEP = pi / 2 / _GRID
_PEAKS = 12  # of these, the highest are refined
_NEAR = 0.98
_TABLES_MOST = 10**7  # tables with the same row totals
_REFINE = 40  # steps of golden-section search: the share is then known to 1e-9, the peak to far more digits


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


def boschloo(table: ArrayLike, convention: Literal["central", "minlike"] = "central") -> float:
    """Return the two-sided p value of Boschloo's unconditional test of a 2 x 2 table (Boschloo 1970).

    Rows are the groups, with fixed totals. Fisher's p value is the statistic; its distribution is maximized over the common
    share of yes. "central" is twice the smaller one-sided p value (exact2x2, SciPy), "minlike" takes Fisher's two-sided p
    value as the statistic (Exact). Never above Fisher's p value on the same side. Raises ValueError for another shape, what
    is no count, an empty row, or more than ten million tables with the same row totals (2,000 + 4,000, say).
    """
    a, b, c, d = two_by_two(table).ravel().tolist()
    n1, n2 = _rows(a + b, c + d)
    if convention == "minlike":
        return _unconditional(_fisher_everywhere(n1, n2, "two-sided"), a, c, n1, n2)
    if convention != "central":
        raise ValueError("convention is central or minlike")
    sides: tuple[Alternative, Alternative] = ("less", "greater") if a * n2 < c * n1 else ("greater", "less")
    near, far = (_fisher_everywhere(n1, n2, side) for side in sides)
    likely = _unconditional(near, a, c, n1, n2)
    return min(1.0, 2 * min(likely, _unconditional(far, a, c, n1, n2, enough=likely)))


def barnard(table: ArrayLike) -> float:
    """Return the two-sided p value of Barnard's unconditional test with the pooled z statistic (Barnard 1947).

    Rows are the groups, with fixed totals; the probability of a z as far from 0 is maximized over the common share of yes.
    Tables whose z differs by rounding alone count as ties. 1 where everyone says the same. Errors as `boschloo`.
    """
    a, b, c, d = two_by_two(table).ravel().tolist()
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
            reach = np.searchsorted(order, probability * TIE, side="right")
            tail = np.cumsum(order)[reach - 1]
        p[first, yes - first] = np.minimum(1.0, tail)
    return p


@lru_cache(maxsize=32)
def _on_grid(n: int) -> NDArray[np.float64]:
    """Return the binomial probabilities of n at every angle of the grid, (grid, n + 1)."""
    return _binomial(n, (np.arange(_GRID, dtype=np.float64) + 0.5) * _STEP)


def _binomial(n: int, angle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the binomial probabilities of n, (angles, n + 1), at shares given by the arc sine of their root."""
    k, log = np.arange(n + 1), log_factorials(n)
    choose = log[n] - log[k] - log[n - k]
    yes, no = 2 * np.log(np.sin(angle))[:, None], 2 * np.log(np.cos(angle))[:, None]
    chances: NDArray[np.float64] = np.exp(choose + k * yes + (n - k) * no)
    return chances


def _unconditional(
    statistic: NDArray[np.float64], a: int, c: int, n1: int, n2: int, *, floor: float = 0.0, enough: float | None = None
) -> float:
    """Return the largest probability, over the common share, of a statistic no larger than the one seen.

    The share is searched on the scale of its arc sine, where peaks are as wide near 0 and 1 as in the middle. Where it is
    seen to reach `enough`, a lower value than the largest may be returned, but none below that.
    """
    seen = statistic[a, c]
    region = (statistic <= seen + abs(seen) * SAME + floor).astype(float)

    def size(angle: NDArray[np.float64]) -> NDArray[np.float64]:
        sizes: NDArray[np.float64] = (_binomial(n1, angle) @ region * _binomial(n2, angle)).sum(axis=1)
        return sizes

    sizes = (_on_grid(n1) @ region * _on_grid(n2)).sum(axis=1)
    if enough is not None and sizes.max() >= enough:
        return float(sizes.max())
    left, right = np.concatenate([[0.0], sizes[:-1]]), np.concatenate([sizes[1:], [0.0]])
    # A peak between two points of the grid rises above them by far less than this.
    peaks = np.flatnonzero((sizes >= left) & (sizes >= right) & (sizes >= _NEAR * sizes.max()))
    at = (peaks[np.argsort(-sizes[peaks], kind="stable")][:_PEAKS] + 0.5) * _STEP
    edge = 1e-9
    refined = _golden(size, np.maximum(edge, at - _STEP), np.minimum(pi / 2 - edge, at + _STEP))
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
