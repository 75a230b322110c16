"""Workbooks: every sheet as streamed rows of text."""

from __future__ import annotations

import re
import warnings
from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.survey.container.cells import as_number, cell_text
from civicmap.survey.container.door import unreadable
from civicmap.survey.container.rows import whole_rows
from civicmap.survey.container.workbook_sheet import read_rows, unescaped
from civicmap.survey.tables import Container, Quick, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.survey.container.origin import Origin
    from civicmap.survey.container.workbook_book import Book
    from civicmap.survey.tables import Row

_MOST_REMEMBERED: Final = 100_000
_CALCULATES: Final = re.compile(r"[(!&*^+<>{\[\"]|\d")
_LARGE: Final = 1 << 18  # bytes of a sheet after which it pays to read it the quick way
_TRUTH: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_RESAVE: Final = "open it in a spreadsheet program and save it again as .xlsx"


def open_workbook(origin: Origin, sha256: Callable[[], str]) -> Container:
    """Open a workbook, once the pre-flight has passed it. Raises UnreadableError."""
    book, close = _load(origin)
    tables = tuple(
        Table(
            sheet.name,
            sheet.hidden,
            partial(_rows, origin, book, sheet.name, sheet.part),
            "workbook",
            quick=_quick(book, sheet.part),
        )
        for sheet in book.sheets
    )
    if not tables:
        close()
        raise unreadable(origin.name, "it holds no worksheet", "export the survey as .xlsx or .csv")
    return Container(origin.name, sha256, None, tables, (), close)


def _load(origin: Origin) -> tuple[Book, Callable[[], None]]:
    """Return the workbook, and how to let go of it; whatever the library stumbles over becomes one kind of error."""
    from civicmap.survey.container.workbook_book import load_book  # noqa: PLC0415 - half a second that a CSV file need not pay

    stream = origin.open()  # the library would refuse a workbook whose name ends otherwise
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which no answer depends on
            return load_book(stream), stream.close
    except Exception as fault:  # KeyError, IndexError, TypeError, AttributeError, … by what is damaged
        stream.close()
        raise unreadable(origin.name, f"the workbook is damaged ({type(fault).__name__})", _RESAVE) from fault


def _quick(book: Book, part: str) -> Quick | None:
    """Return the quick way to a large sheet; None where the sheet is small."""
    if book.archive.getinfo(part).file_size < _LARGE:
        return None
    from civicmap.survey.container.workbook_quick import read_batches  # noqa: PLC0415 - only for large sheets
    from civicmap.survey.container.workbook_quick_around import REFUSED  # noqa: PLC0415
    from civicmap.survey.container.workbook_quick_cells import texts_of_keys  # noqa: PLC0415

    return Quick(partial(read_batches, book.archive, part), texts_of_keys(_Texts(book).of), book.texts, REFUSED)


def _rows(origin: Origin, book: Book, name: str, part: str) -> Iterator[Row]:
    """Yield a sheet's rows as text, without blank rows at its end."""
    return whole_rows(origin.name, name, read_rows(book.archive, part, _Texts(book).of), _RESAVE)


def _is_words(formula: str) -> bool:
    """Say whether what stands as a formula has no cell, figure, function or sign of one: an answer that began with "="."""
    return not _CALCULATES.search(formula)


class _Texts:
    """Turns cells of a workbook into texts, each number once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._days = {str(style) for style in book.days}
        self._shared = book.texts
        self._numbers: dict[tuple[str | None, str], str] = {}

    def of(self, kind: str, style: str | None, value: str, formula: str | None) -> str:
        """Return a cell as text. Raises IndexError or ValueError where it names a shared text that is not there.

        A formula that was never computed stands for itself, and so does a text with "=" before it, which some writers put
        down as a formula with the result 0; one whose result is an empty text is empty.
        """
        if kind == "s" and value:
            at = int(value)
            if at < 0:
                raise ValueError(value)
            return self._shared[at]
        if formula is not None and ((not value and kind != "str") or (value == "0" and _is_words(formula))):
            return f"={formula}"
        if kind == "n":
            return self._number(style, value)
        if kind == "b":
            return _TRUTH.get(value, value)
        if kind == "d":
            return self._stated(value)
        return unescaped(value)

    def _number(self, style: str | None, text: str) -> str:
        """Return a number, or the day or time that its format makes of it, as people see it."""
        key = (style if style in self._days else None, text)
        found = self._numbers.get(key)
        if found is None:
            if len(self._numbers) >= _MOST_REMEMBERED:
                self._numbers.clear()
            found = self._numbers[key] = self._shown(*key)
        return found

    def _shown(self, style: str | None, text: str) -> str:
        number = as_number(text)
        if number is None:
            return text  # not a number, whatever the cell's type says
        if style is None:
            return cell_text(number)
        try:
            return cell_text(self._book.moment(number, int(style)))
        except (OverflowError, ValueError):
            return "#VALUE!"  # a day that no calendar has; spreadsheet programs show an error

    def _stated(self, text: str) -> str:
        try:
            return cell_text(self._book.stated(text))
        except ValueError:
            return text
