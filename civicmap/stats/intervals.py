"""Intervals and bounds of a share. Numbers in, numbers out; an undefined result is None, never 0 or NaN."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import comb, exp, lgamma
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.stats.inputs import array_of, broadcast, level, two_tails

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

_NEAR = 1e-7  # closer to the tail than this, floating point cannot say on which side it lies
_ROUNDING = 1e-9  # weighted counts add up to their base but for this
_EXACT_TO = 20_000  # above this population integers get too long, and one entity moves a limit by nothing


class Interval(NamedTuple):
    """Two limits. Arrays where arrays were given, with None where the result is undefined."""

    low: float
    high: float


def wilson(
    x: ArrayLike, n: ArrayLike, confidence: float = 0.95, population: ArrayLike | None = None
) -> Interval | None:
    """Return the Wilson score interval of x of n, without continuity correction (Wilson 1927).

    With `population` N it is Wilson on n(N-1)/(N-n), the finite-population form of O'Neill (2021); N need not be whole, and
    n = N gives the point. Counts may be weighted, so not whole. Takes numbers, lists or arrays (arrays of limits for these,
    with None where n is 0); shares are parts of 1. None for n = 0. Over N = 180, n = 110 it covers 95 per cent on average,
    not for every truth. Raises ValueError for x outside 0..n, n above N, missing counts, or a confidence outside 0..1.
    """
    z = two_tails(confidence)

    def limits(x: NDArray[np.float64], n: NDArray[np.float64], size: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        share = x / n
        known = np.isfinite(size)
        left = np.where(known, size - n, 1)  # nobody, where n is the whole population: the interval is a point
        spread = z * z / n * left / np.where(known & (left > 0), size - 1, 1)
        half = np.sqrt(spread * share * (1 - share) + spread * spread / 4)
        low, high = ((share + spread / 2 + side * half) / (1 + spread) for side in (-1, 1))
        return [np.where(x == 0, 0, low), np.where(x == n, 1, high)]

    return _over(limits, x, n, population)


def clopper_pearson(x: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> Interval | None:
    """Return the exact binomial interval of Clopper and Pearson (1934), with equal tails.

    It never covers less than asked and often much more, and knows no population. Shapes, None and errors as `wilson`.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - a compiled library that most commands never touch

    tail = _tail(confidence)

    def limits(x: NDArray[np.float64], n: NDArray[np.float64], _: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        low = betaincinv(np.maximum(x, 1), n - x + 1, tail)
        high = betaincinv(x + 1, np.maximum(n - x, 1), 1 - tail)
        return [np.where(x == 0, 0, low), np.where(x == n, 1, high)]

    return _over(limits, x, n, None)


def hypergeometric_interval(
    x: ArrayLike, n: ArrayLike, population: ArrayLike, confidence: float = 0.95
) -> Interval | None:
    """Return the exact interval for the population's share when x of n drawn without replacement have it (Buonaccorsi 1987).

    It holds every K for which neither P(X >= x | K) nor P(X <= x | K) is at most half of 1 - confidence: equal tails, the
    limits as K / N, so never less covered than asked, and a point at n = N. Shapes and None as `wilson`. Raises ValueError
    for numbers that are not whole, x outside 0..n, n above the population, or none given.
    """
    if population is None:
        raise ValueError("the population must be a number: without one, use wilson or clopper_pearson")
    tail = _tail(confidence)

    def limits(x: NDArray[np.float64], n: NDArray[np.float64], size: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        if any((numbers % 1 != 0).any() for numbers in (x, n, size)):
            raise ValueError("counts must be whole numbers")
        cases = [tuple(map(int, case)) for case in zip(x.flat, n.flat, size.flat, strict=True)]
        low = [_fewest(yes, of, total, tail) / total for yes, of, total in cases]
        high = [(total - _fewest(of - yes, of, total, tail)) / total for yes, of, total in cases]
        return [np.reshape(side, x.shape) for side in (low, high)]

    return _over(limits, x, n, population)


def item_bounds(yes: ArrayLike, missing: ArrayLike, applicable: ArrayLike) -> Interval | None:
    """Return the share if nobody whose answer is missing has it, and if all have: `frame_bounds` with nobody silent.

    `missing` are those in the base who did not say, don't know included. Takes numbers, lists or arrays. None where the base
    is empty. Raises ValueError as `frame_bounds`.
    """
    return frame_bounds(yes, missing, 0, applicable)


def frame_bounds(
    yes: ArrayLike, missing: ArrayLike, nonresponding: ArrayLike, population: ArrayLike
) -> Interval | None:
    """Return the share if neither the missing nor the nonresponding have it, and if all have (Manski's bounds).

    They assume nothing, so no confidence level belongs to them. Takes numbers, lists or arrays (arrays of limits for these,
    with None where a population is 0). None where the population is empty. Raises ValueError for negative or missing
    counts, or more of them than the population.
    """
    kinds = (("yes", yes), ("missing", missing), ("nonresponding", nonresponding), ("population", population))
    cases = broadcast([array_of(numbers, what) for what, numbers in kinds])
    has, gaps, silent, of = (np.atleast_1d(case) for case in cases)
    could = has + gaps + silent
    if (could > of * (1 + _ROUNDING)).any():
        first = int(np.flatnonzero((could > of * (1 + _ROUNDING)).ravel())[0])
        parts = " + ".join(f"{part.flat[first]:g}" for part in (has, gaps, silent))
        raise ValueError(f"{parts} are more than the base of {of.flat[first]:g}")
    based = of > 0
    sides = [has[based] / of[based], np.minimum(could[based] / of[based], 1)]
    return _shaped(sides, based, cases[0].ndim)


def _tail(confidence: float) -> float:
    """Return what each tail may hold."""
    return (1 - level(confidence)) / 2


def _over(
    limits: Callable[..., list[NDArray[np.float64]]], x: ArrayLike, n: ArrayLike, population: ArrayLike | None
) -> Interval | None:
    """Check the counts, and apply a method to all of them that have a base."""
    size = np.asarray(np.inf) if population is None else array_of(population, "the population")
    cases = broadcast([array_of(x, "x"), array_of(n, "n"), size])
    yes, of, size = (np.atleast_1d(case) for case in cases)
    if not (yes <= of).all():
        raise ValueError("x must lie between 0 and n")
    if not (of <= size).all():
        raise ValueError("n must not be above the population")
    based = of > 0
    if (based & (size <= 1) & (of < size)).any():
        raise ValueError("a part of a population needs one of more than 1")
    return _shaped(limits(yes[based], of[based], size[based]), based, cases[0].ndim)


def _shaped(sides: list[NDArray[np.float64]], based: NDArray[np.bool_], ndim: int) -> Interval | None:
    """Return the limits of what has a base in the shape of what was given, None elsewhere."""
    if ndim == 0:
        return Interval(float(sides[0][0]), float(sides[1][0])) if based[0] else None
    whole = [np.full(based.shape, None, float if based.all() else object) for _ in sides]
    for side, found in zip(whole, sides, strict=True):
        side[based] = found
    return Interval(*whole)  # type: ignore[arg-type] # arrays for arrays


@lru_cache(maxsize=65_536)
def _fewest(x: int, n: int, population: int, tail: float) -> int:
    """Return the smallest K with P(X >= x | K) above the tail: it grows with K, so halving finds it."""
    low, high = x, population - n + x
    while low < high:
        middle = (low + high) // 2
        if _above(x, n, population, middle, tail):
            high = middle
        else:
            low = middle + 1
    return low


def _above(x: int, n: int, population: int, having: int, tail: float) -> bool:
    """Return whether P(X >= x) is above the tail; exactly, where floating point cannot tell."""
    if x * population > n * having:
        chance = _side(x, n, population, having, 1)
    else:
        chance = 1 - _side(x - 1, n, population, having, -1)
    if abs(chance - tail) > _NEAR or population > _EXACT_TO:
        return chance > tail
    ways = sum(comb(having, k) * comb(population - having, n - k) for k in range(x, min(n, having) + 1))
    return Fraction(ways, comb(population, n)) > Fraction(tail).limit_denominator(10**9)


def _side(x: int, n: int, population: int, having: int, step: int) -> float:
    """Return P(X >= x) (step 1) or P(X <= x) (step -1): the first term, then ratios of neighbours until nothing is added."""
    lacking = population - having
    if not max(0, n - lacking) <= x <= min(n, having):
        return 0.0
    term = total = exp(_log_comb(having, x) + _log_comb(lacking, n - x) - _log_comb(population, n))
    k = x
    while True:
        if step > 0:
            term *= (having - k) * (n - k) / ((k + 1) * (lacking - n + k + 1))
        else:
            term *= k * (lacking - n + k) / ((having - k + 1) * (n - k + 1))
        if total + term == total:
            return total
        total += term
        k += step


def _log_comb(n: int, k: int) -> float:
    """Return the logarithm of n over k."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
