"""Scores of the same entities in two waves: what changed for each, and over all."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.types import Unit
from civicmap.measure.change_nodes import grade_node
from civicmap.measure.change_results import Grade, NodeChange, ScoreChange, ScoreChanges
from civicmap.measure.results import EVERYONE
from civicmap.measure.score import score
from civicmap.measure.summary import shown_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Node
    from civicmap.measure.change import Waves
    from civicmap.measure.change_results import Verdicts
    from civicmap.measure.results import GroupKey, NodeScores

_NEAR: Final = 1e-9  # sums of thirds differ in their last place from one wave to the other
_NO_CHANGE: Final = "no change: the scores are not comparable"


def score_changes(waves: Waves) -> ScoreChanges:
    """Return the changes of pillars and overall for every entity that responded in both waves, and their summary."""
    one, two = (score(side.survey, side.framework).nodes for side in (waves.before, waves.after))
    nodes = shown_nodes(waves.newer)
    grades = {node.id: grade_node(waves.grades, node.id) for node in nodes}
    made = {
        node.id: list(_entities(waves, node, one.get(node.id), two.get(node.id), grades[node.id])) for node in nodes
    }
    entities = [change for place in zip(*made.values(), strict=True) for change in place]
    places = {key: _members(waves, key) for key in waves.groups}
    summary = [
        _summarize(node, key, grades[node.id], [made[node.id][place] for place in places[key]])
        for key in waves.groups
        for node in nodes
    ]
    return ScoreChanges(tuple(entities), tuple(summary))


def _members(waves: Waves, key: GroupKey) -> Sequence[int]:
    """Return the places, among the entities in both waves, of those that belong to a group's value in both."""
    paired = waves.pairings.entities
    if key == EVERYONE:
        return range(len(paired.before))
    one = waves.before.places(Unit.ENTITY, key)[paired.before]
    two = waves.after.places(Unit.ENTITY, key)[paired.after]
    found: list[int] = (one & two).nonzero()[0].tolist()
    return found


def _entities(
    waves: Waves, node: Node, before: NodeScores | None, after: NodeScores | None, said: Verdicts
) -> Iterator[ScoreChange]:
    """Yield the change of one node for every entity in both waves."""
    paired = waves.pairings.entities
    names = [
        {one.id: one.bands.names for one in side.framework.nodes if one.bands is not None}.get(node.id, ())
        for side in (waves.before, waves.after)
    ]
    entities = waves.before.survey.entities
    sides = (_rated(before, paired.before), _rated(after, paired.after))
    bands = (_bands(before, paired.before, names[0]), _bands(after, paired.after, names[1]))
    places = (paired.before.tolist(), paired.after.tolist())
    for one, two, first, second, band, later in zip(*places, *sides, *bands, strict=True):
        compares = said.grade is not Grade.NOT_COMPARABLE and first is not None and second is not None
        yield ScoreChange(
            entities[one],
            node.id,
            first,
            second,
            second - first if compares and first is not None and second is not None else None,
            band,
            later,
            None if compares else _why_not(said, (before, one, first), (after, two, second)),
        )


def _rated(scores: NodeScores | None, places: NDArray[np.int64]) -> list[float | None]:
    """Return scores where they are rated."""
    if scores is None:
        return [None] * len(places)
    found = np.where(scores.rated[places], scores.score[places], np.nan).tolist()
    return [None if math.isnan(score) else score for score in found]


def _bands(scores: NodeScores | None, places: NDArray[np.int64], names: Sequence[str]) -> list[str | None]:
    """Return the names of bands, None where there is none."""
    if scores is None:
        return [None] * len(places)
    of = dict(enumerate(names))
    return [of.get(index) for index in scores.band[places].tolist()]


_Side = tuple["NodeScores | None", int, float | None]  # scores, the entity's place, and its score where it is rated


def _why_not(said: Verdicts, before: _Side, after: _Side) -> str:
    if said.grade is Grade.NOT_COMPARABLE:
        return _NO_CHANGE
    reasons = [
        f"in the {wave} wave {scores.why[place] or 'nothing is scored'}"
        for wave, (scores, place, rated) in (("earlier", before), ("later", after))
        if scores is not None and rated is None
    ]
    return "; ".join(reasons)


def _summarize(node: Node, key: GroupKey, said: Verdicts, found: Sequence[ScoreChange]) -> NodeChange:
    """Return one node over some entities: their mean change, and how many moved which way."""
    rated = [one for one in found if one.before is not None and one.after is not None]
    silent = len(found) - len(rated)
    if said.grade is Grade.NOT_COMPARABLE:
        return NodeChange(node, key, *said, None, silent, None, None, None, None, None, None, None)
    moves = Counter(_way(one.change) for one in rated)
    names = node.bands.names if node.bands is not None else ()
    steps = [
        names.index(one.after_band) - names.index(one.before_band)
        for one in rated
        if one.after_band in names and one.before_band in names
    ]
    ways = Counter((step > 0) - (step < 0) for step in steps)
    bands = {"up": ways[1], "same": ways[0], "down": ways[-1]} if names else None
    one, two, change = (_mean([getattr(one, name) for one in rated]) for name in ("before", "after", "change"))
    return NodeChange(node, key, *said, len(rated), silent, one, two, change, moves[1], moves[0], moves[-1], bands)


def _way(change: float | None) -> int:
    """Return 1 for a rise, -1 for a fall, 0 for neither."""
    return 0 if change is None or abs(change) < _NEAR else 1 if change > 0 else -1


def _mean(values: Sequence[float]) -> float | None:
    return math.fsum(values) / len(values) if values else None
