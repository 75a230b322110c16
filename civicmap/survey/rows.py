"""Which rows are responses: whose, of which wave, and what becomes of rows that stand for the same entity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, RawColumn, Role
from civicmap.survey.folding import clean, fold
from civicmap.survey.identify import entity_ids
from civicmap.survey.vocabulary import vocabularies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Register
    from civicmap.survey.combine import Combined
    from civicmap.survey.mapping import Mapping_

# Columns that say whose row it is, and not what was answered.
_KEYS: Final = frozenset({Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.STAGE, Role.METADATA})


@dataclass(frozen=True, slots=True)
class WaveRows:
    """The rows of one wave that are kept, in the order of the files, with their columns and their problems."""

    wave: str
    rows: NDArray[np.int64]
    columns: tuple[RawColumn, ...]
    entities: frozenset[str]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """Whose each row is: `entity` (rows,) is -1 where nobody is named; `wave` (rows,) is -1 where none is said."""

    entity: NDArray[np.int64]
    ids: tuple[str, ...]
    wave: NDArray[np.int64]
    waves: tuple[str, ...]
    rest: NDArray[np.int64]  # instance and stage
    named: bool  # whether any column names entities


def split(
    combined: Combined,
    framework: Framework,
    register: Register | None,
    mapping: Mapping_ | None,
    wave: str | None,
    duplicates: str,
) -> tuple[WaveRows, ...]:
    """Return the waves that the rows belong to, in the order of their names; only `wave` where one is named."""
    keys = find_keys(combined, framework, register, mapping, wave)
    holding = _holding(combined)
    idle = _one_problem(Code.ROW_NOTHING_KEPT, combined, np.flatnonzero(~holding))
    unsaid = _one_problem(
        Code.ROW_NO_WAVE,
        combined,
        np.flatnonzero(holding & (keys.wave < 0)),
        column=next((held.column.letter for held in combined.of_role(Role.WAVE)), ""),
    )
    found = []
    for place in sorted(range(len(keys.waves)), key=keys.waves.__getitem__):
        name = keys.waves[place]
        if wave is not None and name != wave:
            continue
        rows = np.flatnonzero(holding & (keys.wave == place))
        asked = wave is not None and len(keys.waves) > 1
        others = _other_waves(combined, keys, holding, place) if asked else []
        kept, columns, problems = _settle_duplicates(combined, keys, rows, duplicates)
        entities = frozenset(keys.ids[at] for at in np.unique(keys.entity[kept]).tolist() if at >= 0)
        found.append(WaveRows(name, kept, columns, entities, (*idle, *unsaid, *others, *problems)))
    return tuple(found)


def find_keys(
    combined: Combined, framework: Framework, register: Register | None, mapping: Mapping_ | None, wave: str | None
) -> Keys:
    """Return whose each row is, and of which wave: `wave` (else "1") where no column says."""
    naming = combined.of_role(Role.ENTITY)
    entity, ids = np.full(combined.rows, -1, dtype=np.int64), tuple[str, ...]()
    if naming:
        entity, ids = _numbered(naming[0], entity_ids(naming[0].texts, register))
    meanings = _Meanings(framework, mapping)
    waves = np.zeros(combined.rows, dtype=np.int64)
    names: tuple[str, ...] = (wave or "1",)
    said = combined.of_role(Role.WAVE)
    if said:
        waves, names = _numbered(said[0], meanings.of(said[0]))
        names = names if wave is None or wave in names else (*names, wave)
    rest = np.zeros(combined.rows, dtype=np.int64)
    for held in combined.of_role(Role.INSTANCE, Role.STAGE):
        at, texts = _numbered(held, meanings.of(held))
        rest = np.unique(rest * (len(texts) + 1) + at + 1, return_inverse=True)[1].reshape(-1)
    return Keys(entity, ids, waves, names, rest, bool(naming))


def _numbered(column: RawColumn, meanings: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return each row's place among the meanings of a column's texts (-1 for ""), and the meanings, sorted."""
    names = tuple(sorted(set(meanings) - {""}))
    place = {name: at for at, name in enumerate(names)} | {"": -1}
    table = np.array([place[meaning] for meaning in meanings], dtype=np.int64)
    return np.take(table, column.codes), names


