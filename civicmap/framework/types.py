"""A framework, compiled: what the rest of civicmap reads. Every inheritance is settled and every reference holds.

Frozen dataclasses of plain values, so that a framework can be written as JSON beside the wave that it read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from civicmap.framework.catalogued import Practice, Recommendation  # noqa: TC001 - the codec reads a framework's hints
from civicmap.model import FIRST_ANSWER, AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping


class QuestionType(StrEnum):
    """What a cell of the question may hold."""

    CHOICE = "choice"
    MULTI = "multi"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"


class Tier(StrEnum):
    """How far a question's answers may travel in public output (the strictest last)."""

    PUBLIC = "public"
    AGGREGATE = "aggregate"
    CONFIDENTIAL = "confidential"


class Evidence(StrEnum):
    """What becomes of an answer worth points that no evidence stands beside."""

    NONE = "none"  # none is asked for
    FLAG = "flag"  # a warning
    REFUSE = "refuse"  # a warning, and the answer is under review until there is some


class Level(StrEnum):
    """The levels of the tree that scores climb, and composites beside it."""

    INDICATOR = "indicator"
    DIMENSION = "dimension"
    PILLAR = "pillar"
    OVERALL = "overall"
    COMPOSITE = "composite"


# --- conditions -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Is:
    """The question's answer is one of these; for multiple choice, at least one of them is ticked."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasAll:
    """All these options of a multiple choice are ticked."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A number is at least `n`; for multiple choice, that many options neither exclusive nor `other` are ticked."""

    question: str
    n: float


@dataclass(frozen=True, slots=True)
class AtMost:
    """As `AtLeast`, the other way."""

    question: str
    n: float


@dataclass(frozen=True, slots=True)
class WithinMonths:
    """A date lies at most `months` months before the wave's closing day."""

    question: str
    months: int


@dataclass(frozen=True, slots=True)
class InGroup:
    """The entity's value in a group is one of these."""

    group: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InBand:
    """The band of a pillar or composite is one of these."""

    node: str
    bands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AtLeastOf:
    """At least `n` of the parts hold."""

    n: int
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part is known and does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Cells:
    """Pools entity x question: the share of these questions' cells that hold one of these answers."""

    questions: tuple[str, ...]
    answers: tuple[str, ...]


Condition = Is | HasAll | AtLeast | AtMost | WithinMonths | InGroup | InBand | AllOf | AnyOf | AtLeastOf | Not | Cells


# --- questions ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a question. `points` already has `reverse` applied; None where the answer has none."""

    id: str
    label: str
    points: float | None = None
    state: AnswerState | None = None  # None: a substantive answer
    exclusive: bool = False
    other: bool = False
    also: tuple[str, ...] = ()  # further spellings
    asked_if: Condition | None = None  # offered only where this holds


class MultiRule(StrEnum):
    """How ticked options become points."""

    NONE = "none"
    SUM = "sum"  # of the ticked options' points, at most `cap`
    COUNT = "count"  # share of the options, without exclusive and `other`
    ALL = "all"  # 100 when every option is ticked
    ANY = "any"  # 100 when at least one is
    LADDER = "ladder"  # the highest step whose options are all ticked


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a ladder."""

    needs: tuple[str, ...]
    points: float


@dataclass(frozen=True, slots=True)
class Multi:
    """The points rule of a multiple choice."""

    rule: MultiRule
    cap: float = 100.0
    steps: tuple[Step, ...] = ()


class PointsRule(StrEnum):
    """Where a question's points come from."""

    NONE = "none"  # not scored
    ANSWER = "answer"  # the answer's points, or `Question.multi`
    PRODUCT = "product"  # of the questions in `factors`, as parts of 100
    VALUE = "value"  # the number itself
    AT_LEAST = "at_least"  # 100 where the number is at least `limit`, else 0
    WITHIN_MONTHS = "within_months"  # 100 where the date is within `limit` months of the closing day, else 0


@dataclass(frozen=True, slots=True)
class Points:
    """A question's points rule."""

    rule: PointsRule = PointsRule.NONE
    factors: tuple[str, ...] = ()
    limit: float = 0.0
    low: float = 0.0  # the range that points may take
    high: float = 100.0
    counts: bool = True  # false: `scored: false` of a rule of its own, which earns only as a factor of a product


