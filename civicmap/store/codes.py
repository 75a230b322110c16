"""A wave's codes in its table: a row per response, in and out as arrays, some at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from civicmap.model import Raw

ROWS: Final = 122_880
"""Rows that DuckDB writes as one group, and holds in memory until the group is complete."""

_KINDS: Final = {1: "UTINYINT", 2: "USMALLINT", 4: "UINTEGER"}
_CELLS: Final = 1 << 23  # that are read at once
_PARTS: Final = 4  # of a table
_AT_ONCE: Final = 2  # parts that are written side by side: more would hold more in memory


@dataclass(frozen=True, slots=True)
class Codes:
    """The columns of a table of codes, and the order (rows,) in which their rows are written."""

    table: str
    arrays: Mapping[str, NDArray[np.unsignedinteger]]
    order: NDArray[np.integer]

    @classmethod
    def of(cls, table: str, raw: Raw, order: NDArray[np.integer] | None) -> Codes:
        """Return the codes of a wave."""
        arrays: dict[str, NDArray[np.unsignedinteger]] = {"file": raw.row_source, "row": raw.row_number}
        for place, held in enumerate(raw.columns):
            arrays[f"c{place}"] = held.codes
            if held.numbers is not None:
                arrays[f"n{place}"] = held.numbers
        return cls(table, arrays, np.arange(raw.rows) if order is None else order)

    def create(self, connection: DuckDBPyConnection) -> None:
        """Make the table, without rows."""
        # Told how to pack codes, the database need not try every way on every group.
        kinds = ", ".join(
            f"{name} {_KINDS[held.dtype.itemsize]} USING COMPRESSION bitpacking" for name, held in self.arrays.items()
        )
        connection.execute(f"CREATE TABLE {self.table} ({kinds})")

    def append(self, connection: DuckDBPyConnection, first: int = 0, last: int | None = None) -> None:
        """Write some of the rows, by their places in the order, in the caller's transaction."""
        places = self.order[first:last]
        room = {name: np.empty(min(len(places), ROWS), held.dtype) for name, held in self.arrays.items()}  # used again
        for begun in range(0, len(places), ROWS):
            rows = places[begun : begun + ROWS]
            given = {name: np.take(held, rows, out=room[name][: len(rows)], mode="clip")
                     for name, held in self.arrays.items()}  # fmt: skip
            connection.register("given_codes", given)
            connection.execute(f"INSERT INTO {self.table} SELECT * FROM given_codes")  # noqa: S608 - a name of our own
            connection.unregister("given_codes")

    def parts(self) -> list[Part]:
        """Return what writes all rows, in several parts."""
        groups = -(-len(self.order) // ROWS)
        cuts = [ROWS * (groups * part // _PARTS) for part in range(_PARTS)] + [len(self.order)]
        return [partial(self.append, first=first, last=last) for first, last in pairwise(cuts) if first < last]


Part: TypeAlias = "Callable[[DuckDBPyConnection], None]"
"""Writes rows of a table that is there, in the transaction of a connection."""


def write_together(connection: DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Write parts side by side, in transactions of their own.

    They are committed one after the other, so that rows stand in the order of their parts; what is killed in between
    leaves some of them. So this is for a file that nobody else reads.
    """
    if len(parts) == 1:
        parts[0](connection)
        return

    def write(part: Part) -> DuckDBPyConnection:
        cursor = connection.cursor()
        cursor.begin()
        part(cursor)
        return cursor

    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - 9 ms, only for large waves

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        written = list(pool.map(write, parts))
    for cursor in written:
        cursor.commit()
        cursor.close()


def read_arrays(connection: DuckDBPyConnection, table: str, rows: int) -> dict[str, NDArray[np.unsignedinteger]]:
    """Return a table's columns, some at a time: what the database hands over is held twice until all of it is there."""
    names = [name for name, *_ in connection.execute(f"SELECT * FROM {table} LIMIT 0").description]  # noqa: S608 - a name of our own
    at_once = max(1, _CELLS // max(rows, 1))
    found: dict[str, NDArray[np.unsignedinteger]] = {}
    for begun in range(0, len(names), at_once):
        chosen = ", ".join(names[begun : begun + at_once])
        # A scan of one table keeps the order in which its rows were inserted.
        fetched = connection.execute(f"SELECT {chosen} FROM {table}").fetchnumpy()  # noqa: S608 - names of our own
        found |= {name: np.asarray(array) for name, array in fetched.items()}
    return found
