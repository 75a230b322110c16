"""A multiple choice in a column per option: what each cell says about its own option."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.folding import fold
from civicmap.survey.quoting import quote
from civicmap.survey.words import NOT_SHOWN, NOT_TICKED, TICKED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.vocabulary import Vocabulary


class Mark(IntEnum):
    """What a cell of an option's column says. The highest of a row's marks says what the row is."""

    EMPTY = 0
    NOT_SHOWN = 1
    NOT_TICKED = 2
    TICKED = 3
    UNKNOWN = 4


@dataclass(frozen=True, slots=True)
class Ticks:
    """The option columns of a question: `ticked` (answers, rows) bool, `top` (rows,) the highest mark of each row."""

    ticked: NDArray[np.bool_]
    top: NDArray[np.uint8]
    tells: bool  # whether the export tells shown and empty from not shown


def read_ticks(canvas: Canvas, question: Question) -> Ticks | None:
    """Return what the option columns say; None where there are none. Reports the texts that say nothing."""
    columns = canvas.columns(question, Role.OPTION)
    if not columns:
        return None
    places = {answer.id: place for place, answer in enumerate(question.answers)}
    ticked = np.zeros((len(question.answers), canvas.rows), dtype=np.bool_)
    top = np.zeros(canvas.rows, dtype=np.uint8)
    tells = False
    for column in columns:
        place = places.get(column.column.option or "")
        if place is None:
            continue
        table = _marks(canvas, question, column, FIRST_ANSWER + place)
        tells = tells or bool((table == Mark.NOT_SHOWN).any())
        marks = np.take(table, canvas.places(column))
        ticked[place] |= marks == Mark.TICKED
        np.maximum(top, marks, out=top)
    return Ticks(ticked, top, tells)


def _marks(canvas: Canvas, question: Question, column: RawColumn, code: int) -> NDArray[np.uint8]:
    """Return the mark of each text of a column."""
    words = canvas.vocabularies[question.id]
    marks = [_mark(text, words, code) for text in column.texts]
    unknown = sorted((text, place) for place, text in enumerate(column.texts) if marks[place] is Mark.UNKNOWN)
    label = question.answers[code - FIRST_ANSWER].label
    for text, place in unknown:
        canvas.log.text(
            Code.TICK_UNKNOWN, column, place, text=quote(question, text), option=label, question=question.id
        )
    return np.array(marks, dtype=np.uint8)


def _mark(text: str, words: Vocabulary, code: int) -> Mark:
    """Return what a text says of the option with this code. A figure that may mean yes and no says nothing."""
    folded = fold(text)
    own = words.meanings.get(folded)
    says_no = folded in NOT_TICKED
    if not folded:
        return Mark.EMPTY
    if own == code:
        return Mark.UNKNOWN if says_no else Mark.TICKED
    if folded in NOT_SHOWN:
        return Mark.NOT_SHOWN
    if says_no:
        return Mark.NOT_TICKED
    if folded in TICKED:
        return Mark.TICKED
    return Mark.EMPTY if own == AnswerState.BLANK else Mark.UNKNOWN
