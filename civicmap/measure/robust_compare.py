"""How far other scores of the same entities depart from those of the framework: bands, points, order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.measure.bands import MARGIN, place_in_bands

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Bands

    Floats = NDArray[np.float64]


class Departure(NamedTuple):
    """One alternative beside the baseline, over the entities rated there that have a score under both."""

    compared: int
    up: int | None  # entities in a higher band; None without bands
    down: int | None
    mean_shift: float | None  # of the points' absolute change
    max_shift: float | None
    furthest: int | None  # the place of the entity with the largest shift, the first of equals
    spearman: float | None  # with the baseline; None where one of them has no order


def depart(baseline: Floats, other: Floats, rated: NDArray[np.bool_], bands: Bands | None) -> Departure:
    """Compare scores of entities, (n,) each."""
    both = rated & ~np.isnan(baseline) & ~np.isnan(other)
    places = np.flatnonzero(both)
    if not len(places):
        nobody = None if bands is None else 0
        return Departure(0, nobody, nobody, None, None, None, None)
    one, two = baseline[places], other[places]
    moved = np.abs(two - one)
    top = int(np.argmax(moved))
    up = down = None
    if bands is not None:
        every = np.ones(len(places), dtype=bool)
        steps = place_in_bands(two, every, bands) - place_in_bands(one, every, bands)
        up, down = int((steps > 0).sum()), int((steps < 0).sum())
    return Departure(
        len(places), up, down, float(moved.mean()), float(moved[top]), int(places[top]), spearman(one, two)
    )


def spearman(one: Floats, two: Floats) -> float | None:
    """Return the correlation of ranks, ties with their mean rank; None where all of one are equal or there are under two."""
    first, second = (mean_ranks(values) - (len(values) + 1) / 2 for values in (one, two))
    scale = float(np.sqrt((first @ first) * (second @ second)))
    return float(np.clip(first @ second / scale, -1.0, 1.0)) if scale else None


def mean_ranks(values: Floats) -> Floats:
    """Return ranks from 1 up, values within the margin of doubles sharing their mean rank."""
    order = np.argsort(values, kind="stable")
    groups = np.cumsum(np.diff(values[order], prepend=-np.inf) > MARGIN)
    sizes = np.bincount(groups)
    ends = np.cumsum(sizes)
    ranks = np.empty(len(values))
    ranks[order] = (ends - (sizes - 1) / 2)[groups]
    return ranks
