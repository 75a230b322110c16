"""The workbook of one coder: what to judge, the scales, boxes for codes and notes, and nothing of the other coders."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.files import unwritable, write_whole
from civicmap.framework.types import Tier
from civicmap.spreadsheet import EPOCH, cell_text
from civicmap.survey.coding.items import Kind
from civicmap.survey.coding.units import drawn
from civicmap.survey.coding.veil import veil_of
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.types import Answer
    from civicmap.survey.coding.items import Item
    from civicmap.survey.coding.units import Coded, Unit

FACTS_SHEET: Final = "civicmap"
FACTS_MARK: Final = "civicmap coding sheet"
LISTS_SHEET: Final = "Lists"
_WIDTHS: Final = {
    "key": 17, "entity": 12, "name": 26, "instance": 18, "question": 40, "help": 34, "answer": 50, "beside": 50,
    "self-rating": 24, "code": 26, "note": 34,
}  # fmt: skip
_STEPS: Final = (
    "Code every row of the sheet Codes by yourself, without asking the other coders.",
    "Choose a code from the list in the column code; the sheet Scales says what each scale holds.",
    "Where you cannot judge, leave the code empty; say why in the column note.",
    "You may sort, filter and hide rows, and add columns of your own. Leave the column key as it is.",
    "Send this workbook back under any name.",
)
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Sheets:
    """What every coder's workbook holds alike. `marks` are said at the top of each; `names` shows who answered."""

    coded: Coded
    units: Sequence[Unit]
    marks: Sequence[str] = ()
    seed: int = 1
    names: bool = False
    ratings: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the sheet of codes: those that would be empty are left out."""
        units = self.units
        shown = {
            "key": True,
            "entity": self.names,
            "name": self.names,
            "instance": any(unit.instance for unit in units),
            "question": True,
            "help": any(self.coded.item(name).help for name in {unit.item for unit in units}),
            "answer": any(unit.answer for unit in units),
            "beside": any(unit.beside for unit in units),
            "self-rating": self.ratings and any(unit.rating is not None for unit in units),
            "code": True,
            "note": True,
        }
        return tuple(name for name, show in shown.items() if show)


def coder_workbook(sheets: Sheets, coder: str) -> bytes:
    """Return one coder's workbook as XLSX: the same bytes for the same facts."""
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    from civicmap.survey.returns.heights import growing  # noqa: PLC0415 - only where a workbook is written
    from civicmap.survey.returns.style import Styles  # noqa: PLC0415

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": EPOCH, "title": "Coding sheet", "comments": "; ".join(sheets.marks)})
    styles = Styles(book)
    veil = str if sheets.names else veil_of(sheets.coded.survey).over
    page = _Page(sheets, coder, styles, veil)
    for name, write in (
        ("Read me", page.read_me),
        ("Codes", page.codes),
        ("Scales", page.scales),
        (LISTS_SHEET, page.lists),
        (FACTS_SHEET, page.facts),
    ):
        write(book.add_worksheet(name))
    book.close()
    return growing(stream.getvalue())


