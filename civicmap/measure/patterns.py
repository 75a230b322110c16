"""A node's questions looked up together: what each pattern of answers makes of them is worked out once, and then read.

Cells of a question of which the fold reads the same are of one kind: a choice of three answers has some seven. A row's
kinds in a node's questions are its pattern, a number in mixed radix. The rules themselves make the table, on columns that
hold each pattern once, so that nothing is said twice, and every rule of a node goes through it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.measure.aggregate import aggregate
from civicmap.measure.coverage import Reach, reach, total
from civicmap.measure.missing import Values, treat
from civicmap.measure.points import Earned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Missing
    from civicmap.measure.answers import Answers
    from civicmap.measure.plan import NodePlan

    Places = Sequence[NDArray[np.intp]]

MOST_PATTERNS: Final = 1 << 16
"""More are not worked out: a pattern is a number of two bytes, and a table of them fits the processor's cache."""

_CODES: Final = 256


class Marks(IntEnum):
    """What a question's kinds hang on beside the code: nothing, a gate that is unknown, or the entity's group too."""

    NONE = 1
    DOUBT = 2
    GROUP = 4


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds of a question's cells: `of` (codes times marks,) by code and marks, `plain` by code without a mark.

    `values` and `counts` (kinds,) are what a cell of each kind is worth and how it counts.
    """

    marks: Marks
    of: NDArray[np.uint16]
    plain: bytes
    values: Values
    counts: Reach

    def __len__(self) -> int:
        return len(self.values.score)

    def in_rows(
        self, question: str, answers: Answers, leaving: Callable[[str], NDArray[np.bool_]]
    ) -> NDArray[np.uint8] | NDArray[np.uint16]:
        """Return the kind of a question's cell in each row."""
        codes = answers.codes(question)
        if self.marks is Marks.NONE:
            return np.frombuffer(codes.tobytes().translate(self.plain), np.uint8)
        cell = codes + np.uint16(_CODES) * answers.doubtful(question)
        if self.marks is Marks.GROUP:
            cell += np.uint16(2 * _CODES) * leaving(question)
        return self.of.take(cell)


class Shape(NamedTuple):
    """What decides a table of patterns: nodes of one shape share it."""

    rule: str
    base: float | None
    weights: tuple[float, ...]
    extra: tuple[bool, ...]
    kinds: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Patterns:
    """What each pattern of a node's questions makes of the node: `values` and `counts`, each (patterns,)."""

    questions: tuple[str, ...]
    kinds: tuple[Kinds, ...]
    values: Values
    counts: Reach

    def number(self, answers: Answers, leaving: Callable[[str], NDArray[np.bool_]]) -> Places:
        """Return the number of each row's pattern. `leaving` says where a question is not for the entity's group."""
        return (number(self.questions, self.kinds, answers, leaving),)

    def values_at(self, places: Places, *, score_only: bool = False) -> Values:
        """Return the node's values in each row, by its pattern; where nobody asks for low and high, the score for these."""
        (place,) = places
        if score_only:
            return Values(*(self.values.score.take(place),) * 3)
        return Values(*(part.take(place) for part in self.values))

    def counts_at(self, places: Places) -> Reach:
        """Return the node's counts in each row, by its pattern."""
        (place,) = places
        answered, applicable, _, everyone = self.counts
        applies = applicable.take(place)
        return Reach(answered.take(place), applies, applies, everyone.take(place))


def number(
    questions: Sequence[str],
    kinds: Sequence[Kinds],
    answers: Answers,
    leaving: Callable[[str], NDArray[np.bool_]],
) -> NDArray[np.intp]:
    """Return the number of each row's pattern of kinds in some questions, in mixed radix."""
    place = np.zeros(answers.block.rows, np.uint16)
    for question, one in zip(questions, kinds, strict=True):
        place *= np.uint16(len(one))
        np.add(place, one.in_rows(question, answers, leaving), out=place)
    return place.astype(np.intp)


def read(table: Earned, missing: Missing, marks: Marks) -> tuple[Values, Reach]:
    """Return all that the fold reads of a choice's cells, by code and marks.

    `table` (256,) is what each code earns, `missing` what silence counts for where the question stands.
    """
    code, mark = np.tile(np.arange(_CODES), marks), np.repeat(np.arange(marks), _CODES)
    doubtful, leaves = (mark & 1).astype(bool), (mark & 2).astype(bool)
    cells = Earned(table.state[code], table.points[code], table.worst[code], table.best[code], doubtful)
    return treat(cells, missing), reach(cells, missing, leaves, None)


def lanes(values: Values, counts: Reach) -> NDArray[np.float64]:
    """Return what is read of cells, a row for each cell."""
    return np.array([*values, counts.answered, counts.applicable, counts.all]).T.copy()


def kinds(values: Values, counts: Reach, marks: Marks) -> Kinds:
    """Return the kinds of a choice's cells: those of which all that is read is the same."""
    found: dict[bytes, int] = {}
    of = [found.setdefault(cell.tobytes(), len(found)) for cell in lanes(values, counts)]
    first = [of.index(kind) for kind in range(len(found))]
    values, counts = Values(*(part[first] for part in values)), Reach(*(part[first] for part in counts))
    return Kinds(marks, np.array(of, np.uint16), bytes(of[:_CODES]), values, counts)


def shape_of(plan: NodePlan, members: Sequence[Kinds]) -> Shape:
    """Return what decides the table of a node of questions."""
    kinds_ = tuple(lanes(one.values, one.counts).tobytes() for one in members)
    weights, extra = zip(*((member.weight, member.extra) for member in plan.members), strict=True)
    return Shape(plan.node.aggregate, plan.base, weights, extra, kinds_)


def work_out(plan: NodePlan, members: Sequence[Kinds]) -> tuple[Values, Reach]:
    """Work out a node of questions for every pattern of its members' kinds."""
    radix = tuple(len(one) for one in members)
    places = np.unravel_index(np.arange(prod(radix)), radix)
    values = [Values(*(part[at] for part in one.values)) for one, at in zip(members, places, strict=True)]
    counts = [Reach(*(part[at] for part in one.counts)) for one, at in zip(members, places, strict=True)]
    weights, extra = [member.weight for member in plan.members], [member.extra for member in plan.members]
    return aggregate(plan.node.aggregate, values, weights, plan.base, extra), total(counts)
