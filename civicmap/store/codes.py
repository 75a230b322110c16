"""A wave's codes in its table: a row per response, packed, in and out as arrays, some at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from civicmap.cores import MANY, spread
from civicmap.packed import Packed, pack, slots, words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from civicmap.model import Raw
    from civicmap.packed import AnyCodes, Slot

_PACKED: Final = 1 << 16  # rows that are worth being held packed
ROWS: Final = 122_880
"""Rows that DuckDB writes as one group, and holds in memory until the group is complete."""

_KINDS: Final = {2: "USMALLINT", 4: "UINTEGER", 8: "UBIGINT"}
_CELLS: Final = 1 << 23  # that are read at once


@dataclass(frozen=True, slots=True)
class Codes:
    """What a table of codes holds, and the order (rows,) in which its rows are written; None where they stand in it.

    `arrays` are columns of the table as they are, `packed` those that stand in words, by place, with the `slots` there.
    """

    table: str
    arrays: Mapping[str, NDArray[np.unsignedinteger]]
    packed: Mapping[int, AnyCodes]
    slots: Mapping[int, Slot]
    order: NDArray[np.integer] | None

    @classmethod
    def of(cls, table: str, raw: Raw, order: NDArray[np.integer] | None) -> Codes:
        """Return the codes of a wave."""
        arrays: dict[str, NDArray[np.unsignedinteger]] = {"file": raw.row_source, "row": raw.row_number}
        chosen = slots([len(held.texts) for held in raw.columns])
        for place, held in enumerate(raw.columns):
            if place not in chosen:
                arrays[f"c{place}"] = held.codes.astype(np.uint32, copy=False)
            if held.numbers is not None:
                arrays[f"n{place}"] = held.numbers
        packed = {place: raw.columns[place].kept for place in chosen}
        return cls(table, arrays, packed, chosen, order)

    def create(self, connection: DuckDBPyConnection) -> None:
        """Make the table, without rows."""
        kinds = {name: _KINDS[held.dtype.itemsize] for name, held in self.arrays.items()}
        kinds |= {f"w{word}": _KINDS[8] for word in range(words_of(self.slots))}
        # Told how to pack numbers, the database need not try every way on every group.
        told = ", ".join(f"{name} {kind} USING COMPRESSION bitpacking" for name, kind in kinds.items())
        connection.execute(f"CREATE TABLE {self.table} ({told})")

    def append(self, connection: DuckDBPyConnection) -> None:
        """Write all rows, some at a time."""
        for begun in range(0, len(self.arrays["row"]), ROWS):
            rows = slice(begun, begun + ROWS) if self.order is None else self.order[begun : begun + ROWS]
            given: dict[str, NDArray[np.unsignedinteger]] = {name: held[rows] for name, held in self.arrays.items()}
            given |= {f"w{at}": word for at, word in enumerate(pack(self.packed, self.slots, rows))}
            connection.register("given_codes", given)
            connection.execute(f"INSERT INTO {self.table} SELECT * FROM given_codes")  # noqa: S608 - a name of our own
            connection.unregister("given_codes")


def code_in_sql(slot: Slot) -> str:
    """Return what SQL reads a slot's code from, in the table of codes."""
    return f"((w{slot.word} >> {slot.shift}) & {slot.mask})::INTEGER" if slot.bits else "0"


Part: TypeAlias = "Callable[[DuckDBPyConnection], None]"
"""Writes what belongs into a table that is there, some rows at a time."""


def write_apart(connection: DuckDBPyConnection, parts: Sequence[Part]) -> None:
    """Write parts side by side, each by a connection of its own that commits every statement.

    So nothing that is written waits in memory; and what is killed in between leaves some of it. This is for a file that
    nobody else reads.
    """

    def write(part: Part) -> None:
        with connection.cursor() as cursor:
            part(cursor)

    spread(write, parts, MANY)


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


def codes_of(arrays: Mapping[str, NDArray[np.unsignedinteger]], sizes: Sequence[int], rows: int) -> dict[int, AnyCodes]:
    """Return the codes of columns that have so many texts, by place, from what stands in their table.

    In tables of the first layout every column stands for itself.
    """
    words = [arrays[f"w{word}"] for word in range(len(arrays)) if f"w{word}" in arrays]
    alone: dict[int, AnyCodes] = {place: arrays[f"c{place}"] for place in range(len(sizes)) if f"c{place}" in arrays}
    packed = {place: slot for place, slot in slots(sizes).items() if place not in alone}
    return {place: _kept(words, slot, rows) for place, slot in packed.items()} | alone


def _kept(words: Sequence[NDArray[np.uint64]], slot: Slot, rows: int) -> AnyCodes:
    """Return a column's codes; few are quicker to have at hand, and take little room."""
    if not slot.bits:
        return np.broadcast_to(np.uint8(0), rows)
    held = Packed(words[slot.word], slot)
    return held if rows > _PACKED else held.unpacked()
