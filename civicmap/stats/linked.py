"""Which published sums to withhold where tables are linked, so that together they give no small count away.

Hidden whole numbers stand behind every table. What is published are sums of them; what everybody knows are rows that they
keep (parts make a whole, one set lies within another). A reader who solves all of it must be left with enough values for
each secret. Numbers are chosen by integer programs with a cut for each attack that succeeds (Fischetti and Salazar 2001).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.stats.linked_attack import Attack, Effort
from civicmap.stats.linked_parts import components
from civicmap.stats.programs import Program, minimize

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Sum = tuple[tuple[int, int], ...]
"""(variable, weight) pairs, each variable once."""

ROUNDS: Final = 40
"""How often the choice is made anew, before more than needed is hidden."""
_NODES: Final = 20_000
"""How many nodes a choice may take."""


class Row(NamedTuple):
    """What everybody knows of the hidden numbers: low <= sum <= high; None is no limit."""

    sum: Sum
    low: int | None
    high: int | None


class Item(NamedTuple):
    """What is published together or not at all: the values of some sums.

    `fixed` is True for what is withheld whatever happens, False for what is published whatever happens. It is withheld
    where the item `with_` is.
    """

    tells: tuple[Sum, ...]
    cost: int = 1
    fixed: bool | None = None
    with_: int | None = None


@dataclass(frozen=True, slots=True)
class System:
    """Linked tables. `values` are the true numbers, none negative; `most` what a reader takes for the most of each."""

    values: tuple[int, ...]
    most: tuple[int, ...]
    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    secrets: tuple[Sum, ...]


class Secret(NamedTuple):
    """A secret after an attack: how many values are possible, counted up to the threshold, and how many could be.

    `possible` is what is left where every number that may be withheld is.
    """

    candidates: int
    possible: int

    @property
    def safe(self) -> bool:
        """Whether as many values are left as can be had."""
        return self.candidates >= self.possible


class Protected(NamedTuple):
    """The items to withhold, each secret as a reader sees it then, and whether more is hidden than was found needed."""

    hidden: frozenset[int]
    secrets: tuple[Secret, ...]
    gave_up: bool


def protect(system: System, threshold: int) -> Protected:
    """Return what to withhold so that each secret keeps `threshold` possible values, or as many as it can have.

    Of all choices that do, one of the least cost is taken. Where the search takes too long, everything that hangs together
    is withheld. Parts of the system that share no number are looked at one by one. Raises ValueError for a threshold below 1.
    """
    if threshold < 1:
        raise ValueError("the threshold must be at least 1")
    hidden = {place for place, item in enumerate(system.items) if item.fixed}
    secrets: list[Secret | None] = [None] * len(system.secrets)
    gave_up = False
    for part in components(system):
        if not part.secrets:
            continue
        found = _Part(part.system, threshold).solve()
        hidden |= {part.items[place] for place in found.hidden}
        gave_up |= found.gave_up
        for place, secret in zip(part.secrets, found.secrets, strict=True):
            secrets[place] = secret
    return Protected(frozenset(hidden), tuple(secret for secret in secrets if secret is not None), gave_up)


def audit(system: System, hidden: frozenset[int]) -> tuple[tuple[int, int], ...]:
    """Return the least and the greatest value of each secret to a reader who is shown everything but what is hidden.

    They are the limits of the linear program, rounded inwards; not every whole number between them need be possible.
    """
    found: dict[int, tuple[int, int]] = {}
    for part in components(system):
        if part.secrets:
            attack = Attack(part.system, Effort())
            own = frozenset(place for place, item in enumerate(part.items) if item in hidden)
            for number, place in enumerate(part.secrets):
                found[place] = attack.limits(own, number)
    return tuple(found[place] for place in range(len(system.secrets)))


class _Rule(NamedTuple):
    """The sum of what hidden items weigh must be no less than `least`."""

    weights: NDArray[np.int64]
    least: int


class _Part:
    """A part of a system in which everything hangs together, and the choice made for it."""

    def __init__(self, system: System, threshold: int) -> None:
        self.system, self.threshold = system, threshold
        self.effort = Effort()
        self.attack = Attack(system, self.effort)
        self.free = np.array([item.fixed is None for item in system.items], dtype=np.bool_)
        self.fixed = frozenset(place for place, item in enumerate(system.items) if item.fixed)
        self.everything = self.fixed | frozenset(np.flatnonzero(self.free).tolist())

    def solve(self) -> Protected:
        """Choose what to hide; everything where the effort is spent."""
        hidden = self._choose()
        gave_up = hidden is None
        if hidden is None:
            self.effort.renew()
            hidden = self.everything
        places = range(len(self.system.secrets))
        return Protected(hidden, tuple(self._secret(hidden, place) for place in places), gave_up)

    def _secret(self, hidden: frozenset[int], place: int) -> Secret:
        """Return how well a secret is protected. What many values are left of could not have more."""
        found = self.attack.candidates(hidden, place, self.threshold)
        return Secret(found, found if found == self.threshold else self._possible(place))

    def _possible(self, place: int) -> int:
        return self.attack.candidates(self.everything, place, self.threshold)

    def _choose(self) -> frozenset[int] | None:
        """Return the cheapest items that protect every secret; None where that takes too long."""
        rules = self._first_rules()
        hidden = self._cheapest(rules)
        for _ in range(ROUNDS):
            if self.effort.spent or hidden is None:
                return None
            won = [place for place in range(len(self.system.secrets)) if not self._secret(hidden, place).safe]
            if not won:
                return None if self.effort.spent else hidden
            rules += [self._cut(hidden, place, self._possible(place)) for place in won]
            hidden = self._cheapest(rules)
        return None

    def _cut(self, hidden: frozenset[int], secret: int, wanted: int) -> _Rule:
        """Return what must be hidden beyond `hidden` for a secret: by the prices of the attack, else one item more."""
        more = self.attack.widening(hidden, secret)
        weights = np.where(self.free, np.minimum(more.weights, more.missing(wanted)), 0)
        if more.missing(wanted) > 0 and weights.sum() >= more.missing(wanted):
            return _Rule(weights, more.missing(wanted))
        spare = np.array([place not in hidden for place in range(len(self.system.items))])
        return _Rule((spare & self.free).astype(np.int64), 1)

    def _first_rules(self) -> list[_Rule]:
        """Return that what is a secret is hidden itself, and that items go with those that they depend on."""
        count, secrets = len(self.system.items), set(self.system.secrets)
        rules = [
            _Rule(np.eye(1, count, place, dtype=np.int64)[0], 1)
            for place, item in enumerate(self.system.items)
            if item.fixed is None and any(told in secrets for told in item.tells)
        ]
        rules += self._lines(secrets)
        for place, item in enumerate(self.system.items):
            if item.with_ is not None and item.fixed is None:
                weights = np.zeros(count, dtype=np.int64)
                weights[place], weights[item.with_] = 1, -1
                rules.append(_Rule(weights, 0))
        return rules

    def _lines(self, secrets: set[Sum]) -> list[_Rule]:
        """Return that of the parts of a known whole no secret may be the only one hidden: it is the whole less the rest."""
        count = len(self.system.items)
        alone = {
            told[0][0]: place for place, item in enumerate(self.system.items) for told in item.tells if len(told) == 1
        }
        wholes: list[tuple[Sum, int | None]] = [(row.sum, None) for row in self.system.rows if row.low == row.high]
        wholes += [
            (told, place) for place, item in enumerate(self.system.items) for told in item.tells if len(told) > 1
        ]
        rules = []
        for whole, owner in wholes:
            if all(variable in alone for variable, _ in whole) and any((part,) in secrets for part in whole):
                places = {alone[variable] for variable, _ in whole} | ({owner} if owner is not None else set())
                weights = np.zeros(count, dtype=np.int64)
                weights[list(places)] = 1
                if len(places) > 1 and (self.free[list(places)].sum() > 1):
                    rules.append(_Rule(weights, 2))
        return rules

    def _cheapest(self, rules: Sequence[_Rule]) -> frozenset[int] | None:
        """Return the cheapest items that follow the rules; None where none do."""
        count = len(self.system.items)
        if not rules:
            return self.fixed
        # Of equal costs the items that come first, so that the choice does not hang on the solver.
        costs = np.array([item.cost for item in self.system.items]) * (count * (count + 1)) + np.arange(count)
        low = np.array([float(item.fixed is True) for item in self.system.items])
        high = np.array([float(item.fixed is not False) for item in self.system.items])
        needed = np.array([rule.least for rule in rules]) - 0.5  # all is whole: half a unit keeps rounding out
        program = Program(np.array([rule.weights for rule in rules]), needed, np.full(len(rules), np.inf), low, high)
        found = minimize(costs, program, whole=True, nodes=_NODES)
        return None if found is None else frozenset(np.flatnonzero(found.point > 0.5).tolist())
