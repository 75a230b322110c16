"""Change since an earlier wave, and under other rules, as facts of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Level
from civicmap.report.build_scores import is_scored
from civicmap.report.facts_change import (
    AlternativeFact,
    ChangeFact,
    PanelFact,
    ScoreChangeFact,
    WavesFact,
    WaveShare,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework
    from civicmap.measure.change_results import FindingChange, NodeChange, Panel
    from civicmap.measure.what_if import WhatIf
    from civicmap.model import Survey

_LEVELS: Final = (Level.PILLAR, Level.COMPOSITE, Level.OVERALL)


def waves_fact(before: Survey, earlier: Framework, survey: Survey, framework: Framework) -> WavesFact:
    """Return what changed since an earlier wave. Raises RequestError where the waves follow different frameworks."""
    from civicmap.measure.change import compare  # noqa: PLC0415 - only where there is an earlier wave

    changes = compare(before, survey, framework, earlier=earlier)
    count = changes.responding
    return WavesFact(
        changes.before,
        changes.after,
        count.before,
        count.after,
        count.both,
        count.entrants,
        count.leavers,
        tuple(map(_finding, changes.findings)),
        tuple(_node(change) for change in changes.scores.summary if change.group.by is None),
    )


def _finding(change: FindingChange) -> ChangeFact:
    finding, everyone = change.finding, change.everyone
    return ChangeFact(
        finding.id,
        finding.title,
        finding.pillar,
        finding.tier,
        change.base,
        change.unit,
        change.grade.value,
        change.why,
        WaveShare(everyone.before_numerator, everyone.before_denominator, everyone.before),
        WaveShare(everyone.after_numerator, everyone.after_denominator, everyone.after),
        _panel(change.panel),
    )


def _panel(panel: Panel) -> PanelFact | None:
    """Return who is in both waves; None where nobody is, or where the waves do not compare."""
    yes, lost, gained, no = panel.yes_yes, panel.yes_no, panel.no_yes, panel.no_no
    if not panel.n or yes is None or lost is None or gained is None or no is None:
        return None
    return PanelFact((yes, lost, gained, no), panel.change, panel.interval, panel.mcnemar_midp)


def _node(change: NodeChange) -> ScoreChangeFact:
    return ScoreChangeFact(
        change.node.id,
        change.node.title,
        change.grade.value,
        change.why,
        change.n,
        change.before,
        change.after,
        change.change,
        change.rose,
        change.same,
        change.fell,
    )


def alternative_facts(survey: Survey, framework: Framework, alternatives: Sequence[str]) -> Iterator[AlternativeFact]:
    """Yield each scored pillar, composite and the overall under each alternative: one or more rules, apart by spaces.

    Raises RequestError for a rule that is not known.
    """
    from civicmap.measure.what_if import what_if  # noqa: PLC0415 - only where alternatives are asked for

    nodes = [node for node in framework.nodes if node.level in _LEVELS and is_scored(node, framework)]
    wanted = [tuple(alternative.split()) for alternative in alternatives]
    for rules, found in zip(wanted, what_if(survey, framework, wanted, nodes), strict=True):
        yield from (_alternative(rules, one) for one in found)


def _alternative(rules: tuple[str, ...], one: WhatIf) -> AlternativeFact:
    departure = one.departure
    return AlternativeFact(
        rules,
        one.node.id,
        one.node.title,
        departure.compared,
        departure.up,
        departure.down,
        one.median_before,
        one.median_after,
        departure.mean_shift,
        departure.max_shift,
        departure.spearman,
    )
