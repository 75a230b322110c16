"""Synthetic answers as the cells of a survey tool's plain export: labels, one row per response."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from civicmap.framework.layout import layout
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.spreadsheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Question
    from civicmap.survey.synthetic_draw import Drawn

Cell = str | float | bool | None

MARK_COLUMN: Final = "civicmap_synthetic"
MARK: Final = "SYNTHETIC DATA: not answers of any real entity"
JOINT: Final = "; "


def cells_of(drawn: Drawn, question: Question) -> list[Cell]:
    """Return a question's column: one cell per row, empty where nothing was answered."""
    if question.type is QuestionType.TEXT:
        return list(drawn.texts[question.id])
    codes = drawn.block.codes[layout(drawn.framework).questions.index(question.id)]
    return [_cell(drawn, question, row, int(code)) for row, code in enumerate(codes)]


def _cell(drawn: Drawn, question: Question, row: int, code: int) -> Cell:
    if code >= FIRST_ANSWER:
        return question.answers[code - FIRST_ANSWER].label
    if code != AnswerState.ANSWERED:
        return ""
    if question.type is QuestionType.MULTI:
        return JOINT.join(_ticked(drawn, question, row))
    value = float(drawn.block.values[layout(drawn.framework).numbers.index(question.id), row])
    if question.type is QuestionType.DATE:
        return date.fromordinal(int(value)).isoformat()
    return int(value) if value.is_integer() else value


def _ticked(drawn: Drawn, question: Question, row: int) -> list[str]:
    """Return the labels that a row ticked."""
    ticks = drawn.block.ticks
    places = [place for place, (owner, _) in enumerate(layout(drawn.framework).options) if owner == question.id]
    return [option.label for place, option in zip(places, question.options, strict=True) if ticks[place, row]]


def about(lines: Sequence[str]) -> Sheet:
    """Return the sheet that says what the workbook is."""
    return Sheet("About", ["About this workbook"], [[MARK], *([line] for line in lines)], (100,))
