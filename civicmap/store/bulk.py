"""Reading a large file as a whole: each column's distinct texts, and a code into them for every row.

DuckDB splits the file over all cores and looks every cell up in an enumeration of texts that are expected in its column.
Whether it read a text table as `csv` does is the caller's to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import filterfalse
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

import numpy as np

from civicmap.store.schema import SEALED
from civicmap.texts import SEPARATOR, ShortTexts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

MOST_EXPECTED: Final = 250
"""Texts of a column that are looked up as an enumeration; a column with more is read as texts."""

_IN_A_PASS: Final = 16  # columns
WIDEST: Final = 1_000
"""Columns of a file; with more, the database takes ever longer for each."""

# What the reader of text tables is not to find out. No text is taken for none at all, so that a blank cell is empty.
_FIXED: Final = (
    "auto_detect = false, header = false, quote = '\"', escape = '\"', strict_mode = true, null_padding = false, "
    "nullstr = '\x1e\x1e'"
)


class BulkError(Exception):
    """The file is no table of one width, or holds what this way does not read."""


class BulkSource(Protocol):
    """A file as rows of cells. Past so much `memory` it is not read: what unpacks to gigabytes is an error."""

    @property
    def memory(self) -> str:
        """How much may be held of it."""

    def relation(self) -> str:
        """Return what SQL reads it from, with columns c0, c1, c2 and so on of texts, of which a blank one is empty."""


@dataclass(frozen=True, slots=True)
class BulkText:
    """A UTF-8 text table: `skipped` lines, then rows of `width` cells each."""

    memory: ClassVar[str] = "4GB"  # codes of a text take a tenth of its room, and it is no larger than its file
    path: Path
    separator: str
    skipped: int
    width: int

    def relation(self) -> str:
        """Return what SQL reads it from."""
        columns = ", ".join(f"'c{at}': 'VARCHAR'" for at in range(self.width))
        told = f"delim = {literal(self.separator)}, skip = {self.skipped}, columns = {{{columns}}}, {_FIXED}"
        return f"read_csv({literal(exactly(self.path))}, {told})"


@dataclass(frozen=True, slots=True)
class BulkColumns:
    """The number of rows, and by its place each column's texts, the first of them empty, with the code of every row."""

    rows: int
    columns: dict[int, tuple[Sequence[str], NDArray[np.unsignedinteger]]]


def read_columns(source: BulkSource, expected: Mapping[int, Sequence[str]]) -> BulkColumns:
    """Read some columns. `expected` are texts of each, by its place. Texts stand in no order. Raises BulkError.

    The file is read once more, and looked through in between, where it holds a text that was not expected.
    """
    import duckdb  # noqa: PLC0415 - 70 ms that other files need not pay

    known: dict[int, Sequence[str]] = {at: list(filter(None, dict.fromkeys(held))) for at, held in expected.items()}
    try:
        with duckdb.connect(config=SEALED | {"memory_limit": source.memory}) as connection:
            rows = _load(connection, source, known)
            if rows is None:
                known |= _all_texts(connection, source, [at for at, texts in known.items() if _is_listed(texts)])
                rows = _load(connection, source, known)
            if rows is None:
                raise BulkError("a column holds a text that is not among its texts")
            return BulkColumns(rows, {at: _column(connection, at, texts) for at, texts in known.items()})
    except (duckdb.Error, UnicodeError) as fault:
        raise BulkError(str(fault).partition("\n")[0]) from fault


def _load(connection: DuckDBPyConnection, source: BulkSource, known: Mapping[int, Sequence[str]]) -> int | None:
    """Read the file into a table, and return the number of rows; None where a text is not in the enumeration.

    A column of few texts becomes an enumeration of them, with the empty one, and any other stays as it is.
    """
    import duckdb  # noqa: PLC0415 - as above

    connection.execute("DROP TABLE IF EXISTS cells")
    chosen = []
    for at, texts in known.items():
        connection.execute(f"DROP TYPE IF EXISTS texts{at}")
        if _is_listed(texts):
            connection.execute(f"CREATE TYPE texts{at} AS ENUM ({', '.join(map(literal, ('', *texts)))})")
        chosen.append(f"TRY_CAST(c{at} AS texts{at}) AS c{at}" if _is_listed(texts) else f"c{at}")
    try:
        connection.execute(f"CREATE TEMP TABLE cells AS SELECT {', '.join(chosen)} FROM {source.relation()}")  # noqa: S608 - numbers
    except duckdb.ConversionException:
        return None  # the cast may become the reader's, which knows no trying
    held = ", ".join(f"count(c{at})" for at, texts in known.items() if _is_listed(texts))
    rows, *of_column = connection.execute(f"SELECT count(*), {held or 'count(*)'} FROM cells").fetchall()[0]  # noqa: S608 - numbers
    return int(rows) if set(of_column) == {rows} else None


def _is_listed(texts: Sequence[str]) -> bool:
    return len(texts) <= MOST_EXPECTED


def _all_texts(connection: DuckDBPyConnection, source: BulkSource, places: Sequence[int]) -> dict[int, Sequence[str]]:
    """Return every text of some columns, a few in a pass: the database takes ten megabytes for each at once."""
    found: dict[int, Sequence[str]] = {}
    for begun in range(0, len(places), _IN_A_PASS):
        some = places[begun : begun + _IN_A_PASS]
        asked = ", ".join(f"list(DISTINCT c{at}) FILTER (c{at} <> '')" for at in some)
        texts = connection.execute(f"SELECT {asked} FROM {source.relation()}").fetchall()[0]  # noqa: S608 - numbers
        found |= {at: held or () for at, held in zip(some, texts, strict=True)}
    return found


def exactly(path: Path) -> str:
    """Return a path in which no sign stands for others."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path.absolute()))


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _column(
    connection: DuckDBPyConnection, at: int, texts: Sequence[str]
) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
    """Return a column's texts and codes."""
    if _is_listed(texts):
        codes = connection.execute(f"SELECT enum_code(c{at}) AS code FROM cells").fetchnumpy()["code"]  # noqa: S608
        return ["", *texts], np.asarray(codes)
    connection.execute("SET threads = 1")  # in the order of the rows
    joined = connection.execute(f"SELECT string_agg(coalesce(c{at}, ''), ?) FROM cells", [SEPARATOR]).fetchone()  # noqa: S608 - a number
    connection.execute("RESET threads")
    short = ShortTexts.of_joined(joined[0].encode()) if joined and joined[0] is not None else None
    count = connection.execute("SELECT count(*) FROM cells").fetchone()
    if short is not None and (len(short),) == count:
        return _coded(short)
    found = connection.execute(f"SELECT coalesce(c{at}, '') AS text FROM cells").fetchnumpy()["text"].tolist()  # noqa: S608 - a number
    place = {"": 0}
    place |= {text: code for code, text in enumerate(dict.fromkeys(filterfalse(place.__contains__, found)), start=1)}
    return list(place), np.fromiter(map(place.__getitem__, found), dtype=np.uint32, count=len(found))


def _coded(cells: ShortTexts) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
    """Return the distinct texts of cells, and the code of each."""
    first = ShortTexts(np.insert(cells.cells, 0, b"").astype(cells.cells.dtype))
    if first.distinct():
        return first, np.arange(1, len(cells) + 1, dtype=np.uint32)
    texts, codes = np.unique(first.cells, return_inverse=True)
    return ShortTexts(texts), codes[1:].astype(np.uint32)
