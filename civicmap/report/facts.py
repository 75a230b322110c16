"""Everything that a report says, typed and unrounded. Shares are parts of 1, scores are points, counts are entities.

A value that was withheld for disclosure is None, and the row says `withheld`. A value that is not defined is None too, with
the reason beside it. Nothing here knows how a number is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.framework.types import Base, Benchmark, Tier, Unit
    from civicmap.measure.results import GroupKey, GroupTest, Span


@dataclass(frozen=True, slots=True)
class FrameworkFact:
    """Which framework was used."""

    id: str
    version: str
    sha256: str
    title: str
    source: str
    questions: int  # that entities are asked, those of the profile included
    scored: int
    findings: int
    unofficial: bool  # whether its texts are an unofficial translation
    sample: bool  # whether it infers from a sample to all entities
    licence: str = ""
    verified: str = ""


@dataclass(frozen=True, slots=True)
class GroupFact:
    """The group that the report divides entities by."""

    id: str
    title: str
    place: bool  # a country or region
    tier: Tier  # of the question that says who belongs


@dataclass(frozen=True, slots=True)
class ResponseFact:
    """Who answered, of one group."""

    group: GroupKey
    invited: int | None  # None without a register
    responded: int | None
    withheld: bool = False


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

    @property
    def everyone(self) -> ShareFact:
        """The share of all entities."""
        return self.shares[0]


@dataclass(frozen=True, slots=True)
class TopicFact:
    """How many policies, and of how many entities, were listed on one topic."""

    topic: str
    title: str
    policies: int
    entities: int
    public: int


@dataclass(frozen=True, slots=True)
class PolicyFact:
    """A policy that an entity listed. `public` is None where it was not said."""

    entity: str
    topic: str
    title: str
    year: int | None
    link: str
    public: bool | None
    tier: Tier  # of the question it answers; of the framework, where the topic is none


@dataclass(frozen=True, slots=True)
class ProblemFact:
    """Problems of one kind. `examples` hold the places and what was wrong; internal reports only."""

    code: str
    severity: str
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceFact:
    """A file that was read; internal reports only."""

    name: str
    sha256: str
    dialect: str
    rows: int


@dataclass(frozen=True, slots=True)
class DataFact:
    """What became of the rows, and what is wrong with the data."""

    read: int
    responses: int
    blank: int
    not_responses: int
    content_sha256: str
    problems: tuple[ProblemFact, ...]
    sources: tuple[SourceFact, ...]


@dataclass(frozen=True, slots=True)
class BandCut:
    """Where a band begins; the lowest is open below."""

    band: str
    cut: str  # an exact fraction
    label: str


@dataclass(frozen=True, slots=True)
class MethodFact:
    """The rules that the numbers follow, as the framework sets them."""

    dont_know: str  # a treatment's name, or a value in points
    blank: str
    not_applicable: str
    exceptions: int  # scored questions with a treatment of their own
    answered: float  # what must be answered before a score is rated, as a part of 1
    applicable: float
    cuts: tuple[BandCut, ...]
    rounded: bool  # bands are cut on the rounded score
    roll_up: str | None  # how an entity's instances become one; None without instances
    roll_up_at: str | None
    threshold: int
    small_base: int  # under this, counts are told without fractions
    methods: tuple[str, ...]  # of the intervals that occur


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
