"""A survey as conditions see it: its rows, and the entities of the frame of whom only groups are known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.evaluate import Outcome, Rows, evaluate, fold_any, fold_every
from civicmap.framework.reading import reads
from civicmap.framework.types import RollUp
from civicmap.framework.verdicts import Coded
from civicmap.measure.division import frame_values
from civicmap.model import Block
from civicmap.survey.groups import group_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Condition, Finding, Framework
    from civicmap.model import Survey


def closing_day(survey: Survey, framework: Framework) -> date | None:
    """Return the wave's closing day: as ingested, else as the framework says; None when nobody said."""
    text = framework.closes.get(survey.wave) or framework.closes.get("")
    return survey.closed_on or (date.fromisoformat(text) if text else None)


def rows_of(survey: Survey, framework: Framework, findings: Sequence[Finding]) -> Rows:
    """Return the rows of a survey with what these findings read. Scores are taken only where a finding asks for bands."""
    wanted = reads(*(part for finding in findings for part in (finding.share, finding.not_in, finding.among)))
    values = {group: of_rows(survey, framework, group) for group in wanted.groups}
    return Rows(
        framework,
        survey.layout,
        survey.block,
        values,
        _bands(survey, framework, wanted.nodes) if wanted.nodes else {},
        closing_day(survey, framework),
    )


def of_rows(survey: Survey, framework: Framework, group: str) -> Coded:
    """Return the value of each row's entity in a group."""
    found = group_values(survey, framework, group)
    return Coded(found.index[survey.row_entity], found.values)


def _bands(survey: Survey, framework: Framework, nodes: Sequence[str]) -> Mapping[str, Coded]:
    """Return the band of each row's entity, none where it is not rated."""
    from civicmap.measure.score import score  # noqa: PLC0415 - most findings need no scores

    scores = score(survey, framework).nodes
    names = {node: () if (bands := framework.node(node).bands) is None else bands.names for node in nodes}
    return {node: Coded(scores[node].band[survey.row_entity], names[node]) for node in nodes}


def silent_rows(survey: Survey, framework: Framework, condition: Condition) -> Rows:
    """Return the entities of the register as if nobody had answered anything: only their groups are known."""
    count = len(survey.register.entities) if survey.register else 0
    layout = survey.layout
    block = Block(
        np.zeros((len(layout.questions), count), np.uint8),
        np.zeros((len(layout.options), count), np.uint8),
        np.full((len(layout.numbers), count), np.nan),
        np.zeros((len(layout.questions), count), np.bool_),
    )
    groups = {group: frame_values(survey, framework, group) for group in reads(condition).groups}
    return Rows(framework, layout, block, groups, {}, None)


def per_entity(survey: Survey, framework: Framework, rows: Outcome) -> Outcome:
    """Return what is true of each entity: any instance, or every one where the roll-up is the worst (rule R2)."""
    worst = framework.instances is not None and framework.instances.by is RollUp.WORST
    return (fold_every if worst else fold_any)(rows, survey.row_entity, len(survey.entities))


def judge(survey: Survey, framework: Framework, rows: Rows, condition: Condition, *, entities: bool) -> Outcome:
    """Return what a condition says of each entity, or of each row."""
    outcome = evaluate(condition, rows)
    return per_entity(survey, framework, outcome) if entities else outcome
