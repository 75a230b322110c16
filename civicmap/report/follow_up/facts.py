"""Practices and recommendations as a report tells them. Made of what disclosure control left, never of raw counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.framework.types import Base, Unit
    from civicmap.report.facts import BandCount


@dataclass(frozen=True, slots=True)
class PracticeFact:
    """A documented practice that may be shown. It names no entity but by what readers may know it as."""

    id: str
    pillar: str | None
    actor: str
    kind: str
    countries: tuple[str, ...]
    theme: str
    groups: tuple[str, ...]
    summary: str
    figures: str
    record: str
    document: str  # that reported it; "" for one of the survey itself
    paragraph: str
    year: int | None  # of the document
    synthetic: bool
    language: str  # of its summary


@dataclass(frozen=True, slots=True)
class StandingFact:
    """Where entities stand on one thing that follows a recommendation up: a finding, or an indicator's bands.

    Of a finding: who has it, of which base, and who clearly lacks it. Of an indicator: how many entities are rated, and in
    which bands. None where withheld, and then `withheld` says so, or where it does not apply.
    """

    kind: str  # finding, indicator
    id: str
    title: str
    base: Base | None = None
    unit: Unit | None = None
    among: str = ""
    numerator: int | None = None
    denominator: int | None = None
    share: float | None = None
    gap_numerator: int | None = None
    rated: int | None = None
    not_rated: int | None = None
    median: float | None = None
    bands: tuple[BandCount, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorLink:
    """An indicator by id and title."""

    id: str
    title: str
    pillar: str | None


@dataclass(frozen=True, slots=True)
class RecommendationFact:
    """A recommendation and where entities stand on it."""

    id: str
    pillar: str | None
    label: str
    addressee: str
    document: str
    paragraph: str
    part: str
    measure: str  # what would be measured, in words
    yes: str  # what counts as followed, partly followed, not followed
    partly: str
    no: str
    indicators: tuple[IndicatorLink, ...]
    standings: tuple[StandingFact, ...]
    why: str | None  # why there is no standing: no_indicator, not_counted
    language: str = ""  # of its label

    @property
    def counted(self) -> tuple[StandingFact, ...]:
        """The findings that tell where entities stand and that are not withheld."""
        return tuple(one for one in self.standings if one.kind == "finding" and not one.withheld and one.denominator)
