"""What openpyxl knows of a workbook: where its sheets and texts stand, and which number formats are days or times.

Import this lazily: openpyxl takes half a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHARED_STRINGS

from civicmap.survey.container.workbook_quick_texts import shared_texts

if TYPE_CHECKING:
    from collections.abc import Collection
    from zipfile import ZipFile


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
    epoch: Any

    def moment(self, number: float, style: int) -> object:
        """Return the day, time or length of time that a number stands for. Raises ValueError or OverflowError."""
        return from_excel(number, self.epoch, timedelta=style in self.spans)

    def stated(self, text: str) -> object:
        """Return the day or time that a text in ISO form states. Raises ValueError."""
        return from_ISO8601(text)  # type: ignore[no-untyped-call] # its types leave it out


def load_book(stream: IO[bytes]) -> Book:
    """Return a workbook without its cells. Raises whatever openpyxl does.

    Document properties, defined names, charts and comments are not read: files are refused for faults in them that
    touch no answer.
    """
    reader: Any = ExcelReader(stream, read_only=True, data_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = tuple(
        Sheet(sheet.name, sheet.state != "visible", relation.target)
        for sheet, relation in reader.parser.find_sheets()
        if relation.target in reader.valid_files and "chartsheet" not in relation.Type
    )
    texts = reader.package.find(SHARED_STRINGS)
    book: Any = reader.wb
    return Book(
        archive=reader.archive,
        sheets=sheets,
        texts=[] if texts is None else shared_texts(reader.archive, texts.PartName[1:]),
        days=book._date_formats,  # noqa: SLF001 - the library tells it nowhere else
        spans=book._timedelta_formats,  # noqa: SLF001
        epoch=book.epoch,
    )
