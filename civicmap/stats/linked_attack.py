"""What a reader of linked tables can work out of a secret: by linear programs, then by integer programs where these differ."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from civicmap.stats.programs import Program, minimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.stats.linked import Sum, System

PROGRAMS: Final = 600
"""How many programs may be solved for one part of a system."""
_NODES: Final = 2_000  # of one integer program
_NEAR: Final = 1e-6
_KEPT: Final = 4_000  # worlds
_MOVES: Final = 200
_STEPS: Final = 5


class Effort:
    """How many programs were solved: a guard that no clock and no machine changes."""

    def __init__(self) -> None:
        self.left = PROGRAMS

    def take(self) -> None:
        """Count one program."""
        self.left -= 1

    def renew(self) -> None:
        """Begin again."""
        self.left = PROGRAMS

    @property
    def spent(self) -> bool:
        """Whether it was too many."""
        return self.left <= 0


class Widening(NamedTuple):
    """How wide a secret's limits are, and by how much each item could widen them at most if it were withheld too.

    By linear duality the width is at most `width` plus the sum of `weights` over what is withheld besides.
    """

    width: int
    weights: NDArray[np.int64]

    def missing(self, wanted: int) -> int:
        """Return by how much the limits must widen for so many values."""
        return max(wanted - 1 - self.width, 0)


class _Seen(NamedTuple):
    """One end of a secret: its limit, a point there, and the price of each published sum."""

    limit: float
    point: NDArray[np.float64]
    prices: NDArray[np.float64]


class Attack:
    """The reader of one system. What was found once is kept: a world that agrees with all that is shown proves a value."""

    def __init__(self, system: System, effort: Effort) -> None:
        self.system, self.effort = system, effort
        self.size = len(system.values)
        self.truth = np.array(system.values, dtype=np.int64)
        self.most = np.maximum(np.array(system.most, dtype=np.int64), self.truth)
        self.owners = [place for place, item in enumerate(system.items) for _ in item.tells]
        self.told = _matrix([told for item in system.items for told in item.tells], self.size)
        self.secrets = _matrix(system.secrets, self.size)
        self.over, self.limit, self.equal, self.value = _rows(system, self.size)
        self.worlds = _distinct(np.vstack([self.truth, self._neighbours()]))
        self._agreeing: dict[frozenset[int], tuple[int, NDArray[np.int64]]] = {}
        self._ends: dict[tuple[frozenset[int], int], tuple[_Seen, _Seen]] = {}
        self._counted: dict[tuple[frozenset[int], int], tuple[int, bool]] = {}

    def limits(self, hidden: frozenset[int], secret: int) -> tuple[int, int]:
        """Return the least and the greatest whole number that the linear program leaves a secret."""
        low, high = self._both(hidden, secret)
        return ceil(low.limit - _NEAR), floor(-high.limit + _NEAR)

    def candidates(self, hidden: frozenset[int], secret: int, wanted: int) -> int:
        """Return how many values a secret may have, counted up to `wanted`."""
        known, final = self._counted.get((hidden, secret), (0, False))
        if final or known >= wanted:
            return min(known, wanted)
        found = self._values(hidden, secret)
        if len(found) < wanted and not self.effort.spent:
            low, high = self.limits(hidden, secret)
            found = self._values(hidden, secret)
            true = int(self.secrets[secret] @ self.truth)
            for value in sorted(range(low, high + 1), key=lambda value: (abs(value - true), value))[: 4 * wanted]:
                if len(found) >= wanted:
                    break
                if value not in found and self._attain(hidden, secret, value):
                    found = self._values(hidden, secret)
            final = len(found) < wanted and not self.effort.spent
        self._counted[hidden, secret] = (len(found), final)
        return min(len(found), wanted)

    def widening(self, hidden: frozenset[int], secret: int) -> Widening:
        """Return how withholding more would widen a secret's limits."""
        low, high = self._both(hidden, secret)
        shown = self._shown(hidden)
        value = self.told @ self.truth
        down = value - np.minimum(self.told, 0) @ self.most
        up = np.maximum(self.told, 0) @ self.most - value
        more = np.zeros(len(self.told))
        for end in (low, high):
            more[shown] += np.maximum(end.prices * down[shown], -end.prices * up[shown])
        weights = np.zeros(len(self.system.items), dtype=np.int64)
        np.add.at(weights, self.owners, np.ceil(more - _NEAR).astype(np.int64))
        least, greatest = self.limits(hidden, secret)
        return Widening(greatest - least, weights)

    # --- programs ---------------------------------------------------------------------------------------------------

    def _shown(self, hidden: frozenset[int]) -> NDArray[np.intp]:
        """Return the places of the sums that are published."""
        return np.flatnonzero([owner not in hidden for owner in self.owners])

    def _both(self, hidden: frozenset[int], secret: int) -> tuple[_Seen, _Seen]:
        """Return both ends of a secret; the second is the least of its negative."""
        key = (hidden, secret)
        if key not in self._ends:
            low, high = (self._least(hidden, sign * self.secrets[secret]) for sign in (1, -1))
            self._ends[key] = low, high
            self._keep(low.point, high.point)
        return self._ends[key]

    def _least(self, hidden: frozenset[int], cost: NDArray[np.int64]) -> _Seen:
        """Return the least of a sum over all worlds that agree with what is shown."""
        self.effort.take()
        shown = self._shown(hidden)
        found = minimize(cost, self._program(shown))
        if found is None:  # the truth itself is a solution
            raise RuntimeError("no solution was found of a program that has one")
        return _Seen(found.value, found.point, found.prices[: len(shown)])

    def _attain(self, hidden: frozenset[int], secret: int, value: int) -> bool:
        """Return whether a world of whole numbers gives a secret this value; keep one that does."""
        self.effort.take()
        program = self._program(self._shown(hidden))
        rows = np.vstack([program.rows, self.secrets[secret][None, :]])
        known = program._replace(rows=rows, least=np.append(program.least, value), most=np.append(program.most, value))
        found = minimize(np.zeros(self.size), known, whole=True, nodes=_NODES)
        if found is None:
            return False
        self._keep(found.point)
        return True

    def _program(self, shown: NDArray[np.intp]) -> Program:
        """Return what is known of the numbers: the sums that are shown come first, then what everybody knows."""
        rows = np.vstack([self.told[shown], self.equal, self.over])
        equal = np.concatenate([self.told[shown] @ self.truth, self.value])
        without = np.full(len(self.over), -np.inf)
        return Program(rows, np.concatenate([equal, without]), np.concatenate([equal, self.limit]), 0, self.most)

    # --- worlds -----------------------------------------------------------------------------------------------------

    def _keep(self, *points: NDArray[np.float64]) -> None:
        """Keep points of whole numbers, and those that lie on a line between them and the truth."""
        worlds = [np.rint(point).astype(np.int64) for point in points]
        worlds = [world for world, point in zip(worlds, points, strict=True) if np.abs(world - point).max() < _NEAR]
        ends = [self.truth, *worlds]
        found = [_between(one, other) for place, one in enumerate(ends) for other in ends[place + 1 :]]
        fresh = [world[None, :] for world in worlds] + [between for between in found if len(between)]
        if fresh and len(self.worlds) < _KEPT:
            self.worlds = _distinct(np.vstack([self.worlds, *fresh]))

    def _values(self, hidden: frozenset[int], secret: int) -> set[int]:
        """Return the values of a secret in the worlds known that agree with what is shown."""
        seen, worlds = self._agreeing.get(hidden, (0, self.worlds[:0]))
        if seen != len(self.worlds):
            shown = self.told[self._shown(hidden)]
            worlds = self.worlds[((self.worlds @ shown.T) == shown @ self.truth).all(axis=1)]
            self._agreeing[hidden] = len(self.worlds), worlds
        return set((worlds @ self.secrets[secret]).tolist())

    def _neighbours(self) -> NDArray[np.int64]:
        """Return worlds near the truth, in which a few entities stand elsewhere: they spare most of the programs."""
        moves = self._moves()
        broken = moves @ self.equal.T
        whole = moves[(broken == 0).all(axis=1)]
        found = [whole]
        for kind in _distinct(broken[(broken != 0).any(axis=1)])[:_MOVES]:
            same = moves[(broken == kind).all(axis=1)]
            one, other = np.triu_indices(len(same), 1)
            found.append(same[one[:_MOVES]] - same[other[:_MOVES]])
        steps = np.vstack(found)[:_MOVES]
        worlds = np.vstack([self.truth + times * steps for times in range(-_STEPS, _STEPS + 1) if times])
        inside = (worlds >= 0).all(axis=1) & (worlds <= self.most).all(axis=1)
        if len(self.over):
            inside &= (worlds @ self.over.T <= self.limit).all(axis=1)
        return worlds[inside]

    def _moves(self) -> NDArray[np.int64]:
        """Return moves of one from one hidden number to another of a sum that is published."""
        pairs = dict.fromkeys(
            (int(one), int(other))
            for told in self.told
            for place, one in enumerate(np.flatnonzero(told))
            for other in np.flatnonzero(told)[place + 1 :]
        )
        moves = np.zeros((min(len(pairs), _MOVES), self.size), dtype=np.int64)
        for place, (one, other) in enumerate(list(pairs)[:_MOVES]):
            moves[place, one], moves[place, other] = 1, -1
        return moves


