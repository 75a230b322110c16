"""What a report says of change: since an earlier wave, and under other rules. Typed and unrounded, as all facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.framework.types import Base, Tier, Unit
    from civicmap.measure.results import Span


@dataclass(frozen=True, slots=True)
class WaveShare:
    """A finding's share of everyone in one wave; None where it was withheld or not asked."""

    numerator: int | None
    denominator: int | None
    share: float | None


@dataclass(frozen=True, slots=True)
class PanelFact:
    """Those in the base of both waves, in four cells: yes then and now, lost, gained, no then and now.

    `change` is after less before.
    """

    cells: tuple[int, int, int, int]
    change: float | None
    interval: Span | None
    p: float | None  # McNemar's, mid-p

    @property
    def n(self) -> int:
        """How many stand in the base of both waves."""
        return sum(self.cells)

    @property
    def before(self) -> int:
        """How many of them had it in the earlier wave."""
        return self.cells[0] + self.cells[1]

    @property
    def after(self) -> int:
        """How many of them have it in this one."""
        return self.cells[0] + self.cells[2]


@dataclass(frozen=True, slots=True)
class ChangeFact:
    """A finding in two waves. `panel` is None where the waves do not compare, nobody is in both, or it was withheld."""

    id: str
    title: str
    pillar: str | None
    tier: Tier
    base: Base
    unit: Unit
    grade: str  # exact, comparable or not_comparable
    why: tuple[str, ...]
    before: WaveShare
    after: WaveShare
    panel: PanelFact | None
    withheld: bool = False  # something of it


@dataclass(frozen=True, slots=True)
class ScoreChangeFact:
    """A pillar, or the overall, over the entities that are rated in both waves."""

    node: str
    title: str
    grade: str
    why: tuple[str, ...]
    n: int | None
    before: float | None  # means over the n
    after: float | None
    change: float | None
    rose: int | None
    same: int | None
    fell: int | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class WavesFact:
    """This wave beside an earlier one: how many responded in each, in both, and in one alone."""

    before: str
    after: str
    responded_before: int
    responded_after: int
    both: int
    entrants: int
    leavers: int
    findings: tuple[ChangeFact, ...]
    scores: tuple[ScoreChangeFact, ...]


@dataclass(frozen=True, slots=True)
class AlternativeFact:
    """One pillar, composite or the overall under other rules, over the entities that have a score under both."""

    rules: tuple[str, ...]
    node: str
    title: str
    compared: int | None
    up: int | None  # entities in a higher band; None without bands, or where withheld
    down: int | None
    median_before: float | None
    median_after: float | None
    mean_shift: float | None  # of the points' absolute change
    max_shift: float | None  # None for the public: it is one entity's
    spearman: float | None
    withheld: bool = False
