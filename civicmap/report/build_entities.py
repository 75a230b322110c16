"""Entities by name with their scores, as facts of a report.

The public sees them only where the framework releases names, of entities that may be named, and of nodes whose scored
questions are all public (rule R8); those inside see all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.types import Level, Tier
from civicmap.framework.words import band_label
from civicmap.report.build_scores import is_scored
from civicmap.report.facts_entities import EntityFact, EntityScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.results import NodeScores, Scores
    from civicmap.model import Survey

_TOP: Final = (Level.PILLAR, Level.OVERALL)


def entity_facts(survey: Survey, framework: Framework, audience: str) -> tuple[EntityFact, ...]:
    """Return every entity that responded and may be named, in the survey's order; none where nothing may be shown."""
    nodes = [node for node in framework.nodes if is_scored(node, framework) and _shown(node, framework, audience)]
    tops, indicators = ([node for node in nodes if node.level in levels] for levels in (_TOP, (Level.INDICATOR,)))
    if not tops and not indicators:
        return ()
    from civicmap.measure.score import score  # noqa: PLC0415 - only where entities are named
    from civicmap.survey.naming import naming  # noqa: PLC0415

    may = naming(survey, framework)
    places = [
        place
        for place in np.flatnonzero(survey.respondent).tolist()
        if audience == "internal" or may.may(survey.entities[place].id)
    ]
    if not places:
        return ()
    scores = score(survey, framework)
    return tuple(
        EntityFact(
            survey.entities[place].id,
            survey.entities[place].name or survey.entities[place].id,
            _scores(tops, scores, place, framework),
            _scores(indicators, scores, place, framework),
        )
        for place in places
    )


def _shown(node: Node, framework: Framework, audience: str) -> bool:
    """Whether a node's scores may stand beside a name."""
    if audience == "internal":
        return True
    below = [question for question in framework.questions_below(node.id) if question.scored]
    return framework.disclosure.release_names and all(question.tier is Tier.PUBLIC for question in below)


def _scores(nodes: Sequence[Node], scores: Scores, place: int, framework: Framework) -> tuple[EntityScore, ...]:
    return tuple(_score(node, scores.nodes[node.id], place, framework) for node in nodes)


def _score(node: Node, made: NodeScores, place: int, framework: Framework) -> EntityScore:
    if not made.rated[place]:
        return EntityScore(node.id, None, None, "")
    index = int(made.band[place])
    band = node.bands.names[index] if node.bands is not None and index >= 0 else None
    return EntityScore(node.id, float(made.score[place]), band, "" if band is None else band_label(framework, band))
