"""The sheets and cells of an OpenDocument spreadsheet, from its XML as it streams by.

All sheets stand in one part, one after the other; equal neighbours stand there once, with a count.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.container.ods_cells import OFFICE, TABLE, Cells, paragraph
from civicmap.survey.container.workbook_sheet import LAST_COLUMN, LAST_ROW, SheetError, TooManyError, fed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from civicmap.survey.container.ods_styles import Styles

_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_DRAW: Final = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_NAMES: Final = {
    **{f"{TABLE}{name}": name for name in ("table-row", "table-column", "table-cell", "covered-table-cell")},
    **{f"{_TEXT}{name}": name for name in ("p", "s", "tab", "line-break")},
    f"{_TEXT}h": "p",
    # What stands in a sheet and is no text of a cell: remarks, drawings, tables within cells.
    **dict.fromkeys((f"{OFFICE}annotation", f"{OFFICE}forms", f"{OFFICE}event-listeners"), "mute"),
    **dict.fromkeys((f"{TABLE}shapes", f"{TABLE}detective", f"{TABLE}table"), "mute"),
    **dict.fromkeys((f"{_TEXT}note", f"{_TEXT}ruby-text"), "mute"),
}
_SPREADSHEET: Final = f"{OFFICE}spreadsheet"
_ROW: Final = f"{TABLE}table-row"
_CELLS: Final = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_PARAGRAPHS: Final = (f"{_TEXT}p", f"{_TEXT}h")
_SHEET: Final = f"{TABLE}table"
_COLUMNS_REPEATED: Final = f"{TABLE}number-columns-repeated"
_ROWS_REPEATED: Final = f"{TABLE}number-rows-repeated"
_COUNT: Final = f"{_TEXT}c"
_MOST_REPEATED: Final = 20_000_000  # cells and spaces that stand there as a count only
_MOST_PARTS: Final = 32_767  # as many as a cell has signs: lines of it, and pieces between marks
_FOR_GOOD: Final = 1 << 62  # deeper than any XML
# No XML holds these signs, so they can stand for what white space would be lost to.
_SIGNS: Final = {"tab": "\1", "line-break": "\2"}


def read_rows(archive: ZipFile, part: str, sheet: int, styles: Styles) -> Iterator[tuple[int, list[str]]]:
    """Yield the filled rows of a sheet, by its place among all, with their numbers.

    Raises SheetError for places that are none, TooManyError for repeats that would fill a machine.
    """
    reader = _Rows(sheet, Cells(styles))
    for _ in fed(archive, part, reader):
        rows, reader.ready = reader.ready, []
        for number, row, times in rows:
            spare = tuple(row) if times > 1 else ()
            yield number, row
            for further in range(1, times):
                yield number + further, list(spare)
        if reader.sheet > sheet:
            return


class _Rows:
    """Reads one sheet, called by the parser a dozen million times: hence few calls of its own."""

    def __init__(self, wanted: int, cells: Cells) -> None:
        self.ready: list[tuple[int, list[str], int]] = []  # number, cells, times
        self.sheet = -1  # place of the sheet that was begun last; one more once the wanted one has ended
        self.wanted = wanted
        self.cells = cells
        self.muted = 0  # depth below an element that is passed over
        self.body = self.inside = False
        self.repeated = 0
        self.number, self.times = 1, 1
        self.row: list[str] = []
        self.gap = 0  # blank cells since the last filled one
        self.columns: list[tuple[int, str | None]] = []  # how many columns, their style
        self.styles: dict[int, str | None] = {}  # by column, for those that were asked for
        self.cell: dict[str, str] | None = None
        self.covered = False
        self.parts: list[str] | None = None
        self.paragraphs: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self.muted:
            self.muted += 1
            return
        if not self.inside:
            self.look(tag)
            return
        name = _NAMES.get(tag)
        if name == "table-cell" or name == "covered-table-cell":  # noqa: PLR1714 - half as fast
            self.cell, self.covered, self.paragraphs = attributes, name != "table-cell", []
        elif name == "p":
            self.parts = [] if self.cell is not None else None
        elif name == "table-row":
            self.row, self.gap, self.times = [], 0, _count(attributes.get(_ROWS_REPEATED))
        elif name is None:
            self.muted = int(tag.startswith(_DRAW))
        else:
            self.begin(name, attributes)

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Begin one of the elements that are rare."""
        if name == "mute":
            self.muted = 1
        elif name == "table-column":
            style = attributes.get(f"{TABLE}default-cell-style-name")
            self.columns.append((_count(attributes.get(_COLUMNS_REPEATED)), style))
        elif self.parts is not None:
            signs = "\0" * self.spend(_count(attributes.get(_COUNT))) if name == "s" else _SIGNS[name]
            self.parts.append(signs)

    def look(self, tag: str) -> None:
        """Begin an element outside the wanted sheet: count the sheets, which are children of one element."""
        if tag == _SPREADSHEET:
            self.body = True
        elif self.body:
            self.sheet += tag == _SHEET
            self.inside = self.sheet == self.wanted and tag == _SHEET
            self.muted = 0 if self.inside else 1

    def end(self, tag: str) -> None:
        """End an element."""
        if self.muted:
            self.muted -= 1
        elif tag in _CELLS:
            self.end_cell()
        elif tag in _PARAGRAPHS:
            if self.parts is not None:
                self.paragraphs.append(paragraph("".join(self.parts)))
                self.parts = None
                if len(self.paragraphs) > _MOST_PARTS:
                    raise SheetError("a text that no cell can hold")
        elif tag == _ROW:
            self.end_row()
        elif tag == _SHEET:
            self.sheet += 1
            self.muted = _FOR_GOOD

    def characters(self, text: str) -> None:
        """Take some characters."""
        if self.parts is not None and not self.muted:
            self.parts.append(text)
            if len(self.parts) > _MOST_PARTS:
                raise SheetError("a text that no cell can hold")

    def end_cell(self) -> None:
        """Put a cell into its row as often as it stands there. Raises SheetError beyond the last column there is."""
        cell, self.cell = self.cell, None
        if cell is None:
            return
        times = _count(cell[_COLUMNS_REPEATED]) if _COLUMNS_REPEATED in cell else 1
        row = self.row
        text = "" if self.covered else self.cells.text(cell, self.paragraphs, self.style)
        if not text or text.isspace():
            self.gap += times
            return
        if len(row) + self.gap + times > LAST_COLUMN:
            raise SheetError("a column that no spreadsheet has")
        if self.gap:
            row.extend([""] * self.gap)
            self.gap = 0
        if times == 1:
            row.append(text)
        else:
            row.extend([text] * (self.spend(times - 1) + 1))

    def end_row(self) -> None:
        """Put a row that is not blank aside. Raises SheetError beyond the last row there is."""
        number, times = self.number, self.times
        self.number += times
        if not self.row:
            return
        if self.number - 1 > LAST_ROW:
            raise SheetError(f"a row {self.number - 1}, which no spreadsheet has")
        self.spend((times - 1) * len(self.row))
        self.ready.append((number, self.row, times))

    def style(self) -> str | None:
        """Return the style that the column gives the cell that has just ended."""
        at = len(self.row) + self.gap
        if at not in self.styles:
            left = at
            found = None
            for count, style in self.columns:
                left -= count
                if left < 0:
                    found = style
                    break
            self.styles[at] = found
        return self.styles[at]

    def spend(self, count: int) -> int:
        """Return the count, once it is booked. Raises TooManyError."""
        self.repeated += count
        if self.repeated > _MOST_REPEATED:
            raise TooManyError(f"{_MOST_REPEATED // 1_000_000} million cells")
        return count


def _count(said: str | None) -> int:
    """Return how often something stands there. Raises SheetError where that is no number."""
    if said is None:
        return 1
    if not re.fullmatch("[0-9]{1,12}", said) or int(said) < 1:
        raise SheetError("a repeat that is no number")
    return int(said)
