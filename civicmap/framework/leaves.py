"""The tests that a condition is made of, each as one look into a table of 256 verdicts (rules R1 and R3)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import (
    AtLeast,
    AtMost,
    HasAll,
    InBand,
    InGroup,
    Is,
    QuestionType,
    WithinMonths,
)
from civicmap.framework.verdicts import Coded, Outcome, Rows, Verdict, coded, outcome
from civicmap.model import FIRST_ANSWER, AnswerState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Answer, Question

Leaf = Is | HasAll | AtLeast | AtMost | WithinMonths | InGroup | InBand

STATE_VERDICT = {
    AnswerState.BLANK: Verdict.NOT_KNOWN,
    AnswerState.NOT_ASKED: Verdict.NOT_ASKED,
    AnswerState.DONT_KNOW: Verdict.DONT_KNOW,
    AnswerState.NOT_APPLICABLE: Verdict.NOT_APPLICABLE,
    AnswerState.UNDER_REVIEW: Verdict.NOT_KNOWN,
    AnswerState.UNRESOLVED: Verdict.NOT_KNOWN,
    AnswerState.CLOSED: Verdict.LACKS,
    AnswerState.ANSWERED: Verdict.NEITHER,
}


def zero_answers(question: Question) -> tuple[str, ...] | None:
    """Return the answers worth nothing, which lack it by default; None where no answer has points (rule R3)."""
    substantive = [answer for answer in question.answers if answer.state is None]
    if question.type is not QuestionType.CHOICE or all(answer.points is None for answer in substantive):
        return None
    return tuple(answer.id for answer in substantive if answer.points == 0)


def months_before(closing: date, months: int) -> date:
    """Return the day some months before another; the last of the month where the day is not there."""
    year, month = divmod(closing.year * 12 + closing.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(closing.day, monthrange(year, month + 1)[1]))


def judge(condition: Leaf, rows: Rows, *, lacking: bool) -> Outcome:
    """Return what a single test says of each row. Without `lacking`, only a closed question lacks."""
    if isinstance(condition, InGroup):
        known = coded(rows.groups.get(condition.group), rows.block.rows)
        return _listed(known, condition.values, Verdict.LACKS)
    if isinstance(condition, InBand):
        bands = coded(rows.bands.get(condition.node), rows.block.rows)
        return _listed(bands, condition.bands, Verdict.NEITHER)
    row = rows.layout.questions.index(condition.question)
    question = rows.framework.question(condition.question)
    codes = rows.block.codes[row]
    named = condition.answers if isinstance(condition, Is) else ()
    verdict = _table(question, named, lacking=lacking)[codes]
    if question.type not in {QuestionType.CHOICE, QuestionType.TEXT}:
        given = _GIVEN[question.type](condition, question, rows, lacking=lacking)
        verdict = np.where(codes == AnswerState.ANSWERED, given, verdict)
    return outcome(verdict, rows.block.doubtful[row])


def _table(question: Question, named: Sequence[str], *, lacking: bool) -> NDArray[np.uint8]:
    """Return the verdict of each of the 256 codes; an answer that is named holds, whatever its state."""
    table = np.full(256, Verdict.NOT_KNOWN, np.uint8)
    for state, verdict in STATE_VERDICT.items():
        table[state] = verdict
    zeros = (zero_answers(question) or ()) if lacking else ()
    for code, answer in enumerate(question.answers, start=FIRST_ANSWER):
        table[code] = _answer_verdict(answer, named, zeros)
    return table


def _answer_verdict(answer: Answer, named: Sequence[str], zeros: Sequence[str]) -> Verdict:
    """Return what choosing an answer says."""
    if answer.id in named:
        return Verdict.HAS
    if answer.state is not None:
        return STATE_VERDICT[answer.state]
    return Verdict.LACKS if answer.id in zeros else Verdict.NEITHER


def _listed(known: Coded, wanted: Sequence[str], otherwise: Verdict) -> Outcome:
    """Return the verdict on values that are known or not."""
    says = [Verdict.HAS if value in wanted else otherwise for value in known.values]
    return outcome(np.array([*says, Verdict.NOT_KNOWN], np.uint8)[known.index])  # -1, which is no value, is the last


def _ticked(condition: Leaf, question: Question, rows: Rows, *, lacking: bool) -> NDArray[np.uint8]:
    """Return the verdict on the ticks of a multiple choice; only `other` ticked is neither."""
    place = {option: row for row, (owner, option) in enumerate(rows.layout.options) if owner == question.id}

    def count(options: Sequence[str]) -> NDArray[np.int64]:
        ticks = rows.block.ticks[[place[option] for option in options if option in place]]
        total: NDArray[np.int64] = ticks.sum(axis=0, dtype=np.int64)
        return total

    ordinary = count([option.id for option in question.options if not (option.other or option.exclusive)])
    if isinstance(condition, Is):
        holds = count(condition.answers) > 0
    elif isinstance(condition, HasAll):
        holds = count(condition.answers) == len(set(condition.answers))
    else:
        holds = _compare(condition, ordinary)
    other = count([option.id for option in question.options if option.other])
    only_other = (other > 0) & (count([option.id for option in question.options if not option.other]) == 0)
    return _verdicts(holds, fails=~only_other, lacking=lacking)


def _measured(condition: Leaf, question: Question, rows: Rows, *, lacking: bool) -> NDArray[np.uint8]:
    """Return the verdict on a number or a date."""
    values = rows.block.values[rows.layout.numbers.index(question.id)]
    if isinstance(condition, WithinMonths):
        if rows.closing is None:
            return np.full(len(values), Verdict.NOT_KNOWN, np.uint8)
        holds = values >= months_before(rows.closing, condition.months).toordinal()
    else:
        holds = _compare(condition, values)
    return _verdicts(holds, fails=~holds, lacking=lacking)


def _compare(condition: Leaf, values: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return where a number passes the test; nowhere for a test that is not about numbers."""
    if isinstance(condition, AtLeast):
        return values >= condition.n
    if isinstance(condition, AtMost):
        return values <= condition.n
    return np.zeros(len(values), np.bool_)


def _verdicts(holds: NDArray[np.bool_], *, fails: NDArray[np.bool_], lacking: bool) -> NDArray[np.uint8]:
    """Return has where it holds, lacks where it clearly fails, else neither."""
    failed = np.where(fails & lacking, np.uint8(Verdict.LACKS), np.uint8(Verdict.NEITHER))
    return np.where(holds, np.uint8(Verdict.HAS), failed)


_GIVEN: dict[QuestionType, Callable[..., NDArray[np.uint8]]] = {
    QuestionType.MULTI: _ticked,
    QuestionType.NUMBER: _measured,
    QuestionType.DATE: _measured,
}
