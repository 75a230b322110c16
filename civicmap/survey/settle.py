"""From what was written to what counts: review, then gates, then what stands where nothing was asked (rule R1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.framework.evaluate import Rows, Verdict, evaluate
from civicmap.framework.types import Absent, QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.gates import gate, in_gate_order
from civicmap.survey.quoting import label_of
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from civicmap.framework.types import Answer, Condition, Framework, Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.gates import Gate

_GIVEN = np.ones(256, dtype=np.bool_)
_GIVEN[[AnswerState.BLANK, AnswerState.NOT_ASKED, AnswerState.CLOSED]] = False


def given_cells(codes: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which cells hold something that an entity wrote, unreadable texts included."""
    given: NDArray[np.bool_] = _GIVEN[codes]
    return given


def settle(canvas: Canvas, rows: Rows) -> None:
    """Turn written answers into what counts, in place."""
    _put_under_review(canvas, rows)
    for question in in_gate_order(canvas.framework):
        found = gate(question, rows)
        if found is not None:
            _shut(canvas, question, found)
        _leave_out_absent(canvas, question)
    for question in canvas.framework.questions:
        for answer in question.answers:
            if answer.asked_if is not None:
                _report_not_offered(canvas, question, answer, answer.asked_if, rows)
    _clear_what_does_not_count(canvas)


def _put_under_review(canvas: Canvas, rows: Rows) -> None:
    """Put every cell that a row holds outside the profile under review where the framework's condition says so.

    The profile says who answers and who cleared the answers; it is what the condition itself reads.
    """
    condition = canvas.framework.under_review
    if condition is None:
        return
    open_rows = evaluate(condition, rows).verdict == Verdict.HAS
    for question in canvas.framework.questions:
        if question.indicator is not None:
            codes = canvas.codes(question.id)
            codes[open_rows & given_cells(codes) & (codes != AnswerState.UNRESOLVED)] = AnswerState.UNDER_REVIEW


def _shut(canvas: Canvas, question: Question, found: Gate) -> None:
    """Give a question's empty cells the state of its gate; report answers that stand behind one."""
    codes = canvas.codes(question.id)
    blank = codes == AnswerState.BLANK
    # What the export itself says was not shown is empty too, and may have been closed.
    empty = (blank | (codes == AnswerState.NOT_ASKED)) & (found.state != AnswerState.BLANK)
    np.logical_and(blank, found.doubtful, out=canvas.block.doubtful[canvas.code_rows[question.id]])
    np.copyto(codes, found.state, where=empty)
    behind = found.shut & worth_something(canvas, question)
    if behind.any():
        canvas.log.rows(
            Code.ANSWER_BEHIND_GATE,
            _columns(canvas, question),
            canvas.raw_rows(question.id, behind),
            question=question.id,
            gate=_gate_in_words(question, canvas.framework),
        )


def worth_something(canvas: Canvas, question: Question) -> NDArray[np.bool_]:
    """Return where an answer stands that is more than a text, a state or zero points."""
    codes = canvas.codes(question.id)
    if question.type is QuestionType.TEXT:
        return np.zeros(canvas.rows, dtype=np.bool_)
    if question.type is QuestionType.MULTI:
        worth = [row for row, option in _options(canvas, question) if _has_worth(option)]
        ticked: NDArray[np.bool_] = canvas.block.ticks[worth].any(axis=0) & (codes == AnswerState.ANSWERED)
        return ticked
    if question.type is QuestionType.CHOICE:
        table = np.zeros(256, dtype=np.bool_)
        for place, answer in enumerate(question.answers):
            table[FIRST_ANSWER + place] = _has_worth(answer)
        worthy: NDArray[np.bool_] = table[codes]
        return worthy
    values = canvas.block.values[canvas.layout.numbers.index(question.id)]
    measured: NDArray[np.bool_] = (codes == AnswerState.ANSWERED) & (values != 0)
    return measured


def _has_worth(answer: Answer) -> bool:
    return answer.state is None and answer.points != 0 and not answer.exclusive


def _options(canvas: Canvas, question: Question) -> Iterable[tuple[int, Answer]]:
    """Yield (row of the ticks, option) of a multiple choice."""
    rows = [row for row, (owner, _) in enumerate(canvas.layout.options) if owner == question.id]
    return zip(rows, question.options, strict=True)


def _gate_in_words(question: Question, framework: Framework) -> str:
    """Return why a question is not open, in words."""
    from civicmap.framework.words import describe  # noqa: PLC0415 - only where something stands behind a gate

    closed = "" if question.closed_by is None else f"it is closed where {describe(question.closed_by, framework)}"
    asked = "" if question.asked_if is None else f"it is asked only where {describe(question.asked_if, framework)}"
    return " and ".join(filter(None, (closed, asked)))


def _leave_out_absent(canvas: Canvas, question: Question) -> None:
    """Count a blank cell of an instance as not asked where the framework says so. Its name is never absent."""
    instances = canvas.framework.instances
    if instances is not None and instances.absent is Absent.NOT_ASKED and question.id not in instances.key:
        codes = canvas.codes(question.id)
        codes[(codes == AnswerState.BLANK) & ~canvas.block.doubtful[canvas.code_rows[question.id]]] = (
            AnswerState.NOT_ASKED
        )


def _report_not_offered(canvas: Canvas, question: Question, answer: Answer, offered: Condition, rows: Rows) -> None:
    """Report an answer that was given where the framework does not offer it."""
    if question.type is QuestionType.MULTI and answer.state is None:
        given = (
            next(canvas.block.ticks[row] for row, option in _options(canvas, question) if option.id == answer.id) > 0
        )
        given &= canvas.codes(question.id) == AnswerState.ANSWERED
    else:
        given = canvas.codes(question.id) == question.code(answer.id)
    if not given.any():
        return
    from civicmap.framework.words import describe  # noqa: PLC0415 - only where there is something to report

    verdict = evaluate(offered, rows).verdict
    wrong = given & ((verdict == Verdict.LACKS) | (verdict == Verdict.NEITHER) | (verdict == Verdict.NOT_ASKED))
    canvas.log.rows(
        Code.ANSWER_NOT_OFFERED,
        _columns(canvas, question),
        canvas.raw_rows(question.id, wrong),
        answer=label_of(question, answer),
        why=f"only where {describe(offered, canvas.framework)}",
    )


def _columns(canvas: Canvas, question: Question) -> list[RawColumn]:
    """Return the columns of a question, options last."""
    return canvas.columns(question) + canvas.columns(question, Role.OPTION)


def _clear_what_does_not_count(canvas: Canvas) -> None:
    """Take away ticks, values and texts that stand under another state than answered."""
    for row, (question, _) in enumerate(canvas.layout.options):
        canvas.block.ticks[row] *= canvas.codes(question) == AnswerState.ANSWERED
    for row, question in enumerate(canvas.layout.numbers):
        canvas.block.values[row][canvas.codes(question) != AnswerState.ANSWERED] = np.nan
    for question, held in canvas.texts.items():
        given = canvas.codes(question) == AnswerState.ANSWERED
        if given.all():
            continue
        if isinstance(held, ShortTexts):
            canvas.texts[question] = held.kept(given)
        else:
            pairs = zip(held, given.tolist(), strict=True)
            canvas.texts[question] = tuple(text if keep else "" for text, keep in pairs)
