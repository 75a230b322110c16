"""Reading a large text table as a whole: each column's distinct texts, and a code into them for every row.

DuckDB splits the file over all cores and looks every cell up in an enumeration of texts that are expected in its column.
It is asked to read nothing but tables of one width; whether it read the same rows as `csv` does is the caller's to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import filterfalse
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.texts import SEPARATOR, ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

MOST_EXPECTED: Final = 250
"""Texts of a column that are looked up as an enumeration; a column with more is read as texts."""

_UNEXPECTED: Final = 255
_TRIES: Final = 3  # readings of the file, until every text of its enumerations is known
# Nothing is fetched from anywhere, and nothing is written to disk.
_CONFIG: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}


class BulkError(Exception):
    """The file is no table of one width, or holds what this way does not read."""


@dataclass(frozen=True, slots=True)
class BulkSource:
    """A UTF-8 text table: `skipped` lines, then rows of `width` cells each."""

    path: Path
    separator: str
    skipped: int
    width: int


@dataclass(frozen=True, slots=True)
class BulkColumns:
    """The number of rows, and by its place each column's texts, the first of them empty, with the code of every row."""

    rows: int
    columns: dict[int, tuple[Sequence[str], NDArray[np.unsignedinteger]]]


def read_columns(source: BulkSource, expected: Mapping[int, Sequence[str]]) -> BulkColumns:
    """Read some columns. `expected` are texts of each, by its place. Texts stand in no order. Raises BulkError."""
    import duckdb  # noqa: PLC0415 - 70 ms that other files need not pay

    known = {at: list(filter(None, dict.fromkeys(texts))) for at, texts in expected.items()}
    try:
        with duckdb.connect(config=_CONFIG) as connection:
            for _ in range(_TRIES):
                rows = _load(connection, source, known)
                unexpected = _unexpected(connection, known)
                if not unexpected:
                    return BulkColumns(rows, {at: _column(connection, at, texts) for at, texts in known.items()})
                _learn(connection, source, known, unexpected)
    except (duckdb.Error, UnicodeError) as fault:
        raise BulkError(str(fault).partition("\n")[0]) from fault
    raise BulkError("the texts of a column are not to be had")


def _load(connection: DuckDBPyConnection, source: BulkSource, known: Mapping[int, Sequence[str]]) -> int:
    """Read the file into a table of codes and, where texts are many, texts; return the number of rows."""
    for at, texts in known.items():
        connection.execute(f"DROP TYPE IF EXISTS texts{at} CASCADE")
        if _is_listed(texts):
            listed = ", ".join(map(_literal, texts)) or "''"
            connection.execute(f"CREATE TYPE texts{at} AS ENUM ({listed})")
    chosen = ", ".join(f"{_cell(at, listed=_is_listed(texts))} AS c{at}" for at, texts in known.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE cells AS SELECT {chosen} FROM {_scan(source)}")  # noqa: S608 - numbers
    row = connection.execute("SELECT count(*) FROM cells").fetchone()
    return int(row[0]) if row else 0


def _is_listed(texts: Sequence[str]) -> bool:
    return len(texts) <= MOST_EXPECTED


def _cell(at: int, *, listed: bool) -> str:
    """Return what is kept of a cell: 1 more than its text's place in the enumeration, 0 where blank; or its text."""
    if not listed:
        return f"coalesce(c{at}, '')"
    blank = f"CASE WHEN c{at} IS NULL OR c{at} = '' THEN 0 ELSE {_UNEXPECTED} END"
    return f"coalesce(enum_code(TRY_CAST(c{at} AS texts{at})) + 1, {blank})::UTINYINT"


def _scan(source: BulkSource) -> str:
    """Return the file as a table whose columns are c0, c1, c2 and so on."""
    columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(source.width))
    told = f"delim = {_literal(source.separator)}, skip = {source.skipped}, columns = {{{columns}}}"
    fixed = "auto_detect = false, header = false, quote = '\"', escape = '\"', strict_mode = true, null_padding = false"
    return f"read_csv({_literal(_exactly(source.path))}, {told}, {fixed})"


def _exactly(path: Path) -> str:
    """Return a path in which no sign stands for others."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path.absolute()))


def _literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _unexpected(connection: DuckDBPyConnection, known: Mapping[int, Sequence[str]]) -> list[int]:
    """Return the places of columns in which a text stands that was not expected."""
    listed = [at for at, texts in known.items() if _is_listed(texts)]
    if not listed:
        return []
    asked = ", ".join(f"max(c{at})" for at in listed)
    found = connection.execute(f"SELECT {asked} FROM cells").fetchone()  # noqa: S608 - numbers
    return [at for at, most in zip(listed, found or (), strict=True) if most == _UNEXPECTED]


def _learn(
    connection: DuckDBPyConnection, source: BulkSource, known: dict[int, list[str]], unexpected: Iterable[int]
) -> None:
    """Look for the texts of some columns in the whole file; those of a column with many are not counted to the end."""
    for at in unexpected:
        query = f"SELECT DISTINCT c{at} FROM {_scan(source)} WHERE c{at} <> '' LIMIT {MOST_EXPECTED + 1}"  # noqa: S608 - numbers
        known[at] = [text for (text,) in connection.execute(query).fetchall()]


def _column(
    connection: DuckDBPyConnection, at: int, texts: Sequence[str]
) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
    """Return a column's texts and codes."""
    if _is_listed(texts):
        codes = connection.execute(f"SELECT c{at} FROM cells").fetchnumpy()[f"c{at}"]  # noqa: S608 - a number
        return ["", *texts], np.asarray(codes)
    connection.execute("SET threads = 1")  # in the order of the rows
    joined = connection.execute(f"SELECT string_agg(c{at}, ?) FROM cells", [SEPARATOR]).fetchone()  # noqa: S608 - a number
    connection.execute("RESET threads")
    short = ShortTexts.of_joined(joined[0].encode()) if joined and joined[0] is not None else None
    count = connection.execute("SELECT count(*) FROM cells").fetchone()
    if short is not None and (len(short),) == count:
        return _coded(short)
    found = connection.execute(f"SELECT c{at} FROM cells").fetchnumpy()[f"c{at}"].tolist()  # noqa: S608 - a number
    place = {"": 0}
    place |= {text: code for code, text in enumerate(dict.fromkeys(filterfalse(place.__contains__, found)), start=1)}
    return list(place), np.fromiter(map(place.__getitem__, found), dtype=np.uint32, count=len(found))


def _coded(cells: ShortTexts) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
    """Return the distinct texts of cells, and the code of each."""
    first = ShortTexts(np.insert(cells.cells, 0, b"").astype(cells.cells.dtype))
    if first.distinct:
        return first, np.arange(1, len(cells) + 1, dtype=np.uint32)
    texts, codes = np.unique(first.cells, return_inverse=True)
    return ShortTexts(texts), codes[1:].astype(np.uint32)
