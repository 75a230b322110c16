"""Which sheet of a file holds the responses, where its header stands, and which sheet lists policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem, RequestError, UnreadableError
from civicmap.survey.columns import count_known
from civicmap.survey.dialects import DIALECTS
from civicmap.survey.dialects.dialect import HEAD, Dialect, Header
from civicmap.survey.folding import fold
from civicmap.survey.policy_columns import looks_like_policies

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from civicmap.survey.headers import Headers
    from civicmap.survey.options import ReadOptions
    from civicmap.survey.tables import Container, Row, Table


@dataclass(frozen=True, slots=True)
class Choice:
    """The sheet that is read as responses. `sample` holds its first rows below the header."""

    table: Table
    dialect: Dialect
    header: Header
    sample: tuple[list[str], ...]
    policies: Table | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    table: Table
    dialect: Dialect
    header: Header
    rows: tuple[Row, ...]


def choose(container: Container, index: Headers, options: ReadOptions) -> Choice:
    """Return the sheet with the most headers that the framework knows. Raises UnreadableError where all are empty."""
    mapping = options.mapping
    asked = options.sheet or (mapping.sheet if mapping else None)
    asked_rows = options.header_rows or (mapping.header_rows if mapping else None)
    heads = [(table, table.head(max(HEAD, asked_rows or 0) + HEAD)) for table in _named(container, asked)]
    listing = (
        None if asked else next((table for table, rows in heads if looks_like_policies(table.name, rows, index)), None)
    )

    def known(cells: Sequence[str]) -> int:
        return count_known(cells, index, mapping)

    seen = [
        found
        for table, rows in heads
        if table is not listing and (found := _look(table, rows, known, asked_rows)) is not None
    ]
    if not seen:
        raise UnreadableError(_nothing(container, asked, asked_rows))
    best = max(seen, key=lambda found: (found.header.known, not found.table.hidden))
    problems = (
        []
        if asked
        else [
            Problem.of(
                Code.SHEET_NOT_READ,
                f"{container.name}!{other.table.name}",
                name=other.table.name,
                why=_why(other, best),
            )
            for other in seen
            if other is not best
        ]
    )
    sample = tuple(cells for number, cells in best.rows if number > best.header.rows)
    return Choice(best.table, best.dialect, best.header, sample, listing, tuple(problems))


def _named(container: Container, asked: str | None) -> Sequence[Table]:
    """Return the sheet that was asked for, or all. Raises RequestError if there is no such sheet."""
    if asked is None or container.tables[0].name is None:
        return container.tables
    for same in (str.__eq__, lambda one, other: fold(one) == fold(other)):
        found = [table for table in container.tables if table.name is not None and same(table.name, asked)]
        if found:
            return found[:1]
    known = ", ".join(repr(table.name) for table in container.tables)
    raise RequestError(Problem.of(Code.SHEET_UNKNOWN, container.name, name=asked, known=known))


def _look(table: Table, rows: Sequence[Row], known: Callable[[Sequence[str]], int], asked: int | None) -> _Seen | None:
    """Return what the first dialect that recognizes a sheet says of it; None for an empty sheet."""
    if asked is not None:
        cells = next((cells for number, cells in rows if number == asked), [])
        if not cells:
            return None
        header = Header(asked, list(cells), known(cells), f"row {asked} was named as the header")
        return _Seen(table, DIALECTS[-1], header, tuple(rows))
    for dialect in DIALECTS:
        found = dialect.find(rows[:HEAD], known)
        if found is not None:
            return _Seen(table, dialect, found, tuple(rows))
    return None


def _why(other: _Seen, best: _Seen) -> str:
    """Return why a sheet is not read."""
    hidden = "it is hidden, and " if other.table.hidden else ""
    count = other.header.known
    return f"{hidden}{count} of its headers are known, {best.header.known} of those of {best.table.name!r}"


def _nothing(container: Container, sheet: str | None, header_rows: int | None) -> Problem:
    where = f"{container.name}!{sheet}" if sheet else container.name
    if header_rows is not None:
        how = "count the rows up to and with the one that names the columns"
        return Problem.of(Code.FILE_UNREADABLE, where, why=f"row {header_rows} is blank, and no header", how=how)
    return Problem.of(Code.FILE_UNREADABLE, where, why="it holds no cell", how="export it again from the survey tool")
