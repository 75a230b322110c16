"""Scores over the entities of a group: how many are rated, mean, quartiles, bands. What is not rated is only counted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import Level
from civicmap.measure.results import EVERYONE, GroupKey, ScoreSummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.results import Scores
    from civicmap.model import Survey


def summarize(
    scores: Scores, survey: Survey, framework: Framework, by: str | None = None, nodes: Sequence[str] | None = None
) -> tuple[ScoreSummary, ...]:
    """Summarize nodes over everyone and then over each value of a group. Entities that sent an empty form are left out.

    Args:
        scores: the scores of the survey.
        survey: the wave that was scored.
        framework: its framework.
        by: a group, or a column of the register.
        nodes: which nodes; the pillars and the overall where None.
    """
    wanted = [framework.node(node) for node in nodes] if nodes is not None else shown_nodes(framework)
    return tuple(
        _summarize(scores, node, key, members) for key, members in _groups(survey, framework, by) for node in wanted
    )


def shown_nodes(framework: Framework) -> list[Node]:
    """Return the pillars and the overall, in framework order."""
    return [node for node in framework.nodes if node.level in (Level.PILLAR, Level.OVERALL)]


def quantile(values: Sequence[float], part: float) -> float:
    """Return a quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan, R's default)."""
    place = (len(values) - 1) * part
    below = math.floor(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def _groups(survey: Survey, framework: Framework, by: str | None) -> Iterator[tuple[GroupKey, NDArray[np.bool_]]]:
    """Yield everyone, then each value of the group, with its responding entities."""
    yield EVERYONE, survey.respondent
    if by is not None:
        from civicmap.survey.groups import group_values  # noqa: PLC0415 - only a summary by group needs it

        group = group_values(survey, framework, by)
        for place, (value, label) in enumerate(zip(group.values, group.labels, strict=True)):
            yield GroupKey(group.id, value, label), survey.respondent & (group.index == place)


def _summarize(scores: Scores, node: Node, key: GroupKey, members: NDArray[np.bool_]) -> ScoreSummary:
    """Summarize one node over some entities."""
    result = scores.nodes[node.id]
    rated = result.rated & members
    values = np.sort(result.score[rated]).tolist()
    names = node.bands.names if node.bands else ()
    counts = np.bincount(result.band[rated & (result.band >= 0)], minlength=len(names)).tolist()
    return ScoreSummary(
        group=key,
        node=node.id,
        rated=len(values),
        not_rated=int(members.sum()) - len(values),
        mean=math.fsum(values) / len(values) if values else None,
        median=quantile(values, 0.5) if values else None,
        q1=quantile(values, 0.25) if values else None,
        q3=quantile(values, 0.75) if values else None,
        bands=dict(zip(names, counts, strict=True)),
    )
