"""A multiple choice in a column per option: what each cell says about its own option."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.folding import fold
from civicmap.survey.quoting import quote
from civicmap.survey.words.tools import PLAIN_MARKS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.words.tools import Marks
    from civicmap.survey.words.vocabulary import Vocabulary


class Mark(IntEnum):
    """What a cell of an option's column says. The highest of a row's marks says what the row is."""

    EMPTY = 0
    NOT_SHOWN = 1
    STATED = 2  # a state of the whole question, such as "don't know"
    NOT_TICKED = 3
    TICKED = 4
    UNKNOWN = 5


@dataclass(frozen=True, slots=True)
class Ticks:
    """The option columns of a question.

    `ticked` (answers, rows) bool; `covered` (answers,) bool, which of them have a column; `top` (rows,) the highest mark
    of each row; `stated` (rows,) the bare state that a cell says of the whole question, 0 where none does; `torn` (rows,)
    bool, where cells say two states, or a state beside a tick.
    """

    ticked: NDArray[np.bool_]
    covered: NDArray[np.bool_]
    top: NDArray[np.uint8]
    stated: NDArray[np.uint8]
    torn: NDArray[np.bool_]
    tells: bool  # whether the export tells shown and empty from not shown


def read_ticks(canvas: Canvas, question: Question) -> Ticks | None:
    """Return what the option columns say; None where there are none. Reports the texts that say nothing."""
    columns = canvas.columns(question, Role.OPTION)
    if not columns:
        return None
    places = {answer.id: place for place, answer in enumerate(question.answers)}
    ticked = np.zeros((len(question.answers), canvas.rows), dtype=np.bool_)
    top = np.zeros(canvas.rows, dtype=np.uint8)
    stated = np.zeros(canvas.rows, dtype=np.uint8)
    torn = np.zeros(canvas.rows, dtype=np.bool_)
    covered = np.zeros(len(question.answers), dtype=np.bool_)
    tells = False
    for column in columns:
        place = places.get(column.column.option or "")
        if place is None:
            continue
        covered[place] = True
        table, states = _marks(canvas, question, column, FIRST_ANSWER + place)
        # A text that marks what was not shown tells it, whatever the mapping calls it.
        tells = tells or bool((table == Mark.NOT_SHOWN).any())
        tells = tells or any(
            fold(column.texts[at]) in canvas.tool.ticks.not_shown for at in np.flatnonzero(states).tolist()
        )
        marks = np.take(table, canvas.places(column))
        ticked[place] |= marks == Mark.TICKED
        np.maximum(top, marks, out=top)
        if states.any():
            said = np.take(states, canvas.places(column))
            torn |= (said != stated) & (said > 0) & (stated > 0)
            np.maximum(stated, said, out=stated)
    for place, answer in enumerate(question.answers):
        if answer.state is not None:
            ticked[place] |= stated == FIRST_ANSWER + place
    stated[stated >= FIRST_ANSWER] = AnswerState.BLANK
    torn |= (stated > 0) & ticked.any(axis=0)
    return Ticks(ticked, covered, top, stated, torn, tells)


def _marks(
    canvas: Canvas, question: Question, column: RawColumn, code: int
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return the mark of each text of a column, and the code of the state that it says."""
    words, marks = canvas.vocabularies[question.id], canvas.tool.ticks
    said = [mark(text, words, code, marks) for text in column.texts]
    unknown = sorted((text, place) for place, text in enumerate(column.texts) if said[place] is Mark.UNKNOWN)
    label = question.answers[code - FIRST_ANSWER].label
    for text, place in unknown:
        canvas.log.text(
            Code.TICK_UNKNOWN, column, place, text=quote(question, text), option=label, question=question.id
        )
    states = [words.code(text) if one is Mark.STATED else 0 for text, one in zip(column.texts, said, strict=True)]
    return np.array(said, dtype=np.uint8), np.array(states, dtype=np.uint8)


_BITS: Final = {"1": Mark.TICKED, "1.0": Mark.TICKED, "0": Mark.NOT_TICKED, "0.0": Mark.NOT_TICKED}


def mark(text: str, words: Vocabulary, code: int, marks: Marks = PLAIN_MARKS) -> Mark:
    """Return what a text says of the option with this code. A figure that may mean yes and no says nothing.

    What the mapping file or a form says of the text comes first. But 1 and 0 are a tick and none, though a form may have
    numbered its options with them.
    """
    folded = fold(text)
    if not folded:
        return Mark.EMPTY
    told = words.told.get(folded)
    if told is not None and told >= FIRST_ANSWER and folded in _BITS and (marks.bits or told != code):
        return _BITS[folded]
    if told is not None:
        return _told(told, words, code)
    return _unmapped(folded, words, code, marks)


def _unmapped(folded: str, words: Vocabulary, code: int, marks: Marks) -> Mark:
    """Return what a text says that the mapping file does not speak of."""
    own = words.meanings.get(folded)
    says_no = folded in marks.not_ticked
    if own == code:
        return Mark.UNKNOWN if says_no and not marks.label_or_blank else Mark.TICKED
    if says_no or folded in marks.not_shown:
        return Mark.NOT_SHOWN if folded in marks.not_shown else Mark.NOT_TICKED
    if folded in marks.ticked:
        return Mark.TICKED
    if own is not None:
        return _told(own, words, code)
    return Mark.TICKED if marks.label_or_blank else Mark.UNKNOWN


def _told(meant: int, words: Vocabulary, code: int) -> Mark:
    """Return the mark of a text that means an answer or a state."""
    if meant == code:
        return Mark.TICKED
    if meant in _MARK_OF:
        return _MARK_OF[meant]
    answer = words.question.answer(meant) if meant >= FIRST_ANSWER else None
    return Mark.STATED if meant in _STATES or (answer is not None and answer.state is not None) else Mark.UNKNOWN


_MARK_OF: Final = {int(AnswerState.BLANK): Mark.EMPTY, int(AnswerState.NOT_ASKED): Mark.NOT_SHOWN}
_STATES: Final = frozenset({AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE, AnswerState.UNDER_REVIEW})
