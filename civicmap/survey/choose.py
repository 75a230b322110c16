"""Which sheet of a file holds the responses, which tool wrote it, where its header stands, and which sheet lists policies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, RequestError, UnreadableError
from civicmap.survey.columns import count_known
from civicmap.survey.dialects import dialect_of, dialects, is_dialect
from civicmap.survey.dialects.dialect import HEAD, Dialect, Look, Signs
from civicmap.survey.dialects.not_responses import REPEAT
from civicmap.survey.folding import fold
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.policy_columns import looks_like_policies
from civicmap.survey.repeat_sheets import find_repeat
from civicmap.survey.titles import Title, padded, with_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from civicmap.survey.headers import Headers
    from civicmap.survey.options import ReadOptions
    from civicmap.survey.repeat_sheets import Repeat
    from civicmap.survey.tables import Container, Row, Table

_SAMPLE: Final = 20  # rows below a header, to know personal data by what it looks like


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its titles, the last of its rows, the cells of the rows that name columns, and why it is one."""

    titles: tuple[Title, ...]
    rows: int
    levels: tuple[list[str], ...]
    known: int
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The sheet that is read as responses. `sample` holds its first rows below the header."""

    table: Table
    dialect: Dialect
    header: Header
    sample: tuple[list[str], ...]
    policies: Table | None
    problems: tuple[Problem, ...]
    repeats: tuple[Repeat, ...] = ()  # tables of its instances


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the user said of the file; None where nothing."""

    sheet: str | None
    rows: int | None
    dialect: Dialect | None


@dataclass(frozen=True, slots=True)
class _Seen:
    table: Table
    dialect: Dialect
    header: Header
    rows: tuple[Row, ...]


def choose(container: Container, index: Headers, options: ReadOptions) -> Choice:
    """Return the sheet with the most headers that the framework knows.

    Raises UnreadableError where all are empty or hold no responses, RequestError for an unknown sheet or dialect.
    """
    mapping = options.mapping
    asked = _Asked(
        options.sheet or (mapping.sheet if mapping else None),
        options.header_rows or (mapping.header_rows if mapping else None),
        _dialect(options.dialect or (mapping.dialect if mapping else None)),
    )
    heads = [(table, table.head(max(HEAD, asked.rows or 0) + _SAMPLE)) for table in _named(container, asked.sheet)]
    listing = (
        None
        if asked.sheet
        else next((table for table, rows in heads if looks_like_policies(table.name, rows, index)), None)
    )

    def known(titles: Sequence[Title]) -> int:
        return count_known(titles, index, mapping)

    seen = [
        found
        for table, rows in heads
        if table is not listing and (found := _look(table, rows, known, asked)) is not None
    ]
    responses = [found for found in seen if not found.dialect.refused]
    if not responses:
        raise UnreadableError(_nothing(container, seen, asked))
    best = max(responses, key=lambda found: (found.header.known, not found.table.hidden))
    repeats = {} if asked.sheet else _repeats(best, [one for one in seen if one.dialect is REPEAT], index)
    others = [] if asked.sheet else [one for one in seen if one is not best and one.table.name not in repeats]
    problems = [_not_read(container, other, best) for other in others]
    sample = tuple(cells for number, cells in best.rows if number > best.header.rows)
    return Choice(best.table, best.dialect, best.header, sample, listing, tuple(problems), tuple(repeats.values()))


def _repeats(best: _Seen, seen: Sequence[_Seen], index: Headers) -> dict[str | None, Repeat]:
    """Return the tables that hold instances of the responses, by name."""
    found = {}
    for one in seen:
        others = frozenset(fold(other.table.name or "") for other in seen if other is not one)
        above = (best.dialect, best.header.levels[-1])
        repeat = find_repeat(one.table, one.rows, one.header.rows, above, others, index)
        if repeat is not None:
            found[one.table.name] = repeat
    return found


def _dialect(name: str | None) -> Dialect | None:
    """Return the dialect that was asked for. Raises RequestError if there is none of that name."""
    if name is None or is_dialect(name):
        return None if name is None else dialect_of(name)
    known = [one.id for one in dialects() if not one.refused]
    alike = {fold(one.title).replace(" ", ""): one.id for one in dialects()} | {one: one for one in known}
    near = nearest(name, alike)
    hint = did_you_mean(None if near is None else alike[near])
    raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="dialect", name=name, hint=hint, known=", ".join(known)))


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


def _look(table: Table, rows: Sequence[Row], known: Callable[[Sequence[Title]], int], asked: _Asked) -> _Seen | None:
    """Return what the first dialect that recognizes a sheet says of it; None for an empty sheet."""
    look = Look(table, rows[:HEAD], known)
    found = _recognised(look, asked)
    if found is None:
        return None
    dialect, signs = found
    if asked.rows is not None and asked.rows != signs.last:
        told = dialect.assumed(asked.rows)
        signs = Signs(told.levels, told.last, _joined(signs.why, f"row {asked.rows} was named as the header's last"))
    header = _header(table, dict(rows), dialect, signs, known)
    return None if header is None else _Seen(table, dialect, header, tuple(rows))


def _joined(*reasons: str) -> str:
    return "; ".join(filter(None, reasons))


def _recognised(look: Look, asked: _Asked) -> tuple[Dialect, Signs] | None:
    """Return the dialect of a sheet with its signs: the one that was asked for, else the first that knows it."""
    if asked.dialect is not None:
        signs = asked.dialect.recognise(look) or asked.dialect.assumed(asked.rows)
        return asked.dialect, Signs(signs.levels, signs.last, _joined("the dialect was named", signs.why))
    for one in dialects():
        found = one.recognise(look)
        if found is not None:
            return one, found
    return None


def _header(
    table: Table, rows: dict[int, list[str]], dialect: Dialect, signs: Signs, known: Callable[[Sequence[Title]], int]
) -> Header | None:
    """Return the header that a dialect makes of some rows; None where they are blank."""
    levels = [rows.get(number, []) for number in signs.levels]
    if not any(map(any, levels)):
        return None
    width = max(map(len, levels))
    padded_levels = tuple(padded(cells, width) for cells in levels)
    titles = tuple(with_sets(dialect.titles(padded_levels), padded_levels[0], table.sets))
    return Header(titles, signs.last, padded_levels, known(titles), signs.why)


def _not_read(container: Container, other: _Seen, best: _Seen) -> Problem:
    """Say that a sheet is not read, and why."""
    name = other.table.name
    why = other.dialect.refused
    if not why:
        hidden = "it is hidden, and " if other.table.hidden else ""
        count = other.header.known
        why = f"{hidden}{count} of its headers are known, {best.header.known} of those of {best.table.name!r}"
    else:
        why = f"it holds {why}"
    return Problem.of(Code.SHEET_NOT_READ, f"{container.name}!{name}", name=name, why=why)


def _nothing(container: Container, seen: Sequence[_Seen], asked: _Asked) -> Problem:
    """Word why a file holds no responses."""
    where = f"{container.name}!{asked.sheet}" if asked.sheet else container.name
    if seen:
        how = "export the responses themselves, or name the tool that wrote it with --dialect"
        if seen[0].dialect is REPEAT:
            how = "export the responses with it, in one workbook or archive, and name that"
        return Problem.of(Code.FILE_TYPE, where, what=seen[0].dialect.refused, how=how)
    if asked.rows is not None:
        how = "count the rows up to and with the one that names the columns"
        return Problem.of(Code.FILE_UNREADABLE, where, why=f"row {asked.rows} is blank, and no header", how=how)
    return Problem.of(Code.FILE_UNREADABLE, where, why="it holds no cell", how="export it again from the survey tool")
