"""Pearson's chi-square test of a table of counts, by its distribution and by tables drawn with the same margins."""

from __future__ import annotations

from math import erfc, exp, fsum, lgamma, log
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.stats.counts import SAME, log_factorials, read_counts
from civicmap.stats.inputs import count

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_DRAWN_AT_ONCE: Final = 2 * 10**7  # cells
_LOOKED_AT_ONCE: Final = 1 << 13  # draws, so that what is made of them stays in the processor's cache
_LISTED_MOST: Final = 10**6  # probabilities of one row, for every number of yeses left
_GUIDE: Final = 1024  # steps between two numbers of yeses left, to find a draw's place


class ChiSquare(NamedTuple):
    """A chi-square statistic. `df` is None where the p value was simulated."""

    statistic: float
    df: int | None
    p: float


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
    counts = read_counts(table)
    expected = _expected(counts)
    off = np.abs(counts - expected)
    if correction and counts.shape == (2, 2):
        off = off - np.minimum(0.5, off)
    statistic = float((off**2 / expected).sum())
    df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return ChiSquare(statistic, df, chance_beyond(statistic, df) if df else 1.0)


def chance_beyond(statistic: float, df: int) -> float:
    """Return the chance of a chi-square of at least so much, with df of 1 or more (Abramowitz and Stegun 26.4.4 and 26.4.5).

    For whole df it is a sum of positive terms, which loses no digit. SciPy's function would cost 0.2 s of import.
    """
    half = statistic / 2
    if half <= 0:
        return 1.0
    rest = (df % 2) / 2
    terms = (exp(power * log(half) - half - lgamma(power + 1)) for power in (rest + step for step in range(df // 2)))
    return min(1.0, fsum([erfc(half**0.5) if df % 2 else 0.0, *terms]))


def chi_square_simulated(table: ArrayLike, draws: int, seed: int) -> ChiSquare:
    """Return Pearson's test with its p value from `draws` seeded tables of the same margins.

    p is (1 + the number of draws no smaller) / (1 + draws), which is never 0 (Phipson and Smyth 2010); df is None. The
    generator is PCG64, so a seed gives the same draws on any machine. Raises ValueError as `chi_square`, and for draws or a
    seed that are no whole numbers.
    """
    counts = read_counts(table)
    counts = counts.T if counts.shape[0] == 2 else counts  # the same tables, and two columns are drawn at once
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
        yes = _first_columns(counts.sum(axis=1), first, draws, generator)
        weights = 1 / expected[:, 0] + 1 / expected[:, 1]
        seen = float((counts[:, 0] - expected[:, 0]) ** 2 @ weights)
        reached = 0
        for start in range(0, draws, _LOOKED_AT_ONCE):
            off = yes[:, start : start + _LOOKED_AT_ONCE] - expected[:, :1]
            reached += int((weights @ np.multiply(off, off, out=off) >= seen * (1 - SAME)).sum())
        return reached
    seen = float(((counts - expected) ** 2 / expected).sum())
    drawn = ((_tables(counts, draws, generator) - expected) ** 2 / expected).sum(axis=(1, 2))
    return int((drawn >= seen * (1 - SAME)).sum())


def _first_columns(
    sizes: NDArray[np.int64], first: int, draws: int, generator: np.random.Generator
) -> NDArray[np.integer]:
    """Return who says yes in each row, (rows, draws), of so many yeses in all: each row given those before it.

    A row's count is looked up in its distribution, one for each number of yeses left, which is several times as quick as
    to draw each by itself; where it would be too long, each is. A guide says where to begin in it: halving it goes astray
    in the processor at each step.
    """
    if (first + 1) * (min(int(sizes.max()), first) + 1) > _LISTED_MOST:
        return generator.multivariate_hypergeometric(sizes, first, draws, method="marginals").T
    yes = np.empty((len(sizes), draws), dtype=np.int32)
    left = np.full(draws, first, dtype=np.int32)
    after = int(sizes.sum())
    for row, size in enumerate(sizes[:-1].tolist()):
        after -= size
        reached, values = _distributions(size, after, first)
        wanted = left + np.minimum(generator.random(draws), 1 - SAME)
        # How many of `reached` lie at or before each step: a step is a power of two, so nothing is rounded.
        guide = np.cumsum(np.bincount(np.ceil(reached * _GUIDE).astype(np.intp), minlength=(first + 1) * _GUIDE + 1))
        place = guide[(wanted * _GUIDE).astype(np.intp)]
        behind = np.flatnonzero(reached[place] <= wanted)
        while behind.size:  # few are
            place[behind] += 1
            behind = behind[reached[place[behind]] <= wanted[behind]]
        yes[row] = values[place]
        left -= yes[row]
    yes[-1] = left
    return yes


def _distributions(size: int, after: int, most: int) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Return, for 0 … `most` yeses left, that number plus the cumulated probability of each count of a row; and the counts.

    The row has `size` entries and those after it `after`.
    """
    left, x = np.arange(most + 1)[:, None], np.arange(min(size, most) + 1)[None, :]
    log = log_factorials(size + after + most)
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
