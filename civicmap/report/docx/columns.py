"""Widths of a table's columns: as the author says, or by what stands in them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.report.blocks import Table

_CHARACTER: Final = 98  # twips of the table's type, on average, with some to spare
_PADDING: Final = 220  # at both sides of a cell
_LONGEST_WORD: Final = 24  # characters that are kept on one line whatever the page
_LONGEST_LINE: Final = 44  # characters that a column asks for before it wraps
_SAMPLE: Final = 400  # rows that are enough to tell
_BOLDER: Final = 1.15  # a header is wider than its characters


def widths(table: Table, measure: int) -> tuple[int, ...]:
    """Return a width in twips for each column; they add up to the measure."""
    count = len(table.header)
    said = table.widths if len(table.widths) == count and all(table.widths) else _by_content(table, measure)
    edges = [int(measure * sum(said[:place]) / sum(said)) for place in range(count + 1)]
    return tuple(right - left for left, right in pairwise(edges))


def _by_content(table: Table, measure: int) -> tuple[float, ...]:
    """Return for each column what its longest word needs, and a part of what is left by what its longest line wants."""
    rows = (table.header, *table.rows[:_SAMPLE])
    columns = [[plain(row[place]) for row in rows] for place in range(len(table.header))]
    least = [
        _needs((word for cell in column for word in cell.split()), column[0].split(), _LONGEST_WORD)
        for column in columns
    ]
    most = [max(need, _needs(column, (), _LONGEST_LINE)) for need, column in zip(least, columns, strict=True)]
    left, wanted = measure - sum(least), sum(most) - sum(least)
    share = left / wanted if left > 0 and wanted > 0 else 0
    return tuple(need + share * (want - need) for need, want in zip(least, most, strict=True))


def _needs(texts: Iterable[str], header: Sequence[str], longest: int) -> float:
    """Return the width of the longest text, in twips; the header's words are bold."""
    bold = max(map(len, header), default=0) * _BOLDER
    return _PADDING + _CHARACTER * min(longest, max(bold, max(map(len, texts), default=0), 3))
