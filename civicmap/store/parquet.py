"""Reading a Parquet file, some rows at a time: the one thing that DuckDB is asked for beside the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.store.bulk import exactly, literal
from civicmap.store.schema import SEALED, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

_BLOCK: Final = 8_192  # rows
_MEMORY: Final = "512MB"  # a file that unpacks to gigabytes is an error
_SCAN: Final = "read_parquet(?, binary_as_string = true, hive_partitioning = false, file_row_number = true)"
_AS_THEY_STAND: Final = frozenset(
    {"VARCHAR", *(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG")), "INTEGER", "UINTEGER"}
)
_NUMBER: Final = "file_row_number"
# What the library would need another one for, to hand it over as a moment: it is told as text instead.
_AS_TEXT: Final = "TIMESTAMP WITH TIME ZONE"


class ParquetError(Exception):
    """The file is damaged, or holds what cannot be read; the text says what DuckDB says."""


class Parquet:
    """A Parquet file. `columns` are the names of its columns. Raises ParquetError on opening and on reading."""

    def __init__(self, path: Path) -> None:
        self._path = exactly(path)
        with _connected() as connection:
            found = _asked(connection, f"DESCRIBE SELECT * FROM {_SCAN}", [self._path])  # noqa: S608 - a constant
        self._types = {str(name): str(kind) for name, kind, *_ in found if name != _NUMBER}
        self.columns = tuple(self._types)

    @property
    def memory(self) -> str:
        """How much may be held of it."""
        return _MEMORY

    @property
    def holds_texts(self) -> bool:
        """Whether each column holds texts or whole numbers, of which both libraries make the same texts."""
        return set(self._types.values()) <= _AS_THEY_STAND

    def relation(self) -> str:
        """Return what SQL reads it from, as `bulk.BulkSource` has it."""
        columns = ", ".join(
            f"coalesce(CAST({quoted(name)} AS VARCHAR), '') AS c{at}" for at, name in enumerate(self.columns)
        )
        scan = _SCAN.replace("?", literal(self._path))
        return f"(SELECT {columns} FROM {scan})"  # noqa: S608 - quoted

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield the rows in the file's order; None is a cell without a value."""
        chosen = ", ".join(
            f"CAST({quoted(name)} AS VARCHAR)" if kind == _AS_TEXT else quoted(name)
            for name, kind in self._types.items()
        )
        query = f"SELECT {chosen} FROM {_SCAN} WHERE {_NUMBER} >= ? AND {_NUMBER} < ? ORDER BY {_NUMBER}"  # noqa: S608 - quoted
        begun = 0
        with _connected() as connection:
            while block := _asked(connection, query, [self._path, begun, begun + _BLOCK]):
                yield from block
                begun += _BLOCK


def _connected() -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 - 70 ms that other files need not pay

    return duckdb.connect(config=SEALED | {"memory_limit": _MEMORY, "threads": 2})


def _asked(connection: DuckDBPyConnection, query: str, values: list[object]) -> list[tuple[object, ...]]:
    """Return what a query gives."""
    import duckdb  # noqa: PLC0415 - 70 ms that other files need not pay

    try:
        return connection.execute(query, values).fetchall()
    except (duckdb.Error, UnicodeError) as fault:
        raise ParquetError(str(fault).partition("\n")[0]) from fault
