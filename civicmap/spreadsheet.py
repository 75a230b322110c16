"""CSV and XLSX as bytes: the same bytes for the same rows, and no cell that a spreadsheet program would run.

Imports nothing of civicmap.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cell: TypeAlias = str | float | bool | date | None
# A text that begins so is read as a formula by spreadsheet programs when they open a CSV file.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_QUOTED = re.compile(r"[\",\r\n]")
_SPECIAL = re.compile(r"^[=+\-@\t]|[\",\r]", re.MULTILINE)
_SHORT = 60  # characters of a text that is remembered
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When every workbook says that it was made, so that its bytes tell no clock."""
LONGEST_CELL = 32_767


LONGEST_NAME = 31
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet
WIDEST = 60  # characters of a column whose width follows from what it holds
# How a number is shown. It is kept as it is, whatever is shown of it.
WHOLE, ONE_PLACE, PERCENT, P_VALUE = "#,##0", "0.0", "0%", "0.000"
FIRST_ROW = 3
"""The row of the header on a sheet with a title; its table begins there, in the first column."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a header, rows of cells, and the widths of its columns in characters (0: by content).

    With a `title` it stands in A1, `about` in A2, and the table, which is marked as one, begins in A3. `formats` say how
    the numbers of a column are shown, "" as they are.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[int] = ()
    title: str = ""
    about: str = ""
    formats: Sequence[str] = ()


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that a workbook can have: of at most 31 characters, without signs that it forbids, each once."""
    taken: dict[str, str] = {}
    for name in wanted:
        clean = _FORBIDDEN.sub("_", cell_text(name)).strip("'")[:LONGEST_NAME] or "_"
        number, free = 1, clean
        while free.casefold() in taken:
            number += 1
            free = f"{clean[: LONGEST_NAME - len(str(number)) - 1]}_{number}"
        taken[free.casefold()] = free
    return list(taken.values())


def csv_text(header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return rows as CSV, comma and LF; a text that would be read as a formula gets an apostrophe before it."""
    texts = _Texts()
    columns = [_column(cells, texts) for cells in zip(*rows, strict=True)]
    lines = [",".join(map(texts.__getitem__, header)), *map(",".join, zip(*columns, strict=True))]
    # A line with nothing on it would be no row.
    return "".join([line + "\n" for line in (lines if len(header) > 1 else (line or '""' for line in lines))])


def _column(cells: Sequence[Cell], texts: _Texts) -> list[str]:
    """Return the cells of a column, most of which hold one kind of thing."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        known: Sequence[str] = cells  # type: ignore[assignment] # as just seen
        lines = "\n".join(known)
        clean = lines.count("\n") == len(cells) - 1 and not _SPECIAL.search(lines)
        return list(known) if clean else list(map(texts.__getitem__, known))
    if kinds <= {int, float}:
        return list(map(str, cells))
    return [texts[cell] if isinstance(cell, str) else _plain(cell) for cell in cells]


class _Texts(dict[str, str]):
    """Text -> its cell. The same few texts come again and again."""

    def __missing__(self, text: str) -> str:
        """Remember and return what a text is in a cell; long ones come once."""
        cell = csv_cell(text)
        if len(text) <= _SHORT:
            self[text] = cell
        return cell


def csv_cell(text: str) -> str:
    """Return a text as a cell of a CSV file, with nothing left that a spreadsheet program would run."""
    if _FORMULA.match(text):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _plain(cell: float | bool | date | None) -> str:
    """Return a cell that is no text."""
    if cell is None:
        return ""
    return ("true" if cell else "false") if isinstance(cell, bool) else str(cell)


def unguarded(cell: str) -> str:
    """Return a cell of a CSV file without the apostrophe that keeps a spreadsheet program from running it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def xlsx_bytes(sheets: Sequence[Sheet], properties: Mapping[str, str] | None = None, *, large: bool = False) -> bytes:
    """Return a workbook with frozen, bold header rows. Texts stay texts, numbers stay numbers, days days.

    `properties` are those of the document: title, subject, author, keywords, comments. The cells of a `large` one are
    not held in memory; they must be on sheets without a title.
    """
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    stream = io.BytesIO()
    options = {
        "constant_memory" if large else "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({**{key: cell_text(text) for key, text in (properties or {}).items()}, "created": EPOCH})
    styles = _Styles(book)
    for number, sheet in enumerate(sheets, start=1):
        page = book.add_worksheet(sheet.name)
        if sheet.title:
            _titled(page, sheet, styles, number)
        else:
            _bare(page, sheet, styles)
    book.close()
    return stream.getvalue()


class _Styles:
    """The styles of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def of(self, **looks: object) -> Any:
        """Return a style; what stands in a cell begins at its top."""
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **looks})
        return self._made[key]


