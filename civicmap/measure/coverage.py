"""How much stands behind a score: what was answered of what applies, and whether that is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.types import Treatment
from civicmap.measure.missing import APPLIES, GIVEN
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Coverage, Missing
    from civicmap.measure.points import Earned

    Counts = NDArray[np.int32]


class Reach(NamedTuple):
    """Counts behind a score, each (n,): two over question x instance, two over questions."""

    answered: Counts
    applicable: Counts
    relevant: Counts  # questions that apply in at least one instance
    all: Counts  # questions, without those that the entity's group is not asked


class Shares(NamedTuple):
    """Counts as parts of 1, each (n,); NaN where there is nothing to be a part of."""

    answered: NDArray[np.float64]
    applicable: NDArray[np.float64]


def total(counted: Sequence[Reach]) -> Reach:
    """Add counts, field by field. Where each row is an entity, two fields are one array and are added once."""
    answered, applicable, relevant, everyone = zip(*counted, strict=True)
    applies = _sum(applicable)
    same = all(one is other for one, other in zip(applicable, relevant, strict=True))
    return Reach(_sum(answered), applies, applies if same else _sum(relevant), _sum(everyone))


def _sum(counts: Sequence[Counts]) -> Counts:
    """Add arrays of one shape."""
    made = counts[0].copy()
    for one in counts[1:]:
        made += one
    return made


def reach(earned: Earned, missing: Missing, leaves: NDArray[np.bool_], starts: NDArray[np.intp] | None) -> Reach:
    """Count one question, for each row, or for each entity whose first rows are `starts`.

    `leaves` says where the question is not for this entity's group at all.
    """
    applies = APPLIES.take(earned.state)
    given = GIVEN.take(earned.state)
    if missing.dont_know is Treatment.EXCLUDE:
        given &= earned.state != AnswerState.DONT_KNOW
    if starts is None:
        answered, applicable, everyone = (flags.astype(np.int32) for flags in (given, applies, ~leaves))
        return Reach(answered, applicable, applicable, everyone)
    return Reach(
        np.add.reduceat(given.astype(np.int32), starts),
        np.add.reduceat(applies.astype(np.int32), starts),
        np.logical_or.reduceat(applies, starts).astype(np.int32),
        np.logical_or.reduceat(~leaves, starts).astype(np.int32),
    )


def shares(counts: Reach) -> Shares:
    """Return answered of applicable, and what applies of all."""
    return Shares(_part(counts.answered, counts.applicable), _part(counts.relevant, counts.all))


def _part(some: Counts, whole: Counts) -> NDArray[np.float64]:
    """Return some / whole; NaN where there is no whole."""
    quotient: NDArray[np.float64] = some / np.where(whole > 0, whole, np.nan)
    return quotient


def enough(score: NDArray[np.float64], found: Shares, coverage: Coverage) -> NDArray[np.bool_]:
    """Say where a score is rated. Both shares are quotients rounded once, as the thresholds are, so equality is exact."""
    return (found.answered >= coverage.answered) & (found.applicable >= coverage.applicable) & ~np.isnan(score)
