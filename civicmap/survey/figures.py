"""Numbers and dates as people and programs write them, and nothing that could be read in two ways."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from civicmap.survey.folding import fold

_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?\Z", re.ASCII)
# 1,5 is one and a half; 1,500 may be one and a half or fifteen hundred, and is not guessed.
_DECIMAL_COMMA: Final = re.compile(r"([-+]?\d+),(\d{1,2}|\d{4,})\Z", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]\d{1,2}:\d{2}.*)?\Z", re.ASCII)
_DAY_OR_MONTH_FIRST: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?: \d{1,2}:\d{2}.*)?\Z", re.ASCII)


def number(text: str) -> float | None:
    """Return the number that a text writes in figures, None if it writes none or may write two."""
    if not text.isascii() and any(map(_is_no_figure, text)):
        return None
    folded = fold(text)
    comma = _DECIMAL_COMMA.match(folded)
    if comma:
        folded = f"{comma[1]}.{comma[2]}"
    if not _NUMBER.match(folded):
        return None
    value = float(folded)
    return value if abs(value) != float("inf") else None


def _is_no_figure(sign: str) -> bool:
    """Say whether a sign has a numeric value but is no figure: folded, 10² would be 102."""
    return unicodedata.category(sign) == "No"


def day(text: str) -> int | None:
    """Return a date as its proleptic ordinal: year first, or day and month where only one order is a date."""
    folded = fold(text)
    iso = _ISO.match(folded)
    if iso:
        return _ordinal(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = _DAY_OR_MONTH_FIRST.match(folded)
    if parts is None:
        return None
    first, second, year = int(parts[1]), int(parts[3]), int(parts[4])
    found = {_ordinal(year, second, first), _ordinal(year, first, second)} - {None}
    return found.pop() if len(found) == 1 else None


def _ordinal(year: int, month: int, in_month: int) -> int | None:
    """Return the ordinal of a day; None if there is no such day."""
    try:
        return date(year, month, in_month).toordinal()
    except ValueError:
        return None
