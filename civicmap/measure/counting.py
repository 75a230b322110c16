"""Counting one finding: every number that its shares, bases and bounds need, for each value of a group."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from civicmap.framework.evaluate import Outcome, Rows, Verdict, evaluate
from civicmap.framework.types import Not, QuestionType, Unit
from civicmap.measure.code_counts import count_codes
from civicmap.measure.pooled import shares
from civicmap.measure.sight import judge, per_entity, silent_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Finding, Framework, Question
    from civicmap.measure.combinations import Combinations, Lane
    from civicmap.measure.division import Division
    from civicmap.model import Survey


_T = TypeVar("_T")


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
    """What counting looks at. `bins` hold each entity's and each row's group; the last bin is for nobody.

    `alike` holds the rows by their combinations of codes; `single` says that each entity has one row.
    """

    survey: Survey
    framework: Framework
    rows: Rows
    division: Division
    entity_bins: NDArray[np.int64]
    row_bins: NDArray[np.int64]
    width: int
    alike: Combinations
    single: bool

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
    frame, heard = _frame(finding, sight)
    read = [lanes_of(share, finding, sight) for share, _ in shares(finding.share, sight.framework)]
    lanes = [one for one in read if one is not None]
    if len(lanes) == len(read):
        return FindingCounts(*_by_combination(finding, sight, lanes), frame, heard)
    meets, unsure = bins_of(finding, sight)
    columns = np.zeros((sight.groups, len(Tallied)), np.int64)
    for outcome in outcomes_of(finding, sight):
        columns += _columns(outcome, meets, unsure, sight.groups)
    return FindingCounts(columns, _answers(finding, sight, meets), frame, heard)


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


class Judged(NamedTuple):
    """Combinations of codes as a finding sees them: `meets` and `may` (combinations,) say where its `among` holds or may."""

    rows: Rows
    outcome: Outcome
    meets: NDArray[np.bool_]
    may: NDArray[np.bool_]


def _by_combination(
    finding: Finding, sight: Sight, read: Sequence[tuple[Lane, ...]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a finding's columns (groups, Tallied) and answers (groups, codes): sums of counts of combinations."""
    columns = np.zeros((sight.groups, len(Tallied)), np.int64)
    answers = np.zeros((sight.groups, sight.width), np.int64)
    question = single_question(finding.share, sight.framework)
    for (share, _), lanes in zip(shares(finding.share, sight.framework), read, strict=True):
        found, counts = judged(share, finding, sight, lanes), sight.alike.counts(lanes)
        columns += counts @ _marks(found)
        if question is not None:
            answers += counts @ _given(question, found, sight)
    return columns, answers


def _marks(found: Judged) -> NDArray[np.int64]:
    """Return in which columns each combination counts, (combinations, Tallied), 0 or 1."""
    outcome = found.outcome
    marks = np.zeros((len(outcome.verdict), len(Tallied)), np.int64)
    marks[np.arange(len(marks)), outcome.verdict] = found.meets
    for column, among, mask in _masks(outcome, found.meets, found.may):
        marks[:, column] = among if mask is None else among & mask
    return marks


def _given(question: Question, found: Judged, sight: Sight) -> NDArray[np.int64]:
    """Return which code of a question each combination counts under, or which for the options of it ticked."""
    block, survey = found.rows.block, sight.survey
    codes = block.codes[survey.code_row(question.id)]
    given = np.zeros((len(codes), sight.width), np.int64)
    given[np.arange(len(codes)), codes] = found.meets
    if question.type is QuestionType.MULTI:
        for row in survey.tick_rows(question.id):
            given[:, question.code(survey.layout.options[row][1])] = found.meets & (block.ticks[row] > 0)
    return given


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
    """Return the counts of one outcome, row by row, (groups, Tallied)."""
    kinds = len(Verdict)
    found = np.empty((groups, len(Tallied)), np.int64)
    found[:, :kinds] = np.bincount(meets * kinds + outcome.verdict, minlength=(groups + 1) * kinds).reshape(-1, kinds)[
        :groups
    ]
    for column, bins, mask in _masks(outcome, meets, unsure):
        found[:, column] = np.bincount(bins if mask is None else bins[mask], minlength=groups + 1)[:groups]
    return found


def _masks(outcome: Outcome, meets: _T, may: _T) -> Iterator[tuple[Tallied, _T, NDArray[np.bool_] | None]]:
    """Yield each column after the verdicts: among whom it counts, and what must be true of them (None: nothing)."""
    inside = outcome.can_have | outcome.can_fail
    sure = outcome.can_have & ~outcome.can_fail
    yield Tallied.SURE, meets, sure
    yield Tallied.COULD, meets, outcome.can_have
    yield Tallied.INSIDE, meets, inside
    yield Tallied.UNSURE, may, None
    yield Tallied.UNSURE_SURE, may, sure
    yield Tallied.UNSURE_COULD, may, outcome.can_have
    yield Tallied.UNSURE_INSIDE, may, inside


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
