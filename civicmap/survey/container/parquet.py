"""Parquet files: the names of the columns as row 1, then the rows as text, as a text table of the same cells has them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from civicmap.store.parquet import Parquet, ParquetError
from civicmap.survey.container.cells import cell_text
from civicmap.survey.container.door import unreadable, wrong_type
from civicmap.survey.tables import Container, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.errors import UnreadableError
    from civicmap.survey.container.origin import Origin
    from civicmap.survey.tables import Row

_AGAIN: Final = "export it again, or save it as .csv"


def open_parquet(origin: Origin, sha256: str) -> Container:
    """Open a Parquet file. Raises UnreadableError."""
    if origin.path is None:
        raise wrong_type(origin.name, "a Parquet file within an archive", "unpack it and name the file in it")
    try:
        file = Parquet(origin.path)
    except ParquetError as fault:
        raise _damaged(origin, fault) from fault
    table = Table(None, hidden=False, rows=lambda: _rows(origin, file), kind="text")
    return Container(origin.name, sha256, None, (table,), (), lambda: None)


def _rows(origin: Origin, file: Parquet) -> Iterator[Row]:
    """Yield the rows by number, without blank ones at the end."""
    yield 1, _trimmed(list(file.columns))
    last = 1
    try:
        for number, values in enumerate(file.rows(), start=2):
            cells = _trimmed(list(map(_text, values)))
            if cells:
                yield from ((gap, []) for gap in range(last + 1, number))
                last = number
                yield number, cells
    except ParquetError as fault:
        raise _damaged(origin, fault) from fault


def _text(value: object) -> str:
    """Return a cell as text. What programs write for a number that is missing is blank."""
    return "" if isinstance(value, float) and math.isnan(value) else cell_text(value)


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def _damaged(origin: Origin, fault: ParquetError) -> UnreadableError:
    """Return the error for a file that DuckDB does not read."""
    what = "damaged, or of a kind of Parquet that cannot be read"
    return unreadable(origin.name, f"it is {what} ({type(fault.__cause__).__name__})", _AGAIN)