def _bare(page: Any, sheet: Sheet, styles: _Styles) -> None:
    """Write a sheet that is nothing but a table, from the first row."""
    bold, plain, day = styles.of(bold=True, text_wrap=True), styles.of(), styles.of(num_format="yyyy-mm-dd")
    page.freeze_panes(1, 0)
    for place, title in enumerate(sheet.header):
        page.write_string(0, place, cell_text(title), bold)
        width = sheet.widths[place] if place < len(sheet.widths) else 0
        page.set_column(place, place, width or min(WIDEST, max(10, len(title) + 2)))
    for number, row in enumerate(sheet.rows, start=1):
        for place, cell in enumerate(row):
            _write(page, number, place, cell, day if isinstance(cell, date) else plain)


def _titled(page: Any, sheet: Sheet, styles: _Styles, number: int) -> None:
    """Write a sheet with a title, a line about it, and one table, which is marked as such for those who hear it."""
    top = FIRST_ROW - 1
    page.write_string(0, 0, cell_text(sheet.title), styles.of(bold=True, font_size=14))
    page.write_string(1, 0, cell_text(sheet.about), styles.of())
    page.freeze_panes(FIRST_ROW, 0)
    head = styles.of(bold=True, text_wrap=True, bottom=1, bg_color="#E7E6E6")
    for place, title in enumerate(sheet.header):
        page.set_column(place, place, _width(sheet, place))
        page.write_string(top, place, cell_text(title), head)
    for line, row in enumerate(sheet.rows, start=FIRST_ROW):
        for place, cell in enumerate(row):
            _write(page, line, place, cell, _look(sheet, place, cell, styles))
    if sheet.rows:
        columns = [{"header": cell_text(title), "header_format": head} for title in sheet.header]
        bounds = (top, 0, top + len(sheet.rows), len(sheet.header) - 1)
        page.add_table(
            *bounds,
            {"name": f"table_{number}", "columns": columns, "autofilter": False, "style": "Table Style Light 1"},
        )


def _look(sheet: Sheet, place: int, cell: object, styles: _Styles) -> Any:
    """Return the style of a cell: a number's by its column, a text's that breaks its lines."""
    if isinstance(cell, str):
        right = place < len(sheet.formats) and sheet.formats[place] != ""
        return styles.of(align="right") if right else styles.of(text_wrap=True)
    shown = sheet.formats[place] if place < len(sheet.formats) else ""
    return styles.of(num_format=shown) if shown else styles.of()


def _width(sheet: Sheet, place: int) -> int:
    """Return a column's width: as asked for, or so that its longest word and most of its texts fit."""
    asked = sheet.widths[place] if place < len(sheet.widths) else 0
    if asked:
        return asked
    texts = [row[place] for row in sheet.rows if place < len(row) and isinstance(row[place], str)]
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    return min(WIDEST, max(10, len(sheet.header[place]) + 2, longest + 2))


def _write(page: Any, row: int, column: int, cell: Cell, style: object) -> None:
    """Write one cell by its type, so that the library has nothing to guess. The style of a day says that it is one."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        page.write_string(row, column, cell_text(cell), style)
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)
    elif isinstance(cell, date):
        page.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), style)  # noqa: DTZ001 - a day
    else:
        page.write_number(row, column, cell, style)


def cell_text(text: str) -> str:
    """Return a text that XML can hold and a cell can take."""
    return _CONTROL.sub("\ufffd", text)[:LONGEST_CELL]
