"""Widths of a table's columns: as the author says, or by what stands in them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.report.blocks import Table

_CHARACTER: Final = 90  # twips of a small letter of the table's type, with some to spare
_CAPITAL: Final = 1.4  # of a small letter
_PADDING: Final = 220  # at both sides of a cell
_ROOMY: Final = 0.9
_LONGEST_WORD: Final = 24  # characters that are kept on one line whatever the page
_LONGEST_LINE: Final = 44  # characters that a column asks for before it wraps
_SAMPLE: Final = 400  # rows that are enough to tell
_HEADER_LINES: Final = 3.5  # of a header, if there is room: its words do not fill each line
_BOLDER: Final = 1.1  # a header is wider than its characters


def widths(table: Table, measure: int) -> tuple[int, ...]:
    """Return a width in twips for each column; they add up to the measure."""
    columns = _columns(table)
    least = _least(columns, table.aligns)
    high = [max(need, _headed(column[0])) for need, column in zip(least, columns, strict=True)]
    least = high if sum(high) <= measure else least
    if len(table.widths) == len(columns) and all(table.widths):
        wanted = [measure * width / sum(table.widths) for width in table.widths]
    else:
        wanted = [_needs(column, (), _LONGEST_LINE) for column in columns]
    return _whole(_shared(least, wanted, measure), measure)


def fits(table: Table, measure: int) -> bool:
    """Tell whether a table stands in a measure without crowding: its longest words leave room for the others."""
    return sum(_least(_columns(table), table.aligns)) <= _ROOMY * measure


def _columns(table: Table) -> list[list[str]]:
    """Return the texts of each column, the header first."""
    rows = (table.header, *table.rows[:_SAMPLE])
    return [[plain(row[place]) for row in rows] for place in range(len(table.header))]


def _least(columns: Sequence[Sequence[str]], aligns: Iterable[str]) -> list[float]:
    """Return the width that each column cannot do without: its longest word or, in a column of figures, cell."""
    return [
        _needs(
            column[1:] if align == "right" else (word for cell in column for word in cell.split()),
            column[0].split(),
            _LONGEST_WORD,
        )
        for column, align in zip(columns, aligns, strict=True)
    ]


def _headed(header: str) -> float:
    """Return the width in which a header takes few lines: it stands on every page."""
    return _needs((), (" " * round(_length(header) / _HEADER_LINES),), _LONGEST_WORD)


def _shared(least: Sequence[float], wanted: Sequence[float], measure: int) -> list[float]:
    """Return for each column what its longest word needs, and of what is left a part by how much more it wants.

    Where there is too little, it is taken from the wide columns: of a long word the estimate has more to spare.
    """
    left = measure - sum(least)
    if left > 0:
        more = [max(0.0, want - need) for need, want in zip(least, wanted, strict=True)]
    else:
        more = [need - min(least) for need in least]
    share = max(-1.0, left / sum(more)) if sum(more) > 0 else 0
    return [need + share * extra for need, extra in zip(least, more, strict=True)]


def _whole(shares: Sequence[float], measure: int) -> tuple[int, ...]:
    """Return whole twips in the given proportions, with no twip left over."""
    edges = [int(measure * sum(shares[:place]) / sum(shares)) for place in range(len(shares) + 1)]
    return tuple(right - left for left, right in pairwise(edges))


def _needs(texts: Iterable[str], header: Iterable[str], longest: int) -> float:
    """Return the width of the longest text, in twips; the header's words are bold."""
    return _PADDING + _CHARACTER * min(longest, max(_longest(header) * _BOLDER, _longest(texts), 3))


def _longest(texts: Iterable[str]) -> float:
    """Return the length of the longest text; those that are too short whatever stands in them are not looked at."""
    found = 0.0
    for text in texts:
        if len(text) * _CAPITAL >= found:
            found = max(found, _length(text))
    return found


def _length(text: str) -> float:
    """Return the length of a text in small letters."""
    return len(text) + (_CAPITAL - 1) * sum(map(str.isupper, text))
