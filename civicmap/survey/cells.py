"""Texts to canonical codes, one question after another: a table over a column's distinct texts, taken by every row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code
from civicmap.framework.types import PointsRule, QuestionType, Tier
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.by_file import in_files
from civicmap.survey.canvas import fill
from civicmap.survey.folding import ALIKE, fold
from civicmap.survey.multiple import read_multiple, tick_other
from civicmap.survey.quoting import known_answers, quote, settled_under, suggestion
from civicmap.survey.states import state_codes
from civicmap.survey.ticks import Mark, read_ticks
from civicmap.survey.words.dates import Days, days, month_first
from civicmap.survey.words.figures import number
from civicmap.survey.words.vocabulary import AMBIGUOUS
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.words.vocabulary import Vocabulary


def read_cells(canvas: Canvas) -> None:
    """Fill every question of the canvas from its columns. Gates are not yet looked at."""
    for question in canvas.framework.questions:
        _READERS[question.type](canvas, question)
        _read_state(canvas, question)
        canvas.done(question.id)
    canvas.moved.clear()
    _note_assumed(canvas)


def _read_state(canvas: Canvas, question: Question) -> None:
    """Fill what a question's own columns leave blank from the column that says its state."""
    for column in canvas.columns(question, Role.STATE):
        known = state_codes(question)
        said = [known.get(fold(text)) if text else int(AnswerState.BLANK) for text in column.texts]
        strange = np.array([code is None for code in said], dtype=np.bool_)
        for place in _in_order(column, strange):
            canvas.log.text(Code.ANSWER_UNKNOWN, column, place, text=quote(question, column.texts[place]),
                            question=question.id, known="; ".join(known), hint="", under="missing")  # fmt: skip
        table = np.array([AnswerState.UNRESOLVED if code is None else code for code in said], dtype=np.uint8)
        codes = canvas.codes(question.id)
        np.copyto(codes, np.take(table, canvas.places(column)), where=codes == AnswerState.BLANK)


_LONGEST_SHORT: Final = 24  # signs of a cell that may hold a short form such as "N/A"


def _note_assumed(canvas: Canvas) -> None:
    """Say once that short forms such as "N/A" were read as not applicable, at the first that may be pointed at."""
    held: list[tuple[RawColumn, int]] = []
    hidden: list[tuple[RawColumn, int]] = []
    for question in canvas.framework.questions:
        assumed = canvas.vocabularies[question.id].assumed
        for column in canvas.columns(question) if assumed else ():
            found = [
                (column, place)
                for place, text in enumerate(column.texts)
                if len(text) <= _LONGEST_SHORT and fold(text) in assumed
            ]
            (hidden if question.tier is Tier.CONFIDENTIAL else held).extend(found)
    canvas.log.texts(Code.ANSWER_ASSUMED, held, hidden)


def _read_choice(canvas: Canvas, question: Question) -> None:
    """Fill a choice; where several columns hold it, the first that says something counts."""
    codes = canvas.codes(question.id)
    for column in canvas.columns(question):
        table = np.array([_choice(canvas, question, text) for text in column.texts], dtype=np.uint8)
        for place in _in_order(column, table == AnswerState.UNRESOLVED):
            _report(canvas, question, column, place)
        fill(codes, table, canvas.kept(column))
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
    if _is_formula(text):
        canvas.log.text(Code.FORMULA_UNCOMPUTED, column, place, question=question.id)
        return
    hint = suggestion(words, text)
    canvas.log.text(
        Code.ANSWER_UNKNOWN,
        column,
        place,
        text=shown,
        question=question.id,
        known=known_answers(question),
        hint=hint,
        under=settled_under(text),
    )


def _read_choice_columns(canvas: Canvas, question: Question) -> None:
    """Fill a choice that the export spread over a column per answer, and `other` from a column of its own."""
    if not canvas.columns(question, Role.OPTION, Role.OTHER):
        return
    codes = canvas.codes(question.id)
    chosen = np.zeros((len(question.answers), canvas.rows), dtype=np.bool_)
    ticks = read_ticks(canvas, question)
    if ticks is not None:
        chosen |= ticks.ticked
        np.copyto(codes, ticks.stated, where=(ticks.stated > 0) & (codes == AnswerState.BLANK))
        codes[ticks.top == Mark.UNKNOWN] = AnswerState.UNRESOLVED
        several = (chosen.sum(axis=0) > 1) | ticks.torn
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


