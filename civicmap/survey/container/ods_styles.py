"""Which sheets an OpenDocument spreadsheet holds, which are hidden, and which styles show a length of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.survey.container.ods_cells import OFFICE, TABLE
from civicmap.survey.container.workbook_sheet import fed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

_STYLE: Final = "urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER: Final = "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_NAME: Final = f"{TABLE}name"
# A copy of cells of another file, kept by a spreadsheet program for formulas that refer to it.
_COPIED: Final = re.compile(r"'file:.*'#\$?.*", re.DOTALL)
_PIECE: Final = 1 << 20
_OVERLAP: Final = 128  # bytes, so that no sign is cut in two
_LONG: Final = 8_000_000  # bytes from which it pays to look where the last sheet begins
_LONGEST_TAG: Final = 4_000_000  # the pre-flight refuses longer ones
_ROOT: Final = re.compile(rb"[:<]document-content[\s>]")
_SHEET: Final = re.compile(rb"<(?:[^<>/:\s]{1,64}:)?table[\s/>]")  # whatever the prefix
_NO_END: Final = 1 << 62


class Page(NamedTuple):
    """A sheet: its name, whether it is hidden, and its place among all tables."""

    name: str
    hidden: bool
    place: int


@dataclass(frozen=True, slots=True)
class Styles:
    """What must be known before cells are read. `spans` are the cell styles that show a length of time."""

    pages: tuple[Page, ...]
    spans: frozenset[str]


def read_styles(archive: ZipFile, part: str) -> Styles:
    """Return the sheets and styles. Reads no further than the last sheet's beginning."""
    reader = _Outline()
    end = _last_sheet(archive, part) + _LONGEST_TAG if archive.getinfo(part).file_size > _LONG else _NO_END
    for begun in fed(archive, part, reader):
        if begun > end:
            break
    spans = frozenset(style for style, format_name in reader.formats.items() if format_name in reader.spans)
    return Styles(tuple(reader.pages()), spans)


def _last_sheet(archive: ZipFile, part: str) -> int:
    """Return where the last sheet may begin at the latest, in bytes; far away where the bytes do not tell."""
    with archive.open(part) as stream:
        held = stream.read(_PIECE)
        if not _ROOT.search(held):
            return _NO_END  # in another encoding
        begun = last = 0
        while True:
            for found in _SHEET.finditer(held):
                last = begun + found.start()
            piece = stream.read(_PIECE)
            if not piece:
                return last
            begun += len(held) - len(held[-_OVERLAP:])
            held = held[-_OVERLAP:] + piece


class _Outline:
    """Reads styles and the names of sheets, and passes over their cells."""

    def __init__(self) -> None:
        self.tables: list[tuple[str | None, str | None]] = []  # name, style
        self.hidden: set[str] = set()
        self.spans: set[str] = set()
        self.formats: dict[str, str] = {}  # style of cells -> format of numbers
        self.style = ""
        self.muted = 0
        self.body = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self.muted:
            self.muted += 1
        elif tag == f"{OFFICE}spreadsheet":
            self.body = True
        elif self.body:
            self.muted = 1
            if tag == f"{TABLE}table":
                self.tables.append((attributes.get(_NAME), attributes.get(f"{TABLE}style-name")))
        elif tag == f"{_STYLE}style":
            self.style = attributes.get(f"{_STYLE}name", "")
            if f"{_STYLE}data-style-name" in attributes:
                self.formats[self.style] = attributes[f"{_STYLE}data-style-name"]
        elif tag == f"{_STYLE}table-properties" and attributes.get(f"{TABLE}display") == "false":
            self.hidden.add(self.style)
        elif tag == f"{_NUMBER}time-style" and attributes.get(f"{_NUMBER}truncate-on-overflow") == "false":
            self.spans.add(attributes.get(f"{_STYLE}name", ""))

    def end(self, tag: str) -> None:
        """End an element."""
        if self.muted:
            self.muted -= 1
        elif tag == f"{OFFICE}spreadsheet":
            self.body = False

    def characters(self, text: str) -> None:
        """Pass over characters."""

    def pages(self) -> Iterator[Page]:
        """Yield the sheets that are no copies of another file's."""
        for place, (name, style) in enumerate(self.tables):
            if name is None or not _COPIED.fullmatch(name):
                yield Page(f"Sheet{place + 1}" if name is None else name, style in self.hidden, place)
