"""All findings of a report as one system of linked numbers: what is published of them, and what must stay secret.

A place is a group that is shown, or all others together: those withheld throughout, and those of no known value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.framework.types import AllOf, AnyOf, Base, Unit
from civicmap.report.disclosure_sets import Sets, canonical, exclude, exhausts, implies, sets_of, together
from civicmap.stats.linked import Item, Row, System

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from civicmap.framework.types import Condition, Framework
    from civicmap.report.facts import CountFact, FindingFact, Report, ShareFact
    from civicmap.stats.linked import Sum

EVERYONE: Final = -1
"""The place of all entities together."""
REST: Final = 1_000_000
"""The place of all that stand in no group that is shown."""
_COST_GROUP, _COST_BENCHMARK_GROUP, _COST_BESIDE, _COST_SHARE, _COST_BENCHMARK = 10, 11, 30, 300, 600
NAMED: Final = 2
"""Times the threshold: below it, none or all of a group is as telling as a small count."""


class Cell(NamedTuple):
    """What is published or withheld as one: a finding's share of everyone or of a group, or what stands beside it."""

    finding: int
    place: int  # of the group in the report; EVERYONE
    beside: bool = False


class Guarded(NamedTuple):
    """What a secret is: `has`, `rest`, `base`, `lacks`, `neither`, `answered`, or the `difference` to another finding."""

    finding: str
    place: int
    what: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a report is divided: the places of the groups shown, and whether a finding may be divided."""

    shown: tuple[int, ...]
    rest: bool  # somebody belongs to none of them
    divides: Callable[[FindingFact], bool]
    threshold: int


@dataclass(slots=True)
class Linked:
    """A system that is being put together, with what its items and secrets stand for."""

    values: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    secrets: dict[Sum, Guarded] = field(default_factory=dict)

    def system(self) -> System:
        """Return it, put together."""
        return System(tuple(self.values), tuple(self.most), tuple(self.rows), tuple(self.items), tuple(self.secrets))

    def value(self, sum_: Sum) -> int:
        """Return the true value of a sum."""
        return sum(self.values[variable] * weight for variable, weight in sum_)

    def guard(self, sum_: Sum, what: Guarded) -> None:
        """Make a sum a secret. That of a whole less a part is as secret as the part."""
        if sum_:
            self.secrets.setdefault(sum_, what)


class Counted(NamedTuple):
    """A set by place, the rest last: its variables, or known numbers."""

    variables: tuple[int, ...]
    known: tuple[int, ...]

    def at(self, place: int) -> Sum:
        """Return the sum of a place by its number, EVERYONE for all."""
        chosen = self.variables if place == EVERYONE else self.variables[place : place + 1]
        return tuple((variable, 1) for variable in chosen)

    def number(self, place: int) -> int:
        """Return what is known beside the variables."""
        return sum(self.known) if place == EVERYONE else (self.known[place] if self.known else 0)


def less(one: Sum, *others: Sum) -> Sum:
    """Return a sum less others."""
    found = dict(one)
    for other in others:
        for variable, weight in other:
            found[variable] = found.get(variable, 0) - weight
    return tuple(sorted((variable, weight) for variable, weight in found.items() if weight))


@dataclass(frozen=True, slots=True)
class _Finding:
    """A finding with its sets."""

    place: int
    fact: FindingFact
    sets: Sets
    has: Counted
    base: Counted
    lacks: Counted | None
    silent: Counted | None
    divided: bool


def link_findings(report: Report, framework: Framework, layout: Layout, fixed: dict[Cell, bool]) -> Linked:
    """Return the system of a report's findings. `fixed` says what is withheld (True) or published whatever happens."""
    made = _Linking(report, framework, layout, fixed)
    for place, fact in enumerate(report.findings):
        if not fact.crosses:
            made.add(place, fact)
    made.relate()
    return made.linked


