"""What a finding says of each combination of codes, and what it reads of a row for that (`combinations` counts them)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.evaluate import Outcome, Rows, Verdict, evaluate
from civicmap.framework.types import QuestionType, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Finding, Question
    from civicmap.measure.combinations import Lane
    from civicmap.measure.counting import Sight


class Judged(NamedTuple):
    """Combinations of codes as a finding sees them: `meets` and `may` (combinations,) say where its `among` holds or may."""

    rows: Rows
    outcome: Outcome
    meets: NDArray[np.bool_]
    may: NDArray[np.bool_]


def lanes_of(share: Condition, finding: Finding, sight: Sight) -> tuple[Lane, ...] | None:
    """Return what one condition of a finding, with its `among`, reads of a row; None where rows are to be judged one by one.

    Where an entity has several instances, a finding of entities hangs on all of them.
    """
    if finding.unit is Unit.ENTITY and not sight.single:
        return None
    return sight.alike.lanes(share, finding.not_in, finding.among)


def judged(share: Condition, finding: Finding, sight: Sight, lanes: Sequence[Lane]) -> Judged:
    """Return what a finding says of each combination."""
    rows = sight.alike.each_once(lanes)
    outcome = evaluate(share, rows, finding.not_in)
    if finding.among is None:
        everyone = np.ones(len(outcome.verdict), np.bool_)
        return Judged(rows, outcome, everyone, ~everyone)
    met = evaluate(finding.among, rows)
    meets = met.verdict == Verdict.HAS
    return Judged(rows, outcome, meets, ~meets & met.can_have)


def codes_of(question: Question, found: Judged, sight: Sight) -> NDArray[np.int64]:
    """Return which code of a question each combination counts under, or which for the options of it ticked."""
    block, survey = found.rows.block, sight.survey
    codes = block.codes[survey.code_row(question.id)]
    given = np.zeros((len(codes), sight.width), np.int64)
    given[np.arange(len(codes)), codes] = found.meets
    if question.type is QuestionType.MULTI:
        for row in survey.tick_rows(question.id):
            given[:, question.code(survey.layout.options[row][1])] = found.meets & (block.ticks[row] > 0)
    return given