class _Meanings:
    """What a text of a key column means: an answer's id where its question is a choice, else the text itself."""

    def __init__(self, framework: Framework, mapping: Mapping_ | None) -> None:
        self._framework, self._mapping = framework, mapping

    def of(self, column: RawColumn) -> list[str]:
        """Return the meaning of each text of a column."""
        asked = next((q for q in self._framework.questions if q.id == column.column.question), None)
        if asked is None or asked.type is not QuestionType.CHOICE:
            first: dict[str, str] = {}
            for text in sorted(clean(text) for text in column.texts):
                first.setdefault(fold(text), text)
            return [first[fold(text)] for text in column.texts]
        told = self._mapping.answers if self._mapping else ()
        words = vocabularies(self._framework, told, ())[asked.id]
        codes = [words.code(text) for text in column.texts]
        answers = [asked.answer(code) if code is not None and code >= FIRST_ANSWER else None for code in codes]
        return [
            answer.id if answer is not None else clean(text) for answer, text in zip(answers, column.texts, strict=True)
        ]


def _holding(combined: Combined) -> NDArray[np.bool_]:
    """Say which rows hold anything in a column that counts."""
    holding = np.zeros(combined.rows, dtype=np.bool_)
    for held in combined.columns:
        if held.column.role is not Role.METADATA:
            holding |= held.codes != 0
    return holding


def _one_problem(code: Code, combined: Combined, rows: NDArray[np.int64], **facts: object) -> list[Problem]:
    """Return one problem for some rows, at the first of them; none for none."""
    return [Problem.of(code, combined.where(int(rows[0])), len(rows), **facts)] if len(rows) else []


def _other_waves(combined: Combined, keys: Keys, holding: NDArray[np.bool_], asked: int) -> list[Problem]:
    """Name the rows of the waves that were not asked for."""
    problems: list[Problem] = []
    for place in sorted(set(range(len(keys.waves))) - {asked}, key=keys.waves.__getitem__):
        rows = np.flatnonzero(holding & (keys.wave == place))
        names = keys.waves
        problems += _one_problem(Code.ROW_OTHER_WAVE, combined, rows, wave=names[place], asked=names[asked])
    if not (holding & (keys.wave == asked)).any():
        known = ", ".join(name for at, name in enumerate(keys.waves) if at != asked)
        where = combined.sources[0].name
        fault = Problem.of(Code.NAME_UNKNOWN, where, kind="wave", name=keys.waves[asked], hint="", known=known)
        problems.append(fault)
    return problems


def _settle_duplicates(
    combined: Combined, keys: Keys, rows: NDArray[np.int64], rule: str
) -> tuple[NDArray[np.int64], tuple[RawColumn, ...], list[Problem]]:
    """Leave one row for each entity, instance and stage of a wave; equal rows count once, others by the rule."""
    columns = combined.columns
    if not keys.named:
        return rows, columns, []
    mine = rows[keys.entity[rows] >= 0]
    key = np.stack([keys.entity[mine], keys.rest[mine]])
    _, group, sizes = np.unique(key, axis=1, return_inverse=True, return_counts=True)
    group = group.reshape(-1)
    doubled = mine[sizes[group] > 1]
    if not len(doubled):
        return rows, columns, []
    settling = _Duplicates(combined, keys, rule)
    for _, members in groupby(
        sorted(zip(group[sizes[group] > 1].tolist(), doubled.tolist(), strict=True)), itemgetter(0)
    ):
        settling.settle([row for _, row in members])
    kept = rows[~np.isin(rows, np.array(sorted(settling.dropped), dtype=np.int64))]
    return kept, settling.merged(), settling.problems


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

    def merged(self) -> tuple[RawColumn, ...]:
        """Return the columns, with merged rows filled cell by cell: the last row that says something counts."""
        if not self.into:
            return self.combined.columns
        columns = []
        for held in self.combined.columns:
            codes = held.codes.copy()
            for stays, rows in self.into.items():
                codes[stays] = next((held.codes[row] for row in reversed(rows) if held.codes[row]), 0)
            columns.append(replace(held, codes=codes))
        return tuple(columns)
