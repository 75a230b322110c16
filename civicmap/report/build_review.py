"""The facts of review: what became of answers by stage, and scores before and after."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from civicmap.report.facts_about import ReviewCount, ReviewedEntity, ReviewFact, ReviewScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.review import BeforeAfter
    from civicmap.model import Survey


def review_fact(survey: Survey, framework: Framework, before: Survey | None) -> ReviewFact | None:
    """Return what review made of a wave; None where it has a single stage. `before` is the wave as of before review."""
    if len(survey.stages) < 2:
        return None
    from civicmap.measure.review import before_after, reviewed, stage_before  # noqa: PLC0415 - only for such a wave

    last = stage_before(survey, framework)
    if last is None:
        return None
    titles = framework.stage_titles
    counts = tuple(
        ReviewCount(one.stage, titles.get(one.stage, one.stage), one.became.value, one.answers, one.entities)
        for one in reviewed(survey, framework)
    )
    scores = () if before is None else before_after(before, survey, framework)
    nodes = list(dict.fromkeys(one.node.id for one in scores))
    by_node = [[one for one in scores if one.node.id == node] for node in nodes]
    return ReviewFact(
        last,
        titles.get(last, last),
        counts,
        tuple(_score(held[0].node, held) for held in by_node),
        tuple(_entity(one) for one in scores if not one.same),
    )


def _score(node: Node, held: Sequence[BeforeAfter]) -> ReviewScore:
    """Return the means of a node over the entities rated then, and over those rated now."""
    changed = sum(not one.same for one in held)
    return ReviewScore(node.id, node.title, _mean([o.before for o in held]), _mean([o.after for o in held]), changed)


def _mean(scores: Sequence[float | None]) -> float | None:
    rated = [score for score in scores if score is not None]
    return math.fsum(rated) / len(rated) if rated else None


def _entity(one: BeforeAfter) -> ReviewedEntity:
    return ReviewedEntity(one.entity.id, one.entity.name, one.node.id, one.node.title, one.before, one.after)
