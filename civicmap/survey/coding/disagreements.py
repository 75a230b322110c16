"""The list of what coders see differently: all their codes side by side, and columns for what is settled, by whom and why."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.spreadsheet import EPOCH, cell_text, csv_text
from civicmap.survey.coding.gather import rating_of
from civicmap.survey.coding.read import KEY, Codes, find_header, rows_below
from civicmap.survey.coding.sheets import LISTS_SHEET, asked, drop_down, write_lists
from civicmap.survey.container.door import open_file
from civicmap.survey.folding import clean

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from civicmap.survey.coding.gather import Gathered
    from civicmap.survey.coding.units import Coded, Unit

KINDS: Final = (".csv", ".xlsx")
SETTLED, WHO, WHY = "settled", "who", "why"
_BEFORE: Final = ("key", "item", "entity", "name", "instance", "question", "answer", "beside", "self-rating")
_WIDTHS: Final = {
    "key": 17,
    "item": 22,
    "entity": 12,
    "name": 24,
    "question": 36,
    "answer": 40,
    "beside": 40,
    "why": 36,
}
_WIDTH: Final = 20


@dataclass(frozen=True, slots=True)
class Settled:
    """What people settled: unit's key -> the answer's id; how many rows are open, and how many nobody signed."""

    codes: dict[str, str]
    unsigned: int
    problems: tuple[Problem, ...]


def disagreeing(coded: Coded, gathered: Gathered, items: Collection[str] | None = None) -> list[int]:
    """Return the places of the units to which two coders gave different codes."""
    codes = gathered.codes
    if not len(codes):
        return []
    highest = codes.max(axis=0)
    lowest = np.where(codes < 0, np.iinfo(np.int16).max, codes).min(axis=0)
    found = np.flatnonzero((highest >= 0) & (lowest < highest)).tolist()
    return [at for at in found if items is None or coded.units[at].item in items]


def list_bytes(
    coded: Coded, gathered: Gathered, places: Sequence[int], suffix: str, marks: Sequence[str] = ()
) -> bytes:
    """Return the list as a workbook for the suffix .xlsx, else as CSV, in which each row carries the marks."""
    header = (*_BEFORE, *(f"code: {coder}" for coder in gathered.coders), "notes", SETTLED, WHO, WHY)
    rows = [_cells(coded, gathered, at) for at in places]
    if suffix.lower() == ".xlsx":
        return _workbook(coded, header, [coded.units[at] for at in places], rows, marks)
    mark = "; ".join(marks)
    return csv_text((*header, "mark"), [(*row, mark) for row in rows]).encode()


def _cells(coded: Coded, gathered: Gathered, at: int) -> list[str]:
    """Return the cells of one unit."""
    unit = coded.units[at]
    item, entity = coded.item(unit.item), coded.entity(unit)
    labels = [answer.label for answer in item.answers]
    rating = rating_of(item, unit)
    codes = gathered.codes[:, at].tolist()
    notes = [
        f"{coder}: {note}" for coder in gathered.coders if (note := gathered.notes.get((coder, unit.key), "")) != ""
    ]
    return [
        unit.key,
        unit.item,
        entity.id,
        entity.name,
        unit.instance,
        asked(item),
        unit.answer,
        "\n".join(f"{remark.title}: {remark.text}" for remark in unit.beside),
        labels[rating] if rating >= 0 else "",
        *(labels[code] if code >= 0 else "" for code in codes),
        "\n".join(notes),
        "",
        "",
        "",
    ]


def _workbook(
    coded: Coded, header: Sequence[str], units: Sequence[Unit], rows: Sequence[Sequence[str]], marks: Sequence[str]
) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    from civicmap.survey.returns.style import Styles  # noqa: PLC0415 - only where a workbook is written

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": EPOCH, "title": "To settle", "comments": "; ".join(marks)})
    styles = Styles(book)
    page, notes, lists = (book.add_worksheet(name) for name in ("To settle", "Notes", LISTS_SHEET))
    for at, name in enumerate(header):
        page.set_column(at, at, _WIDTHS.get(name, _WIDTH))
        page.write_string(0, at, cell_text(name), styles["header"])
    page.freeze_panes(1, 1)
    for number, cells in enumerate(rows, start=1):
        for at, text in enumerate(cells):
            _put(page, number, at, text, styles["box" if header[at] in (SETTLED, WHO, WHY) else "fixed"])
    items = [item for item in coded.items if any(unit.item == item.id for unit in units)]
    for place, item in enumerate(items):
        mine = [number for number, unit in enumerate(units, start=1) if unit.item == item.id]
        drop_down(page, place, item, (mine[0], mine[-1], header.index(SETTLED)))
    notes.set_column(0, 0, 100)
    for number, mark in enumerate(marks):
        notes.write_string(number, 0, cell_text(mark), styles["warn"])
    write_lists(lists, items, styles)
    book.close()
    return stream.getvalue()


def _put(page: Any, row: int, column: int, text: str, style: Any) -> None:
    if text:
        page.write_string(row, column, cell_text(text), style)
    else:
        page.write_blank(row, column, None, style)


def read_settled(path: Path, coded: Coded, encoding: str | None = None) -> Settled:
    """Read a list that people filled in. Raises UnreadableError for what is no table."""
    codes, problems, unsigned = Codes(coded), list[Problem](), 0
    found: dict[str, str] = {}
    where: dict[str, str] = {}
    with open_file(path, encoding) as container:
        tables = [(table, header) for table in container.tables if (header := find_header(table, (KEY, SETTLED)))]
        if not tables:
            return Settled({}, 0, (Problem.of(Code.CODING_SHEET, container.name, column=SETTLED),))
        for table, header in tables:
            place = "!".join(part for part in (container.name, table.name) if part)
            for row in rows_below(table, header, place):
                unit = codes.unit(row, problems)
                code = None if unit is None else codes.read(row, SETTLED, unit, problems)
                if unit is None or code is None:
                    continue
                if found.setdefault(unit.key, code) != code:
                    problems.append(
                        Problem.of(Code.CODING_TWICE, row.where(SETTLED), key=unit.key, coder="the list",
                                   first=where[unit.key])
                    )  # fmt: skip
                where.setdefault(unit.key, row.where(SETTLED))
                unsigned += not (clean(row.cells.get(WHO, "")) and clean(row.cells.get(WHY, "")))
    return Settled(found, unsigned, tuple(dict.fromkeys(problems)))


def keep_what_people_wrote(path: Path) -> None:
    """Refuse to write over a list in which someone has settled something. Raises CivicmapError."""
    if not path.is_file():
        return
    try:
        with open_file(path) as container:
            tables = [(table, header) for table in container.tables if (header := find_header(table, (KEY, SETTLED)))]
            touched = not tables or any(
                clean(row.cells.get(name, ""))
                for table, header in tables
                for row in rows_below(table, header, "")
                for name in (SETTLED, WHO, WHY)
            )
    except CivicmapError:
        touched = True
    if touched:
        raise CivicmapError(Problem.of(Code.CODING_EXISTS, str(path)))
