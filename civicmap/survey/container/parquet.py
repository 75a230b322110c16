"""Parquet files: the names of the columns as row 1, then the rows as text, as a text table of the same cells has them."""

from __future__ import annotations

import math
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final

from civicmap.store.bulk import WIDEST, BulkError, read_columns
from civicmap.store.parquet import Parquet, ParquetError
from civicmap.survey.container.cells import cell_text
from civicmap.survey.container.door import unreadable, wrong_type
from civicmap.survey.tables import Bulk, Container, NotPlainError, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.errors import UnreadableError
    from civicmap.store.bulk import BulkColumns
    from civicmap.survey.container.origin import Origin
    from civicmap.survey.tables import Row

SMALLEST: Final = 1 << 20
"""Bytes of a file after which it is read as a whole: its cells take a tenth of the room that they take as text."""

_SAMPLE: Final = 10_000  # rows that tell which texts to expect
_AGAIN: Final = "export it again, or save it as .csv"


def open_parquet(origin: Origin, sha256: Callable[[], str]) -> Container:
    """Open a Parquet file. Raises UnreadableError."""
    if origin.path is None:
        raise wrong_type(origin.name, "a Parquet file within an archive", "unpack it and name the file in it")
    try:
        file = Parquet(origin.path)
    except ParquetError as fault:
        raise _damaged(origin, fault) from fault
    rows = partial(_rows, origin, file)
    bulk = Bulk(partial(_whole, file)) if file.holds_texts and origin.path.stat().st_size >= SMALLEST else None
    table = Table(None, hidden=False, rows=rows, kind="text", bulk=bulk)
    return Container(origin.name, sha256, None, (table,), (), lambda: None)


def _whole(file: Parquet, header_rows: int, width: int, places: Sequence[int]) -> BulkColumns:
    """Return columns as a whole. Raises NotPlainError where the names of the columns are not the header."""
    if header_rows != 1 or width != len(file.columns) or width > WIDEST:
        raise NotPlainError
    try:
        sample = list(islice(file.rows(), _SAMPLE))
        return read_columns(file, {at: [_text(cells[at]) for cells in sample] for at in places})
    except (BulkError, ParquetError) as fault:
        raise NotPlainError from fault


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
