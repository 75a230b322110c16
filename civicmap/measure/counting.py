"""Counting one finding: every number that its shares, bases and bounds need, for each value of a group."""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.evaluate import Outcome, Rows, Verdict, evaluate
from civicmap.framework.types import Not, QuestionType, Unit
from civicmap.measure.code_counts import count_codes, count_jointly
from civicmap.measure.judging import codes_of, judged, lanes_of
from civicmap.measure.pooled import shares
from civicmap.measure.sight import judge, per_entity, silent_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Finding, Framework, Question
    from civicmap.measure.code_counts import Codes
    from civicmap.measure.combinations import Combinations, Lane
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
    columns = np.zeros((sight.groups, len(Tallied)), np.int64)
    among, bins = _among(finding, sight), _bins(finding, sight)
    for outcome in outcomes_of(finding, sight):
        columns += _columns(outcome, among, bins, sight.groups)
    return FindingCounts(columns, _answers(finding, sight, bins_of(finding, sight, among)), frame, heard)


def _by_combination(
    finding: Finding, sight: Sight, read: Sequence[tuple[Lane, ...]]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a finding's columns (groups, Tallied) and answers (groups, codes): sums of counts of combinations."""
    columns = np.zeros((sight.groups, len(Tallied)), np.int64)
    answers = np.zeros((sight.groups, sight.width), np.int64)
    question = single_question(finding.share, sight.framework)
    for (share, _), lanes in zip(shares(finding.share, sight.framework), read, strict=True):
        found, counts = judged(share, finding, sight, lanes), sight.alike.counts(lanes)
        columns += counts @ _marks(found.outcome, found.meets, found.may)
        if question is not None:
            answers += counts @ codes_of(question, found, sight)
    return columns, answers


def _marks(outcome: Outcome, meets: NDArray[np.bool_], may: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return in which columns each of some outcomes counts, (outcomes, Tallied), 0 or 1."""
    inside = outcome.can_have | outcome.can_fail
    sure = outcome.can_have & ~outcome.can_fail
    marks = np.zeros((len(inside), len(Tallied)), np.int64)
    marks[np.arange(len(marks)), outcome.verdict] = meets
    for column, mark in (
        (Tallied.SURE, meets & sure),
        (Tallied.COULD, meets & outcome.can_have),
        (Tallied.INSIDE, meets & inside),
        (Tallied.UNSURE, may),
        (Tallied.UNSURE_SURE, may & sure),
        (Tallied.UNSURE_COULD, may & outcome.can_have),
        (Tallied.UNSURE_INSIDE, may & inside),
    ):
        marks[:, column] = mark
    return marks


def _bins(finding: Finding, sight: Sight) -> NDArray[np.int64]:
    """Return the group of each entity, or of each row where a finding counts these."""
    return sight.entity_bins if finding.unit is Unit.ENTITY else sight.row_bins


def _among(finding: Finding, sight: Sight) -> NDArray[np.uint8] | None:
    """Return whether each entity, or row, meets a finding's `among`: 1 where it does, 2 where it may, else 0. None without one."""
    if finding.among is None:
        return None
    by_entity = finding.unit is Unit.ENTITY
    met = judge(sight.survey, sight.framework, sight.rows, finding.among, entities=by_entity)
    return np.where(met.verdict == Verdict.HAS, 1, 2 * met.can_have).astype(np.uint8)


def bins_of(finding: Finding, sight: Sight, among: NDArray[np.uint8] | None = None) -> NDArray[np.int64]:
    """Return the group of each entity, or row, that meets a finding's `among`."""
    among = _among(finding, sight) if among is None else among
    bins = _bins(finding, sight)
    return bins if among is None else np.where(among == 1, bins, sight.groups)


def outcomes_of(finding: Finding, sight: Sight) -> list[Outcome]:
    """Return what is counted: one outcome, or one for each question whose cells are pooled."""
    outcomes = [evaluate(share, sight.rows, finding.not_in) for share, _ in shares(finding.share, sight.framework)]
    if finding.unit is not Unit.ENTITY:
        return outcomes
    return [per_entity(sight.survey, sight.framework, outcome) for outcome in outcomes]


def _columns(
    outcome: Outcome, among: NDArray[np.uint8] | None, bins: NDArray[np.int64], groups: int
) -> NDArray[np.int64]:
    """Return the counts of one outcome, row by row, (groups, Tallied): rows of one outcome count alike."""
    lanes: list[Codes] = [outcome.verdict, outcome.can_have, outcome.can_fail]
    lanes += [] if among is None else [among]
    counts = count_jointly(lanes, _OUTCOMES[: len(lanes)], bins, groups).astype(np.int64, copy=False)
    return counts @ _marks_of_each(len(lanes))


_OUTCOMES: Final = (len(Verdict), 2, 2, 3)  # verdicts, can have, can fail, among: as `_among` codes it


@cache
def _marks_of_each(lanes: int) -> NDArray[np.int64]:
    """Return in which columns each outcome that there can be counts, by the first so many of its parts."""
    sizes = _OUTCOMES[:lanes]
    verdict, can_have, can_fail, *met = np.unravel_index(np.arange(prod(sizes)), sizes)
    meets, may = (met[0] == code if met else np.full(len(verdict), code == 1) for code in (1, 2))
    return _marks(Outcome(verdict.astype(np.uint8), can_have.astype(np.bool_), can_fail.astype(np.bool_)), meets, may)


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
