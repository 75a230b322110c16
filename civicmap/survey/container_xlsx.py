"""Workbooks: every sheet as streamed rows of text."""

from __future__ import annotations

import warnings
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.container import unreadable
from civicmap.survey.container_sheet import SheetError, read_rows, unescaped
from civicmap.survey.container_zip import check_workbook
from civicmap.survey.tables import Container, Quick, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from civicmap.survey.container_book import Book
    from civicmap.survey.tables import Row

_MOST_CELLS: Final = 400_000_000
_MOST_REMEMBERED: Final = 100_000
_BATCH: Final = 256  # rows; between batches, faults of the file are dealt with
_LARGE: Final = 1 << 18  # bytes of a sheet after which it pays to read it the quick way
_NO_POINT: Final = frozenset(".eE")
_TRUTH: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}
_RESAVE: Final = "open it in a spreadsheet program and save it again as .xlsx"


def open_workbook(path: Path, sha256: str) -> Container:
    """Open a workbook, once the pre-flight has passed it. Raises UnreadableError."""
    check_workbook(path)
    book, close = _load(path)
    tables = tuple(
        Table(
            sheet.name, sheet.hidden, partial(_rows, path, book, sheet.name, sheet.part), quick=_quick(book, sheet.part)
        )
        for sheet in book.sheets
    )
    if not tables:
        close()
        raise unreadable(path, "it holds no worksheet", "export the survey as .xlsx or .csv")
    return Container(path.name, sha256, None, tables, (), close)


def _load(path: Path) -> tuple[Book, Callable[[], None]]:
    """Return the workbook, and how to let go of it; whatever the library stumbles over becomes one kind of error."""
    from civicmap.survey.container_book import load_book  # noqa: PLC0415 - half a second that a CSV file need not pay

    stream = path.open("rb")  # the library would refuse a workbook whose name ends otherwise
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which no answer depends on
            return load_book(stream), stream.close
    except Exception as fault:  # KeyError, IndexError, TypeError, AttributeError, … by what is damaged
        stream.close()
        raise unreadable(path, f"the workbook is damaged ({type(fault).__name__})", _RESAVE) from fault


def _quick(book: Book, part: str) -> Quick | None:
    """Return the quick way to a large sheet; None where the sheet is small."""
    if book.archive.getinfo(part).file_size < _LARGE:
        return None
    from civicmap.survey.container_quick import read_batches  # noqa: PLC0415 - only for large sheets
    from civicmap.survey.container_quick_around import REFUSED  # noqa: PLC0415
    from civicmap.survey.container_quick_cells import texts_of_keys  # noqa: PLC0415

    return Quick(partial(read_batches, book.archive, part), texts_of_keys(_Texts(book).of), book.texts, REFUSED)


def _rows(path: Path, book: Book, name: str, part: str) -> Iterator[Row]:
    """Yield a sheet's rows as text, without blank rows at its end."""
    last = cells = 0
    for number, row in _guarded(path, name, read_rows(book.archive, part, _Texts(book).of)):
        while row and not row[-1].strip():
            row.pop()
        if not row:
            continue
        cells += len(row)
        if cells > _MOST_CELLS:
            raise _too_many(path, name)
        for gap in range(last + 1, number):
            yield gap, []
        last = number
        yield number, row


def _too_many(path: Path, name: str) -> UnreadableError:
    what, limit = f"sheet {name!r}", f"{_MOST_CELLS // 1_000_000} million cells"
    how = "split the file, and name its parts together"
    return UnreadableError(Problem.of(Code.FILE_TOO_LARGE, path.name, what=what, limit=limit, how=how))


def _guarded(path: Path, name: str, source: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows; the faults of a damaged sheet become one kind of error."""
    while True:
        try:
            batch = list(islice(source, _BATCH))
        except SheetError as fault:
            raise unreadable(path, f"sheet {name!r} has {fault}", _RESAVE) from fault
        except Exception as fault:
            raise unreadable(path, f"sheet {name!r} is damaged ({type(fault).__name__})", _RESAVE) from fault
        if not batch:
            return
        yield from batch


class _Texts:
    """Turns cells of a workbook into texts, each number once."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._days = {str(style) for style in book.days}
        self._shared = book.texts
        self._numbers: dict[tuple[str | None, str], str] = {}

    def of(self, kind: str, style: str | None, value: str, formula: str | None) -> str:
        """Return a cell as text. Raises IndexError or ValueError where it names a shared text that is not there.

        A formula that was never computed stands for itself; one whose result is an empty text is empty.
        """
        if kind == "s" and value:
            at = int(value)
            if at < 0:
                raise ValueError(value)
            return self._shared[at]
        if formula is not None and not value and kind != "str":
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
        try:
            number = int(text) if _NO_POINT.isdisjoint(text) else float(text)
        except ValueError:
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


def _float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _datetime(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")


def _duration(value: timedelta) -> str:
    minutes, seconds = divmod(round(value.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


_AS_TEXT: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: "",
    str: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _float,
    datetime: _datetime,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}


def cell_text(value: object) -> str:
    """Return a cell as text: 3.0 as "3", days and times in ISO form, truth as TRUE and FALSE, all else as it stands."""
    return _AS_TEXT.get(type(value), str)(value)