@dataclass(frozen=True, slots=True)
class _Page:
    """Writes the sheets of one workbook."""

    sheets: Sheets
    coder: str
    styles: Any
    veil: Callable[[str], str]  # over every text that an entity wrote

    @property
    def items(self) -> list[Item]:
        """The items that the workbook asks for, in the order of the framework."""
        asked = {unit.item for unit in self.sheets.units}
        return [item for item in self.sheets.coded.items if item.id in asked]

    def read_me(self, page: Any) -> None:
        """Say what the workbook is, and how it is filled in."""
        framework, survey = self.sheets.coded.framework, self.sheets.coded.survey
        rows: list[tuple[str, str]] = [(f"Coding: {framework.title}", "title"), (f"Coder: {self.coder}", "fact")]
        rows += [(f"Wave {survey.wave}. {len(self.sheets.units)} rows to code.", "plain")]
        rows += [(mark[:1].upper() + mark[1:] + ".", "warn") for mark in self.sheets.marks]
        if any(item.question.tier is Tier.CONFIDENTIAL for item in self.items):
            rows.append(("It holds answers to confidential questions: do not pass it on.", "warn"))
        rows += [("", "plain"), *((f"{at}. {step}", "wrap") for at, step in enumerate(_STEPS, start=1))]
        page.set_column(0, 0, 92)
        for at, (text, style) in enumerate(rows):
            page.write_string(at, 0, cell_text(text), self.styles[style])
        page.hide_gridlines(2)

    def codes(self, page: Any) -> None:
        """Write the rows to judge: item by item, the rows of each in an order of this coder's own."""
        columns = self.sheets.columns
        for at, name in enumerate(columns):
            page.set_column(at, at, _WIDTHS[name])
            page.write_string(0, at, name, self.styles["header"])
        page.freeze_panes(1, 1)
        row = 1
        for number, item in enumerate(self.items):
            first = row
            for cells in self._rows(item):
                self._row(page, row, cells)
                row += 1
            drop_down(page, number, item, (first, row - 1, columns.index("code")))
        page.autofilter(0, 0, max(row - 1, 1), len(columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer("&L" + "; ".join(self.sheets.marks).replace("&", "&&") + "&R&P / &N")

    def _rows(self, item: Item) -> Iterator[list[str]]:
        """Yield the cells of an item's units, shuffled for this coder."""
        sheets = self.sheets
        veil = self.veil
        labels = _labels_of_ratings(sheets.coded, item)
        mine = [unit for unit in sheets.units if unit.item == item.id]
        for unit in sorted(mine, key=lambda one: drawn(sheets.seed, self.coder, one.key)):
            entity = sheets.coded.entity(unit)
            held = {
                "key": unit.key,
                "entity": entity.id,
                "name": entity.name,
                "instance": veil(unit.instance),
                "question": asked(item),
                "help": item.help,
                "answer": veil(unit.answer),
                "beside": "\n".join(f"{remark.title}: {veil(remark.text)}" for remark in unit.beside),
                "self-rating": labels.get(unit.rating or "", ""),
                "code": "",
                "note": "",
            }
            yield [held[name] for name in sheets.columns]

    def _row(self, page: Any, row: int, cells: Sequence[str]) -> None:
        from civicmap.survey.returns.heights import height  # noqa: PLC0415 - only where a workbook is written

        shown = []
        for at, (name, text) in enumerate(zip(self.sheets.columns, cells, strict=True)):
            style = "box" if name in ("code", "note") else "key" if name == "key" else "fixed"
            if text:
                page.write_string(row, at, cell_text(text), self.styles[style])
                shown.append((text, style, float(_WIDTHS[name])))
            else:
                page.write_blank(row, at, None, self.styles[style])
        page.set_row(row, max(18.0, height(shown)))

    def scales(self, page: Any) -> None:
        """Write each item's scale: every answer, and what it counts as."""
        header = ("item", "question", "help", "code", "id", "counts as")
        for at, (name, width) in enumerate(zip(header, (24, 50, 50, 40, 22, 22), strict=True)):
            page.set_column(at, at, width)
            page.write_string(0, at, name, self.styles["header"])
        page.freeze_panes(1, 0)
        row = 1
        for item in self.items:
            for place, answer in enumerate(item.answers):
                said = (item.title, asked(item), item.help) if place == 0 else ("", "", "")
                for at, text in enumerate((*said, answer.label, answer.id, _counts_as(answer))):
                    page.write_string(row, at, cell_text(text), self.styles["fixed"])
                row += 1

    def lists(self, page: Any) -> None:
        """Write the sources of the drop-downs."""
        write_lists(page, self.items, self.styles)

    def facts(self, page: Any) -> None:
        """Write what the workbook says of itself, where no menu shows it."""
        for row, (name, value) in enumerate(self._facts().items()):
            page.write_string(row, 0, cell_text(name), self.styles["key"])
            page.write_string(row, 1, cell_text(value), self.styles["key"])
        page.very_hidden()

    def _facts(self) -> Mapping[str, str]:
        coded = self.sheets.coded
        return {
            FACTS_MARK: "1",
            "coder": self.coder,
            "wave": coded.survey.wave,
            "answers": coded.fingerprint,
            "framework": coded.framework.id,
            "framework version": coded.framework.version,
            "self-ratings": "shown" if self.sheets.ratings else "hidden",
            "entities": "named" if self.sheets.names else "blind",
            "synthetic": "yes" if coded.survey.synthetic else "no",
        }


def drop_down(page: Any, number: int, item: Item, cells: tuple[int, int, int]) -> None:
    """Offer an item's codes in some boxes (first row, last row, column); `number` is its place in the lists."""
    first, last, column = cells
    if last < first:
        return
    at = letter(number)
    source = f"={LISTS_SHEET}!${at}$2:${at}${len(item.answers) + 1}"
    message = "Choose one of the list, or leave the cell empty."
    rule = {"validate": "list", "source": source, "error_title": "No code", "error_message": message}
    page.data_validation(first, column, last, column, rule)


def write_lists(page: Any, items: Sequence[Item], styles: Any) -> None:
    """Write the sources of drop-downs, hidden: a column for each item."""
    for at, item in enumerate(items):
        page.write_string(0, at, cell_text(item.id), styles["key"])
        for row, answer in enumerate(item.answers, start=1):
            page.write_string(row, at, cell_text(answer.label), styles["plain"])
    page.hide()


def asked(item: Item) -> str:
    """Return what is judged, in words: a coding's title before the question that its texts answer."""
    if item.kind is Kind.RATING or item.title == item.question.text:
        return item.question.text
    return f"{item.title}: {item.question.text}"


def _counts_as(answer: Answer) -> str:
    """Return what an answer means for a score."""
    if answer.state is not None:
        return answer.state.name.lower().replace("_", " ")
    return "" if answer.points is None else f"{answer.points:g} points"


def _labels_of_ratings(coded: Coded, item: Item) -> dict[str, str]:
    """Return answer id -> label of the question that an item settles."""
    if item.into is None:
        return {}
    return {answer.id: answer.label for answer in coded.framework.question(item.into).answers}


def write_sheets(folder: Path, sheets: Sheets, coders: Sequence[str]) -> list[Path]:
    """Write a workbook for each coder and return the files.

    Raises CivicmapError, before anything is written, where a file of one of the names is there and differs: someone may
    have coded in it.
    """
    made = [(folder / name, coder_workbook(sheets, coder)) for coder, name in file_names(coders).items()]
    taken = [path for path, content in made if _differs(path, content)]
    if taken:
        raise CivicmapError(*(Problem.of(Code.CODING_EXISTS, str(path)) for path in taken))
    for path, content in made:
        write_whole(path, content)
    return [path for path, _ in made]


def _differs(path: Path, content: bytes) -> bool:
    """Tell whether something else stands under a name. Raises CivicmapError where that cannot be told."""
    try:
        return path.exists() and path.read_bytes() != content
    except OSError as fault:
        raise unwritable(path, fault) from fault


def file_names(coders: Sequence[str]) -> dict[str, str]:
    """Return coder -> name of the workbook: signs that every file system takes, no two alike."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for number, coder in enumerate(coders, start=1):
        plain = _UNSAFE.sub("-", coder).strip("-")[:_LONGEST_NAME]
        name = f"codes-{plain or number}"
        while name.lower() in taken:
            name = f"{name}-{number}"
        taken.add(name.lower())
        made[coder] = f"{name}.xlsx"
    return made
