"""What a reader can work out of a table's hidden cells from its totals, with linear programs.

The totals of rows and columns are published, zeros are not sensitive, and all hidden cells bear the same mark. The reader
is taken to know that counts are whole and not negative, and no more: a table linked to others gives more away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from civicmap.stats.inputs import count, listed, table_of
from civicmap.stats.intervals import Interval
from civicmap.stats.programs import Program, minimize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

Cell = tuple[int, int]


class Audit(NamedTuple):
    """Whether every small count is hidden well enough, and the least and greatest count of each hidden cell."""

    safe: bool
    ranges: dict[Cell, Interval]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """A table laid out row after row.

    `lines` (lines, cells) is 1 where a cell belongs to a row or column with a published total; a single row or column has
    one total, as those across it would be its cells. `most` is what the totals leave each cell at the very most.
    """

    width: int
    values: NDArray[np.int64]
    lines: NDArray[np.int64]
    most: NDArray[np.int64]

    def cell(self, place: int) -> Cell:
        """Return a place as (row, column)."""
        return divmod(place, self.width)

    def primary(self, threshold: int) -> NDArray[np.intp]:
        """Return the places of counts from 1 to threshold - 1."""
        return np.flatnonzero((self.values > 0) & (self.values < threshold))


class Reach(NamedTuple):
    """The least and greatest count a cell may have, and by how much each cell, if hidden, can widen that at most."""

    low: int
    high: int
    widening: NDArray[np.int64]


def read(table: Iterable[Iterable[Any]], threshold: int) -> Counts:
    """Return a table laid out. Raises ValueError for ragged rows, what is no count, or a threshold below 1."""
    if count(threshold, "the threshold") < 1:
        raise ValueError("the threshold must be at least 1")
    rows = [[count(cell, "a cell") for cell in row] for row in table_of(table)]
    if not rows or not rows[0]:
        raise ValueError("a table needs rows of the same length, with at least one cell")
    height, width = len(rows), len(rows[0])
    row, column = np.divmod(np.arange(height * width), width)
    across, down = np.arange(height)[:, None] == row, np.arange(width)[:, None] == column
    lines = (across if height == 1 else down if width == 1 else np.vstack([across, down])).astype(np.int64)
    values = np.array(rows, dtype=np.int64).ravel()
    most = np.where(lines.T == 1, lines @ values, values.sum()).min(axis=1)
    return Counts(width, values, lines, most)


def audit_suppression(table: Iterable[Iterable[Any]], hidden: Iterable[Cell], threshold: int) -> Audit:
    """Return the range of every hidden (row, column), and whether the small counts are safe, by linear programs.

    Safe is a table whose counts from 1 to threshold - 1 are all hidden, and each could be `threshold` counts or more. In a
    table of two dimensions every whole number in a range is possible. Raises ValueError for cells that are not there.
    """
    counts = read(table, threshold)
    pairs = [listed(cell, what="a hidden cell") for cell in listed(hidden, what="the hidden cells")]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("a hidden cell is its row and its column")
    cells = sorted({(count(row, "a row"), count(column, "a column")) for row, column in pairs})
    places = [row * counts.width + column for row, column in cells]
    if any(column >= counts.width for _, column in cells) or any(place >= counts.values.size for place in places):
        raise ValueError("a hidden cell is not in the table")
    reaches = {place: reach(counts, np.array(places), place) for place in places}
    safe = all(
        place in reaches and reaches[place].high - reaches[place].low + 1 >= threshold
        for place in counts.primary(threshold).tolist()
    )
    return Audit(safe, {counts.cell(place): Interval(found.low, found.high) for place, found in reaches.items()})


def reach(counts: Counts, hidden: NDArray[np.intp], place: int) -> Reach:
    """Return what a reader can tell of one hidden place.

    `widening` bounds the width for any other set of hidden cells too: by linear duality high - low is at most the sum of
    `widening` over them, with equality for this set (Fischetti and Salazar 2001, capacity constraints).
    """
    low, narrow = _least(counts, hidden, place, 1)
    high, wide = _least(counts, hidden, place, -1)
    return Reach(low, -high, narrow + wide)


def _least(counts: Counts, hidden: NDArray[np.intp], place: int, sign: int) -> tuple[int, NDArray[np.int64]]:
    """Return the least of sign times a hidden count, and how much each cell, if hidden, could lower it at most."""
    lines = counts.lines[:, hidden]
    cost = np.where(hidden == place, sign, 0)
    totals = lines @ counts.values[hidden]
    found = minimize(cost, Program(lines, totals, totals, 0, counts.most[hidden]))
    if found is None:  # the table itself is a solution
        raise RuntimeError("no solution was found of a program that has one")
    # The matrix is totally unimodular, so limits and prices of lines are whole numbers but for the solver's rounding.
    price = np.rint(found.prices).astype(np.int64)
    reduced = np.where(np.arange(counts.values.size) == place, sign, 0) - price @ counts.lines
    lowering = np.maximum(-reduced, 0) * (counts.most - counts.values) + np.maximum(reduced, 0) * counts.values
    return round(found.value), lowering
