"""A chart on paper before it is printed: a list of marks in millimetres from the top left corner. Knows no library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from civicmap.report.charts.palette import INK, PAPER, TEXT, Paint

PORTRAIT: Final = 160.0
LANDSCAPE: Final = 247.0
TALLEST: Final = 230.0
"""Millimetres that a figure may take of a page."""
LANDSCAPE_TALLEST: Final = 150.0


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle; `weight` of its edge in points."""

    x: float
    y: float
    width: float
    height: float
    paint: Paint
    edge: str | None = None
    weight: float = 0.5


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; `weight` in points."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str
    weight: float
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Dot:
    """A sign about a point: o, or < and > for a triangle that points so; `size` and `weight` of its edge in points."""

    x: float
    y: float
    shape: str
    size: float
    fill: str
    edge: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text; `y` is its baseline, `align` is left, center or right of `x`, and `size` is in points."""

    x: float
    y: float
    text: str
    size: float = TEXT
    colour: str = INK
    align: str = "left"
    bold: bool = False
    boxed: bool = False  # on a ground of its own, so that a pattern does not cross it


Item = Area | Stroke | Dot | Words


@dataclass(slots=True)
class Sheet:
    """What is to be printed, in order: later items lie over earlier ones."""

    id: str
    width: float
    height: float = 0.0
    items: list[Item] = field(default_factory=list)

    def add(self, *items: Item) -> None:
        """Put items on the sheet."""
        self.items.extend(items)

    def box(self, x: float, y: float, width: float, height: float, paint: Paint) -> None:
        """Put an area on the sheet, with a white edge that parts it from its neighbours; a pattern has a dark one."""
        light = paint.pattern or paint.fill == PAPER
        self.add(Area(x, y, width, height, paint, "#6E6E6E" if light else PAPER))


def points(size: float) -> float:
    """Return points as millimetres."""
    return size * 25.4 / 72


def middle(y: float, size: float = TEXT) -> float:
    """Return the baseline of text whose figures are centred on `y`."""
    return y + 0.365 * points(size)


# --- geometry that every form of a drawing shares ----------------------------------------------------------------------


def start(words: Words, width: float) -> float:
    """Return where a line of text begins."""
    return words.x - {"left": 0.0, "center": width / 2, "right": width}[words.align]


def ground(words: Words, width: float) -> Area:
    """Return the white ground of a boxed text."""
    high = points(words.size)
    return Area(start(words, width) - 0.4, words.y - 0.85 * high, width + 0.8, 1.1 * high, Paint(PAPER))


def triangle(dot: Dot) -> tuple[tuple[float, float], ...]:
    """Return the corners of a dot that is a triangle."""
    half = points(dot.size) / 2
    way = half if dot.shape == ">" else -half
    return (dot.x - way, dot.y - half), (dot.x + way, dot.y), (dot.x - way, dot.y + half)
