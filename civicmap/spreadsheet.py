"""CSV and XLSX as bytes: the same bytes for the same rows, and no cell that a spreadsheet program would run.

Imports nothing of civicmap.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A text that begins so is read as a formula by spreadsheet programs when they open a CSV file.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When every workbook says that it was made, so that its bytes tell no clock."""
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a header, rows of cells, and the widths of its columns in characters (0: by content)."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | float | bool | None]]
    widths: Sequence[int] = ()


def csv_text(header: Sequence[str], rows: Sequence[Sequence[str | float | bool | None]]) -> str:
    """Return rows as CSV, comma and LF; a text that would be read as a formula gets an apostrophe before it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([_harmless(cell) for cell in header])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return stream.getvalue()


def _harmless(cell: str | float | bool | None) -> str | float | None:
    """Return the cell with nothing left that a spreadsheet program would run."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str) and _FORMULA.match(cell):
        return "'" + cell
    return cell


def unguarded(cell: str) -> str:
    """Return a cell of a CSV file without the apostrophe that keeps a spreadsheet program from running it."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def xlsx_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook with frozen, bold header rows. Texts stay texts, numbers stay numbers."""
    import xlsxwriter  # noqa: PLC0415 - 60 ms that a command without a workbook need not pay

    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": EPOCH})
    bold, wrap = book.add_format({"bold": True, "text_wrap": True, "valign": "top"}), book.add_format({"valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.freeze_panes(1, 0)
        for place, title in enumerate(sheet.header):
            page.write_string(0, place, cell_text(title), bold)
            width = sheet.widths[place] if place < len(sheet.widths) else 0
            page.set_column(place, place, width or min(60, max(10, len(title) + 2)))
        for number, row in enumerate(sheet.rows, start=1):
            for place, cell in enumerate(row):
                _write(page, number, place, cell, wrap)
    book.close()
    return stream.getvalue()


def _write(page: object, row: int, column: int, cell: str | float | bool | None, style: object) -> None:
    """Write one cell by its type, so that the library has nothing to guess."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        page.write_string(row, column, cell_text(cell), style)  # type: ignore[attr-defined] # xlsxwriter has no types
    elif isinstance(cell, bool):
        page.write_boolean(row, column, cell, style)  # type: ignore[attr-defined]
    else:
        page.write_number(row, column, cell, style)  # type: ignore[attr-defined]


def cell_text(text: str) -> str:
    """Return a text that XML can hold and a cell can take."""
    return _CONTROL.sub("\ufffd", text)[:LONGEST_CELL]
