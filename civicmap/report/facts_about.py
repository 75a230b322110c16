"""What a report says about itself: framework, group, who answered, policies, data and rules. Typed and unrounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.framework.types import Tier
    from civicmap.measure.results import GroupKey


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
    language: str = ""  # that its texts are in


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
class DivisionFact:
    """Who answered by a group: each value's in its order, and last those of no known value, if there are any."""

    group: GroupFact
    responses: tuple[ResponseFact, ...]


@dataclass(frozen=True, slots=True)
class TopicFact:
    """How many policies, and of how many entities, were listed on one topic; None where withheld."""

    topic: str
    title: str
    policies: int | None
    entities: int | None
    public: int | None
    withheld: bool = False  # something of it


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
    named: bool = True  # whether public output may name the entity


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
    roll_up_within: str | None = (
        None  # the title of the question whose answers divide instances: each becomes one first
    )


@dataclass(frozen=True, slots=True)
class ReleaseFact:
    """A number released by name although it is small."""

    finding: str
    group: str  # a value; "" for everyone
    name: str
    date: str
    reason: str


@dataclass(frozen=True, slots=True)
class DisclosureFact:
    """What disclosure control made of a public report: pass, review or fail, and why. It gives nothing away itself."""

    assessment: str
    threshold: int
    hidden: int  # numbers that are withheld
    reasons: tuple[str, ...]  # by key
    exceptions: tuple[ReleaseFact, ...]


@dataclass(frozen=True, slots=True)
class ReviewCount:
    """How many answers, and of how many entities, came out in one way in a stage of review; None where withheld."""

    stage: str
    title: str
    became: str  # agreed, accepted, rejected or open
    answers: int | None
    entities: int | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ReviewScore:
    """The mean of a pillar or the overall before review and now, over those rated then and those rated now."""

    node: str
    title: str
    before: float | None
    after: float | None
    changed: int | None  # entities whose score or rating review changed
    withheld: bool = False

    @property
    def change(self) -> float | None:
        """The mean now less that from before."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class ReviewedEntity:
    """A score of an entity that review changed; None where it is not rated. Internal reports only."""

    entity: str
    name: str
    node: str
    title: str
    before: float | None
    after: float | None

    @property
    def change(self) -> float | None:
        """The score now less that from before."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """What the stages of review after the first made of a wave. `stage` is the last that counts as before review."""

    stage: str
    title: str  # of the stage
    counts: tuple[ReviewCount, ...]
    scores: tuple[ReviewScore, ...]  # empty where the scores from before are not known
    entities: tuple[ReviewedEntity, ...]
