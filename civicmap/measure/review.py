"""What became of the answers that stages of review touched, counted, and the scores from before beside those of now."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from civicmap.measure.score import score
from civicmap.measure.stage_changes import Outcome, stage_changes
from civicmap.measure.summary import shown_nodes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.results import NodeScores
    from civicmap.measure.stage_changes import StageChange
    from civicmap.model import Entity, Survey

_NEAR: Final = 1e-9  # scores that differ by less are the same


class Became(StrEnum):
    """What became of what a stage said of an answer."""

    AGREED = "agreed"  # the entity agrees with what was read
    ACCEPTED = "accepted"  # the stage's answer counts, or the contested one was changed later
    REJECTED = "rejected"  # a later stage put another answer in its place
    OPEN = "open"  # contested, and it stands


@dataclass(frozen=True, slots=True)
class Review:
    """How many answers, and of how many entities, came out in one way in one stage."""

    stage: str
    became: Became
    answers: int
    entities: int


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """An entity's score of a node before review and now; None where it is not rated."""

    entity: Entity
    node: Node
    before: float | None
    after: float | None

    @property
    def same(self) -> bool:
        """Whether review left the score as it was."""
        if self.before is None or self.after is None:
            return self.before is self.after
        return math.isclose(self.before, self.after, rel_tol=0, abs_tol=_NEAR)


def reviewed(survey: Survey, framework: Framework) -> tuple[Review, ...]:
    """Return what became of answers, every outcome of every stage after the first, in their order.

    Confidential questions are left out.
    """
    by_cell: dict[tuple[str, str, str], list[StageChange]] = {}
    for change in stage_changes(survey, framework):
        by_cell.setdefault((change.entity.id, change.instance, change.question), []).append(change)
    found: dict[tuple[str, Became], list[str]] = {}
    for (entity, _, _), changes in by_cell.items():
        for at, change in enumerate(changes):
            later = any(one.outcome is Outcome.CHANGED for one in changes[at + 1 :])
            found.setdefault((change.stage, _became(change, later=later)), []).append(entity)
    return tuple(
        Review(stage, became, len(who := found.get((stage, became), [])), len(set(who)))
        for stage in survey.stages[1:]
        for became in Became
    )


def _became(change: StageChange, *, later: bool) -> Became:
    """Return what became of a change; `later` says that a stage after it changed the answer."""
    if change.outcome in (Outcome.ACCEPTED, Outcome.SAME):
        return Became.AGREED
    if change.outcome is Outcome.OPEN:
        return Became.ACCEPTED if later else Became.OPEN
    return Became.REJECTED if later else Became.ACCEPTED


def stage_before(survey: Survey, framework: Framework) -> str | None:
    """Return the stage up to which scores are those from before review; None where there was none.

    It is the last that occurs before the one that holds replies, where the framework says which that is; else the first.
    """
    if len(survey.stages) < 2:
        return None
    rule = framework.disclosure.reply
    place = survey.stages.index(rule.stage) if rule is not None and rule.stage in survey.stages else 1
    return survey.stages[max(place - 1, 0)]


def before_after(before: Survey, now: Survey, framework: Framework) -> tuple[BeforeAfter, ...]:
    """Return the scores of pillars and overall of every entity, before and now, by node and then entity."""
    earlier, later = score(before, framework), score(now, framework)
    places = {entity.id: place for place, entity in enumerate(before.entities)}
    nodes = [node for node in shown_nodes(framework) if framework.questions_below(node.id)]
    held = [places.get(entity.id) for entity in now.entities]
    return tuple(
        one for node in nodes for one in _of_node(node, earlier.nodes[node.id], later.nodes[node.id], now, held)
    )


def _of_node(
    node: Node, earlier: NodeScores, later: NodeScores, now: Survey, held: Sequence[int | None]
) -> Iterator[BeforeAfter]:
    for place, entity in enumerate(now.entities):
        was = held[place]
        yield BeforeAfter(entity, node, None if was is None else _rated(earlier, was), _rated(later, place))


def _rated(scores: NodeScores, place: int) -> float | None:
    return float(scores.score[place]) if scores.rated[place] else None
