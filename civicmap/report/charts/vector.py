"""A sheet as SVG: areas, lines, dots and outlines of letters. Its ids carry the chart's, so that charts can share a page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from civicmap.report.charts.hatching import COLOUR, WEIGHT, hatching
from civicmap.report.charts.letters import EM, outline, set_line
from civicmap.report.charts.sheet import Area, Dot, Stroke, Words, ground, points, start, triangle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.report.charts.sheet import Item, Sheet

_HEAD: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
)
_MOVE, _LINE, _CURVE3, _CURVE4 = 1, 2, 3, 4
_LETTERS: Final = {_MOVE: ("M", 1), _LINE: ("L", 1), _CURVE3: ("Q", 2), _CURVE4: ("C", 3)}
"""What matplotlib's codes are called in SVG, and how many points each takes; any other closes the path."""


def to_svg(sheet: Sheet) -> bytes:
    """Return a sheet as SVG."""
    body = [line for item in sheet.items for line in _MAKERS[type(item)](item, sheet.id)]
    names = {g.name for item in sheet.items if isinstance(item, Words) for g in set_line(item.text, item.bold).glyphs}
    defs = [f'<path id="{sheet.id}-{name}" d="{_shape(name)}"/>' for name in sorted(names)]
    white = f'<rect width="{_n(sheet.width)}" height="{_n(sheet.height)}" fill="#FFFFFF"/>'
    head = _HEAD.format(width=_n(sheet.width), height=_n(sheet.height))
    return "\n".join([head, "<defs>", *defs, "</defs>", white, *body, "</svg>\n"]).encode()


def _n(number: float) -> str:
    """Return a number to a hundredth, as short as can be."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _pen(colour: str, weight: float) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{points(weight):.3f}"'


def _area(item: Area, _name: str) -> Iterator[str]:
    place = f'x="{_n(item.x)}" y="{_n(item.y)}" width="{_n(item.width)}" height="{_n(item.height)}"'
    if item.paint.fill != "none":
        yield f'<rect {place} fill="{item.paint.fill}"/>'
    if lines := hatching(item):
        shape = "".join(f"M{_n(s.x)} {_n(s.y)}L{_n(s.to_x)} {_n(s.to_y)}" for s in lines)
        yield f'<path d="{shape}" {_pen(COLOUR, WEIGHT)}/>'
    if item.edge:
        yield f"<rect {place} {_pen(item.edge, item.weight)}/>"


def _stroke(item: Stroke, _name: str) -> Iterator[str]:
    dash = f' stroke-dasharray="{_n(points(2))}"' if item.dashed else ""
    shape = f"M{_n(item.x)} {_n(item.y)}L{_n(item.to_x)} {_n(item.to_y)}"
    yield f'<path d="{shape}" {_pen(item.colour, item.weight)}{dash}/>'


def _dot(item: Dot, _name: str) -> Iterator[str]:
    look = f'fill="{item.fill}" stroke="{item.edge}" stroke-width="{points(item.weight):.3f}"'
    if item.shape == "o":
        yield f'<circle cx="{_n(item.x)}" cy="{_n(item.y)}" r="{_n(points(item.size) / 2)}" {look}/>'
    else:
        corners = " ".join(f"{_n(x)},{_n(y)}" for x, y in triangle(item))
        yield f'<polygon points="{corners}" {look}/>'


def _words(item: Words, name: str) -> Iterator[str]:
    line = set_line(item.text, item.bold)
    scale = points(item.size) / EM
    if item.boxed:
        yield from _area(ground(item, line.width * scale), name)
    x = start(item, line.width * scale)
    yield f'<g transform="translate({_n(x)} {_n(item.y)}) scale({scale:.6f} {-scale:.6f})" fill="{item.colour}">'
    yield "".join(
        f'<use xlink:href="#{name}-{glyph.name}"{_at("x", glyph.x)}{_at("y", glyph.y)}/>' for glyph in line.glyphs
    )
    yield "</g>"


def _at(axis: str, value: float) -> str:
    return f' {axis}="{round(value)}"' if round(value) else ""


@lru_cache(maxsize=4_000)
def _shape(name: str) -> str:
    """Return a glyph's outline as SVG writes paths."""
    shape = outline(name)
    parts: list[str] = []
    vertices: Sequence[Any] = shape.vertices.round().astype(int).tolist()
    codes: Sequence[int] = shape.codes.tolist()
    place = 0
    while place < len(codes):
        letter, number = _LETTERS.get(codes[place], ("Z", 0))
        parts.append(letter + " ".join(f"{x} {y}" for x, y in vertices[place : place + number]))
        place += number or 1
    return "".join(parts)


_MAKERS: Final[dict[type[Item], Callable[[Any, str], Iterator[str]]]] = {
    Area: _area,
    Stroke: _stroke,
    Dot: _dot,
    Words: _words,
}
