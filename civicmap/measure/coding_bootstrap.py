"""How far Krippendorff's alpha may be from its estimate: the bootstrap, all draws at once, in whole numbers."""

from __future__ import annotations

from math import lcm
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK = 256  # draws that are worked on together
_MOST = 20_000_000  # cells of the matrices of all entities


class Spread(NamedTuple):
    """The middle 95 per cent of the draws; None with the reason. `undefined` draws had no variation and are left out."""

    low: float | None
    high: float | None
    undefined: int
    why: str | None


def alpha_spread(
    codes: NDArray[np.integer], clusters: NDArray[np.integer], *, ordinal: bool, draws: int, seed: int
) -> Spread:
    """Return a percentile interval of alpha by drawing clusters (entities) anew, with all their units.

    `codes` (coders, units) are categories in their order, negative where there is none. Only clusters with a unit that
    two coded are drawn. The same codes and seed give the same interval, whatever the order of coders.
    """
    used, places = np.unique(codes[codes >= 0], return_inverse=True)
    codes, given = np.full_like(codes, -1), codes >= 0
    codes[given] = places
    if codes.shape[1] * len(used) ** 2 > _MOST:
        return Spread(None, None, 0, "too many entities and categories to draw from")
    pairs, sizes = _pairs(codes, clusters)
    if len(sizes) == 0 or sizes.sum() < 2:
        return Spread(None, None, 0, "too few entities were coded twice to draw from")
    kinds = round(pairs.shape[1] ** 0.5)
    chance = sizes / sizes.sum()
    generator = np.random.default_rng(seed)
    found = []
    for first in range(0, draws, _CHUNK):
        drawn = generator.multinomial(int(sizes.sum()), chance, size=min(_CHUNK, draws - first))
        summed = (drawn.astype(np.int64) @ pairs).reshape(-1, kinds, kinds)
        found.append(_alphas(summed, ordinal=ordinal, scale=_scale(codes)))
    alphas = np.concatenate(found)
    known = alphas[~np.isnan(alphas)]
    undefined = len(alphas) - len(known)
    if 2 * len(known) < draws:
        return Spread(None, None, undefined, "most draws have no variation")
    if not np.any(known < 1.0):
        return Spread(
            None, None, undefined, "no two codes differ, so that the draws cannot tell how far alpha may be from 1"
        )
    low, high = np.quantile(known, (0.025, 0.975))
    return Spread(float(low), float(high), undefined, None)


def _scale(codes: NDArray[np.integer]) -> int:
    """Return the number by which pairs are multiplied, so that all are whole: a unit's are divided by its coders less one."""
    given = (codes >= 0).sum(axis=0)
    return lcm(*(int(count) - 1 for count in np.unique(given[given > 1])))


def _pairs(codes: NDArray[np.integer], clusters: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct matrices of coincidences of a cluster, (kinds, k * k), and how many clusters have each."""
    given = (codes >= 0).sum(axis=0)
    twice = given > 1
    kinds = int(codes.max(initial=-1)) + 1
    if not twice.any():
        return np.zeros((0, kinds * kinds), np.int64), np.zeros(0, np.int64)
    held = codes[:, twice]
    tally = np.stack([(held == kind).sum(axis=0) for kind in range(kinds)], axis=1)  # (units, kinds)
    some, alike, often = _distinct(tally)
    counts = some.sum(axis=1)
    met = some[:, :, None] * some[:, None, :]
    diagonal = np.arange(kinds)
    met[:, diagonal, diagonal] -= some
    met *= (_scale(codes) // (counts - 1))[:, None, None]
    _, place, units = np.unique(clusters[twice], return_inverse=True, return_counts=True)
    summed = met.reshape(len(met), -1)
    if units.max() > 1:
        order = np.argsort(place, kind="stable")
        summed, often = np.add.reduceat(summed[alike[order]], np.cumsum(units) - units), np.ones(len(units), np.int64)
    matrices, same = np.unique(summed, axis=0, return_inverse=True)
    return matrices, np.bincount(same.ravel(), often).astype(np.int64)


def _distinct(tally: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.intp], NDArray[np.int64]]:
    """Return the distinct rows of small counts (units, kinds), which one each unit has, and how many have it."""
    base = int(tally.max()) + 1
    key, most = np.zeros(len(tally), np.int64), 1
    for column in tally.T:
        if most > (1 << 62) // base:  # many kinds: what is told apart so far is numbered anew
            key = np.unique(key, return_inverse=True)[1]
            most = len(tally)
        key, most = key * base + column, most * base
    _, first, alike, often = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return tally[first].astype(np.int64), alike, often


def _alphas(pairs: NDArray[np.int64], *, ordinal: bool, scale: int) -> NDArray[np.float64]:
    """Return the alpha of each matrix of coincidences (draws, k, k), that are `scale` times too large; NaN without variation."""
    sizes = pairs.sum(axis=2)
    if ordinal:
        middle = (2 * np.cumsum(sizes, axis=1) - sizes).astype(np.float64)
        apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    else:
        apart = np.broadcast_to(1.0 - np.eye(pairs.shape[1]), pairs.shape)
    seen = (pairs * apart).sum(axis=(1, 2))
    expected = (sizes[:, :, None].astype(np.float64) * sizes[:, None, :] * apart).sum(axis=(1, 2))
    total = sizes.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        alphas: NDArray[np.float64] = np.where(expected > 0, 1.0 - seen * (total - scale) / expected, np.nan)
    return alphas