def _read_measure(
    canvas: Canvas, question: Question, read: Callable[[RawColumn, Vocabulary], Sequence[float | None]], fault: Code
) -> None:
    """Fill a number or date: a state beside a value. `read` gives the value of each text of a column."""
    codes = canvas.codes(question.id)
    values = canvas.block.values[canvas.layout.numbers.index(question.id)]
    words = canvas.vocabularies[question.id]
    for column in canvas.columns(question):
        table = np.zeros(len(column.texts), dtype=np.uint8)
        measured = np.full(len(column.texts), np.nan)
        for place, value in enumerate(read(column, words)):
            code = words.code(column.texts[place])
            told = code is not None and code != AMBIGUOUS
            if value is not None and not told:
                measured[place] = value
            given = AnswerState.UNRESOLVED if value is None else AnswerState.ANSWERED
            table[place] = code if told and code is not None else given
        _report_measure(canvas, question, column, _in_order(column, table == AnswerState.UNRESOLVED), fault)
        empty = codes == AnswerState.BLANK
        np.copyto(values, np.take(measured, canvas.places(column)), where=empty)
        np.copyto(codes, np.take(table, canvas.places(column)), where=empty)


def _is_formula(text: str) -> bool:
    """Say whether a cell holds a formula without a result, as programs write it that do not compute."""
    return text.startswith("=") and len(text) > 1


def _report_measure(canvas: Canvas, question: Question, column: RawColumn, places: list[int], fault: Code) -> None:
    """Report the texts of a column that are no number or date; dates that can be two days together."""
    doubtful = []
    for place in places:
        text = column.texts[place]
        if fault is Code.DATE_UNREADABLE and days(text) is not None:
            doubtful.append((column, place))
        elif _is_formula(text):
            canvas.log.text(Code.FORMULA_UNCOMPUTED, column, place, question=question.id)
        else:
            canvas.log.text(fault, column, place, text=quote(question, text))
    canvas.log.texts(Code.DATE_AMBIGUOUS, doubtful, question=question.id)


def _read_number(canvas: Canvas, question: Question) -> None:
    def read(column: RawColumn, words: Vocabulary) -> list[float | None]:
        return [number(text) if words.code(text) is None else None for text in column.texts]

    _read_measure(canvas, question, read, Code.NUMBER_UNREADABLE)
    if question.points.rule is PointsRule.VALUE:
        _report_outside(canvas, question)


def _report_outside(canvas: Canvas, question: Question) -> None:
    """Report numbers that are points and lie outside the range of points."""
    low, high = question.points.low, question.points.high
    words = canvas.vocabularies[question.id]
    for column in canvas.columns(question):
        found = [number(text) if words.code(text) is None else None for text in column.texts]
        outside = np.array([value is not None and not low <= value <= high for value in found], dtype=np.bool_)
        for place in _in_order(column, outside):
            canvas.log.text(Code.NUMBER_OUTSIDE, column, place, question=question.id, low=low, high=high)


def _read_date(canvas: Canvas, question: Question) -> None:
    """Fill a date. Where day and month could change places, the column's other dates say which comes first."""

    def read(column: RawColumn, words: Vocabulary) -> list[float | None]:
        found = [days(text) if words.code(text) is None else None for text in column.texts]
        order = month_first(filter(None, found), canvas.tool.month_first)
        return [None if held is None else _chosen(held, order) for held in found]

    _read_measure(canvas, question, read, Code.DATE_UNREADABLE)


def _chosen(held: Days, order: bool | None) -> int | None:
    """Return the day of a text in the order of its column."""
    if held.only is not None or order is None:
        return held.only
    return held.month_first if order else held.day_first


def _read_text(canvas: Canvas, question: Question) -> None:
    """Fill a text: any words are an answer, unless the mapping says that they mean none."""
    codes = canvas.codes(question.id)
    words = canvas.vocabularies[question.id]
    held: Sequence[str] = ()
    for column in canvas.columns(question):
        told = words.meanings
        places = canvas.places(column)
        if not told and not held and isinstance(column.texts, ShortTexts) and column.texts.only_of(ALIKE):
            held = column.texts.take(places)
            np.copyto(codes, _text_codes(places), where=codes == AnswerState.BLANK)
            continue
        table = np.array(
            [_text_code(words.code(text) if told else None, text) for text in column.texts], dtype=np.uint8
        )
        given = [text.strip() for text in column.texts]
        texts = tuple(map(given.__getitem__, places.tolist()))
        held = texts if not held else tuple(a or b for a, b in zip(held, texts, strict=True))
        fill(codes, table, places)
    if held:
        canvas.texts[question.id] = held


def _text_codes(places: NDArray[np.unsignedinteger]) -> NDArray[np.uint8]:
    """Return the codes of cells whose texts are all plain but the first, which is empty."""
    return np.where(places != 0, np.uint8(AnswerState.ANSWERED), np.uint8(AnswerState.BLANK))


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
