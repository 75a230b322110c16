"""Several rows that stand for one entity, instance and stage of a wave: equal ones count once, others by a rule."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import RawColumn, Role
from civicmap.survey.dialects import dialect_of, is_dialect
from civicmap.survey.dialects.plain import PLAIN
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.survey.combine import Combined
    from civicmap.survey.keys import Keys

# Columns that say whose row it is, and not what was answered.
_KEYS: Final = frozenset({Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.STAGE, Role.METADATA})
_ANSWER: Final = (Role.QUESTION, Role.OPTION, Role.OTHER, Role.STATE)
_MOST_CELLS: Final = 6  # named in one message

_Said = tuple[tuple[tuple[str, str], str], ...]


def settle_duplicates(
    combined: Combined, keys: Keys, rows: NDArray[np.int64], rule: str
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...], list[Problem]]:
    """Leave one row for each entity, instance and stage of a wave; equal rows count once, others by the rule.

    Returns the rows that stay and, where rows were merged, the row whose cell each row shows (rows,), by column.
    """
    if not keys.named:
        return rows, (), []
    entity = keys.entity if len(rows) == len(keys.entity) else keys.entity[rows]
    if not keys.rest.any() and np.bincount(entity + 1)[1:].max(initial=0) <= 1:
        return rows, (), []  # so it is with a row for each entity, however many
    mine = rows[entity >= 0]
    group = keys.entity[mine] * (int(keys.rest.max(initial=0)) + 1) + keys.rest[mine]
    _, group, sizes = np.unique(group, return_inverse=True, return_counts=True)
    doubled = mine[sizes[group] > 1]
    if not len(doubled):
        return rows, (), []
    settling = _Duplicates(combined, keys, rule)
    for _, members in groupby(
        sorted(zip(group[sizes[group] > 1].tolist(), doubled.tolist(), strict=True)), itemgetter(0)
    ):
        settling.settle([row for _, row in members])
    kept = rows[~np.isin(rows, np.array(sorted(settling.dropped), dtype=np.int64))]
    return kept, settling.shown(), settling.problems


class _Duplicates:
    """Settles rows of one entity, instance and stage, group by group."""

    def __init__(self, combined: Combined, keys: Keys, rule: str) -> None:
        self.combined, self.keys, self.rule = combined, keys, rule
        self.fields = _fields(combined.columns)
        self.dropped: set[int] = set()
        self.into: dict[int, list[int]] = {}  # the row that stays -> the rows merged into it, in order
        self.problems: list[Problem] = []

    def settle(self, rows: list[int]) -> None:
        """Settle one group, in the order of the files."""
        distinct: dict[tuple[_Said, ...], int] = {}
        for row in rows:
            answers = tuple(_said(field, row) for field in self.fields)
            first = distinct.setdefault(answers, row)
            if first != row:
                self.dropped.add(row)
                self._say(Code.ROW_EQUAL, row, first=self.combined.beside(first, row))
        different = list(distinct.values())
        if len(different) > 1 and self._are_parts(different):
            self._put_together(different)
        elif len(different) > 1:
            self._choose(different)

    def _are_parts(self, rows: list[int]) -> bool:
        """Say whether the tool writes one response in several rows, as these are: no two of them say two things."""
        if not all(dialect_of(self._dialect(row)).several_rows for row in rows):
            return False
        said = (filter(None, (_said(field, row) for row in rows)) for field in self.fields)
        return all(len(set(one)) <= 1 for one in said)

    def _dialect(self, row: int) -> str:
        name = self.combined.sources[int(self.combined.source[row])].dialect
        return name if is_dialect(name) else PLAIN.id

    def _put_together(self, rows: list[int]) -> None:
        """Make one row of the parts of a response."""
        stays = rows[-1]
        self.into[stays] = rows
        for row in rows[:-1]:
            self.dropped.add(row)
            self._say(Code.ROW_PART, row, entity=self._entity(row), other=self.combined.beside(stays, row))

    def _choose(self, rows: list[int]) -> None:
        """Keep one of some different rows."""
        stays = rows[0] if self.rule in ("refuse", "first") else rows[-1]
        for row in rows:
            if row == stays:
                continue
            self.dropped.add(row)
            if self.rule == "refuse":
                self._say(Code.ENTITY_TWICE, row, entity=self._entity(row), first=self.combined.beside(stays, row))
            else:
                what = "the two are merged" if self.rule == "merge" else "that row is used"
                other = self.combined.beside(stays, row)
                self._say(Code.ROW_SUPERSEDED, row, entity=self._entity(row), other=other, what=what)
        if self.rule == "merge":
            self.into[stays] = rows
            self._say_contradictions(stays, rows)

    def _say_contradictions(self, stays: int, rows: list[int]) -> None:
        """Name the cells in which merged rows say different things."""
        cells: list[str] = []
        for field in self.fields:
            saying = [(row, said) for row in rows if (said := _said(field, row))]
            if len({tuple((place, fold(text)) for place, text in said) for _, said in saying}) > 1:
                cells += [self._cell(field, row, stays) for row, _ in saying]
        if cells:
            named = ", ".join(cells[:_MOST_CELLS])
            more = f" and {len(cells) - _MOST_CELLS} more" if len(cells) > _MOST_CELLS else ""
            self._say(Code.ROW_MERGED_OTHERWISE, stays, entity=self._entity(stays), cells=named + more)

    def _cell(self, field: list[RawColumn], row: int, stays: int) -> str:
        """Return the cell in which a row says something first, by its column and row alone where it is of one file."""
        letter = next(held.column.letter for held in field if held.code(row))
        alone = self.combined.source[row] == self.combined.source[stays]
        return f"{letter}{self.combined.number[row]}" if alone else self.combined.where(row, letter)

    def _entity(self, row: int) -> str:
        return self.keys.ids[int(self.keys.entity[row])]

    def _say(self, code: Code, row: int, **facts: str) -> None:
        self.problems.append(Problem.of(code, self.combined.where(row), 1, **facts))

    def shown(self) -> tuple[NDArray[np.int64], ...]:
        """Return whose cell each row shows, by column: of merged rows, the last that says something of a question.

        All columns of a question come from one row: what it ticks is one answer, of which no option is taken alone.
        """
        if not self.into:
            return ()
        orders: dict[int, NDArray[np.int64]] = {}
        for field in _fields(self.combined.columns, keys=True):
            order = np.arange(self.combined.rows, dtype=np.int64)
            for stays, rows in self.into.items():
                order[stays] = next((row for row in reversed(rows) if any(held.code(row) for held in field)), stays)
            orders |= {id(held): order for held in field}
        return tuple(orders[id(held)] for held in self.combined.columns)


def _fields(columns: Sequence[RawColumn], *, keys: bool = False) -> list[list[RawColumn]]:
    """Return the columns that answer one thing together; those that say whose row it is only with `keys`.

    A question's own column, its options and the text beside "other" are one field, wherever they stand in each file.
    """
    fields: dict[tuple[object, ...], list[RawColumn]] = {}
    for place, held in enumerate(columns):
        column = held.column
        if column.role in _KEYS and not keys:
            continue
        if column.role in _ANSWER and column.question is not None:
            fields.setdefault((Role.QUESTION, column.question), []).append(held)
        else:
            fields.setdefault((column.role, place), []).append(held)
    return list(fields.values())


def _said(field: Sequence[RawColumn], row: int) -> _Said:
    """Return what a row says in a field: (role and option, text) of each cell that holds something, whatever its column."""
    return tuple(
        sorted(((str(held.column.role), held.column.option or ""), held.text(row)) for held in field if held.code(row))
    )
