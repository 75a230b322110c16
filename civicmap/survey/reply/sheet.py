"""The reply sheet of one entity: each answer as it was read, with boxes to agree, correct or contest it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import EPOCH, cell_text
from civicmap.survey.reply.marks import FACTS_MARK, FACTS_SHEET, INSTANCE, KEY, NAMED, SHOWN
from civicmap.survey.reply.words import REPLIES
from civicmap.survey.returns.plan import LISTS_MARK, LISTS_SHEET, SET, Lists, labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity
    from civicmap.survey.reply.words import ReplyWords

WIDTHS: Final = {
    KEY: 14, INSTANCE: 20, "question": 46, "as_read": 28, "cell": 20, "points": 9, "given": 26,
    "reply": 11, "corrected": 28, "reason": 36, "evidence": 28,
}  # fmt: skip
"""The columns, in order, with their widths; that of instances stands only where there are any."""
_BOXES: Final = ("reply", "corrected", "reason", "evidence")
_HEADER: Final = 6  # 0-based row


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One answer as it was read: its cell, its points (None where it has none), and the evidence that was given.

    `answer` is for people; `read` says the same by ids. `instance` is the place among the sheet's instances.
    """

    question: Question
    answer: str
    read: str
    cell: str
    points: float | None
    evidence: str
    instance: int | None = None

    @property
    def key(self) -> str:
        """What the row is known by, on the sheet and in its facts."""
        return key_of(self.question.id, self.instance)


def key_of(question: str, instance: int | None) -> str:
    """Return what a row is known by: its question, and the number of its instance where it has one."""
    return question if instance is None else f"{question}#{instance + 1}"


@dataclass(frozen=True, slots=True)
class ReplySheet:
    """One entity's sheet, before it is written. `marks` are said at its top."""

    framework: Framework
    entity: Entity
    wave: str
    rows: Sequence[ReplyRow]
    marks: Sequence[str]
    synthetic: bool
    words: ReplyWords
    instances: Sequence[str] = ()  # their names

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the sheet, in order."""
        return tuple(name for name in WIDTHS if self.instances or name != INSTANCE)

    @property
    def facts(self) -> Mapping[str, str]:
        """What the workbook says of itself, for whoever reads it back."""
        own = {
            FACTS_MARK: "1",
            "entity": self.entity.id,
            "wave": self.wave,
            "framework": self.framework.id,
            "language": self.words.language,
            "synthetic": "yes" if self.synthetic else "",
        }
        own |= {f"{NAMED}{at}": cell_text(name) for at, name in enumerate(self.instances, start=1)}
        for row in self.rows:
            own |= {SET + row.key: cell_text(row.read), SHOWN + row.key: cell_text(row.answer)}
        return own


def reply_workbook(sheet: ReplySheet) -> bytes:
    """Return a reply sheet as XLSX: the same bytes for the same facts."""
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    from civicmap.survey.returns.heights import growing  # noqa: PLC0415 - only where a workbook is written
    from civicmap.survey.returns.style import Styles  # noqa: PLC0415

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": EPOCH, "title": sheet.words.say("sheet"), "subject": sheet.entity.id})
    styles = Styles(book)
    closed = [row.question for row in sheet.rows if _listed(row.question)]
    lists = Lists(tuple(dict.fromkeys([_choices(sheet.words), *map(labels_of, closed)])))
    _replies(sheet, book.add_worksheet(sheet.words.say("sheet")), styles, lists)
    _lists(lists, book.add_worksheet(LISTS_SHEET), styles)
    page = book.add_worksheet(FACTS_SHEET)
    for row, pair in enumerate(sheet.facts.items()):
        for at, text in enumerate(pair):
            page.write_string(row, at, cell_text(text), styles["key"])
    page.protect()
    page.very_hidden()
    book.close()
    return growing(stream.getvalue())


def _choices(words: ReplyWords) -> tuple[str, ...]:
    return tuple(words.replies[reply] for reply in REPLIES)


def _listed(question: Question) -> bool:
    return question.type is QuestionType.CHOICE and bool(question.answers)


def _replies(sheet: ReplySheet, page: Any, styles: Any, lists: Lists) -> None:
    """Write the sheet that people see."""
    from civicmap.survey.returns.heights import height  # noqa: PLC0415 - only where a workbook is written

    words, columns = sheet.words, sheet.columns
    for line, (text, style) in enumerate(_above(sheet)):
        page.write_string(line, columns.index("question"), cell_text(text), styles[style])
    for at, name in enumerate(columns):
        page.set_column(at, at, WIDTHS[name], None, {"hidden": name == KEY})
        page.write_string(_HEADER, at, KEY if name == KEY else words.columns[name], styles["header"])
    for number, row in enumerate(sheet.rows, start=_HEADER + 1):
        texts = _texts(sheet, row)
        shown = []
        for at, name in enumerate(columns):
            text = texts.get(name, "")
            style = "box" if name in _BOXES else "key" if name == KEY else "fixed"
            if text:
                page.write_string(number, at, cell_text(text), styles[style])
            else:
                page.write_blank(number, at, None, styles[style])
            shown.append((text, style, float(WIDTHS[name])))
        page.set_row(number, max(18.0, height(shown)))
        _check(page, number, row.question, sheet, lists)
    page.freeze_panes(_HEADER + 1, columns.index("question") + 1)
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADER)


def _above(sheet: ReplySheet) -> list[tuple[str, str]]:
    """Return the lines at the top, each with its style."""
    words, entity = sheet.words, sheet.entity
    marked = "; ".join((words.say("wave", wave=sheet.wave), *sheet.marks))
    steps = ((words.say(key), "plain") for key in ("choose", "if_correct", "if_contest"))
    title = words.say("title", framework=sheet.framework.title, entity=entity.name or entity.id)
    return [(title, "title"), (words.say("entity", entity=entity.id), "fact"), (marked, "warn"), *steps]


def _texts(sheet: ReplySheet, row: ReplyRow) -> dict[str, str]:
    """Return what stands in a row before anybody replies, by column."""
    return {
        KEY: row.key,
        INSTANCE: "" if row.instance is None else sheet.instances[row.instance],
        "question": row.question.text,
        "as_read": row.answer,
        "cell": row.cell,
        "points": "" if row.points is None else f"{row.points:g}",
        "given": row.evidence,
    }


def _check(page: Any, row: int, question: Question, sheet: ReplySheet, lists: Lists) -> None:
    """Offer what may be chosen: the replies, and the answers of a closed question."""
    offered: list[tuple[str, tuple[str, ...]]] = [("reply", _choices(sheet.words))]
    if _listed(question):
        offered.append(("corrected", labels_of(question)))
    for name, labels in offered:
        at = sheet.columns.index(name)
        said = sheet.words.say("choose_one")
        rule = {"validate": "list", "source": f"={lists.source(labels)}", "error_message": said}
        page.data_validation(row, at, row, at, rule)


def _lists(lists: Lists, page: Any, styles: Any) -> None:
    """Write the sources of the drop-downs, hidden."""
    page.write_string(0, 0, LISTS_MARK, styles["key"])
    for place, labels in enumerate(lists.columns, start=1):
        for row, label in enumerate(labels, start=1):
            page.write_string(row, place, cell_text(label), styles["plain"])
    page.protect()
    page.hide()