class Treatment(StrEnum):
    """What a missing state does to a mean, unless it is a value."""

    ZERO = "zero"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Missing:
    """How silence counts; a float is a value in points.

    `blank` also rules unresolved and under review, `not_applicable` also rules not asked.
    """

    dont_know: Treatment | float = Treatment.ZERO
    blank: Treatment | float = Treatment.EXCLUDE
    not_applicable: Treatment | float = Treatment.EXCLUDE


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with everything inherited settled. `indicator` is None for the profile."""

    id: str
    text: str
    type: QuestionType
    answers: tuple[Answer, ...] = ()  # numbers and dates: only answers with a state
    points: Points = field(default_factory=Points)
    multi: Multi | None = None
    weight: float = 1.0
    tier: Tier = Tier.PUBLIC
    missing: Missing = field(default_factory=Missing)
    asked_if: Condition | None = None  # its own, else that of the nearest node above
    closed_by: Condition | None = None
    help: str = ""
    indicator: str | None = None
    section: str | None = None  # of the profile
    source: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    title: str = ""  # a short name for tables: its own, else the indicator's (first question only), else the text
    scale: str | None = None  # the scale's id; None for numbers, dates and texts
    evidence: Evidence = Evidence.NONE
    practice: bool = False  # whether it asks for a practice to share
    extra: bool = False  # a bonus or penalty: its points are added, its weight is in no divisor

    @property
    def scored(self) -> bool:
        """Whether the question earns points."""
        return self.points.rule is not PointsRule.NONE and self.points.counts

    def code(self, answer: str) -> int:
        """Return the canonical code of an answer. Raises KeyError if the question has no such answer."""
        for place, candidate in enumerate(self.answers):
            if candidate.id == answer:
                return FIRST_ANSWER + place
        raise KeyError(answer)

    def answer(self, code: int) -> Answer | None:
        """Return the answer behind a canonical code; None for a bare state."""
        return self.answers[code - FIRST_ANSWER] if code >= FIRST_ANSWER else None

    def state(self, code: int) -> AnswerState:
        """Return the state that a canonical code counts under."""
        if code < FIRST_ANSWER:
            return AnswerState(code)
        state = self.answers[code - FIRST_ANSWER].state
        return AnswerState.ANSWERED if state is None else state  # blank is 0, and would read as none

    @property
    def options(self) -> tuple[Answer, ...]:
        """The options that a multiple choice can tick: its answers without a state."""
        return tuple(answer for answer in self.answers if answer.state is None)


# --- the tree -------------------------------------------------------------------------------------------------------


class Aggregate(StrEnum):
    """How a node is made of what stands below it."""

    MEAN = "mean"  # of the children, by weight
    FLAT_MEAN = "flat_mean"  # of the questions below, by their weights
    SHARE = "share"  # 100 x the part of the questions answered with one of `accepted`
    GEOMETRIC = "geometric"
    MIN = "min"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What must be answered before a score is rated: parts of 1."""

    answered: float = 0.75
    applicable: float = 0.5


@dataclass(frozen=True, slots=True)
class Bands:
    """Names for stretches of a score, the lowest first. The lowest is open below; a cut belongs to the band above it."""

    names: tuple[str, ...]
    cuts: tuple[str, ...]  # exact fractions as text ("100/3"), ascending, one per name
    rounded: bool = True  # cut the half-up-rounded score
    points: tuple[float, ...] = ()  # one per name, where members are taken by band


@dataclass(frozen=True, slots=True)
class Node:
    """A pillar, dimension, indicator, composite or the overall, with everything inherited settled.

    `children` are ids of nodes one level below, or of questions where `of_questions`. A weight of 0 keeps a pillar out
    of the overall; it is still scored.
    """

    id: str
    level: Level
    title: str
    parent: str | None
    children: tuple[str, ...]
    of_questions: bool
    weight: float = 1.0
    aggregate: Aggregate = Aggregate.MEAN
    accepted: tuple[str, ...] = ()  # for SHARE
    fixed_base: Mapping[str, float] = field(default_factory=dict)  # `of`: wave -> N; "" is any wave; empty: none
    coverage: Coverage = field(default_factory=Coverage)
    bands: Bands | None = None
    by_band: bool = False  # take the members' bands, by their points
    missing: Missing | None = None  # a composite's own, which wins over its questions'
    asked_if: Condition | None = None  # a composite's own: where it is false, the composite is not applicable
    source: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    tier: Tier = Tier.PUBLIC


class RollUp(StrEnum):
    """How an entity's instances become one."""

    MEAN = "mean"
    BEST = "best"
    WORST = "worst"
    SUM = "sum"


class Absent(StrEnum):
    """What a question without a row or cell in an instance is."""

    BLANK = "blank"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Instances:
    """Several policies, services or data sets per entity."""

    key: tuple[str, ...]  # the questions that name an instance
    absent: Absent
    at: str  # question, indicator, dimension, pillar or overall: where the instances become one
    by: RollUp
    fixed_base: Mapping[str, float] = field(default_factory=dict)
    within: str | None = None  # the question whose answers divide them: those of one answer become one first


@dataclass(frozen=True, slots=True)
class Ranks:
    """How the overall is ranked, where it is."""

    method: str  # competition
    within: str | None = None  # a group


# --- findings -------------------------------------------------------------------------------------------------------


class Base(StrEnum):
    """Who a share is a share of."""

    FRAME = "frame"
    RESPONDENTS = "respondents"
    APPLICABLE = "applicable"
    GIVEN = "given"
    ANSWERED = "answered"


