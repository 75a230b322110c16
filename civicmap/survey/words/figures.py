"""Numbers as people and programs write them, and nothing that could be read in two ways."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from civicmap.survey.folding import fold

_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d{1,3})?\Z", re.ASCII)
# 1,5 is one and a half; 1,500 may be one and a half or fifteen hundred, and is not guessed.
_DECIMAL_COMMA: Final = re.compile(r"([-+]?\d+),(\d{1,2}|\d{4,})\Z", re.ASCII)
# Groups of three that leave no doubt: by a sign that stands twice, or beside another that can only be the decimal one.
_GROUPED: Final = (
    re.compile(r"([-+]?\d{1,3}(?:,\d{3}){2,})(?:\.(\d*))?\Z", re.ASCII),
    re.compile(r"([-+]?\d{1,3}(?:\.\d{3}){2,})(?:,(\d*))?\Z", re.ASCII),
    re.compile(r"([-+]?\d{1,3}(?:,\d{3})+)\.(\d+)\Z", re.ASCII),
    re.compile(r"([-+]?\d{1,3}(?:\.\d{3})+),(\d+)\Z", re.ASCII),
    re.compile(r"([-+]?\d{1,3}(?:'\d{3})+)(?:[.,](\d*))?\Z", re.ASCII),
)
# Spaces that hold a number together, and Arabic's own sign between thousands: not the plain space, which may part two.
_JOINING: Final = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\u2007\u066c", "'") | {"\u066b": "."})


def number(text: str) -> float | None:
    """Return the number that a text writes in figures, None if it writes none or may write two."""
    plain = text.strip()
    if _NUMBER.match(plain):  # as nearly all are
        return _finite(float(plain))
    if not text.isascii():
        if any(map(_is_no_figure, text)):
            return None
        text = text.strip().translate(_JOINING)
    folded = fold(text)
    comma = _DECIMAL_COMMA.match(folded)
    if comma:
        folded = f"{comma[1]}.{comma[2]}"
    grouped = next(filter(None, (pattern.match(folded) for pattern in _GROUPED)), None)
    if grouped:
        folded = re.sub(r"[,.']", "", grouped[1]) + "." + (grouped[2] or "")
    if not _NUMBER.match(folded):
        return None
    return _finite(float(folded))


def _finite(value: float) -> float | None:
    return value if abs(value) != float("inf") else None


def _is_no_figure(sign: str) -> bool:
    """Say whether a sign has a numeric value but is no figure: folded, 10² would be 102."""
    return unicodedata.category(sign) == "No"
