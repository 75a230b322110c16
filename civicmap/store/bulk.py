"""Reading a large file as a whole: each column's distinct texts, and a code into them for every row.

DuckDB splits the file over all cores and looks every cell up in an enumeration of texts that are expected in its column.
Whether it read a text table as `csv` does is the caller's to check.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import filterfalse
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol, TypeAlias

import numpy as np

from civicmap.packed import Packed, words_of
from civicmap.store.bulk_plan import Plan
from civicmap.store.schema import SEALED
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from civicmap.packed import AnyCodes

    Column: TypeAlias = tuple[Sequence[str], AnyCodes]

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
    columns: dict[int, Column]


def read_columns(source: BulkSource, expected: Mapping[int, Sequence[str]]) -> BulkColumns:
    """Read some columns. `expected` are texts of each, by its place. Texts stand in no order. Raises BulkError.

    The file is read once more, and looked through in between, where it holds a text that was not expected.
    """
    import duckdb  # noqa: PLC0415 - 70 ms that other files need not pay

    known = {at: list(filter(None, dict.fromkeys(held))) for at, held in expected.items()}
    plan = Plan.of(known)
    try:
        with duckdb.connect(config=SEALED | {"memory_limit": source.memory}) as connection:
            rows = _load(connection, source, plan)
            if rows is None:
                plan = Plan.of(known | _all_texts(connection, source, plan.listed), short=False)
                rows = _load(connection, source, plan)
            if rows is None:
                raise BulkError("a column holds a text that is not among its texts")
            return BulkColumns(rows, dict(sorted(_columns(connection, plan))))
    except (duckdb.Error, UnicodeError) as fault:
        raise BulkError(str(fault).partition("\n")[0]) from fault


def _load(connection: DuckDBPyConnection, source: BulkSource, plan: Plan) -> int | None:
    """Read the file into a table, and return the number of rows; None where a cell is not what its column was taken for."""
    import duckdb  # noqa: PLC0415 - as above

    connection.execute("DROP TABLE IF EXISTS cells")
    for at, texts in plan.listed.items():
        connection.execute(f"DROP TYPE IF EXISTS texts{at}")
        connection.execute(f"CREATE TYPE texts{at} AS ENUM ({', '.join(map(literal, ('', *texts)))})")
    chosen = plan.expressions()
    told = ", ".join(f"{expression} AS {name}" for name, expression in chosen.items())
    try:
        connection.execute(f"CREATE TEMP TABLE cells AS SELECT {told} FROM {source.relation()}")  # noqa: S608 - numbers
    except duckdb.ConversionException:
        return None  # the cast may become the reader's, which knows no trying
    held = ", ".join(f"count({name})" for name in chosen)
    rows, *of_column = connection.execute(f"SELECT count(*), {held} FROM cells").fetchall()[0]  # noqa: S608 - names of our own
    return int(rows) if set(of_column) <= {rows} else None


def _all_texts(connection: DuckDBPyConnection, source: BulkSource, places: Iterable[int]) -> dict[int, list[str]]:
    """Return every text of some columns, a few in a pass: the database takes ten megabytes for each at once."""
    found: dict[int, list[str]] = {}
    left = list(places)
    for begun in range(0, len(left), _IN_A_PASS):
        some = left[begun : begun + _IN_A_PASS]
        asked = ", ".join(f"list(DISTINCT c{at}) FILTER (c{at} <> '')" for at in some)
        texts = connection.execute(f"SELECT {asked} FROM {source.relation()}").fetchall()[0]  # noqa: S608 - numbers
        found |= {at: held or [] for at, held in zip(some, texts, strict=True)}
    return found


def _columns(connection: DuckDBPyConnection, plan: Plan) -> Iterator[tuple[int, Column]]:
    """Yield each column's texts and codes."""
    words = [_fetched(connection, f"w{word}") for word in range(words_of(plan.slots))]
    for at, texts in plan.listed.items():
        yield at, (["", *texts], Packed(words[plan.slots[at].word], plan.slots[at]))
    for at, count in plan.short.items():
        yield at, _coded(ShortTexts.of_words([_fetched(connection, f"c{at}_{word}") for word in range(count)]))
    for at in plan.long:
        yield at, _numbered(_fetched(connection, f"c{at}").tolist())


def _fetched(connection: DuckDBPyConnection, name: str) -> NDArray[Any]:
    """Return a column of the table that was read."""
    return np.asarray(connection.execute(f"SELECT {name} AS found FROM cells").fetchnumpy()["found"])  # noqa: S608 - a name of our own


def exactly(path: Path) -> str:
    """Return a path in which no sign stands for others."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path.absolute()))


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def _numbered(cells: Sequence[str]) -> Column:
    """Return the distinct texts of cells, and the code of each."""
    place = {"": 0}
    place |= {text: code for code, text in enumerate(dict.fromkeys(filterfalse(place.__contains__, cells)), start=1)}
    return list(place), np.fromiter(map(place.__getitem__, cells), dtype=np.uint32, count=len(cells))


def _coded(cells: ShortTexts) -> Column:
    """Return the same of short cells."""
    held = np.zeros(len(cells) + 1, dtype=cells.cells.dtype)
    held[1:] = cells.cells
    first = ShortTexts(held)
    if first.distinct():
        return first, np.arange(1, len(cells) + 1, dtype=np.uint32)
    texts, codes = np.unique(first.cells, return_inverse=True)
    return ShortTexts(texts), codes[1:].astype(np.uint32)