class Unit(StrEnum):
    """What a finding counts."""

    ENTITY = "entity"
    INSTANCE = "instance"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure. Bounds are exact fractions as text; without bounds the words are shown, not judged."""

    words: str
    source: str = ""
    from_: str | None = None  # included
    to: str | None = None  # included
    over: str | None = None  # not included
    under: str | None = None  # not included
    invented: bool = False  # made up for a demonstration


@dataclass(frozen=True, slots=True)
class Finding:
    """A named gap statistic. `tier` is the strictest of the questions that it reads."""

    id: str
    title: str
    share: Condition
    pillar: str | None = None
    not_in: Condition | None = None  # who clearly lacks it, where the file says so
    among: Condition | None = None
    among_title: str = ""
    base: Base = Base.APPLICABLE
    unit: Unit = Unit.ENTITY
    family: str = ""
    benchmark: Benchmark | None = None
    source: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    note: str = ""
    tier: Tier = Tier.PUBLIC


# --- the whole ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A way to divide entities. `labels` is value id -> label, where the values come from a scale."""

    id: str
    title: str
    question: str | None = None
    register: str | None = None  # a column of the register, which wins over the answer
    place: bool = False  # a country or region
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EntityKeys:
    """Which questions say who answers. All None: every row is an entity of its own."""

    question: str | None = None
    name: str | None = None
    parent: str | None = None
    headers: tuple[str, ...] = ()  # further headers of the entity's column


@dataclass(frozen=True, slots=True)
class Coding:
    """How coders judge the texts of a question: the answers that they choose among, and the choice that these settle.

    `question` is a text question, or a choice whose answer `other` has words of its own. Points say an order; the
    answers of a multiple choice have none here.
    """

    id: str
    title: str
    question: str
    scale: str
    answers: tuple[Answer, ...]
    into: str | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Whom public output may name: who has replied in the stage, and once the deadline has passed the others too."""

    stage: str
    deadline: str = ""  # year-month-day, for the record
    passed: bool = False  # as the framework says; no clock is asked


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Rules of public output."""

    threshold: int = 5
    release_names: bool = False
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class WeightRule:
    """Where weights come from: a column by its header, or the register's counts by groups. One of the three is there.

    `strata` and `clusters` are groups by which the sample was drawn; None where each entity was drawn by itself.
    """

    column: str | None = None
    post_stratify: tuple[str, ...] = ()
    rake: tuple[str, ...] = ()
    strata: str | None = None
    clusters: str | None = None


@dataclass(frozen=True, slots=True)
class Framework:
    """A whole framework. Questions and nodes stand in the order of the file, the profile first."""

    id: str
    version: str
    title: str
    sha256: str
    language: str
    questions: tuple[Question, ...]
    nodes: tuple[Node, ...]  # indicators, dimensions, pillars, then `overall`, then composites: children first
    findings: tuple[Finding, ...] = ()
    groups: tuple[Group, ...] = ()
    instances: Instances | None = None
    entity: EntityKeys = field(default_factory=EntityKeys)
    wave: str | None = None  # the question that says which wave a row belongs to
    closes: Mapping[str, str] = field(default_factory=dict)  # wave -> closing day, year-month-day; "" is any wave
    stages: tuple[str, ...] = ()
    stage_titles: Mapping[str, str] = field(default_factory=dict)
    under_review: Condition | None = None
    ranks: Ranks | None = None
    disclosure: Disclosure = field(default_factory=Disclosure)
    source: str = ""
    licence: str = ""
    verified: str = ""
    inference: str = "census"  # or "sample": see the sentence rules
    tier: Tier = Tier.PUBLIC
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language -> place -> text
    unofficial: tuple[str, ...] = ()  # languages whose translation is not official
    sections: Mapping[str, str] = field(default_factory=dict)  # of the profile: id -> title
    files: Mapping[str, str] = field(default_factory=dict)
    crosswalk_from: str | None = None
    crosswalk: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # old question -> (new, grade)
    weighting: Mapping[str, WeightRule] = field(default_factory=dict)
    codings: tuple[Coding, ...] = ()
    practices: tuple[Practice, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()

    def question(self, question_id: str) -> Question:
        """Return a question by id. Raises KeyError if there is none."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def node(self, node_id: str) -> Node:
        """Return a node by id. Raises KeyError if there is none."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def finding(self, finding_id: str) -> Finding:
        """Return a finding by id. Raises KeyError if there is none."""
        for finding in self.findings:
            if finding.id == finding_id:
                return finding
        raise KeyError(finding_id)

    def group(self, group_id: str) -> Group | None:
        """Return a group by id, or None."""
        return next((group for group in self.groups if group.id == group_id), None)

    @property
    def pillars(self) -> tuple[Node, ...]:
        """The pillars, in file order."""
        return tuple(node for node in self.nodes if node.level is Level.PILLAR)

    def questions_below(self, node_id: str) -> tuple[Question, ...]:
        """Return the questions below a node, in file order, each once."""
        node = self.node(node_id)
        if node.of_questions:
            wanted = set(node.children)
        else:
            wanted = {q.id for child in node.children for q in self.questions_below(child)}
        return tuple(q for q in self.questions if q.id in wanted)

    def pillar_of(self, question_id: str) -> str | None:
        """Return the pillar that a question stands in; None for the profile."""
        above = self.question(question_id).indicator
        while above is not None:
            node = self.node(above)
            if node.level is Level.PILLAR:
                return node.id
            above = node.parent
        return None
