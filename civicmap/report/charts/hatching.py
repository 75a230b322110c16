"""Patterns of areas as short lines cut to the area, so that every form of a drawing has the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.report.charts.sheet import Area

COLOUR: Final = "#808080"
WEIGHT: Final = 0.5  # points
_STEP: Final = 1.6  # millimetres from line to line, along the edge
_DOTS: Final = 1.1
_DOT: Final = 0.2


class Segment(NamedTuple):
    """A line from one point to another."""

    x: float
    y: float
    to_x: float
    to_y: float


def hatching(area: Area) -> tuple[Segment, ...]:
    """Return the lines of an area's pattern; they lie on one grid for the whole sheet."""
    return tuple(_PATTERNS[area.paint.pattern](area)) if area.paint.pattern else ()


def _rising(area: Area) -> Iterator[Segment]:
    """Yield lines at 45 degrees: those on which x + y is a multiple of the step."""
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    for number in range(int((left + top) / _STEP) + 1, int((right + bottom) / _STEP) + 1):
        both = number * _STEP
        x, to_x = max(left, both - bottom), min(right, both - top)
        if to_x > x:
            yield Segment(x, both - x, to_x, both - to_x)


def _falling(area: Area) -> Iterator[Segment]:
    """Yield lines the other way: those on which x - y is a multiple of the step."""
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    for number in range(int((left - bottom) // _STEP) + 1, int((right - top) // _STEP) + 1):
        both = number * _STEP
        x, to_x = max(left, both + top), min(right, both + bottom)
        if to_x > x:
            yield Segment(x, x - both, to_x, to_x - both)


def _crossed(area: Area) -> Iterator[Segment]:
    yield from _rising(area)
    yield from _falling(area)


def _dotted(area: Area) -> Iterator[Segment]:
    """Yield dots, every other row between those of the row above."""
    for row in range(int(area.y / _DOTS) + 1, int((area.y + area.height - _DOT) / _DOTS) + 1):
        shift = _DOTS / 2 * (row % 2)
        for column in range(int((area.x - shift) / _DOTS) + 1, int((area.x + area.width - shift - _DOT) / _DOTS) + 1):
            x, y = column * _DOTS + shift, row * _DOTS
            yield Segment(x, y, x + _DOT, y)


_PATTERNS: Final[dict[str, Callable[[Area], Iterator[Segment]]]] = {"/": _rising, "x": _crossed, ".": _dotted}
