"""Scores over the entities of a group: how many are rated, mean, quartiles, bands. What is not rated is only counted."""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.types import Level
from civicmap.measure.bands import place_in_bands
from civicmap.measure.results import EVERYONE, GroupKey, ScoreSummary
from civicmap.stats.sums import exact_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Bands, Framework, Node
    from civicmap.measure.results import Scores
    from civicmap.model import Survey

    Floats = NDArray[np.float64]


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
    members = _members(survey, framework, by)
    made = [_summaries(scores.nodes.rated(node.id), node, members) for node in wanted]
    return tuple(summary for of_key in zip(*made, strict=True) for summary in of_key)


def shown_nodes(framework: Framework) -> list[Node]:
    """Return the pillars and the overall, in framework order."""
    return [node for node in framework.nodes if node.level in (Level.PILLAR, Level.OVERALL)]


def quantile(ascending: Sequence[float] | Floats, part: float) -> float:
    """Return a quantile of ascending values by linear interpolation (type 7 of Hyndman and Fan, R's default)."""
    place = (len(ascending) - 1) * part
    below = math.floor(place)
    low, high = float(ascending[below]), float(ascending[min(below + 1, len(ascending) - 1)])
    return low + (high - low) * (place - below)


class _Members(NamedTuple):
    """The responding entities, those of one value of a group together; who has no value of it is last.

    `order` holds their places and `ends` (keys,) where each value's stop in it. `keys` begins with everyone.
    """

    keys: tuple[GroupKey, ...]
    order: NDArray[np.intp]
    ends: NDArray[np.intp]


def _members(survey: Survey, framework: Framework, by: str | None) -> _Members:
    """Return who is summarized."""
    if by is None:
        return _Members((EVERYONE,), np.flatnonzero(survey.respondent), np.zeros(0, np.intp))
    from civicmap.survey.groups import group_values  # noqa: PLC0415 - only a summary by group needs it

    group = group_values(survey, framework, by)
    keys = (EVERYONE, *(GroupKey(group.id, v, label) for v, label in zip(group.values, group.labels, strict=True)))
    last = len(group.values) + 1  # of who did not respond: narrow codes are sorted by counting
    bins = np.where(group.index < 0, last - 1, group.index).astype(np.min_scalar_type(last))
    bins[~survey.respondent] = last
    ends = np.cumsum(np.bincount(bins, minlength=last + 1))
    return _Members(keys, np.argsort(bins, kind="stable")[: ends[last - 1]], ends[: last - 1])


def _summaries(rated: Floats, node: Node, members: _Members) -> list[ScoreSummary]:
    """Summarize one node over everyone, then over each value of the group. `rated` (entities,) is NaN without a rating."""
    scores = rated[members.order]
    starts = np.concatenate([[0], members.ends]).astype(np.intp)
    parts = [scores, *(scores[start:end] for start, end in pairwise(starts))]
    return [_summary(part, node, key) for part, key in reversed([*zip(parts, members.keys, strict=True)])][::-1]


def _summary(scores: Floats, node: Node, key: GroupKey) -> ScoreSummary:
    """Summarize scores, which are put in order where they are: everyone's come last, when no group is needed any more."""
    scores.sort()
    values = scores[: len(scores) - int(np.isnan(scores).sum())]  # NaN is sorted to the end
    some = len(values) > 0
    return ScoreSummary(
        group=key,
        node=node.id,
        rated=len(values),
        not_rated=len(scores) - len(values),
        mean=math.fsum(exact_parts(values)) / len(values) if some else None,
        median=quantile(values, 0.5) if some else None,
        q1=quantile(values, 0.25) if some else None,
        q3=quantile(values, 0.75) if some else None,
        bands=_bands(values, node.bands),
    )


def _bands(ascending: Floats, bands: Bands | None) -> dict[str, int]:
    """Return how many scores stand in each band. Bands rise with the score, so halving finds where each begins."""
    if bands is None:
        return {}

    def band(score: float) -> int:
        return int(place_in_bands(np.array([score]), np.array([True]), bands)[0])

    firsts = [bisect_left(ascending, place, key=band) for place in range(len(bands.names))]
    return dict(zip(bands.names, np.diff([*firsts, len(ascending)]).tolist(), strict=True))
