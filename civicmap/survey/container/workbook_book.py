"""A workbook's frame: where its sheets and texts stand, and which number formats are days or times.

Three small parts of the archive say it (ECMA-376, parts 1 and 2); the pre-flight has refused document types in them.
Nothing else is read: files are refused for faults in properties, names, charts and comments that touch no answer.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, NamedTuple
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

from civicmap.survey.container.workbook_days import (
    BUILT_IN_DAYS,
    BUILT_IN_SPANS,
    EPOCH,
    EPOCH_1904,
    moment,
    shows_day,
    shows_span,
    span,
    stated,
)
from civicmap.survey.container.workbook_quick_texts import shared_texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime
    from xml.etree.ElementTree import Element

_CONTENT: Final = "[Content_Types].xml"
_STYLES: Final = "xl/styles.xml"
_WORKBOOK: Final = "xl/workbook.xml"
_TEXTS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_WORKBOOKS: Final = (
    "application/vnd.ms-excel.template.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
)
_TRUE: Final = ("1", "true", "t")


class Sheet(NamedTuple):
    """A worksheet: its name, whether it is hidden, and its part of the archive."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """An open workbook. `days` and `spans` are the styles under which a number is a day or time, or a length of time."""

    archive: ZipFile
    sheets: tuple[Sheet, ...]
    texts: list[str]
    days: Collection[int]
    spans: Collection[int]
    epoch: datetime

    def moment(self, number: float, style: int) -> object:
        """Return the day, time or length of time that a number stands for. Raises ValueError or OverflowError."""
        return span(number) if style in self.spans else moment(number, self.epoch)

    def stated(self, text: str) -> object:
        """Return the day or time that a text in ISO form states. Raises ValueError."""
        return stated(text)


def load_book(stream: IO[bytes]) -> Book:
    """Return a workbook without its cells.

    Raises BadZipFile, KeyError, ParseError or ValueError where the archive, a part or what a part says is not as it must be.
    """
    archive = ZipFile(stream)
    types = {
        _named(one, "ContentType"): _named(one, "PartName")[1:] for one in _below(_root(archive, _CONTENT), "Override")
    }
    part = next((types[kind] for kind in _WORKBOOKS if kind in types), _WORKBOOK)
    book = _root(archive, part)
    settings = next(iter(_below(book, "workbookPr")), None)
    texts = types.get(_TEXTS)
    days, spans = _formats(archive)
    return Book(
        archive=archive,
        sheets=tuple(_sheets(archive, book, part)),
        texts=[] if texts is None else shared_texts(archive, texts),
        days=days,
        spans=spans,
        epoch=EPOCH_1904 if settings is not None and settings.get("date1904") in _TRUE else EPOCH,
    )


def _root(archive: ZipFile, part: str) -> Element:
    return fromstring(archive.read(part))  # noqa: S314 - the pre-flight has refused what declares entities


def _below(root: Element, *tags: str) -> list[Element]:
    """Return the elements that one finds step by step below another, in whatever namespace: two are in use for one thing."""
    found = [root]
    for tag in tags:
        found = [one for above in found for one in above if isinstance(one.tag, str) and _local(one.tag) == tag]
    return found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _named(element: Element, attribute: str) -> str:
    """Return an attribute that must be there. Raises KeyError."""
    return element.attrib[attribute]


def _sheets(archive: ZipFile, book: Element, part: str) -> Iterator[Sheet]:
    """Yield the worksheets in their order; sheets of charts hold no cells, and some files name sheets that they lack."""
    folder, name = posixpath.split(part)
    related = _below(_root(archive, posixpath.join(folder, "_rels", f"{name}.rels")), "Relationship")
    parts = {_named(one, "Id"): (_placed(folder, _named(one, "Target")), _named(one, "Type")) for one in related}
    held = set(archive.namelist())
    for sheet in _below(book, "sheets", "sheet"):
        place = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
        if place:
            target, kind = parts[place]
            if target in held and "chartsheet" not in kind:
                yield Sheet(_named(sheet, "name"), sheet.get("state", "visible") != "visible", target)


def _placed(folder: str, target: str) -> str:
    """Return a part's place in the archive; places are told from the workbook's, or from the root."""
    return target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _formats(archive: ZipFile) -> tuple[frozenset[int], frozenset[int]]:
    """Return the styles of cells that show days or times, and those of lengths of time."""
    if _STYLES not in archive.namelist():
        return frozenset(), frozenset()
    root = _root(archive, _STYLES)
    own = {int(_named(one, "numFmtId")): one.get("formatCode", "") for one in _below(root, "numFmts", "numFmt")}
    days = (BUILT_IN_DAYS - own.keys()) | {number for number, code in own.items() if shows_day(code)}
    spans = (BUILT_IN_SPANS - own.keys()) | {number for number, code in own.items() if shows_span(code)}
    used = [int(one.get("numFmtId", "0")) for one in _below(root, "cellXfs", "xf")]
    return _places(used, days), _places(used, spans)


def _places(used: list[int], wanted: Collection[int]) -> frozenset[int]:
    return frozenset(place for place, number in enumerate(used) if number in wanted)
