"""The sheet of answers of a return workbook: a line for each question and option, with boxes to fill in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import LONGEST_CELL, cell_text
from civicmap.survey.returns.checks import check_of, drop_down
from civicmap.survey.returns.heights import height
from civicmap.survey.returns.layout import Kind, Line
from civicmap.survey.returns.plan import KEY_HEADER, MARK
from civicmap.survey.returns.style import A4, WIDTHS
from civicmap.survey.returns.words import right_to_left
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.survey.returns.plan import Plan
    from civicmap.survey.returns.style import Styles

UNLOCKED_LOOKS: Final = {"format_cells": True, "format_columns": True, "format_rows": True}
"""What a locked sheet still lets people do."""
_HEADING_HEIGHTS: Final = {Kind.PART: 22.0, Kind.SECTION: 17.0}


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes the sheet. `columns` are the names of its columns, in order."""

    plan: Plan
    page: Any
    styles: Styles
    columns: tuple[str, ...]

    def at(self, column: str) -> int:
        """Return the place of a column."""
        return self.columns.index(column)

    def put(self, row: int, column: str, text: str, style: str) -> None:
        """Write a text, or an empty cell of that style."""
        if text:
            self.page.write_string(row, self.at(column), cell_text(text), self.styles[style])
        else:
            self.page.write_blank(row, self.at(column), None, self.styles[style])

    def check(self, row: int, column: str, validation: dict[str, Any]) -> None:
        """Say what may be written into a cell."""
        self.page.data_validation(row, self.at(column), row, self.at(column), validation)


def write_answers(plan: Plan, page: Any, styles: Styles) -> None:
    """Write the sheet of answers."""
    last = ("last",) if plan.previous is not None else ()
    columns = ("key", "number", "question", "help", "answer", *last, "comment", "evidence")
    sheet = Answers(plan, page, styles, columns)
    for place, column in enumerate(columns):
        page.set_column(place, place, WIDTHS[column], None, {"hidden": column == "key"})
    header = _block(sheet)
    _header(sheet, header)
    for row, line in enumerate(plan.lines, start=header + 1):
        _WRITE[line.kind](sheet, row, line)
        if line.key:
            page.set_row(row, height(_texts_of(sheet, line)))
    _finish(sheet, header)


def _block(sheet: Answers) -> int:
    """Write who answers what, above the header; return the row of the header."""
    plan, said = sheet.plan, sheet.plan.said
    sheet.put(0, "key", MARK, "key")
    sheet.put(0, "number", plan.spoken.title, "title")
    sheet.page.set_row(0, 22)
    facts = (
        (1, "number", said.name, plan.entity.name),
        (1, "help", said.entity, plan.entity.id),
        (2, "number", said.wave, plan.wave),
        (2, "help", said.framework, f"{plan.spoken.id} {plan.spoken.version}"),
        (2, "comment", said.closing, plan.closing),
    )
    for row, column, label, value in facts:
        if value:
            sheet.put(row, column, f"{label}{said.colon}{value}", "fact" if row == 1 else "plain")
    if plan.synthetic:
        sheet.put(1, "comment", said.synthetic, "warn")
    if plan.previous is None:
        return 3
    sheet.put(3, "help", said.checked, "fact")
    sheet.put(3, "answer", "", "box")
    sheet.check(3, "answer", drop_down(plan, (said.yes,), said.checked, ""))
    return 4


def _header(sheet: Answers, row: int) -> None:
    """Write the header."""
    for column in sheet.columns:
        sheet.put(row, column, KEY_HEADER if column == "key" else getattr(sheet.plan.said, column), "header")
    wave = sheet.plan.previous.wave if sheet.plan.previous else ""
    if wave:
        sheet.put(row, "last", f"{sheet.plan.said.last} ({wave})", "header")


def _heading(sheet: Answers, row: int, line: Line) -> None:
    """Write the title of a part or section, across the sheet."""
    for column in sheet.columns[1:]:
        sheet.put(row, column, line.text if column == "number" else "", line.kind)
    sheet.page.set_row(row, _HEADING_HEIGHTS[line.kind])


def _question(sheet: Answers, row: int, line: Line) -> None:
    """Write a question."""
    _texts(sheet, row, line, "number", "question")
    _help(sheet, row, line)
    if line.question is not None and line.question.type is QuestionType.MULTI:
        sheet.put(row, "answer", f"{sheet.plan.said.choose_all} ↓", "note")
    else:
        _box(sheet, row, line)
    for column in ("comment", "evidence"):
        sheet.put(row, column, "", "box")


