"""How far a sheet really reaches: its last row with a value, and whether it holds formulas, from the XML's bytes.

A million formatted and empty rows cost a parser many seconds; this look at the bytes costs a fraction of one.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from operator import lt
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LAST_ROW: Final = 1_048_576  # of any sheet

_PIECE: Final = 1 << 20
_LONGEST_ROW: Final = 64 << 20
_VALUES: Final = (b"<v>", b"<v ", b"<is>", b"<is ", b"<f>", b"<f ", b"<f/")
_FORMULA: Final = re.compile(rb"<f[ >/]")
_ROW: Final = re.compile(rb'<row\b[^>]*?\br="(\d{1,12})"')
_ROOT: Final = re.compile(rb"<worksheet[\s>]")


class Extent(NamedTuple):
    """What a look at the bytes of a sheet tells. Rows that are not `ordered` would be lost by the parser."""

    last_row: int = LAST_ROW
    formulas: bool = True
    ordered: bool = True


_UNKNOWN: Final = Extent()


def scan_sheet(path: Path, sheet: object) -> Extent:
    """Return a sheet's extent; the largest there is where the bytes do not tell."""
    part = str(getattr(sheet, "_worksheet_path", "")).lstrip("/")
    try:
        with zipfile.ZipFile(path) as archive, archive.open(part) as stream:
            return _scan(iter(lambda: stream.read(_PIECE), b""))
    except (KeyError, OSError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        return _UNKNOWN  # the parser will say what is wrong


def _scan(pieces: Iterator[bytes]) -> Extent:
    """Return the extent of a sheet's XML, read a piece at a time and cut between rows."""
    held, look = next(pieces, b""), _Look()
    if not _ROOT.search(held):
        return _UNKNOWN  # names with a prefix, or another encoding
    for piece in pieces:
        held += piece
        cut = held.rfind(b"<row")
        if cut > 0:
            look.at(held[:cut])
            held = held[cut:]
        if len(held) > _LONGEST_ROW:
            return _UNKNOWN
    look.at(held)
    return Extent(max(look.last, 1), look.formulas, look.ordered) if look.numbered else _UNKNOWN


class _Look:
    """Sums up whole rows as they pass."""

    def __init__(self) -> None:
        self.last = 0  # the last row with a value
        self.passed = 0  # the last row
        self.formulas = False
        self.ordered = self.numbered = True

    def at(self, rows: bytes) -> None:
        """Look at some rows."""
        numbers = list(map(int, _ROW.findall(rows)))
        self.ordered = self.ordered and all(map(lt, [self.passed, *numbers], numbers))
        self.passed = numbers[-1] if numbers else self.passed
        value = max(rows.rfind(mark) for mark in _VALUES)
        if value < 0:
            return
        start = rows.rfind(b"<row", 0, value)
        number = _ROW.match(rows, start) if start >= 0 else None
        self.numbered = self.numbered and number is not None
        self.last = int(number[1]) if number else self.last
        self.formulas = self.formulas or _FORMULA.search(rows) is not None
