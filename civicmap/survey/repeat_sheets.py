"""Repeated groups of a form, which a tool writes as tables of their own: each row is an instance of a response beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import REMARKS, Column, RawColumn, Role
from civicmap.survey.addresses import address
from civicmap.survey.columns import settle
from civicmap.survey.dialects.hxl import is_tags
from civicmap.survey.encode import encode_table
from civicmap.survey.folding import fold
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Source
    from civicmap.survey.columns import Settled
    from civicmap.survey.dialects.dialect import Dialect
    from civicmap.survey.encode import Encoded, Notes
    from civicmap.survey.headers import Headers
    from civicmap.survey.options import ReadOptions
    from civicmap.survey.tables import Row, Table
    from civicmap.survey.titles import Title

# What a row of a repeat names, and what the same is called in the table of the responses.
_LINKS: Final = (("parent_key", "key"), ("parentglobalid", "globalid"), ("_parent_index", "_index"))
_TABLE_NAMED: Final = "_parent_table_name"
_METADATA: Final = re.compile(
    r"_parent_(table_name|index)|_submission__.*|_index|parent_key|key|(parent)?globalid|objectid"
)
_PERSONAL: Final = re.compile(r"_submission__submitted_by|creator|editor|x|y")
_OWN: Final = REMARKS | {Role.QUESTION, Role.OPTION, Role.OTHER, Role.INSTANCE}
_NOT_MISSED: Final = frozenset({Code.NO_ENTITY_COLUMN, Code.NO_KNOWN_COLUMN})  # both stand in the responses' table


@dataclass(frozen=True, slots=True)
class Repeat:
    """A table of instances. `child` is the place of the column that names a row's response, `parent` that in its table."""

    table: Table
    dialect: Dialect
    titles: tuple[Title, ...]
    levels: tuple[list[str], ...]
    header_rows: int
    sample: tuple[list[str], ...]
    child: int
    parent: int


@dataclass(frozen=True, slots=True)
class Instances:
    """The rows of a repeat, read. `keys` (rows,) holds the text that names each row's response."""

    source: Source
    columns: tuple[RawColumn, ...]
    all_columns: tuple[Column, ...]
    keys: RawColumn
    numbers: NDArray[np.uint32]
    notes: Notes
    settled: Settled


class Joined(NamedTuple):
    """Responses with a row for each of their instances; one without any keeps its own row."""

    columns: tuple[RawColumn, ...]
    numbers: NDArray[np.uint32]
    problems: tuple[Problem, ...]


def find_repeat(
    table: Table,
    rows: Sequence[Row],
    header: int,
    responses: tuple[Dialect, Sequence[str]],
    others: frozenset[str],
    index: Headers,
) -> Repeat | None:
    """Return a table of instances of the responses' table, given with its dialect and header; None where it is none.

    It must name its responses, and hold the questions that name an instance. `others` are the folded names of the file's
    other repeats: a group within one of those is none of the responses'.
    """
    dialect, above = responses
    cells = dict(rows).get(header, [])
    names, known = [fold(cell) for cell in cells], [fold(cell) for cell in above]
    link = next(((one, other) for one, other in _LINKS if one in names and other in known), None)
    if link is None:
        return None
    titles = dialect.titles([cells])
    if not any((found := index.find_title(title)) is not None and found.role is Role.INSTANCE for title in titles):
        return None
    last = header + is_tags(dict(rows).get(header + 1, []))
    sample = tuple(row for number, row in rows if number > last)
    if _TABLE_NAMED in names:
        at = names.index(_TABLE_NAMED)
        if any(fold(row[at]) in others for row in sample if at < len(row)):
            return None
    child, parent = names.index(link[0]), known.index(link[1])
    return Repeat(table, dialect, tuple(titles), (cells,), last, sample, child, parent)


def read_repeat(repeat: Repeat, main: Source, framework: Framework, index: Headers, options: ReadOptions) -> Instances:
    """Read a table of instances, as a part of the source of its responses."""
    source = replace(main, sheet=repeat.table.name, header_rows=repeat.header_rows, rows=0)
    mapping = options.mapping
    settled = settle(
        repeat.titles,
        repeat.sample,
        index,
        None if mapping is None else replace(mapping, columns=tuple(c for c in mapping.columns if c.header), long={}),
        keep_personal=options.keep_personal,
        framework=framework,
        source=source,
        dialect=replace(repeat.dialect, metadata=_METADATA, personal=_PERSONAL),
    )
    kept = [at for at in settled.stored if settled.columns[at].role in _OWN]
    encoded = encode_table(repeat.table, repeat.levels, repeat.header_rows, sorted({*kept, repeat.child}))
    source = replace(source, rows=encoded.read)
    columns = [_elsewhere(column, repeat.table) for column in settled.columns]
    return Instances(
        source,
        tuple(_column(columns[at], encoded, at) for at in kept),
        tuple(columns),
        _column(Column(letter(repeat.child), repeat.levels[0][repeat.child], Role.METADATA), encoded, repeat.child),
        encoded.numbers,
        encoded.notes,
        replace(settled, problems=tuple(one for one in settled.problems if one.code not in _NOT_MISSED)),
    )