class _Linking:
    """Findings on their way into a system."""

    def __init__(self, report: Report, framework: Framework, layout: Layout, fixed: dict[Cell, bool]) -> None:
        self.report, self.framework, self.layout, self.fixed = report, framework, layout, fixed
        self.linked, self.made = Linked(), list[_Finding]()
        self.known: dict[Hashable, Counted] = {}
        self.findings = {finding.id: finding for finding in framework.findings}
        self.responded = self._places([r.responded or 0 for r in report.responses])
        self.places = range(len(self.responded))

    def _places(self, numbers: Sequence[int]) -> tuple[int, ...]:
        """Return everyone's number and the groups' as one for each place."""
        everyone, *groups = numbers
        shown = [groups[place] if place < len(groups) else 0 for place in self.layout.shown]
        return (*shown, max(everyone - sum(shown), 0)) if self.layout.rest or not shown else tuple(shown)

    def add(self, place: int, fact: FindingFact) -> None:
        """Take a finding in: its sets, what is published of it, its own secrets."""
        finding = self.findings.get(fact.id)
        sets = (
            Sets(None, ("lacks", fact.id), ("silent", fact.id), ("base", fact.id), None)
            if finding is None
            else sets_of(finding, self.framework)
        )
        sets = sets._replace(has=None if sets.has is None else canonical(sets.has, self.framework))
        entities = fact.unit is Unit.ENTITY
        whole = self._places([share.denominator or 0 for share in fact.shares])
        top = tuple(map(max, self.responded, whole)) if entities else tuple(sum(whole) for _ in self.places)
        has = self._set(("has", sets.has) if sets.has else ("has", fact.id), fact, lambda s: s.numerator or 0, top)
        base = self._base(fact, sets, top)
        shown = all(share.gap_numerator is not None for share in fact.shares)
        lacks = self._set(sets.lacks, fact, lambda s: s.gap_numerator or 0, top) if shown else None
        counted = all(share.counts is not None for share in fact.shares)
        silent = self._set(sets.silent, fact, lambda s: _silent(s, fact.base), top) if counted else None
        one = _Finding(place, fact, sets, has, base, lacks, silent, self.layout.divides(fact))
        self.made.append(one)
        self._rows(one)
        self._items(one)
        self._own(one)

    def _set(self, key: Hashable, fact: FindingFact, number: Callable[[ShareFact], int], top: Sequence[int]) -> Counted:
        """Return the variables of a set, new ones where it is not known yet."""
        if key not in self.known:
            values = self._places([number(share) for share in fact.shares])
            first = len(self.linked.values)
            self.linked.values += values
            self.linked.most += [max(value, most) for value, most in zip(values, top, strict=True)]
            self.known[key] = Counted(tuple(range(first, first + len(values))), ())
        return self.known[key]

    def _base(self, fact: FindingFact, sets: Sets, top: Sequence[int]) -> Counted:
        """Return a finding's base: how many responded, or were invited, is no secret."""
        if sets.base is None or (fact.id not in self.findings and fact.base in {Base.RESPONDENTS, Base.FRAME}):
            return Counted((), self._places([s.denominator or 0 for s in fact.shares]))
        key = sets.base
        if isinstance(key, tuple) and key[0] == "has":
            key = ("has", canonical(key[1], self.framework))
        return self._set(key, fact, lambda share: share.denominator or 0, top)

    def _rows(self, one: _Finding) -> None:
        """State that parts lie within the base and that they do not overlap."""
        for place in self.places:
            base, known = one.base.at(place), one.base.number(place)
            self._within(less(base, one.has.at(place)), known)
            if one.lacks is not None and one.silent is not None:
                parts = (one.has.at(place), one.lacks.at(place), one.silent.at(place))
                self._within(less(base, *parts), known)

    def _within(self, sum_: Sum, known: int = 0) -> None:
        """State that a sum and a known number together are not negative, as far as they truly are not."""
        if sum_ and self.linked.value(sum_) + known >= 0:
            self.linked.rows.append(Row(sum_, -known, None))

    def _items(self, one: _Finding) -> None:
        """State what is published of a finding."""
        benchmark = one.fact.benchmark is not None
        share = self._item(
            Cell(one.place, EVERYONE),
            [one.has.at(EVERYONE), one.base.at(EVERYONE)],
            _COST_BENCHMARK if benchmark else _COST_SHARE,
        )
        beside = [counted.at(EVERYONE) for counted in (one.lacks, one.silent) if counted is not None]
        if beside:
            self._item(Cell(one.place, EVERYONE, beside=True), beside, _COST_BESIDE, share)
        if one.divided:
            cost = _COST_BENCHMARK_GROUP if benchmark else _COST_GROUP
            for number, place in enumerate(self.layout.shown):
                self._item(Cell(one.place, place), [one.has.at(number), one.base.at(number)], cost)

    def _item(self, cell: Cell, tells: Sequence[Sum], cost: int, with_: int | None = None) -> int:
        self.linked.items.append(Item(tuple(filter(None, tells)), cost, self.fixed.get(cell), with_))
        self.linked.cells.append(cell)
        return len(self.linked.items) - 1

    def _own(self, one: _Finding) -> None:
        """Guard a finding's own small counts."""
        linked = self.linked
        for place in self._guarded(one):
            has, base = one.has.at(place), one.base.at(place)
            x, n = linked.value(has), linked.value(base) + one.base.number(place)
            rest = less(base, has) if base else has
            label = self._place(place)
            named = place != EVERYONE and self._small(n, self.layout.threshold * NAMED)
            for sum_, number, what in ((has, x, "has"), (rest, n - x, "rest"), (base, n, "base")):
                if self._small(number) or (named and number == 0):
                    linked.guard(sum_, Guarded(one.fact.id, label, what))
        if one.silent is None:
            return
        left = less(one.base.at(EVERYONE), one.has.at(EVERYONE), one.silent.at(EVERYONE))
        known = one.base.number(EVERYONE)
        self._if_small(left, known, Guarded(one.fact.id, EVERYONE, "answered"))
        if one.lacks is not None:
            self._if_small(one.lacks.at(EVERYONE), 0, Guarded(one.fact.id, EVERYONE, "lacks"))
            self._if_small(less(left, one.lacks.at(EVERYONE)), known, Guarded(one.fact.id, EVERYONE, "neither"))

    def _if_small(self, sum_: Sum, known: int, what: Guarded) -> None:
        if self._small(self.linked.value(sum_) + known):
            self.linked.guard(sum_, what)

    def _small(self, number: int, limit: int = 0) -> bool:
        return 0 < number < (limit or self.layout.threshold)

    def _guarded(self, *findings: _Finding) -> Iterator[int]:
        """Yield everyone and, where all of the findings are divided, every place."""
        yield EVERYONE
        if all(one.divided for one in findings) and self.layout.shown:
            yield from self.places

    def _place(self, number: int) -> int:
        """Return the place in the report; REST for all others."""
        if number == EVERYONE:
            return EVERYONE
        return self.layout.shown[number] if number < len(self.layout.shown) else REST

    # --- between findings -------------------------------------------------------------------------------------------

    def relate(self) -> None:
        """State which set lies within which, and guard small differences."""
        own = [one for one in self.made if one.sets.has is not None]
        for one, other in combinations(own, 2):
            first, second = one.sets.has, other.sets.has
            if first is None or second is None or first == second:
                continue
            if implies(first, second, self.framework):
                self._nested(one, other)
            elif implies(second, first, self.framework):
                self._nested(other, one)
            elif exclude(first, second, self.framework):
                self._apart(one, other, first, second)
            self._overlap(one, other, first, second)

    def _nested(self, inner: _Finding, outer: _Finding) -> None:
        """One set lies within another: nobody need name those between them."""
        for place in self.places:
            self._within(less(outer.has.at(place), inner.has.at(place)))
        for place in self._guarded(inner, outer):
            between = less(outer.has.at(place), inner.has.at(place))
            label = Guarded(outer.fact.id, self._place(place), "difference", inner.fact.id)
            self._if_small(between, 0, label)

    def _apart(self, one: _Finding, other: _Finding, first: Condition, second: Condition) -> None:
        """Two sets do not overlap: what they leave of a base that both have is known too."""
        union = together(first, second, self.framework)
        whole = self.known.get(("has", union)) if union is not None else None
        for place in self.places:
            both = less(one.has.at(place), tuple((v, -w) for v, w in other.has.at(place)))
            if whole is not None:
                self.linked.rows.append(Row(less(whole.at(place), both), 0, 0))
            if one.base == other.base:
                self._within(less(one.base.at(place), both), one.base.number(place))
        if one.base != other.base or (union is not None and exhausts(union, self.framework)):
            return
        for place in self._guarded(one, other):
            left = less(one.base.at(place), one.has.at(place), other.has.at(place))
            label = Guarded(one.fact.id, self._place(place), "difference", other.fact.id)
            self._if_small(left, one.base.number(place), label)

    def _overlap(self, one: _Finding, other: _Finding, first: Condition, second: Condition) -> None:
        """Two sets, those in both and those in either add up, where a finding counts each."""
        both = self._named(AllOf, first, second)
        either = self._named(AnyOf, first, second)
        if both is None or either is None:
            return
        for place in self.places:
            sum_ = less(less(one.has.at(place), both.at(place)), less(either.at(place), other.has.at(place)))
            if sum_ and not self.linked.value(sum_):
                self.linked.rows.append(Row(sum_, 0, 0))

    def _named(self, kind: type[AllOf | AnyOf], first: Condition, second: Condition) -> Counted | None:
        found = (self.known.get(("has", kind(parts))) for parts in ((first, second), (second, first)))
        return next((counted for counted in found if counted is not None), None)


def _silent(share: ShareFact, base: Base) -> int:
    """Return how many in the base said neither that they have it nor that they do not."""
    counts: CountFact | None = share.counts
    if counts is None:
        return 0
    gone = counts.not_applicable + counts.not_asked
    missing = {
        Base.RESPONDENTS: gone + counts.dont_know + counts.silent,
        Base.APPLICABLE: counts.dont_know + counts.silent,
    }
    missing |= {Base.GIVEN: counts.dont_know, Base.ANSWERED: 0}
    left = (share.denominator or 0) - (share.numerator or 0) - (share.gap_numerator or 0)
    return max(min(missing.get(base, left), left), 0)
