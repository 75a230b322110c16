"""The scores of a report: pillars, the overall, composites and indicators, over everyone and over each group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Level, Tier
from civicmap.framework.words import band_label
from civicmap.report.facts import BandCount, NodeFact, ScoreFact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.results import ScoreSummary
    from civicmap.model import Survey

_STRICTNESS: Final = tuple(Tier)  # the strictest last
FEW: Final = 5
"""Questions; what is made of fewer tells how each was answered."""


def score_facts(survey: Survey, framework: Framework, by: str | None) -> tuple[NodeFact, ...]:
    """Return a fact for every pillar, indicator and composite and for the overall, where anything below is scored."""
    from civicmap.measure.score import score  # noqa: PLC0415 - a report on hand-made facts needs no survey
    from civicmap.measure.summary import summarize  # noqa: PLC0415

    nodes = [node for node in framework.nodes if node.level is not Level.DIMENSION and is_scored(node, framework)]
    if not nodes:
        return ()
    summaries = summarize(score(survey, framework), survey, framework, by=by, nodes=[node.id for node in nodes])
    return tuple(_node(node, framework, summaries) for node in nodes)


def is_scored(node: Node, framework: Framework) -> bool:
    """Whether a node has a scored question below it."""
    return _scored(node, framework) > 0


def _node(node: Node, framework: Framework, summaries: Sequence[ScoreSummary]) -> NodeFact:
    """Return a node with its scores, everyone's first."""
    own = [summary for summary in summaries if summary.node == node.id]
    own.sort(key=lambda summary: summary.group.by is not None)
    pillar = _pillar(node, framework) if node.level is Level.INDICATOR else None
    return NodeFact(
        node.id,
        node.title,
        node.level.value,
        pillar,
        node.weight,
        node_tier(node, framework),
        tuple(_score(summary, framework) for summary in own),
        node.source,
        _scored(node, framework) < FEW,
    )


def _score(summary: ScoreSummary, framework: Framework) -> ScoreFact:
    return ScoreFact(
        summary.node,
        summary.group,
        summary.rated,
        summary.not_rated,
        summary.mean,
        summary.median,
        summary.q1,
        summary.q3,
        tuple(BandCount(band, entities, band_label(framework, band)) for band, entities in summary.bands.items()),
    )


def _pillar(node: Node, framework: Framework) -> str | None:
    """Return the pillar that a node stands in."""
    while node.level is not Level.PILLAR:
        if node.parent is None:
            return None
        node = framework.node(node.parent)
    return node.id


def node_tier(node: Node, framework: Framework) -> Tier:
    """Return how far a node's scores may be divided.

    An indicator, or what is made of few questions, says much about each of these, so the strictest rules. A pillar,
    composite or the overall mixes many answers: the strictest tier rules that at least half of them have.
    """
    below = [question for question in framework.questions_below(node.id) if question.scored]
    tiers = sorted(_STRICTNESS.index(question.tier) for question in below)
    if not tiers:
        return Tier.PUBLIC
    mixes = node.level is not Level.INDICATOR and len(tiers) >= FEW
    return _STRICTNESS[tiers[len(tiers) // 2] if mixes else tiers[-1]]


def _scored(node: Node, framework: Framework) -> int:
    """Return how many scored questions a node is made of."""
    return sum(question.scored for question in framework.questions_below(node.id))
