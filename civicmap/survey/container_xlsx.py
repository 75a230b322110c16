"""Workbooks: every sheet as streamed rows of text."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.container import unreadable
from civicmap.survey.container_scan import LAST_ROW, Extent, scan_sheet
from civicmap.survey.container_zip import check_workbook
from civicmap.survey.tables import Container, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from civicmap.survey.tables import Row

_MOST_CELLS: Final = 400_000_000
_BATCH: Final = 256  # rows; between batches, warnings and faults of the library are dealt with
_RESAVE: Final = "open it in a spreadsheet program and save it again as .xlsx"


@dataclass(frozen=True, slots=True)
class _Book:
    """An open workbook: its sheets by name, and how to let go of its file."""

    path: Path
    sheets: dict[str, tuple[bool, Any]]
    close: Callable[[], None]


def open_workbook(path: Path, sha256: str) -> Container:
    """Open a workbook, once the pre-flight has passed it. Raises UnreadableError."""
    check_workbook(path)
    book = _load(path, data_only=True)
    tables = tuple(Table(name, hidden, partial(_rows, book, name)) for name, (hidden, _) in book.sheets.items())
    if not tables:
        book.close()
        raise unreadable(path, "it holds no worksheet", "export the survey as .xlsx or .csv")
    return Container(path.name, sha256, None, tables, (), book.close)


def _load(path: Path, *, data_only: bool) -> _Book:
    """Return the workbook; whatever the library stumbles over becomes one kind of error."""
    from civicmap.survey.container_book import load_book  # noqa: PLC0415 - half a second that a CSV file need not pay

    stream = path.open("rb")  # the library would refuse a workbook whose name ends otherwise
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which no answer depends on
            book, sheets = load_book(stream, data_only=data_only)
    except Exception as fault:  # KeyError, IndexError, TypeError, AttributeError, … by what is damaged
        stream.close()
        raise unreadable(path, f"the workbook is damaged ({type(fault).__name__})", _RESAVE) from fault

    def close() -> None:
        book.close()
        stream.close()

    return _Book(path, {name: (hidden, sheet) for name, hidden, sheet in sheets}, close)


def _rows(book: _Book, name: str) -> Iterator[Row]:
    """Yield a sheet's rows as text, without blank rows at its end."""
    extent = scan_sheet(book.path, book.sheets[name][1])
    if extent.last_row > LAST_ROW:
        why = f"sheet {name!r} has a row {extent.last_row}, which no spreadsheet has"
        raise unreadable(book.path, why, _RESAVE)
    if not extent.ordered:
        raise unreadable(book.path, f"sheet {name!r} has rows out of order, which readers lose", _RESAVE)
    source = (_with_formulas if extent.formulas else _cached)(book, name, extent)
    blank = cells = 0
    for number, row in enumerate(_guarded(book.path, name, source), start=1):
        while row and not row[-1].strip():
            row.pop()
        if not row:
            blank += 1
            continue
        cells += len(row)
        if cells > _MOST_CELLS:
            raise _too_many(book.path, name)
        for gap in range(number - blank, number):
            yield gap, []
        blank = 0
        yield number, row


def _too_many(path: Path, name: str) -> UnreadableError:
    what, limit = f"sheet {name!r}", f"{_MOST_CELLS // 1_000_000} million cells"
    how = "split the file, and name its parts together"
    return UnreadableError(Problem.of(Code.FILE_TOO_LARGE, path.name, what=what, limit=limit, how=how))


def _guarded(path: Path, name: str, source: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield from the library, quietly; its faults become one kind of error."""
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # dates out of range become error texts, which are kept
                batch = list(islice(source, _BATCH))
        except Exception as fault:
            raise unreadable(path, f"sheet {name!r} is damaged ({type(fault).__name__})", _RESAVE) from fault
        if not batch:
            return
        yield from batch


def _values(book: _Book, name: str, extent: Extent, *, values_only: bool) -> Iterator[tuple[Any, ...]]:
    """Yield a sheet's rows down to its last value."""
    rows: Iterator[tuple[Any, ...]] = book.sheets[name][1].iter_rows(
        min_row=1, min_col=1, max_row=extent.last_row, values_only=values_only
    )
    return rows


def _cached(book: _Book, name: str, extent: Extent) -> Iterator[list[str]]:
    """Yield the rows of a sheet without formulas."""
    for row in _values(book, name, extent, values_only=True):
        yield [value if type(value) is str else cell_text(value) for value in row]


def _with_formulas(book: _Book, name: str, extent: Extent) -> Iterator[list[str]]:
    """Yield the rows of a sheet with formulas: their results as last computed, else the formula itself as text."""
    other = _load(book.path, data_only=False)
    try:
        pairs = zip(
            _values(book, name, extent, values_only=False),
            _values(other, name, extent, values_only=True),
            strict=True,
        )
        for cells, written in pairs:
            yield [_result(cell, source) for cell, source in zip(cells, written, strict=True)]
    finally:
        other.close()


def _result(cell: Any, written: object) -> str:
    """Return a cell's value; a formula that was never computed stands for itself.

    A formula whose result is an empty text has the type of a text, and is empty.
    """
    if cell.value is None and written is not None and cell.data_type != "str":
        return cell_text(getattr(written, "text", written))
    return cell_text(cell.value)


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
