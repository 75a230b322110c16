"""Differences between groups in one share, each with Newcombe's interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.measure.results import Difference, Span
from civicmap.stats.differences import difference_newcombe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.measure.results import GroupKey

NOBODY: Final = "nobody of this group is in the base"
NO_OTHERS: Final = "nobody of the other groups is in the base"


@dataclass(frozen=True, slots=True)
class Side:
    """One group: `count` of `of` have it. `population` is what its base was drawn from, None where not known."""

    group: GroupKey
    count: int
    of: int
    population: float | None


def differences(groups: Sequence[Side]) -> tuple[Difference, ...]:
    """Return the first of two groups minus the second; of more groups, each minus all the others together."""
    filled = [side for side in groups if side.of]
    if len(groups) == 2 and len(filled) == 2:
        return (_difference(groups[0], groups[1], groups[1].group.value),)
    return tuple(_difference(side, _rest(groups, side), None) for side in groups)


def _rest(groups: Sequence[Side], but: Side) -> Side:
    """Return all groups but one as one group; those in none of them are left out."""
    others = [side for side in groups if side is not but and side.of]
    known = [side.population for side in others if side.population is not None]
    whole = sum(known) if len(known) == len(others) else None
    return Side(but.group, sum(side.count for side in others), sum(side.of for side in others), whole)


def _difference(one: Side, other: Side, than: str | None) -> Difference:
    """Return one minus the other, with its interval or the reason why there is none."""
    own = (one.group.value or "", than, one.count, one.of, other.count, other.of)
    if not one.of or not other.of:
        return Difference(*own, None, None, None, NO_OTHERS if one.of else NOBODY)
    sizes: tuple[float | None, float | None] = (None, None)
    if one.population is not None and other.population is not None:
        # A population is a quotient, and may miss the whole number that it stands for in its last digit.
        sizes = (max(one.population, one.of), max(other.population, other.of))
    found = difference_newcombe(one.count, one.of, other.count, other.of, population1=sizes[0], population2=sizes[1])
    method = "newcombe" if sizes[0] is None else "census" if sizes == (one.of, other.of) else "newcombe_fpc"
    share = one.count / one.of - other.count / other.of
    return Difference(*own, share, Span(*found) if found else None, method, None)
