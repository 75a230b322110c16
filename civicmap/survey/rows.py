"""Which rows are responses: whose, of which wave, and what becomes of rows that stand for the same entity."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Role
from civicmap.survey.duplicates import settle_duplicates
from civicmap.survey.keys import find_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import RawColumn, Register
    from civicmap.survey.combine import Combined
    from civicmap.survey.keys import Keys
    from civicmap.survey.options import ReadOptions


T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class WaveRows:
    """The rows of one wave that are kept, in the order of the files, and their problems.

    Where rows were merged, `shown` holds for each column the row whose cell each row shows (all rows,).
    """

    wave: str
    rows: NDArray[np.int64]
    shown: tuple[NDArray[np.int64], ...]
    keys: Keys
    problems: tuple[Problem, ...]

    def entities(self) -> frozenset[str]:
        """Return the ids of those that sent a row."""
        present = np.flatnonzero(np.bincount(self.keys.entity[self.rows] + 1)[1:])
        return frozenset(self.keys.ids[at] for at in present.tolist())

    def origin(self, column: int) -> NDArray[np.int64]:
        """Return the row, among all rows, whose cell each kept row shows in a column."""
        return self.shown[column][self.rows] if self.shown else self.rows

    def of(self, array: NDArray[T]) -> NDArray[T]:
        """Return what an array (all rows,) has of the kept rows; the array itself where all are kept."""
        return array if len(self.rows) == len(array) else array[self.rows]

    def take(self, combined: Combined) -> tuple[RawColumn, ...]:
        """Return the columns of the kept rows. A cell that was merged into another row keeps its own row's number."""
        if not self.shown:
            every = len(self.rows) == combined.rows  # as they stand: no copy of what may be very large
            return combined.columns if every else tuple(held.take(self.rows) for held in combined.columns)
        return tuple(self._merged(combined, held, place) for place, held in enumerate(combined.columns))

    def _merged(self, combined: Combined, held: RawColumn, place: int) -> RawColumn:
        origin = self.origin(place)
        taken = held.take(origin)
        moved = (origin != self.rows) & (combined.source[origin] == combined.source[self.rows])
        if not moved.any():
            return taken
        own = np.zeros(len(origin), dtype=np.uint32) if taken.numbers is None else taken.numbers
        return replace(taken, numbers=np.where(moved & (own == 0), combined.number[origin], own).astype(np.uint32))


def split(
    combined: Combined,
    framework: Framework,
    register: Register | None,
    wave: str | None,
    options: ReadOptions,
    *,
    name_others: bool = True,
) -> tuple[WaveRows, ...]:
    """Return the waves that the rows belong to, in the order of their names; only `wave` where one is named.

    `name_others` says that rows of other waves are named, as nobody reads them.
    """
    keys = find_keys(combined, framework, register, options.mapping, wave)
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
        asked = name_others and wave is not None and len(keys.waves) > 1
        others = _other_waves(combined, keys, holding, place) if asked else []
        kept, shown, problems = settle_duplicates(combined, keys, rows, options.duplicates)
        found.append(WaveRows(name, kept, shown, keys, (*idle, *unsaid, *others, *problems)))
    return tuple(found)


def _holding(combined: Combined) -> NDArray[np.bool_]:
    """Say which rows hold anything in a column that counts."""
    holding = np.zeros(combined.rows, dtype=np.bool_)
    for held in combined.columns:
        if held.column.role not in (Role.METADATA, Role.STAGE):
            holding |= held.codes != 0
        if holding.all():
            break
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
