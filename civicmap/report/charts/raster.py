"""A sheet as PNG, by the renderer that matplotlib draws with; no figure, no settings of the process."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from civicmap.report.charts.hatching import COLOUR, WEIGHT, hatching
from civicmap.report.charts.letters import EM, outline, set_line
from civicmap.report.charts.sheet import Area, Dot, Stroke, Words, ground, points, start, triangle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from civicmap.report.charts.sheet import Item, Sheet

_INCH: Final = 25.4  # millimetres
_DOTS: Final = 200  # an inch: for programs that do not draw the lines; print and screens read no more
_COLOURS: Final = 256


class Canvas:
    """Paper with dots on it. Places are in millimetres from the top left corner."""

    def __init__(self, sheet: Sheet) -> None:
        from matplotlib.backends.backend_agg import RendererAgg  # noqa: PLC0415 - heavy, and only for what is drawn
        from matplotlib.transforms import Affine2D  # noqa: PLC0415

        scale = _DOTS / _INCH
        self.width, self.height = round(sheet.width * scale), round(sheet.height * scale)
        renderer: Any = RendererAgg  # matplotlib tells no types of it
        self.renderer = renderer(self.width, self.height, _DOTS)
        self.transform = Affine2D().scale(scale, -scale).translate(0, self.height)
        self.colours: set[str] = set()
        self.path(((0, 0), (sheet.width, 0), (sheet.width, sheet.height), (0, sheet.height)), fill="#FFFFFF")

    def path(
        self,
        vertices: Any,
        codes: Any = None,
        *,
        fill: str = "none",
        edge: str | None = None,
        weight: float = 0.0,
        dash: float | None = None,
    ) -> None:
        """Draw a path; its codes are matplotlib's."""
        from matplotlib.colors import to_rgba  # noqa: PLC0415 - as above
        from matplotlib.path import Path  # noqa: PLC0415

        self.colours |= {colour for colour in (fill, edge) if colour not in ("none", None)}
        context = self.renderer.new_gc()
        context.set_linewidth(weight if edge else 0.0)
        context.set_foreground(edge or "#FFFFFF")
        context.set_capstyle("butt")
        if dash is not None:
            context.set_dashes(0, [dash] * 2)
        face = None if fill == "none" else to_rgba(fill)
        self.renderer.draw_path(context, Path(vertices, codes), self.transform, face)

    def png(self) -> bytes:
        """Return the paper as a file: in as few colours as show it well, and without a word on what made it."""
        from PIL import Image  # noqa: PLC0415 - as above

        size = (self.width, self.height)
        picture = Image.frombuffer("RGBX", size, self.renderer.buffer_rgba(), "raw", "RGBX", 0, 1).convert("RGB")
        chosen = Image.new("P", (1, 1))
        chosen.putpalette(_palette(self.colours))
        few = picture.quantize(palette=chosen, dither=Image.Dither.NONE)
        file = io.BytesIO()
        few.save(file, "PNG", dpi=(_DOTS, _DOTS), compress_level=4)
        return file.getvalue()


def _palette(colours: Iterable[str]) -> bytes:
    """Return the colours that were drawn, exactly, then greys and mixtures with white and black for edges of letters."""
    flat = [bytes.fromhex(colour[1:]) for colour in sorted(colours)]
    greys = [bytes([level] * 3) for level in range(0, 256, 8)]
    mixed = [
        bytes(round(channel + (end - channel) * part) for channel in colour)
        for part in (1 / 3, 2 / 3)
        for colour in flat
        for end in (0, 255)
    ]
    return b"".join(list(dict.fromkeys([*flat, *greys, *mixed]))[:_COLOURS])


def to_png(sheet: Sheet) -> bytes:
    """Return a sheet as PNG, with 200 dots to an inch."""
    canvas = Canvas(sheet)
    for item in sheet.items:
        _MAKERS[type(item)](item, canvas)
    return canvas.png()


def _area(item: Area, canvas: Canvas) -> None:
    right, bottom = item.x + item.width, item.y + item.height
    corners = ((item.x, item.y), (right, item.y), (right, bottom), (item.x, bottom), (item.x, item.y))
    closed = (1, 2, 2, 2, 79)
    if item.paint.fill != "none":
        canvas.path(corners, closed, fill=item.paint.fill)
    if lines := hatching(item):
        ends = [end for line in lines for end in ((line.x, line.y), (line.to_x, line.to_y))]
        canvas.path(ends, (1, 2) * len(lines), edge=COLOUR, weight=WEIGHT)
    if item.edge:
        canvas.path(corners, closed, edge=item.edge, weight=item.weight)


def _stroke(item: Stroke, canvas: Canvas) -> None:
    ends = ((item.x, item.y), (item.to_x, item.to_y))
    canvas.path(ends, edge=item.colour, weight=item.weight, dash=2.0 if item.dashed else None)


def _dot(item: Dot, canvas: Canvas) -> None:
    import numpy as np  # noqa: PLC0415 - as above
    from matplotlib.path import Path  # noqa: PLC0415

    if item.shape == "o":
        circle: Any = Path.unit_circle()
        vertices, codes = circle.vertices * (points(item.size) / 2) + np.array((item.x, item.y)), circle.codes
    else:
        corners = triangle(item)
        vertices, codes = (*corners, corners[0]), (1, 2, 2, 79)
    canvas.path(vertices, codes, fill=item.fill, edge=item.edge, weight=item.weight)


def _words(item: Words, canvas: Canvas) -> None:
    import numpy as np  # noqa: PLC0415 - as above

    line = set_line(item.text, item.bold)
    scale = points(item.size) / EM
    if item.boxed:
        _area(ground(item, line.width * scale), canvas)
    shapes = [(glyph, outline(glyph.name)) for glyph in line.glyphs]
    shapes = [(glyph, shape) for glyph, shape in shapes if len(shape.codes)]
    if not shapes:
        return
    vertices = np.concatenate([shape.vertices + np.array((glyph.x, glyph.y)) for glyph, shape in shapes])
    origin = (start(item, line.width * scale), item.y)
    canvas.path(
        vertices * (scale, -scale) + origin, np.concatenate([shape.codes for _, shape in shapes]), fill=item.colour
    )


_MAKERS: Final[dict[type[Item], Callable[[Any, Canvas], None]]] = {
    Area: _area,
    Stroke: _stroke,
    Dot: _dot,
    Words: _words,
}
