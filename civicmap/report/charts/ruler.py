"""How wide texts are in the font of the charts, and how they break into lines. Whatever a text holds, it stays text."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.letters import EM, known, measure_units
from civicmap.report.charts.sheet import points
from civicmap.report.escape import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST: Final = 600  # characters that are looked at: more than any label has room for
_MOST_MARKS: Final = 3  # accents upon one letter
_TURNING: Final = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_BOX: Final = "\u25a1"
_LEADING: Final = 1.25
_CUT: Final = "…"
_SLACK: Final = 1e-6  # millimetres: a sum of doubles is no exact width


def line_height(size: float) -> float:
    """Return the height of a line in millimetres."""
    return points(size) * _LEADING


def wrap(text: str, size: float, width: float, *, lines: int = 3, bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines that are no wider than `width` millimetres; what is over the last line is cut off."""
    broken = _lines(drawable(text), size, width, bold=bold)
    kept: list[str] = []
    for line in broken:
        if len(kept) == lines:
            kept[-1] = _cut(kept[-1], size, width, bold=bold)
            break
        kept.append(line)
    return tuple(kept)


def fit(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return a text on one line."""
    return "".join(wrap(text, size, width, lines=1, bold=bold))


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in millimetres, without kerning."""
    return points(size) * measure_units(text, bold) / EM


def drawable(text: str) -> str:
    """Return a text of what the font can draw: others of its characters are boxes, and nothing turns its direction."""
    kept: list[str] = []
    marks = 0
    for char in clean(_TURNING.sub("", text[:_LONGEST])):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MOST_MARKS:
            kept.append(char if ord(char) in known() else _BOX)
    return "".join(kept) + (_CUT if len(text) > _LONGEST else "")


def _lines(text: str, size: float, width: float, *, bold: bool) -> Iterator[str]:
    """Yield lines that fit; a no-break space keeps its neighbours together as long as they fit."""
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if measure(joined, size, bold=bold) <= width + _SLACK:
            line = joined
            continue
        if line:
            yield line
        line = word
        while measure(line, size, bold=bold) > width + _SLACK:
            length = _fitting(line, size, width, bold=bold)
            yield line[:length]
            line = line[length:]
    if line:
        yield line


def _fitting(text: str, size: float, width: float, *, bold: bool) -> int:
    """Return how many characters of a text fit, one at least; a letter keeps its accents."""
    room, length = width, 0
    while length < len(text) and (room := room - measure(text[length], size, bold=bold)) >= -_SLACK:
        length += 1
    while length > 1 and _clings(text, length):
        length -= 1
    return max(length, 1)


def _clings(text: str, place: int) -> bool:
    return place < len(text) and unicodedata.combining(text[place]) > 0


def _cut(line: str, size: float, width: float, *, bold: bool) -> str:
    room = width - measure(_CUT, size, bold=bold)
    return line[: _fitting(line, size, room, bold=bold)].rstrip(" ,;:-") + _CUT
