"""Ranks, where a framework asks for them: from unrounded scores, with the lowest rank shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import Level
from civicmap.measure.bands import MARGIN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.results import Scores
    from civicmap.model import Survey


def rank(scores: Scores, survey: Survey, framework: Framework) -> tuple[int | None, ...]:
    """Rank the overall of each entity within its group; None where it is not rated, has no group, or ranks are off."""
    overall = next((node.id for node in framework.nodes if node.level is Level.OVERALL), None)
    if framework.ranks is None or overall is None:
        return (None,) * len(scores.entities)
    result = scores.nodes[overall]
    within = _group(survey, framework)
    ranks = np.zeros(len(scores.entities), dtype=np.int64)
    for value in np.unique(within[within >= 0]):
        members = np.flatnonzero(result.rated & (within == value))
        ranks[members] = competition(result.score[members])
    return tuple(place or None for place in ranks.tolist())


def competition(score: NDArray[np.float64] | Sequence[float]) -> NDArray[np.int64]:
    """Return ranks from 1, the highest score first; scores within the margin of doubles share the lowest rank."""
    values = np.asarray(score, dtype=np.float64)
    order = np.argsort(-values, kind="stable")
    drops = np.diff(values[order], prepend=np.inf) < -MARGIN
    places = np.maximum.accumulate(np.where(drops, np.arange(1, len(values) + 1), 1)) if len(values) else drops
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = places
    return ranks


def _group(survey: Survey, framework: Framework) -> NDArray[np.int32]:
    """Return the group value's index of each entity, -1 for none; all 0 where ranks have no group."""
    assert framework.ranks is not None
    if framework.ranks.within is None:
        return np.zeros(len(survey.entities), dtype=np.int32)
    from civicmap.survey.groups import group_values  # noqa: PLC0415 - only ranks within a group need it

    places: NDArray[np.int32] = group_values(survey, framework, framework.ranks.within).index
    return places
