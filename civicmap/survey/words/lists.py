"""How several answers stand in one cell: the signs between them, and the marks of a list that a person wrote."""

from __future__ import annotations

import re
from typing import Final

SEPARATORS: Final = ("\n", ";", "|", ",")
# One sign for one, so that places in a text stay: other scripts' commas, full-width signs, and every kind of line break.
_SIGNS: Final = str.maketrans(
    {"，": ",", "、": ",", "،": ",", "；": ";", "؛": ";", "｜": "|", "￨": "|"}
    | dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n")
)
_BULLET: Final = r"[•●▪◦‣⁃∙■□▫➢➤✓✔·]"
_BULLETED: Final = re.compile(rf"\s*{_BULLET}\s*(?=\S)")
_DASHED: Final = re.compile(r"^[ \t]*(?:[-*–—+>][ \t]+|[-–—*](?=[^\W\d]))(?=\S)", re.MULTILINE)
_NUMBERED: Final = re.compile(r"(?:^|(?<=\s))\(?(\d{1,2}|[a-zA-Z])[.)][ \t]+(?=\S)")


def plain_signs(text: str) -> str:
    """Return a text of the same length with plain separators."""
    return text.translate(_SIGNS)


def as_lines(text: str) -> str | None:
    """Return a list with bullets, dashes or numbers as one line for each of its parts; None where it is no list.

    The text must begin with a mark; numbers must count from one.
    """
    if _BULLETED.match(text):
        return _BULLETED.sub("\n", text)
    if _DASHED.match(text):
        lines = [line for line in text.split("\n") if line.strip()]
        return _DASHED.sub("", "\n".join(lines)) if all(map(_DASHED.match, lines)) else None
    if not _NUMBERED.match(text):
        return None
    marks = [found[1].lower() for found in _NUMBERED.finditer(text)]
    return _NUMBERED.sub("\n", text) if marks in (_counted("1", len(marks)), _counted("a", len(marks))) else None


def _counted(first: str, many: int) -> list[str]:
    """Return the marks of a list of so many parts."""
    return [str(place + 1) if first == "1" else chr(ord(first) + place) for place in range(many)]
