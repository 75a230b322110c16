"""Which cells of a table to withhold, so that the totals do not give its small counts away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from civicmap.stats.attack import Cell, Counts, reach, read
from civicmap.stats.programs import Program, minimize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


class Suppressed(NamedTuple):
    """The cells (row, column) to withhold; the primary among them are small, the others protect these."""

    hidden: frozenset[Cell]
    primary: frozenset[Cell]


class _Rule(NamedTuple):
    """The sum of what hidden cells weigh must be no less than `least`."""

    weights: NDArray[np.int64]
    least: int


def suppress(table: Iterable[Iterable[Any]], threshold: int) -> Suppressed:
    """Return which cells to hide where the totals of rows and columns are published (see `audit_suppression`).

    Counts from 1 to threshold - 1 are hidden, and then the fewest others (a zero counting as two, since readers often know
    that one must be zero; then the smallest sum of counts, then the first cells), so that a reader who uses all totals is
    left with `threshold` possible counts for each; or with as many as there are if everything were hidden, where totals
    are too small for more. Cells are chosen by integer programs with a cut for each attack that succeeds (Fischetti and
    Salazar 2001), so nothing is hidden without need. Raises ValueError for what is no table of counts.
    """
    counts = read(table, threshold)
    primary = counts.primary(threshold)
    if not primary.size:
        return Suppressed(frozenset(), frozenset())
    rules = [_Rule(np.eye(1, counts.values.size, place, dtype=np.int64)[0], 1) for place in primary]
    wanted = {int(place): min(threshold, _possible(counts, int(place))) for place in primary}
    rules += [rule for place, many in wanted.items() if many > 1 for rule in _neighbours(counts, place)]
    hidden = primary
    for costs in (np.where(counts.values, 1, 2), counts.values, np.arange(1, counts.values.size + 1)):
        hidden = _cheapest(counts, costs, rules, wanted)
        rules.append(_Rule(-costs, -int(costs[hidden].sum())))
    return Suppressed(frozenset(map(counts.cell, hidden.tolist())), frozenset(map(counts.cell, primary.tolist())))


def _possible(counts: Counts, place: int) -> int:
    """Return how many counts a cell could have if everything but the totals were hidden."""
    totals = (counts.lines @ counts.values)[counts.lines[:, place] == 1]
    everything = int(counts.values.sum())
    if len(totals) == 1:
        return everything + 1 if counts.values.size > 1 else 1
    return int(totals.min()) - max(0, int(totals.sum()) - everything) + 1


def _neighbours(counts: Counts, place: int) -> list[_Rule]:
    """Return that every line of a hidden cell needs another: alone it is the total less the rest."""
    others = counts.lines[counts.lines[:, place] == 1]
    return [_Rule(line, 2) for line in others]


def _cheapest(counts: Counts, costs: NDArray[np.int64], rules: list[_Rule], wanted: dict[int, int]) -> NDArray[np.intp]:
    """Return the cheapest cells that follow the rules and protect all that is wanted; adds a rule per attack that won."""
    while True:
        hidden = _solve(costs, rules)
        attacks = {place: reach(counts, hidden, place) for place, many in wanted.items() if many > 1}
        won = [place for place, found in attacks.items() if found.high - found.low + 1 < wanted[place]]
        if not won:
            return hidden
        for place in won:
            least = wanted[place] - 1
            rules.append(_Rule(np.minimum(attacks[place].widening, least), least))


def _solve(costs: NDArray[np.int64], rules: Sequence[_Rule]) -> NDArray[np.intp]:
    """Return the places of the cheapest cells that follow the rules."""
    weights = np.array([rule.weights for rule in rules])
    needed = np.array([rule.least for rule in rules]) - 0.5  # all is whole: half a unit keeps rounding out
    found = minimize(costs, Program(weights, needed, np.full(len(rules), np.inf), 0, 1), whole=True)
    if found is None:  # hiding everything follows every rule
        raise RuntimeError("no solution was found of a program that has one")
    return np.flatnonzero(found.point > 0.5)
