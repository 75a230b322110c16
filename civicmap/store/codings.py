"""What coders said of the answers of a wave, kept beside it: table `codings`, a row per code.

A wave that is ingested again keeps its codes; whoever reads them looks at `material`, a hash of what was judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.store.tables import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

_TABLE: Final = """CREATE TABLE IF NOT EXISTS codings (
    wave VARCHAR NOT NULL, coder VARCHAR NOT NULL, item VARCHAR NOT NULL, entity VARCHAR NOT NULL,
    instance VARCHAR NOT NULL, code VARCHAR NOT NULL, note VARCHAR NOT NULL, material VARCHAR NOT NULL)"""
_FIELDS: Final = ("coder", "item", "entity", "instance", "code", "note", "material")
_LIST: Final = ", ".join(_FIELDS)


@dataclass(frozen=True, slots=True, order=True)
class StoredCode:
    """One code: who gave it, for which item, entity and instance. `material` is a hash of what was judged."""

    coder: str
    item: str
    entity: str
    instance: str
    code: str  # the answer's id
    note: str
    material: str


def read_codings(connection: DuckDBPyConnection, wave: str) -> tuple[StoredCode, ...]:
    """Return the codes of a wave, by coder, item, entity and instance; none where nobody has coded."""
    there = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'codings'"
    if connection.execute(there).fetchall() != [(1,)]:
        return ()
    query = f"SELECT {_LIST} FROM codings WHERE wave = ?"  # noqa: S608 - names of our own
    return tuple(sorted(StoredCode(*row) for row in connection.execute(query, (wave,)).fetchall()))


def replace_codings(connection: DuckDBPyConnection, wave: str, coders: Mapping[str, Sequence[StoredCode]]) -> None:
    """Put each coder's codes in the place of all that the coder gave of this wave, inside the caller's transaction."""
    connection.execute(_TABLE)
    for coder in coders:
        connection.execute("DELETE FROM codings WHERE wave = ? AND coder = ?", (wave, coder))
    given = sorted(code for held in coders.values() for code in held)
    if not given:
        return
    columns = {name: words(getattr(code, name) for code in given) for name in _FIELDS}
    connection.register("given_codes", columns)
    connection.execute(f"INSERT INTO codings SELECT ?, {_LIST} FROM given_codes", (wave,))  # noqa: S608 - as above
    connection.unregister("given_codes")
