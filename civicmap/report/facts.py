"""Everything that a report says, typed and unrounded. Shares are parts of 1, scores are points, counts are entities.

A value that was withheld for disclosure is None, and the row says `withheld`. A value that is not defined is None too, with
the reason beside it. Nothing here knows how a number is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civicmap.report.ladder import wording

if TYPE_CHECKING:
    from civicmap.framework.types import Base, Benchmark, Tier, Unit
    from civicmap.measure.results import GroupKey, GroupTest, Span
    from civicmap.report.facts_about import (
        DataFact,
        DisclosureFact,
        DivisionFact,
        FrameworkFact,
        GroupFact,
        MethodFact,
        PolicyFact,
        ResponseFact,
        ReviewFact,
        TopicFact,
    )
    from civicmap.report.facts_change import AlternativeFact, WavesFact
    from civicmap.report.facts_entities import EntityFact
    from civicmap.report.follow_up.facts import IndicatorLink, PracticeFact, RecommendationFact
    from civicmap.report.ladder import Wording


@dataclass(frozen=True, slots=True)
class BandCount:
    """How many rated entities stand in a band; None where withheld."""

    band: str
    entities: int | None
    label: str  # what the band is called for readers


@dataclass(frozen=True, slots=True)
class ScoreFact:
    """A node over the entities of one group; quartiles over rated entities only."""

    node: str
    group: GroupKey
    rated: int | None
    not_rated: int | None
    mean: float | None
    median: float | None
    q1: float | None
    q3: float | None
    bands: tuple[BandCount, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class NodeFact:
    """A pillar, the overall, a composite or an indicator, and its scores: everyone's first, then each group's."""

    id: str
    title: str
    level: str
    pillar: str | None  # of an indicator
    weight: float
    tier: Tier  # the strictest of what it is made of: confidential, if every scored question below is
    scores: tuple[ScoreFact, ...]
    source: tuple[str, ...] = ()
    few: bool = False  # made of so few questions that a mean tells how they were answered

    @property
    def everyone(self) -> ScoreFact:
        """The scores over all entities."""
        return self.scores[0]


@dataclass(frozen=True, slots=True)
class CountFact:
    """How the respondents divide beside the share. Compound findings know no blank, but `not_known`."""

    dont_know: int
    not_applicable: int
    blank: int
    not_asked: int
    closed: int
    under_review: int
    unresolved: int
    not_known: int | None

    @property
    def silent(self) -> int:
        """Those who gave no answer that can be counted, don't know apart."""
        return self.not_known if self.not_known is not None else self.blank + self.under_review + self.unresolved


@dataclass(frozen=True, slots=True)
class BaseFact:
    """How many stand in each base."""

    frame: int | None
    respondents: int
    applicable: int
    given: int
    answered: int


@dataclass(frozen=True, slots=True)
class ShareFact:
    """A finding in one group. `bounds_*`: what is not known could still make of it; no assumption is needed."""

    group: GroupKey
    numerator: int | None
    denominator: int | None
    share: float | None
    gap_numerator: int | None  # who clearly lacks it
    gap_share: float | None
    gap_why: str | None
    interval: Span | None
    method: str | None
    interval_why: str | None
    item_bounds: Span | None
    frame_bounds: Span | None
    bases: BaseFact | None
    counts: CountFact | None
    holds: bool | None  # the benchmark, by its own reading
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class FindingFact:
    """A finding, with its share of everyone first, then each group's."""

    id: str
    title: str
    pillar: str | None
    tier: Tier
    base: Base
    unit: Unit
    among: str  # the narrowed base in words, "" where it is not narrowed
    family: str
    benchmark: Benchmark | None
    source: tuple[str, ...]
    note: str
    shares: tuple[ShareFact, ...]
    tests: tuple[GroupTest, ...] = ()
    crosses: bool = False  # divides by itself what may not be divided: a confidential answer by another

    @property
    def everyone(self) -> ShareFact:
        """The share of all entities."""
        return self.shares[0]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `audience` is public or internal; the marks stand on every page and in every format."""

    audience: str
    language: str
    wave: str
    synthetic: bool
    framework: FrameworkFact
    group: GroupFact | None
    entities: int  # that sent a row
    responses: tuple[ResponseFact, ...]  # everyone's first
    titles: tuple[tuple[str, str], ...]  # of every pillar by id, those without a scored question too
    pillars: tuple[NodeFact, ...]
    overall: NodeFact | None
    composites: tuple[NodeFact, ...]
    indicators: tuple[NodeFact, ...]
    findings: tuple[FindingFact, ...]
    topics: tuple[TopicFact, ...]
    policies: tuple[PolicyFact, ...]
    data: DataFact
    method: MethodFact
    marks: tuple[str, ...]
    notes: tuple[str, ...] = ()  # what disclosure left out, by key
    groups: tuple[GroupKey, ...] = field(default=())  # the values of `group`, in order
    words: Wording | None = None  # a user's own; else those of the language
    disclosure: DisclosureFact | None = None  # of a public report
    divisions: tuple[DivisionFact, ...] = ()  # who answered, by every other group
    named: tuple[EntityFact, ...] = ()  # entities with their scores, where they may be named
    change: WavesFact | None = None  # since an earlier wave
    alternatives: tuple[AlternativeFact, ...] = ()  # scores under other rules, where these were asked for
    practices: tuple[PracticeFact, ...] = ()  # of the survey itself, released
    reported: tuple[PracticeFact, ...] = ()  # that documents reported; never beside invented scores
    recommendations: tuple[RecommendationFact, ...] = ()
    unlinked: tuple[IndicatorLink, ...] = ()  # indicators that follow no recommendation up
    review: ReviewFact | None = None  # None where the wave has a single stage

    @property
    def invited(self) -> int | None:
        """How many entities were invited."""
        return self.responses[0].invited

    @property
    def responded(self) -> int | None:
        """How many entities responded."""
        return self.responses[0].responded

    @property
    def responded_share(self) -> float | None:
        """The rate of response, as a part of 1."""
        return self.responded / self.invited if self.invited and self.responded is not None else None


def words_of(report: Report) -> Wording:
    """Return the words that a report is written in."""
    return report.words or wording(report.language)
