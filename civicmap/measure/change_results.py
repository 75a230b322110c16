"""What a comparison of two waves gives: frozen, unrounded; None where there is nothing to say, with the reason beside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from civicmap.framework.types import Base, Finding, Node, Unit
    from civicmap.measure.results import GroupKey, Span
    from civicmap.model import Entity


class Grade(StrEnum):
    """How far a question of one wave compares with that of the other, the best first."""

    EXACT = "exact"
    COMPARABLE = "comparable"
    NOT_COMPARABLE = "not_comparable"


class Verdicts(NamedTuple):
    """A grade, with a reason for everything that keeps it from being exact."""

    grade: Grade
    why: tuple[str, ...] = ()

    @classmethod
    def worst(cls, found: list[Verdicts]) -> Verdicts:
        """Return the worst of several grades with the reasons of all; exact for none."""
        order = list(Grade)
        grade = max((one.grade for one in found), key=order.index, default=Grade.EXACT)
        return cls(grade, tuple(dict.fromkeys(why for one in found for why in one.why)))


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands in both waves and in the base of both: pairs of answers, earlier first. Changes are after less before."""

    n: int | None
    yes_yes: int | None = None
    yes_no: int | None = None
    no_yes: int | None = None
    no_no: int | None = None
    before: float | None = None
    after: float | None = None
    change: float | None = None
    interval: Span | None = None  # Newcombe's for pairs
    mcnemar_exact: float | None = None
    mcnemar_midp: float | None = None
    why: str | None = None  # why there is no change, or no interval and tests


@dataclass(frozen=True, slots=True)
class Everyone:
    """The shares of both waves as `find_gaps` has them, and the partially overlapping z test of their difference."""

    before_numerator: int | None
    before_denominator: int | None
    after_numerator: int | None
    after_denominator: int | None
    before: float | None
    after: float | None
    change: float | None = None
    z: float | None = None
    p: float | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """Who is in the base of one wave only: x of n have it. `elsewhere` of the n did respond in the other wave."""

    x: int | None
    n: int | None
    elsewhere: int | None


@dataclass(frozen=True, slots=True)
class Turnover:
    """Entrants less leavers, two separate groups, with Newcombe's interval."""

    change: float | None
    interval: Span | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Decomposition:
    """Three parts that add up to everyone's change."""

    panel: float | None
    composition: float | None
    wording: float | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class FindingChange:
    """One finding in two waves, for one group."""

    finding: Finding
    group: GroupKey
    base: Base
    unit: Unit
    grade: Grade
    why: tuple[str, ...]
    panel: Panel
    everyone: Everyone
    entrants: Others
    leavers: Others
    turnover: Turnover
    decomposition: Decomposition


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """One entity's score in two waves. `change` only where it is rated in both and the scores compare."""

    entity: Entity
    node: str
    before: float | None
    after: float | None
    change: float | None
    before_band: str | None
    after_band: str | None
    why: str | None


@dataclass(frozen=True, slots=True)
class NodeChange:
    """A pillar (or the overall) over the entities of one group that responded in both waves and are rated in both."""

    node: Node
    group: GroupKey
    grade: Grade
    why: tuple[str, ...]
    n: int | None
    not_rated: int  # responded in both, and are not rated in both
    before: float | None  # means over the n
    after: float | None
    change: float | None
    rose: int | None
    same: int | None
    fell: int | None
    bands: Mapping[str, int] | None  # up, same, down


class Moved(NamedTuple):
    """An entity of the earlier wave that is not in the later, where its successor is."""

    entity: Entity
    successor: Entity


class Responding(NamedTuple):
    """How many entities responded in each wave, in both, and in one only."""

    before: int
    after: int
    both: int
    entrants: int
    leavers: int


@dataclass(frozen=True, slots=True)
class ScoreChanges:
    """Score changes of entities that responded in both waves, in the order of the earlier, and their summary."""

    entities: tuple[ScoreChange, ...]
    summary: tuple[NodeChange, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each entity and node as a table of pandas."""
        from civicmap.measure.frames import score_changes_frame  # noqa: PLC0415 - pandas, which no command need pay

        return score_changes_frame(self)


@dataclass(frozen=True, slots=True)
class Changes:
    """Two waves, compared."""

    before: str
    after: str
    responding: Responding
    findings: tuple[FindingChange, ...]
    scores: ScoreChanges
    moved: tuple[Moved, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each finding and group as a table of pandas."""
        from civicmap.measure.frames import changes_frame  # noqa: PLC0415 - pandas, which no command need pay

        return changes_frame(self)