def _elsewhere(column: Column, table: Table) -> Column:
    """Return a column whose letter says on which sheet it stands; what only the responses' table says is left out."""
    role = column.role if column.role in _OWN | {Role.METADATA, Role.NOT_KEPT} else Role.IGNORED
    return replace(column, letter=f"{table.name}!{column.letter}", role=role)


def _column(column: Column, encoded: Encoded, at: int) -> RawColumn:
    return RawColumn(column, *encoded.columns[at], encoded.numbers)


def join(
    columns: Sequence[RawColumn],
    numbers: NDArray[np.uint32],
    keys: Sequence[RawColumn],
    kept: NDArray[np.bool_],
    repeats: Sequence[Instances],
    source: Source,
) -> Joined:
    """Give each response a row for each of its instances, in the order of the responses and then of the repeats.

    `keys` are the responses' own, one for each repeat, of all rows of their table; `kept` (those rows,) says which are
    responses. `columns` and `numbers` are of those alone.
    """
    above = [_rows_above(own, repeat) for own, repeat in zip(keys, repeats, strict=True)]
    place = np.cumsum(kept) - 1  # of a row of the table, among the responses
    rows, whose, of = [], [], []
    problems: list[Problem] = []
    for order, (repeat, parent) in enumerate(zip(repeats, above, strict=True)):
        problems += _orphans(repeat, parent, source)
        here = np.flatnonzero(parent >= 0)
        here = here[kept[parent[here]]]
        rows.append(here)
        whose.append(place[parent[here]])
        of.append(np.full(len(here), order))
        if len(here):
            where, sheet = address(repeat.source, repeat.source.header_rows), source.sheet or source.name
            count = len(np.unique(whose[-1]))
            problems.append(Problem.of(Code.ROW_JOINED, where, rows=len(here), responses=count, sheet=sheet))
    alone = np.setdiff1d(np.arange(len(numbers)), np.concatenate(whose))
    up = np.concatenate([*whose, alone])
    down, table = np.concatenate([*rows, np.full(len(alone), -1)]), np.concatenate([*of, np.full(len(alone), -1)])
    order_of = np.lexsort((down, table, up))
    up, down, table = up[order_of], down[order_of], table[order_of]
    own = [
        _taken(held, np.where(table == order, down, -1))
        for order, repeat in enumerate(repeats)
        for held in repeat.columns
    ]
    return Joined((*(held.take(up) for held in columns), *own), numbers[up], tuple(problems))


def _rows_above(own: RawColumn, repeat: Instances) -> NDArray[np.int64]:
    """Return the row of the responses' table that each instance names; -1 where none or several bear that name."""
    codes = own.codes.astype(np.int64)
    times = np.bincount(codes, minlength=len(own.texts))
    first = np.full(len(own.texts), -1, dtype=np.int64)
    first[codes] = np.arange(len(codes))
    at = {text: int(row) for text, row, count in zip(own.texts, first, times, strict=True) if text and count == 1}
    table = np.array([at.get(text, -1) for text in repeat.keys.texts], dtype=np.int64)
    return np.take(table, repeat.keys.codes)


def _orphans(repeat: Instances, parent: NDArray[np.int64], source: Source) -> list[Problem]:
    """Name the instances that belong to no response: nobody answers for them."""
    lost = np.flatnonzero(parent < 0)
    if not len(lost):
        return []
    where = address(repeat.source, int(repeat.numbers[lost[0]]), repeat.keys.column.letter)
    return [Problem.of(Code.ROW_NO_PARENT, where, len(lost), sheet=source.sheet or source.name)]


def _taken(held: RawColumn, rows: NDArray[np.int64]) -> RawColumn:
    """Return a column of instances in other rows; blank where a row has none of this table."""
    there = np.flatnonzero(rows >= 0)
    codes, numbers = np.zeros(len(rows), dtype=held.codes.dtype), np.zeros(len(rows), dtype=np.uint32)
    codes[there] = held.codes[rows[there]]
    if held.numbers is not None:
        numbers[there] = held.numbers[rows[there]]
    return replace(held, kept=codes, numbers=numbers)
