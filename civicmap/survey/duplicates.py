"""Several rows that stand for one entity, instance and stage of a wave: equal ones count once, others by a rule."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.survey.combine import Combined
    from civicmap.survey.keys import Keys

# Columns that say whose row it is, and not what was answered.
_KEYS: Final = frozenset({Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.STAGE, Role.METADATA})


def settle_duplicates(
    combined: Combined, keys: Keys, rows: NDArray[np.int64], rule: str
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...], list[Problem]]:
    """Leave one row for each entity, instance and stage of a wave; equal rows count once, others by the rule.

    Returns the rows that stay and, where rows were merged, the row whose cell each row shows (rows,), by column.
    """
    if not keys.named:
        return rows, (), []
    mine = rows[keys.entity[rows] >= 0]
    key = np.stack([keys.entity[mine], keys.rest[mine]])
    _, group, sizes = np.unique(key, axis=1, return_inverse=True, return_counts=True)
    group = group.reshape(-1)
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
        self.compared = [held for held in combined.columns if held.column.role not in _KEYS]
        self.dropped: set[int] = set()
        self.into: dict[int, list[int]] = {}  # the row that stays -> the rows merged into it, in order
        self.problems: list[Problem] = []

    def settle(self, rows: list[int]) -> None:
        """Settle one group, in the order of the files."""
        distinct: dict[tuple[int, ...], int] = {}
        for row in rows:
            answers = tuple(int(held.codes[row]) for held in self.compared)
            first = distinct.setdefault(answers, row)
            if first != row:
                self.dropped.add(row)
                self._say(Code.ROW_EQUAL, row, first=self.combined.beside(first, row))
        different = list(distinct.values())
        if len(different) > 1:
            self._choose(different)

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

    def _entity(self, row: int) -> str:
        return self.keys.ids[int(self.keys.entity[row])]

    def _say(self, code: Code, row: int, **facts: str) -> None:
        self.problems.append(Problem.of(code, self.combined.where(row), 1, **facts))

    def shown(self) -> tuple[NDArray[np.int64], ...]:
        """Return whose cell each row shows, by column: of merged rows, the last that says something counts."""
        if not self.into:
            return ()
        orders = []
        for held in self.combined.columns:
            order = np.arange(len(held.codes), dtype=np.int64)
            for stays, rows in self.into.items():
                order[stays] = next((row for row in reversed(rows) if held.codes[row]), stays)
            orders.append(order)
        return tuple(orders)
