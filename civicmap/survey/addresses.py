"""Where a cell stands: file, sheet, column and row, as a spreadsheet program shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.model import Source


def address(source: Source, row: int, letter: str = "") -> str:
    """Return survey.xlsx!Responses!F12, survey.csv!F12 for a file without sheets, survey.csv!12 for a whole row.

    A letter may name a sheet of its own, Services!F: that of a repeated group beside the responses.
    """
    sheet = None if "!" in letter else source.sheet
    return "!".join(part for part in (source.name, sheet, f"{letter}{row}") if part)
