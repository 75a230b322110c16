"""Synthetic answers as the cells of a survey tool's plain export: labels, one row per response."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.spreadsheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Question
    from civicmap.survey.synthetic.draw import Drawn

Cell = str | float | bool | None

MARK_COLUMN: Final = "civicmap_synthetic"
MARK: Final = "SYNTHETIC DATA: not answers of any real entity"
JOINT: Final = "; "


def cells_of(drawn: Drawn, question: Question) -> list[Cell]:
    """Return a question's column: one cell per row, empty where nothing was answered."""
    if question.type is QuestionType.TEXT:
        return list(drawn.texts[question.id])
    codes = drawn.block.codes[drawn.held.questions.index(question.id)]
    given = _given(drawn, question) if (codes == AnswerState.ANSWERED).any() else [""] * len(codes)
    return [_cell(question, int(code), cell) for code, cell in zip(codes, given, strict=True)]


def _cell(question: Question, code: int, given: Cell) -> Cell:
    """Return one cell: an answer's label, what was given, or nothing for a bare state."""
    if code >= FIRST_ANSWER:
        return question.answers[code - FIRST_ANSWER].label
    return given if code == AnswerState.ANSWERED else ""


def _given(drawn: Drawn, question: Question) -> list[Cell]:
    """Return the values that stand beside the codes: joined labels, numbers or days."""
    if question.type is QuestionType.MULTI:
        places = [place for place, (owner, _) in enumerate(drawn.held.options) if owner == question.id]
        labels = [option.label for option in question.options]
        rows = drawn.block.ticks[places].T
        return [JOINT.join(label for label, tick in zip(labels, row, strict=True) if tick) for row in rows]
    values = drawn.block.values[drawn.held.numbers.index(question.id)].tolist()
    return [_value(value, a_day=question.type is QuestionType.DATE) for value in values]


def _value(value: float, *, a_day: bool) -> Cell:
    if math.isnan(value):
        return ""
    if a_day:
        return date.fromordinal(int(value)).isoformat()
    return int(value) if value.is_integer() else value


def about(lines: Sequence[str]) -> Sheet:
    """Return the sheet that says what the workbook is."""
    return Sheet("About", ["About this workbook"], [[MARK], *([line] for line in lines)], (100,))