def _between(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the whole points on the line between two: every row that both keep, these keep."""
    step = other - one
    parts = int(np.gcd.reduce(np.abs(step))) if step.any() else 0
    if parts < 2:
        return np.empty((0, len(one)), dtype=np.int64)
    taken = np.array(sorted({int(part) for part in np.linspace(1, parts - 1, min(parts - 1, 12))}), dtype=np.int64)
    return one + taken[:, None] * (step // parts)


def _matrix(sums: Sequence[Sum], size: int) -> NDArray[np.int64]:
    found = np.zeros((len(sums), size), dtype=np.int64)
    for place, sum_ in enumerate(sums):
        for variable, weight in sum_:
            found[place, variable] += weight
    return found


def _rows(system: System, size: int) -> tuple[Any, Any, Any, Any]:
    """Return rows as `over @ x <= limit` and `equal @ x == value`."""
    equal = [row for row in system.rows if row.low is not None and row.low == row.high]
    loose = [row for row in system.rows if row not in equal]
    above = [row for row in loose if row.high is not None]
    below = [row for row in loose if row.low is not None]
    over = np.vstack([_matrix([row.sum for row in above], size), -_matrix([row.sum for row in below], size)])
    limit = np.array([row.high for row in above] + [-(row.low or 0) for row in below], dtype=np.int64)
    value = np.array([row.low for row in equal], dtype=np.int64)
    return over, limit, _matrix([row.sum for row in equal], size), value


def _distinct(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the distinct rows, sorted. Asked for their places too, NumPy does not import masked arrays (12 ms)."""
    return np.unique(rows, axis=0, return_index=True)[0]
