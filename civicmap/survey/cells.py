"""Texts to canonical codes, one question after another: a table over a column's distinct texts, taken by every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.by_file import in_files
from civicmap.survey.figures import day, number
from civicmap.survey.multiple import read_multiple, tick_other
from civicmap.survey.quoting import known_answers, quote, suggestion
from civicmap.survey.ticks import Mark, read_ticks
from civicmap.survey.vocabulary import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas


def read_cells(canvas: Canvas) -> None:
    """Fill every question of the canvas from its columns. Gates are not yet looked at."""
    for question in canvas.framework.questions:
        _READERS[question.type](canvas, question)


def _read_choice(canvas: Canvas, question: Question) -> None:
    """Fill a choice; where several columns hold it, the first that says something counts."""
    codes = canvas.codes(question.id)
    for column in canvas.columns(question):
        table = np.array([_choice(canvas, question, text) for text in column.texts], dtype=np.uint8)
        for place in _in_order(column, table == AnswerState.UNRESOLVED):
            _report(canvas, question, column, place)
        np.copyto(codes, np.take(table, canvas.places(column)), where=codes == AnswerState.BLANK)
    _read_choice_columns(canvas, question)


def _choice(canvas: Canvas, question: Question, text: str) -> int:
    code = canvas.vocabularies[question.id].code(text)
    return AnswerState.UNRESOLVED if code is None or code == AMBIGUOUS else code


def _in_order(column: RawColumn, unresolved: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> list[int]:
    """Return the places of unresolved texts in the order of the texts, which no order of rows changes."""
    return sorted(np.flatnonzero(unresolved).tolist(), key=column.texts.__getitem__)


def _report(canvas: Canvas, question: Question, column: RawColumn, place: int) -> None:
    """Report a text that is no answer, or that is two."""
    text, words = column.texts[place], canvas.vocabularies[question.id]
    shown = quote(question, text)
    if words.code(text) == AMBIGUOUS:
        canvas.log.text(Code.ANSWER_AMBIGUOUS, column, place, text=shown, question=question.id, ways="two answers")
        return
    hint = suggestion(question, text, words.spellings)
    known = known_answers(question)
    canvas.log.text(Code.ANSWER_UNKNOWN, column, place, text=shown, question=question.id, known=known, hint=hint)


def _read_choice_columns(canvas: Canvas, question: Question) -> None:
    """Fill a choice that the export spread over a column per answer, and `other` from a column of its own."""
    codes = canvas.codes(question.id)
    chosen = np.zeros((len(question.answers), canvas.rows), dtype=np.bool_)
    ticks = read_ticks(canvas, question)
    if ticks is not None:
        chosen |= ticks.ticked
        codes[ticks.top == Mark.UNKNOWN] = AnswerState.UNRESOLVED
        several = chosen.sum(axis=0) > 1
        rows = canvas.order[np.flatnonzero(several)]
        canvas.log.rows(Code.ANSWER_COLUMNS, canvas.columns(question, Role.OPTION), rows, question=question.id)
        codes[several] = AnswerState.UNRESOLVED
    plain = np.ones(canvas.rows, dtype=np.bool_) if ticks is None else ~in_files(canvas, ticks.top != Mark.EMPTY)
    if plain.any() and canvas.columns(question, Role.OTHER):
        said, ticked = codes.copy(), chosen.copy()
        tick_other(canvas, question, chosen, codes)
        kept = (said != AnswerState.BLANK) | ~plain
        codes[kept], chosen[:, kept] = said[kept], ticked[:, kept]
    for place in range(len(question.answers)):
        codes[chosen[place] & (codes == AnswerState.BLANK)] = FIRST_ANSWER + place


def _read_measure(canvas: Canvas, question: Question, parse: Callable[[str], float | None], fault: Code) -> None:
    """Fill a number or date: a state beside a value."""
    codes = canvas.codes(question.id)
    values = canvas.block.values[canvas.layout.numbers.index(question.id)]
    words = canvas.vocabularies[question.id]
    for column in canvas.columns(question):
        table = np.zeros(len(column.texts), dtype=np.uint8)
        measured = np.full(len(column.texts), np.nan)
        for place, text in enumerate(column.texts):
            code = words.code(text)
            value = parse(text) if code is None else None
            measured[place] = np.nan if value is None else value
            given = AnswerState.UNRESOLVED if value is None else AnswerState.ANSWERED
            table[place] = given if code is None or code == AMBIGUOUS else code
        for place in _in_order(column, table == AnswerState.UNRESOLVED):
            canvas.log.text(fault, column, place, text=quote(question, column.texts[place]))
        empty = codes == AnswerState.BLANK
        np.copyto(values, np.take(measured, canvas.places(column)), where=empty)
        np.copyto(codes, np.take(table, canvas.places(column)), where=empty)


def _read_number(canvas: Canvas, question: Question) -> None:
    _read_measure(canvas, question, number, Code.NUMBER_UNREADABLE)


def _read_date(canvas: Canvas, question: Question) -> None:
    _read_measure(canvas, question, day, Code.DATE_UNREADABLE)


def _read_text(canvas: Canvas, question: Question) -> None:
    """Fill a text: any words are an answer, unless the mapping says that they mean none."""
    codes = canvas.codes(question.id)
    words = canvas.vocabularies[question.id]
    held: tuple[str, ...] = ()
    for column in canvas.columns(question):
        told = words.meanings
        table = np.array(
            [_text_code(words.code(text) if told else None, text) for text in column.texts], dtype=np.uint8
        )
        places = canvas.places(column)
        given = [text.strip() for text in column.texts]
        texts = tuple(map(given.__getitem__, places.tolist()))
        held = texts if not held else tuple(a or b for a, b in zip(held, texts, strict=True))
        np.copyto(codes, np.take(table, places), where=codes == AnswerState.BLANK)
    if held:
        canvas.texts[question.id] = held


def _text_code(code: int | None, text: str) -> int:
    if code is not None:
        return code
    return AnswerState.ANSWERED if text.strip() else AnswerState.BLANK


_READERS: dict[QuestionType, Callable[[Canvas, Question], None]] = {
    QuestionType.CHOICE: _read_choice,
    QuestionType.MULTI: read_multiple,
    QuestionType.NUMBER: _read_number,
    QuestionType.DATE: _read_date,
    QuestionType.TEXT: _read_text,
}