def _option(sheet: Answers, row: int, line: Line) -> None:
    """Write an option of a multiple choice."""
    _texts(sheet, row, line, "option_number", "option")
    other = line.option is not None and line.option.other
    sheet.put(row, "help", sheet.plan.said.which if other else "", "help")
    _box(sheet, row, line)
    sheet.put(row, "comment", "", "box" if other else "none")
    sheet.put(row, "evidence", "", "none")


def _texts(sheet: Answers, row: int, line: Line, number: str, text: str) -> None:
    """Write what identifies a line, and what was said last time."""
    sheet.put(row, "key", line.key, "key")
    sheet.put(row, "number", line.number, number)
    sheet.put(row, "question", line.text, text)
    if "last" in sheet.columns:
        sheet.put(row, "last", sheet.plan.given.last.get(line.key, ""), "last")


def _texts_of(sheet: Answers, line: Line) -> Iterator[tuple[str, str, float]]:
    """Yield the texts of a line with their formats and widths, for its height."""
    option = line.kind is Kind.OPTION
    help_ = "" if option or line.question is None else line.question.help
    yield line.text, "option" if option else "question", WIDTHS["question"]
    yield line.number, "number", WIDTHS["number"]
    yield "\n".join(part for part in (line.when, help_) if part), "help", WIDTHS["help"]
    yield sheet.plan.given.answers.get(line.key, ""), "box", WIDTHS["answer"]
    yield sheet.plan.given.last.get(line.key, ""), "last", WIDTHS["last"]


def _help(sheet: Answers, row: int, line: Line) -> None:
    """Write when a question is to be answered, in bold, and its help."""
    help_ = line.question.help if line.question else ""
    if line.when and help_:
        when, help_ = f"{cell_text(line.when)}\n", cell_text(help_)
        parts = (sheet.styles["when"], when, sheet.styles["help"], help_[: LONGEST_CELL - len(when)])
        sheet.page.write_rich_string(row, sheet.at("help"), *parts, sheet.styles["help"])
    else:
        sheet.put(row, "help", line.when or help_, "help")


def _box(sheet: Answers, row: int, line: Line) -> None:
    """Write the cell that takes an answer, with what it may hold and what stands in it."""
    text = sheet.plan.given.answers.get(line.key, "")
    if line.key in sheet.plan.given.locked:
        sheet.put(row, "answer", text, "fixed")
        return
    style, validation = check_of(sheet.plan, line, f"{letter(sheet.at('answer'))}{row + 1}")
    if not _typed(sheet, row, line, text, style):
        sheet.put(row, "answer", text, style)
    sheet.check(row, "answer", validation)


def _typed(sheet: Answers, row: int, line: Line, text: str, style: str) -> bool:
    """Write a number or a date as what it is, if the text is one, so that its cell passes its own check."""
    kind = line.question.type if line.question else None
    with suppress(ValueError, OverflowError):
        if kind is QuestionType.DATE:
            sheet.page.write_datetime(row, sheet.at("answer"), date.fromisoformat(text), sheet.styles[style])
            return True
        if kind is QuestionType.NUMBER:
            sheet.page.write_number(row, sheet.at("answer"), float(text), sheet.styles[style])
            return True
    return False


def _finish(sheet: Answers, header: int) -> None:
    """Lock the sheet, and set how it scrolls and prints."""
    page, plan = sheet.page, sheet.plan
    page.freeze_panes(header + 1, 0)
    page.hide_gridlines(2)
    page.protect("", UNLOCKED_LOOKS)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(header)
    page.set_footer(footer(plan))
    if right_to_left(plan.spoken.language):
        page.right_to_left()


def footer(plan: Plan) -> str:
    """Return the foot of printed pages: who answers, and the page."""
    who = cell_text(" · ".join(part for part in (plan.entity.id, plan.wave) if part))
    mark = f"&C{plan.said.synthetic}" if plan.synthetic else ""
    return f"&L{who[:60].replace('&', '&&')}{mark}&R{plan.said.page} &P / &N"


_WRITE: Final[dict[Kind, Callable[[Answers, int, Line], None]]] = {
    Kind.PART: _heading,
    Kind.SECTION: _heading,
    Kind.QUESTION: _question,
    Kind.OPTION: _option,
}
