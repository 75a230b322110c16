"""Multiple choices: joined cells, option columns and the text of `other`, put together and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.by_file import has_other_text, in_files
from civicmap.survey.folding import fold
from civicmap.survey.quoting import known_answers, label_of, quote, settled_under, suggestion
from civicmap.survey.ticks import Mark, Ticks, read_ticks
from civicmap.survey.words.joined import Splitter
from civicmap.survey.words.sets import says_something

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.words.joined import Reading


def read_multiple(canvas: Canvas, question: Question) -> None:
    """Fill a multiple choice: its state, and a tick for each option without a state."""
    codes = canvas.codes(question.id)
    chosen = np.zeros((len(question.answers), canvas.rows), dtype=np.bool_)
    for column in canvas.columns(question):
        _read_column(canvas, question, column, codes, chosen)
    ticks = read_ticks(canvas, question)
    if ticks is not None:
        _join(canvas, question, ticks, codes, chosen)
    tick_other(canvas, question, chosen, codes)
    _settle(canvas, question, codes, chosen)


def _read_column(
    canvas: Canvas, question: Question, column: RawColumn, codes: NDArray[np.uint8], chosen: NDArray[np.bool_]
) -> None:
    """Add what a column of joined cells says: bare states to `codes`, answers to `chosen`."""
    words = canvas.vocabularies[question.id]
    takes_other = not has_other_text(canvas, question, column)
    splitter = Splitter(words, takes_other=takes_other, separators=canvas.tool.separators)
    readings = [splitter.read(text) for text in column.texts]
    states = np.zeros(len(readings), dtype=np.uint8)
    table = np.zeros((len(question.answers), len(readings)), dtype=np.bool_)
    named: list[tuple[int, int]] = []
    for place, reading in enumerate(readings):
        named += [(code - FIRST_ANSWER, place) for code in reading.codes if code >= FIRST_ANSWER]
        bare = [code for code in reading.codes if code < FIRST_ANSWER]
        if reading.fault or bare:
            states[place] = AnswerState.UNRESOLVED if reading.fault else bare[0]
    if named:
        table[tuple(np.array(named).T)] = True
    faulty = (place for place, reading in enumerate(readings) if reading.fault)
    for place in sorted(faulty, key=column.texts.__getitem__):
        _report(canvas, question, column, place, readings[place])
    said = np.take(states, canvas.places(column))
    np.copyto(codes, said, where=codes == AnswerState.BLANK)
    chosen |= table[:, canvas.places(column)]


def _report(canvas: Canvas, question: Question, column: RawColumn, place: int, reading: Reading) -> None:
    """Report a joined cell that could not be read."""
    text = quote(question, column.texts[place])
    if reading.fault is Code.ANSWER_AMBIGUOUS:
        ways = " or as ".join(repr(name) for name in reading.about) or "two answers"
        canvas.log.text(reading.fault, column, place, text=text, question=question.id, ways=ways)
    elif reading.fault is Code.ANSWER_EXCLUSIVE:
        canvas.log.text(reading.fault, column, place, answer=reading.about[0], question=question.id)
    elif reading.fault is Code.ANSWER_UNKNOWN:
        part = reading.about[0] if reading.about else column.texts[place]
        hint = suggestion(canvas.vocabularies[question.id], part)
        canvas.log.text(
            reading.fault,
            column,
            place,
            text=quote(question, part),
            question=question.id,
            known=known_answers(question),
            hint=hint,
            under=settled_under(part),
        )


def _join(
    canvas: Canvas, question: Question, ticks: Ticks, codes: NDArray[np.uint8], chosen: NDArray[np.bool_]
) -> None:
    """Put option columns beside what the joined column said; where both speak, they must agree."""
    joined = canvas.columns(question)
    if joined:
        spoke = (codes != AnswerState.BLANK) | chosen.any(axis=0)
        differ = (codes != AnswerState.UNRESOLVED) & (spoke | (ticks.top == Mark.TICKED))
        # An option without a column of its own may be in the joined one alone.
        differ &= (chosen != ticks.ticked)[ticks.covered].any(axis=0)
        differ &= in_files(canvas, spoke) & in_files(canvas, ticks.top != Mark.EMPTY)
        _contradict(canvas, question, joined, differ, codes)
    chosen |= ticks.ticked
    _contradict(canvas, question, canvas.columns(question, Role.OPTION), ticks.torn, codes)
    codes[ticks.top == Mark.UNKNOWN] = AnswerState.UNRESOLVED
    stated = (ticks.stated > 0) & (codes == AnswerState.BLANK) & ~chosen.any(axis=0)
    np.copyto(codes, ticks.stated, where=stated)
    if ticks.tells:
        empty = (codes == AnswerState.BLANK) & ~chosen.any(axis=0) & in_files(canvas, ticks.top == Mark.NOT_SHOWN)
        codes[empty & (ticks.top == Mark.NOT_TICKED)] = AnswerState.ANSWERED
        codes[empty & (ticks.top == Mark.NOT_SHOWN)] = AnswerState.NOT_ASKED


def _contradict(
    canvas: Canvas, question: Question, columns: Sequence[RawColumn], rows: NDArray[np.bool_], codes: NDArray[np.uint8]
) -> None:
    """Report rows whose columns contradict each other, and leave them unresolved."""
    canvas.log.rows(Code.ANSWER_COLUMNS, columns, canvas.order[np.flatnonzero(rows)], question=question.id)
    codes[rows] = AnswerState.UNRESOLVED


def tick_other(canvas: Canvas, question: Question, chosen: NDArray[np.bool_], codes: NDArray[np.uint8]) -> None:
    """Tick `other` where its text is given in a column of its own."""
    place = next((place for place, answer in enumerate(question.answers) if answer.other), None)
    if place is None:
        return
    for column in canvas.columns(question, Role.OTHER):
        words = canvas.vocabularies[question.id]
        given = np.array(
            [says_something(fold(text)) and words.code(text) is None for text in column.texts], dtype=np.bool_
        )
        # Answered without an option, as an export says that tells shown from not shown, is no answer beside a text.
        free = (codes <= AnswerState.NOT_ASKED) | (codes == AnswerState.ANSWERED)
        rows = given[canvas.places(column)] & free
        chosen[place] |= rows
        codes[rows] = AnswerState.BLANK


def _settle(canvas: Canvas, question: Question, codes: NDArray[np.uint8], chosen: NDArray[np.bool_]) -> None:
    """Turn chosen answers into a state and ticks. What must stand alone and does not is unresolved."""
    chosen[:, codes == AnswerState.UNRESOLVED] = False
    many = chosen.sum(axis=0) > 1
    clash = np.zeros(canvas.rows, dtype=np.bool_)
    for place, answer in enumerate(question.answers):
        if answer.exclusive or answer.state is not None:
            here = chosen[place] & many & ~clash
            rows = canvas.order[np.flatnonzero(here)]
            canvas.log.rows(Code.ANSWER_EXCLUSIVE, _places(canvas, question, answer.id), rows,
                            answer=label_of(question, answer), question=question.id)  # fmt: skip
            clash |= here
    codes[clash] = AnswerState.UNRESOLVED
    chosen[:, clash] = False
    codes[chosen.any(axis=0)] = AnswerState.ANSWERED
    tick_rows = (row for row, (owner, _) in enumerate(canvas.layout.options) if owner == question.id)
    for place, answer in enumerate(question.answers):
        if answer.state is None:
            canvas.block.ticks[next(tick_rows)] = chosen[place]
        else:
            codes[chosen[place]] = FIRST_ANSWER + place


def _places(canvas: Canvas, question: Question, option: str) -> list[RawColumn]:
    """Return the columns where a tick of this option may stand."""
    own = [held for held in canvas.columns(question, Role.OPTION) if held.column.option == option]
    return own + canvas.columns(question)
