"""Counting one finding: every number that its shares, bases and bounds need, for each value of a group."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.evaluate import Outcome, Rows, Verdict, evaluate
from civicmap.framework.types import Not, QuestionType, Unit
from civicmap.measure.pooled import shares
from civicmap.measure.sight import judge, per_entity, silent_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Finding, Framework, Question
    from civicmap.measure.division import Division
    from civicmap.model import Survey


class Tallied(IntEnum):
    """A column of a finding's counts. The first seven are the verdicts; all count within `among`, but for the last four."""

    HAS = 0
    LACKS = 1
    NEITHER = 2
    DONT_KNOW = 3
    NOT_KNOWN = 4
    NOT_APPLICABLE = 5
    NOT_ASKED = 6
    SURE = 7  # has it, whatever the unknown turns out to be
    COULD = 8  # has it, or still could
    INSIDE = 9  # did not leave the base, those behind an unknown gate included
    UNSURE = 10  # of whom it is not known whether they meet `among`
    UNSURE_SURE = 11
    UNSURE_COULD = 12
    UNSURE_INSIDE = 13


class FindingCounts(NamedTuple):
    """One finding, counted. The last group is those whose value is not known.

    `columns` (groups, Tallied) int64. `answers` (groups, codes) int64: the codes of a single question, a multiple
    choice's ticked options in the places of its answers. `frame` and `heard` (groups, 2) int64: of the frame, and of
    those in it who responded, how many must and how many may meet `among` by what the register says.
    """

    columns: NDArray[np.int64]
    answers: NDArray[np.int64]
    frame: NDArray[np.int64]
    heard: NDArray[np.int64]


class Sight(NamedTuple):
    """What counting looks at. `bins` hold each entity's and each row's group; the last bin is for nobody."""

    survey: Survey
    framework: Framework
    rows: Rows
    division: Division
    entity_bins: NDArray[np.int64]
    row_bins: NDArray[np.int64]
    width: int

    @property
    def groups(self) -> int:
        """The number of groups, the unknown one included."""
        return len(self.division.keys) + 1


def single_question(condition: Condition, framework: Framework) -> Question | None:
    """Return the one question that a finding is about; None for a compound."""
    part = condition.part if isinstance(condition, Not) else condition
    name = getattr(part, "question", None)
    return None if name is None else framework.question(name)


def answers_listed(finding: Finding, framework: Framework) -> Question | None:
    """Return the question whose answers a finding's counts list: a choice or a multiple choice, alone."""
    question = single_question(finding.share, framework)
    return question if question is not None and question.options else None


def count_finding(finding: Finding, sight: Sight) -> FindingCounts:
    """Count a finding over the respondents of each group."""
    meets, unsure = bins_of(finding, sight)
    columns = np.zeros((sight.groups, len(Tallied)), np.int64)
    for outcome in outcomes_of(finding, sight):
        columns += _columns(outcome, meets, unsure, sight.groups)
    frame, heard = _frame(finding, sight)
    return FindingCounts(columns, _answers(finding, sight, meets), frame, heard)


def bins_of(finding: Finding, sight: Sight) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the group of each entity, or row, that meets a finding's `among`; and of each that may."""
    by_entity = finding.unit is Unit.ENTITY
    bins = sight.entity_bins if by_entity else sight.row_bins
    if finding.among is None:
        return bins, np.full_like(bins, sight.groups)
    met = judge(sight.survey, sight.framework, sight.rows, finding.among, entities=by_entity)
    has = met.verdict == Verdict.HAS
    return np.where(has, bins, sight.groups), np.where(~has & met.can_have, bins, sight.groups)


def outcomes_of(finding: Finding, sight: Sight) -> list[Outcome]:
    """Return what is counted: one outcome, or one for each question whose cells are pooled."""
    outcomes = [evaluate(share, sight.rows, finding.not_in) for share, _ in shares(finding.share, sight.framework)]
    if finding.unit is not Unit.ENTITY:
        return outcomes
    return [per_entity(sight.survey, sight.framework, outcome) for outcome in outcomes]


def _columns(outcome: Outcome, meets: NDArray[np.int64], unsure: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """Return the counts of one outcome, (groups, Tallied)."""
    kinds = len(Verdict)
    inside = outcome.can_have | outcome.can_fail
    sure = outcome.can_have & ~outcome.can_fail
    found = np.empty((groups, len(Tallied)), np.int64)
    found[:, :kinds] = np.bincount(meets * kinds + outcome.verdict, minlength=(groups + 1) * kinds).reshape(-1, kinds)[
        :groups
    ]
    for column, bins, mask in (
        (Tallied.SURE, meets, sure),
        (Tallied.COULD, meets, outcome.can_have),
        (Tallied.INSIDE, meets, inside),
        (Tallied.UNSURE, unsure, None),
        (Tallied.UNSURE_SURE, unsure, sure),
        (Tallied.UNSURE_COULD, unsure, outcome.can_have),
        (Tallied.UNSURE_INSIDE, unsure, inside),
    ):
        found[:, column] = np.bincount(bins if mask is None else bins[mask], minlength=groups + 1)[:groups]
    return found


def _answers(finding: Finding, sight: Sight, meets: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how often each code of a single question was given; nothing for compounds and for folded instances."""
    question = single_question(finding.share, sight.framework)
    block, layout = sight.survey.block, sight.survey.layout
    if question is None or len(meets) != block.rows:
        return np.zeros((sight.groups, sight.width), np.int64)
    found = count_codes(block.codes[layout.questions.index(question.id)], meets, sight.groups, sight.width)
    if question.type is QuestionType.MULTI:
        for row, (owner, option) in enumerate(layout.options):
            if owner == question.id:
                ticked = meets[block.ticks[row] > 0]
                found[:, question.code(option)] = np.bincount(ticked, minlength=sight.groups + 1)[: sight.groups]
    return found


def count_codes(codes: NDArray[np.uint8], bins: NDArray[np.int64], groups: int, width: int) -> NDArray[np.int64]:
    """Return how often each code stands in each group, (groups, width). The bin after the last group is left out."""
    counted = np.bincount(bins * width + codes, minlength=(groups + 1) * width)
    return counted.reshape(groups + 1, width)[:groups]


def _frame(finding: Finding, sight: Sight) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many of the frame, and of those in it who responded, must and may meet `among`."""
    division = sight.division
    must = may = np.ones(len(division.of_frame), np.bool_)
    heard = division.heard >= 0
    if finding.among is not None and len(heard):
        silent = silent_rows(sight.survey, sight.framework, finding.among)
        met = evaluate(finding.among, silent)
        must, may = met.can_have & ~met.can_fail, met.can_have

    def count(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(division.of_frame[mask], minlength=sight.groups)

    return np.stack([count(must), count(may)], axis=1), np.stack([count(must & heard), count(may & heard)], axis=1)
