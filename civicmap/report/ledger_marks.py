"""Marks around what a template prints, which no text can hold and no reader sees: they carry a number's place in a list.

Imports only what escapes. A mark is two control characters around digits that are control characters too, and one behind
what it marks: escaping turns every control character of a text into U+FFFD, so a mark that is found was put there here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from civicmap.report.escape import Markdown

_OPEN, _END, _CLOSE = "\x02", "\x03", "\x04"
_ZERO: Final = 0x90  # sixteen control characters that are no white space, and break no line
_BASE: Final = 16
_MARK: Final = re.compile(f"{_OPEN}([{chr(_ZERO)}-{chr(_ZERO + _BASE - 1)}]+){_END}|{_CLOSE}")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that was marked, and with what."""

    start: int
    end: int
    place: int


def mark(text: str, place: int) -> Markdown:
    """Return Markdown with a mark around it that carries a number."""
    digits = ""
    while place or not digits:
        place, digit = divmod(place, _BASE)
        digits = chr(_ZERO + digit) + digits
    return Markdown(f"{_OPEN}{digits}{_END}{text}{_CLOSE}")


def marked(text: str) -> bool:
    """Tell whether a text holds the beginning of a mark."""
    found = _MARK.search(text)
    return found is not None and found[1] is not None


def without_marks(text: str) -> str:
    """Return a text as it is without marks."""
    return _MARK.sub("", text)


def spans(text: str) -> tuple[str, tuple[Span, ...]]:
    """Return a text without marks, and what each marked in it, in the order in which they begin."""
    plain: list[str] = []
    length, last = 0, 0
    opened: list[tuple[int, int]] = []
    found: list[Span] = []
    for match in _MARK.finditer(text):
        piece = text[last : match.start()]
        plain.append(piece)
        length, last = length + len(piece), match.end()
        if match[1] is not None:
            opened.append((length, _place(match[1])))
        elif opened:
            start, place = opened.pop()
            found.append(Span(start, length, place))
    plain.append(text[last:])
    whole = "".join(plain)
    found += [Span(start, len(whole), place) for start, place in opened]
    return whole, tuple(sorted(found, key=lambda span: (span.start, -span.end)))


def _place(digits: str) -> int:
    place = 0
    for digit in digits:
        place = place * _BASE + ord(digit) - _ZERO
    return place
