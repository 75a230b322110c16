"""What the folds give: frozen, typed, unrounded. The report and the command line read these and nothing else."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from civicmap.framework.types import Base, Finding, Level, Unit
    from civicmap.model import AnswerState, Entity


class Span(NamedTuple):
    """A low and a high limit, as parts of 1 for shares."""

    low: float
    high: float


class GroupKey(NamedTuple):
    """One value of one group; `by` and `value` are None for everyone."""

    by: str | None = None
    value: str | None = None
    label: str = ""


EVERYONE = GroupKey()


@dataclass(frozen=True, slots=True)
class Bases:
    """How many stand in each base; `frame` is None without a register."""

    frame: int | None
    respondents: int
    applicable: int
    given: int
    answered: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How the respondents divide. `answers` is answer id -> count for one question, else has, lacks, neither.

    An answer with a state is listed under `stated` (answer id -> count) and counts in its state's field too.
    `not_known` is None for one question; for a compound it is what is unknown for another reason than don't know.
    """

    answers: Mapping[str, int]
    stated: Mapping[str, int]
    dont_know: int = 0
    not_applicable: int = 0
    blank: int = 0
    not_asked: int = 0
    closed: int = 0
    under_review: int = 0
    unresolved: int = 0
    not_known: int | None = None


@dataclass(frozen=True, slots=True)
class Weighted:
    """What weights make of a share, and what it is without them.

    Of a weighted run, `share`, `gap_share`, `interval` and `method` beside this are weighted; numerator, denominator,
    bases, counts and bounds count entities.

    `se` is the linearised standard error, None where there is none; `n_effective` the size of the equally weighted sample
    that the interval rests on. `why` says why there is no weighted share.
    """

    share: float | None
    gap_share: float | None
    se: float | None
    n_effective: float | None
    why: str | None
    unweighted_share: float | None
    unweighted_gap_share: float | None
    unweighted_interval: Span | None
    unweighted_method: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """The share of one group minus that of another, or minus that of all other groups together (`than` is None)."""

    value: str
    than: str | None
    numerator: int
    denominator: int
    than_numerator: int
    than_denominator: int
    difference: float | None
    interval: Span | None
    method: str | None  # newcombe_fpc where the number invited is known, newcombe where not, census where all responded
    why: str | None  # why there is no difference


@dataclass(frozen=True, slots=True)
class GroupTest:
    """A test of a difference over the values of one group; `method` is None where it was not made, with `why`.

    `fisher` stands beside a test of two by two. `draws` and `seed` are those of a simulated p value. `tests` is how many
    p values the family has: what `p_adjusted` is adjusted for.
    """

    by: str
    method: str | None  # boschloo, chi_square or chi_square_simulated
    p: float | None
    p_adjusted: float | None
    family: str
    adjustment: str = "bh"
    tests: int = 0
    fisher: float | None = None
    statistic: float | None = None
    df: int | None = None
    draws: int | None = None
    seed: int | None = None
    why: str | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """One finding for one group. Shares are parts of 1; None where there is no base, with the reason beside it."""

    finding: Finding
    group: GroupKey
    base: Base
    unit: Unit
    numerator: int
    denominator: int
    share: float | None
    gap_numerator: int | None  # who clearly lacks it; None where the scale can't tell
    gap_share: float | None
    gap_why: str | None
    interval: Span | None
    method: str | None
    interval_why: str | None
    item_bounds: Span | None
    frame_bounds: Span | None
    bases: Bases
    counts: Counts
    holds: bool | None  # the benchmark, by its own reading; None where it has no bounds or there is no share
    tests: tuple[GroupTest, ...] = ()
    suppressed: bool = False
    population: float | None = None  # what the base was drawn from, where the number invited is known
    weighted: Weighted | None = None

    def counted(self) -> Gap:
        """Return the finding as it is without weights: what a sentence about entities is made from."""
        weighted = self.weighted
        if weighted is None:
            return self
        return replace(
            self,
            share=weighted.unweighted_share,
            gap_share=weighted.unweighted_gap_share,
            interval=weighted.unweighted_interval,
            method=weighted.unweighted_method,
            weighted=None,
        )


@dataclass(frozen=True, slots=True)
class Gaps:
    """Every finding asked for, for everyone and then for each value of the group, in framework order."""

    invited: int | None
    responded: int
    findings: tuple[Gap, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each finding and group as a table of pandas."""
        from civicmap.measure.frames import gaps_frame  # noqa: PLC0415 - it reads this module's types

        return gaps_frame(self)


@dataclass(frozen=True, slots=True)
class CrossCell:
    """One answer of one question in one group. `answer` is an answer's id, or a state's name where `is_state`."""

    question: str
    answer: str
    label: str
    is_state: bool
    group: GroupKey
    base: Base
    numerator: int
    denominator: int
    share: float | None  # of the group's base; None for states, and where the base is empty
    interval: Span | None
    method: str | None
    interval_why: str | None
    item_bounds: Span | None  # None for states
    frame_bounds: Span | None
    bases: Bases
    counts: Counts
    suppressed: bool = False
    weighted: Weighted | None = None
    population: float | None = None  # as a finding's
    total: int = 0  # how many of everyone gave this answer
    across: float | None = None  # the group's part of them; None where nobody did
    tests: tuple[GroupTest, ...] = ()


class NodeScores(NamedTuple):
    """A node's scores, one per entity (or per row, at instance level). Points 0 to 100 unless the framework ranges wider.

    `score`, `low`, `high`, `answered` and `applicable` are float64 with NaN where there is nothing to say; `answered` is
    answered / applicable over question x instance, `applicable` is applicable / all over questions. `band` indexes the
    node's band names, -1 for none. `why` says in words why there is no rating, None where there is one.
    """

    node: str
    level: Level
    score: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    answered: NDArray[np.float64]
    applicable: NDArray[np.float64]
    rated: NDArray[np.bool_]
    band: NDArray[np.int16]
    why: Sequence[str | None]


class Nodes(Mapping[str, NodeScores]):
    """Scores of nodes by id, in framework order."""

    __slots__ = ()

    @abstractmethod
    def rated(self, node: str) -> NDArray[np.float64]:
        """Return a node's score of each entity, NaN where it is not rated: all that a summary of very many reads."""


class QuestionScores(NamedTuple):
    """A scored question's points, one per row of the survey's block. NaN where the state leaves the mean."""

    question: str
    points: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    state: tuple[AnswerState, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of one wave. `nodes` are per entity, `rows` per entity x instance (below and at the level of roll-up)."""

    entities: Sequence[Entity]
    row_entity: NDArray[np.int32]
    row_instance: Sequence[str]
    nodes: Nodes
    rows: Nodes
    questions: Mapping[str, QuestionScores]

    def to_frame(self) -> pd.DataFrame:
        """Return the nodes as a long pandas table, a row for each entity and node."""
        from civicmap.measure.frames import scores_frame  # noqa: PLC0415 - pandas, which no command need pay

        return scores_frame(self)


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """A pillar (or other node) over the entities of one group; quartiles as R type 7, over rated entities only."""

    group: GroupKey
    node: str
    rated: int
    not_rated: int
    mean: float | None
    median: float | None
    q1: float | None
    q3: float | None
    bands: Mapping[str, int]  # every band of the node, in order, the lowest first
