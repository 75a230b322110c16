"""Widths of a table's columns: as the author says, or by what stands in them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain

if TYPE_CHECKING:
    from civicmap.report.blocks import Table

_TWIPS_PER_CHARACTER: Final = 100  # of the table's type, on average, with some to spare
_PADDING: Final = 190
_WIDEST: Final = 44  # characters that a column asks for before it wraps
_SAMPLE: Final = 400  # rows that are enough to tell


def widths(table: Table, measure: int) -> tuple[int, ...]:
    """Return a width in twips for each column; they add up to the measure."""
    count = len(table.header)
    wanted = table.widths if len(table.widths) == count and all(table.widths) else _by_content(table)
    total = sum(wanted)
    edges = [int(measure * sum(wanted[:place]) / total) for place in range(count + 1)]
    return tuple(right - left for left, right in pairwise(edges))


def _by_content(table: Table) -> tuple[float, ...]:
    """Return for each column at least its longest word, and up to its longest cell."""
    rows = (table.header, *table.rows[:_SAMPLE])
    return tuple(
        float(_PADDING + _TWIPS_PER_CHARACTER * _characters([plain(row[place]) for row in rows]))
        for place in range(len(table.header))
    )


def _characters(cells: list[str]) -> int:
    """Return how many characters a column asks for."""
    word = max((len(word) for cell in cells for word in cell.split()), default=1)
    return max(min(word, _WIDEST), min(_WIDEST, max(map(len, cells))), 4)
