"""Columns of a Markdown table that stand one below the other in a typewriter's face. Imports nothing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MEASURE: Final = 60
"""A cell wider than this sticks out, so that one long text does not drive every row apart."""

_SHORTEST: Final = 3  # what a rule under a heading takes: two dashes and a colon
# Neither a mark nor a sign of direction takes room; a variation selector or a joiner neither.
_NARROW: Final = frozenset({"Mn", "Me", "Cf"})
_WIDE: Final = frozenset("WF")
# Latin, Greek and Cyrillic letters, and the punctuation of texts: one place each.
_PLAIN: Final = re.compile(
    "[\\x20-\\x7e\\xa0-\\xac\\xae-\\u02ff\\u0370-\\u0482\\u048a-\\u052f\\u2010-\\u2027\\u2030-\\u205e]*"
)


def aligned(cells: Sequence[str], *, right: bool) -> Iterator[str]:
    """Yield the cells of one column, its heading first, with the rule under it, each padded to the column's width."""
    widths = [width(cell) for cell in cells]
    whole = max((wide for wide in widths if wide <= MEASURE), default=0)
    whole = max(whole, _SHORTEST)
    padded = [
        " " * (whole - wide) + cell if right else cell + " " * (whole - wide)
        for cell, wide in zip(cells, widths, strict=True)
    ]
    yield padded[0]
    yield "-" * (whole - 1) + ":" if right else ":" + "-" * (whole - 1)
    yield from padded[1:]


def width(text: str) -> int:
    """Return how many places a text takes: two for a sign of East Asia, none for a mark over a letter."""
    return len(text) if _PLAIN.fullmatch(text) else sum(map(_places, text))


@lru_cache(maxsize=4096)
def _places(char: str) -> int:
    """Return how many places a character takes."""
    if unicodedata.category(char) in _NARROW:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1
