"""How far a sheet really reaches: its last row with a value, and whether it holds formulas, from the XML's bytes.

A million formatted and empty rows cost a parser many seconds; this look at the bytes costs a fraction of one.
"""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

LAST_ROW: Final = 1_048_576  # of any sheet

_PIECE: Final = 1 << 20
_LONGEST_ROW: Final = 64 << 20
_VALUES: Final = (b"<v>", b"<v ", b"<is>", b"<is ", b"<f>", b"<f ", b"<f/")
_FORMULA: Final = re.compile(rb"<f[ >/]")
_ROW: Final = re.compile(rb'<row\b[^>]*?\br="(\d{1,12})"')
_ROOT: Final = re.compile(rb"<worksheet[\s>]")


class Extent(NamedTuple):
    """What a look at the bytes of a sheet tells."""

    last_row: int = LAST_ROW
    formulas: bool = True


_UNKNOWN: Final = Extent()


def scan_sheet(path: Path, sheet: object) -> Extent:
    """Return a sheet's extent; the largest there is where the bytes do not tell."""
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            return _scan(iter(lambda: stream.read(_PIECE), b""))
    except (KeyError, OSError, zipfile.BadZipFile, NotImplementedError):
        return _UNKNOWN  # the parser will say what is wrong


def _scan(pieces: object) -> Extent:
    """Return the extent of a sheet's XML, read a piece at a time and cut between rows."""
    held, last, formulas, first = b"", 0, False, True
    for piece in pieces:  # type: ignore[attr-defined]
        held += piece
        if first and not _ROOT.search(held):
            return _UNKNOWN  # names with a prefix, or another encoding
        first = False
        cut = held.rfind(b"<row")
        if cut > 0:
            last, formulas = _look(held[:cut], last, formulas=formulas)
            held = held[cut:]
        if len(held) > _LONGEST_ROW or last < 0:
            return _UNKNOWN
    last, formulas = _look(held, last, formulas=formulas)
    return _UNKNOWN if last < 0 else Extent(max(last, 1), formulas)


def _look(rows: bytes, last: int, *, formulas: bool) -> tuple[int, bool]:
    """Return the last row with a value up to the end of these whole rows; -1 where rows are not numbered."""
    at = max(rows.rfind(mark) for mark in _VALUES)
    if at < 0:
        return last, formulas
    start = rows.rfind(b"<row", 0, at)
    number = _ROW.match(rows, start) if start >= 0 else None
    return (int(number[1]) if number else -1), formulas or _FORMULA.search(rows) is not None
