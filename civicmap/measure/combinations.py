"""Rows counted by what findings read of them: rows that say the same are alike, so each combination is judged once.

A combination is the code of each question that a finding reads, whether its cell stands behind an unknown gate, and the
options ticked of a multiple choice. Conditions themselves judge a block that holds each combination once, so nothing is said
twice; what remains for each row is to be counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.evaluate import Rows
from civicmap.framework.reading import reads
from civicmap.framework.types import QuestionType
from civicmap.measure.code_counts import count_each, count_jointly, weigh_each
from civicmap.model import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Framework
    from civicmap.measure.code_counts import Counted
    from civicmap.model import Survey

MOST: Final = 1 << 16
"""More combinations than this are dearer to judge and to count than rows are, one by one."""

_BY_CODE: Final = frozenset(
    {QuestionType.CHOICE, QuestionType.TEXT, QuestionType.MULTI}
)  # the rest have values, too many


class Lane(NamedTuple):
    """One thing that is read of a row: a row of one of a block's arrays, and how many values stand there."""

    array: str  # codes, doubtful or ticks
    row: int
    size: int


@dataclass(slots=True)
class Combinations:
    """The rows of a survey by their combinations. `bins` (rows,) hold each row's group, or `groups` for who is left out.

    `width` is above every code; `wanted` are the questions that findings read.
    """

    survey: Survey
    framework: Framework
    bins: NDArray[np.int64]
    groups: int
    width: int
    wanted: tuple[str, ...]
    _codes: NDArray[np.int64] | None = None
    _weighed: dict[str, dict[int, NDArray[np.float64]]] = field(default_factory=dict)
    _doubts: dict[int, bool] = field(default_factory=dict)

    @property
    def codes(self) -> NDArray[np.int64]:
        """How often each code of each question stands in each group, (questions, groups, codes)."""
        if self._codes is None:
            self._codes = count_each(self.survey.block.codes, self.bins, self.groups, self.width)
        return self._codes

    def lanes(self, *conditions: Condition | None) -> tuple[Lane, ...] | None:
        """Return what conditions read of a row; None where that is a number, a group or a score, or is too much."""
        found = reads(*conditions)
        asked = [self.framework.question(name) for name in found.questions]
        if not asked or found.groups or found.nodes or any(question.type not in _BY_CODE for question in asked):
            return None
        lanes: list[Lane] = []
        for question in asked:
            row = self.survey.code_row(question.id)
            lanes.append(Lane("codes", row, self.width))
            if self._doubtful(row):
                lanes.append(Lane("doubtful", row, 2))
            if question.type is QuestionType.MULTI:
                lanes += [Lane("ticks", tick, 2) for tick in self.survey.tick_rows(question.id)]
        return tuple(lanes) if prod(lane.size for lane in lanes) <= MOST else None

    def rows(self, lanes: Sequence[Lane]) -> Rows:
        """Return each combination once, as rows that a condition can judge."""
        layout, some = self.survey.layout, prod(lane.size for lane in lanes)
        block = Block(
            np.zeros((len(layout.questions), some), np.uint8),
            np.zeros((len(layout.options), some), np.uint8),
            np.full((len(layout.numbers), some), np.nan),
            np.zeros((len(layout.questions), some), np.bool_),
        )
        places = np.unravel_index(np.arange(some), [lane.size for lane in lanes])
        for lane, values in zip(lanes, places, strict=True):
            getattr(block, lane.array)[lane.row] = values
        return Rows(self.framework, layout, block, {}, {}, None)

    def counts(self, lanes: Sequence[Lane]) -> NDArray[np.int64]:
        """Return how many rows of each group have each combination, (groups, combinations)."""
        if len(lanes) == 1:
            alone: NDArray[np.int64] = self.codes[lanes[0].row]
            return alone
        return self._jointly(lanes, None).astype(np.int64, copy=False)

    def sums(self, lanes: Sequence[Lane], name: str, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight of each combination in each group, (groups, combinations).

        `weights` (entities,) are whole numbers that over all rows stay below 2**53; their `name` stands for them.
        """
        if len(lanes) > 1:
            return self._jointly(lanes, weights[self.survey.row_entity]).astype(np.float64, copy=False)
        if name not in self._weighed:
            rows, of_rows = (
                [self.survey.code_row(question) for question in self.wanted],
                weights[self.survey.row_entity],
            )
            sums = weigh_each(self.survey.block.codes[rows], self.bins, self.groups, self.width, of_rows)
            self._weighed[name] = dict(zip(rows, sums, strict=True))
        return self._weighed[name][lanes[0].row]

    def _jointly(self, lanes: Sequence[Lane], weights: NDArray[np.float64] | None) -> Counted:
        arrays = [getattr(self.survey.block, lane.array)[lane.row] for lane in lanes]
        return count_jointly(arrays, [lane.size for lane in lanes], self.bins, self.groups, weights)

    def _doubtful(self, row: int) -> bool:
        """Say whether any cell of a question stands behind an unknown gate."""
        if row not in self._doubts:
            self._doubts[row] = bool(self.survey.block.doubtful[row].any())
        return self._doubts[row]
