"""Rows counted by what findings read of them: rows that say the same are alike, so each combination is judged once.

A combination is the code of each question that a finding reads, whether its cell stands behind an unknown gate, the options
ticked of a multiple choice, the entity's group and the band of its score. Conditions themselves judge a block that holds each combination once, so nothing is said
twice; what remains for each row is to be counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.reading import reads
from civicmap.framework.types import QuestionType
from civicmap.framework.verdicts import Coded
from civicmap.measure.code_counts import count_each, count_jointly, weigh_each
from civicmap.model import Block

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Condition
    from civicmap.framework.verdicts import Rows
    from civicmap.measure.code_counts import Counted
    from civicmap.model import Survey

MOST: Final = 1 << 16
"""More combinations than this are dearer to judge and to count than rows are, one by one."""

ROWS_EACH: Final = 16
"""Fewer rows than this for each combination are judged as quickly one by one."""

_BY_CODE: Final = frozenset(
    {QuestionType.CHOICE, QuestionType.TEXT, QuestionType.MULTI}
)  # the rest have values, too many


class Lane(NamedTuple):
    """One thing that is read of a row, and how many values it has.

    `array` is one of a block's (codes, doubtful, ticks), or the groups or bands of `Rows`; `at` is a row of it, or a name.
    """

    array: str
    at: int | str
    size: int


@dataclass(slots=True)
class Combinations:
    """The rows of a survey by their combinations. `bins` (rows,) hold each row's group, or `groups` for who is left out.

    `rows` are what findings read; `width` is above every code; `wanted` are the questions that they read.
    """

    survey: Survey
    rows: Rows
    bins: NDArray[np.int64]
    groups: int
    width: int
    wanted: tuple[str, ...]
    _codes: NDArray[np.int64] | None = None
    _weighed: dict[str, dict[int | str, NDArray[np.float64]]] = field(default_factory=dict)
    _lanes: dict[Lane, NDArray[np.unsignedinteger]] = field(default_factory=dict)
    _doubts: dict[int, bool] = field(default_factory=dict)

    @property
    def codes(self) -> NDArray[np.int64]:
        """How often each code of each question stands in each group, (questions, groups, codes)."""
        if self._codes is None:
            self._codes = count_each(self.survey.block.codes, self.bins, self.groups, self.width)
        return self._codes

    def lanes(self, *conditions: Condition | None) -> tuple[Lane, ...] | None:
        """Return what conditions read of a row; None where that is a number, or too much for so many rows."""
        found, rows = reads(*conditions), self.survey.block.rows
        if found.questions and self.width * ROWS_EACH > rows:
            return None
        asked = [self.rows.framework.question(name) for name in found.questions]
        if any(question.type not in _BY_CODE for question in asked):
            return None
        lanes: list[Lane] = []
        for question in asked:
            row = self.survey.code_row(question.id)
            lanes.append(Lane("codes", row, self.width))
            if self._doubtful(row):
                lanes.append(Lane("doubtful", row, 2))
            if question.type is QuestionType.MULTI:
                lanes += [Lane("ticks", tick, 2) for tick in self.survey.tick_rows(question.id)]
        for array, names in (("groups", found.groups), ("bands", found.nodes)):
            lanes += [Lane(array, name, len(getattr(self.rows, array)[name].values) + 1) for name in names]
        some = prod(lane.size for lane in lanes)
        return tuple(lanes) if lanes and some <= MOST and some * ROWS_EACH <= rows else None

    def each_once(self, lanes: Sequence[Lane]) -> Rows:
        """Return each combination once, as rows that a condition can judge."""
        layout, some = self.survey.layout, prod(lane.size for lane in lanes)
        block = Block(
            np.zeros((len(layout.questions), some), np.uint8),
            np.zeros((len(layout.options), some), np.uint8),
            np.full((len(layout.numbers), some), np.nan),
            np.zeros((len(layout.questions), some), np.bool_),
        )
        named: dict[str, dict[str, Coded]] = {"groups": {}, "bands": {}}
        places = np.unravel_index(np.arange(some), [lane.size for lane in lanes])
        for (array, at, _), values in zip(lanes, places, strict=True):
            if isinstance(at, str):
                named[array][at] = Coded(values - 1, getattr(self.rows, array)[at].values)
            else:
                getattr(block, array)[at] = values
        return replace(self.rows, block=block, groups=named["groups"], bands=named["bands"])

    def counts(self, lanes: Sequence[Lane]) -> NDArray[np.int64]:
        """Return how many rows of each group have each combination, (groups, combinations)."""
        if len(lanes) == 1 and lanes[0].array == "codes":
            alone: NDArray[np.int64] = self.codes[int(lanes[0].at)]
            return alone
        return self._jointly(lanes, None).astype(np.int64, copy=False)

    def sums(self, lanes: Sequence[Lane], name: str, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the weight of each combination in each group, (groups, combinations).

        `weights` (entities,) are whole numbers that over all rows stay below 2**53; their `name` stands for them.
        """
        if len(lanes) > 1 or lanes[0].array != "codes":
            return self._jointly(lanes, weights[self.survey.row_entity]).astype(np.float64, copy=False)
        if name not in self._weighed:
            rows, of_rows = (
                [self.survey.code_row(question) for question in self.wanted],
                weights[self.survey.row_entity],
            )
            sums = weigh_each(self.survey.block.codes[rows], self.bins, self.groups, self.width, of_rows)
            self._weighed[name] = dict(zip(rows, sums, strict=True))
        return self._weighed[name][lanes[0].at]

    def _jointly(self, lanes: Sequence[Lane], weights: NDArray[np.float64] | None) -> Counted:
        arrays = [self._lane(lane) for lane in lanes]
        return count_jointly(arrays, [lane.size for lane in lanes], self.bins, self.groups, weights)

    def _lane(self, lane: Lane) -> NDArray[np.unsignedinteger] | NDArray[np.bool_]:
        """Return what stands in each row: codes below the lane's size, those of a group or band moved up by one."""
        if not isinstance(lane.at, str):
            of_block: NDArray[np.uint8] = getattr(self.survey.block, lane.array)[lane.at]
            return of_block
        if lane not in self._lanes:
            index = getattr(self.rows, lane.array)[lane.at].index
            self._lanes[lane] = (index + 1).astype(np.min_scalar_type(lane.size))
        return self._lanes[lane]

    def _doubtful(self, row: int) -> bool:
        """Say whether any cell of a question stands behind an unknown gate."""
        if row not in self._doubts:
            self._doubts[row] = bool(self.survey.block.doubtful[row].any())
        return self._doubts[row]
