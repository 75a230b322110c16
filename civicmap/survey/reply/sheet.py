"""The reply sheet of one entity: each answer as it was read, with boxes to agree, correct or contest it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import EPOCH, cell_text
from civicmap.survey.returns.plan import LISTS_MARK, LISTS_SHEET, SET, Lists, labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity

FACTS_MARK: Final = "civicmap reply facts"
FACTS_SHEET: Final = "civicmap"
SHEET: Final = "Reply"
AGREE, CORRECT, CONTEST = "agree", "correct", "contest"
REPLIES: Final = (AGREE, CORRECT, CONTEST)
WIDTHS: Final = {
    "key": 14, "question": 46, "answer as read": 28, "cell": 20, "points": 9, "evidence given": 26,
    "reply": 11, "corrected answer": 28, "reason": 36, "evidence": 28,
}  # fmt: skip
"""The columns, in order, with their widths."""
_BOXES: Final = ("reply", "corrected answer", "reason", "evidence")
ENTITY_LABEL: Final = "Entity code: "
_STEPS: Final = (
    "Choose agree, correct or contest in the column reply. A row left empty says nothing.",
    "Where you choose correct, give the corrected answer, the reason, and your evidence.",
    "Where you choose contest, give the reason: the answer stays as it is and the row stays open.",
)
_HEADER: Final = 6  # 0-based row


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One answer as it was read: its cell, its points (None where it has none), and the evidence that was given."""

    question: Question
    answer: str
    cell: str
    points: float | None
    evidence: str


@dataclass(frozen=True, slots=True)
class ReplySheet:
    """One entity's sheet, before it is written. `marks` are said at its top."""

    framework: Framework
    entity: Entity
    wave: str
    rows: Sequence[ReplyRow]
    marks: Sequence[str]
    synthetic: bool

    @property
    def facts(self) -> Mapping[str, str]:
        """What the workbook says of itself, for whoever reads it back."""
        own = {
            FACTS_MARK: "1",
            "entity": self.entity.id,
            "wave": self.wave,
            "framework": self.framework.id,
            "synthetic": "yes" if self.synthetic else "",
        }
        return own | {SET + row.question.id: cell_text(row.answer) for row in self.rows}


def reply_workbook(sheet: ReplySheet) -> bytes:
    """Return a reply sheet as XLSX: the same bytes for the same facts."""
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    from civicmap.survey.returns.heights import growing  # noqa: PLC0415 - only where a workbook is written
    from civicmap.survey.returns.style import Styles  # noqa: PLC0415

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": EPOCH, "title": "Reply sheet", "subject": sheet.entity.id})
    styles = Styles(book)
    closed = [row.question for row in sheet.rows if _listed(row.question)]
    lists = Lists(tuple(dict.fromkeys([REPLIES, *map(labels_of, closed)])))
    _replies(sheet, book.add_worksheet(SHEET), styles, lists)
    _lists(lists, book.add_worksheet(LISTS_SHEET), styles)
    page = book.add_worksheet(FACTS_SHEET)
    for row, pair in enumerate(sheet.facts.items()):
        for at, text in enumerate(pair):
            page.write_string(row, at, cell_text(text), styles["key"])
    page.protect()
    page.very_hidden()
    book.close()
    return growing(stream.getvalue())


def _listed(question: Question) -> bool:
    return question.type is QuestionType.CHOICE and bool(question.answers)


def _replies(sheet: ReplySheet, page: Any, styles: Any, lists: Lists) -> None:
    """Write the sheet that people see."""
    from civicmap.survey.returns.heights import height  # noqa: PLC0415 - only where a workbook is written

    name = sheet.entity.name or sheet.entity.id
    above = [(f"{sheet.framework.title}: reply of {name}", "title"), (f"{ENTITY_LABEL}{sheet.entity.id}", "fact")]
    above += [("; ".join((f"wave {sheet.wave}", *sheet.marks)), "warn"), *((step, "plain") for step in _STEPS)]
    for line, (text, style) in enumerate(above):
        page.write_string(line, 1, cell_text(text), styles[style])
    for at, (title, width) in enumerate(WIDTHS.items()):
        page.set_column(at, at, width, None, {"hidden": title == "key"})
        page.write_string(_HEADER, at, title, styles["header"])
    for number, row in enumerate(sheet.rows, start=_HEADER + 1):
        points = "" if row.points is None else f"{row.points:g}"
        texts = (row.question.id, row.question.text, row.answer, row.cell, points, row.evidence, "", "", "", "")
        shown = []
        for at, (title, text) in enumerate(zip(WIDTHS, texts, strict=True)):
            style = "box" if title in _BOXES else "key" if title == "key" else "fixed"
            if text:
                page.write_string(number, at, cell_text(text), styles[style])
            else:
                page.write_blank(number, at, None, styles[style])
            shown.append((text, style, float(WIDTHS[title])))
        page.set_row(number, max(18.0, height(shown)))
        _check(page, number, row.question, lists)
    page.freeze_panes(_HEADER + 1, 2)
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER)


def _check(page: Any, row: int, question: Question, lists: Lists) -> None:
    """Offer what may be chosen: the replies, and the answers of a closed question."""
    titles = list(WIDTHS)
    offered: list[tuple[str, tuple[str, ...]]] = [("reply", REPLIES)]
    if _listed(question):
        offered.append(("corrected answer", labels_of(question)))
    for title, labels in offered:
        at = titles.index(title)
        rule = {"validate": "list", "source": f"={lists.source(labels)}", "error_message": "Choose one of the list."}
        page.data_validation(row, at, row, at, rule)


def _lists(lists: Lists, page: Any, styles: Any) -> None:
    """Write the sources of the drop-downs, hidden."""
    page.write_string(0, 0, LISTS_MARK, styles["key"])
    for place, labels in enumerate(lists.columns, start=1):
        for row, label in enumerate(labels, start=1):
            page.write_string(row, place, cell_text(label), styles["plain"])
    page.protect()
    page.hide()
