"""The press: a sheet becomes SVG and PNG. The only place that draws with matplotlib; nothing of its state is left changed.

Text is drawn as outlines of DejaVu Sans, which matplotlib brings along: a chart looks the same on every machine, in Word
and in a browser, no reader needs the font, and no text of a survey can become anything but its letters. What a chart
says is in its alternative text and in the table that it names.
"""

from __future__ import annotations

import io
import logging
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from civicmap.report.charts.ruler import font_path
from civicmap.report.charts.sheet import Area, Dot, Stroke, Words
from civicmap.report.figure import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.artist import Artist

    from civicmap.report.charts.sheet import Item, Sheet

_INCH: Final = 25.4  # millimetres
_DOTS: Final = 300  # an inch
_LOCK: Final = threading.RLock()
"""Settings of matplotlib are the process's own: one chart is drawn at a time."""
_SETTINGS: Final = {"svg.fonttype": "path", "text.parse_math": False, "hatch.linewidth": 0.45, "path.simplify": False}
_LEFT_OUT: Final = re.compile(r"<\?xml[^>]*\?>\s*|<!DOCTYPE[^>]*>\s*|<!--.*?-->\s*|\s*<metadata>.*?</metadata>", re.DOTALL)
_ID: Final = re.compile(r'(\bid="|href="#|url\(#)')


def press(sheet: Sheet) -> Drawing:
    """Print a sheet. The same sheet gives the same bytes."""
    with _LOCK, _settings(sheet.id):
        from matplotlib.figure import Figure  # noqa: PLC0415 - heavy, and only for what is drawn

        figure = Figure(figsize=(sheet.width / _INCH, sheet.height / _INCH), dpi=72, facecolor="white")
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, sheet.width), ylim=(sheet.height, 0))
        axes.set_axis_off()
        for place, item in enumerate(sheet.items):
            artist = _MAKERS[type(item)](item)
            artist.set_zorder(place + 1)
            artist.set_clip_on(False)
            axes.add_artist(artist)
        drawn = {form: io.BytesIO() for form in ("svg", "png")}
        figure.savefig(drawn["svg"], format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(drawn["png"], format="png", dpi=_DOTS, metadata={"Software": None})
        return Drawing(
            sheet.id, _tidied(drawn["svg"].getvalue(), sheet.id), drawn["png"].getvalue(), sheet.width, sheet.height
        )


@contextmanager
def _settings(name: str) -> Iterator[None]:
    """Draw by matplotlib's own defaults and by ours, whatever a user has set; give back what was."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)  # a home that can't be written to is no matter of the reader's
    try:
        import matplotlib as mpl  # noqa: PLC0415 - as above

        with mpl.rc_context():
            mpl.rcdefaults()
            mpl.rcParams.update({**_SETTINGS, "svg.hashsalt": name})
            yield
    finally:
        log.setLevel(level)


def _tidied(svg: bytes, name: str) -> bytes:
    """Return an SVG that can stand within a page: no prologue, no maker's name, no id that another chart has too."""
    text = _LEFT_OUT.sub("", svg.decode())
    return _ID.sub(lambda found: f"{found[1]}{name}-", text).encode()


# --- what lies on a sheet ---------------------------------------------------------------------------------------------


def _area(item: Area) -> Artist:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - as above

    return Rectangle(
        (item.x, item.y),
        item.width,
        item.height,
        facecolor=item.paint.fill,
        edgecolor=item.edge or "none",
        linewidth=item.weight if item.edge else 0,
        hatch=item.paint.pattern or None,
        hatchcolor="#8A8A8A" if item.paint.pattern else None,
    )


def _stroke(item: Stroke) -> Artist:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - as above

    return Line2D(
        (item.x, item.to_x),
        (item.y, item.to_y),
        color=item.colour,
        linewidth=item.weight,
        linestyle=(0, (2, 2)) if item.dashed else "-",
        solid_capstyle="butt",
    )


def _dot(item: Dot) -> Artist:
    from matplotlib.lines import Line2D  # noqa: PLC0415 - as above

    return Line2D(
        (item.x,),
        (item.y,),
        linestyle="none",
        marker=item.shape,
        markersize=item.size,
        markerfacecolor=item.fill,
        markeredgecolor=item.edge,
        markeredgewidth=1.0,
    )


def _words(item: Words) -> Artist:
    from matplotlib.font_manager import FontProperties  # noqa: PLC0415 - as above
    from matplotlib.text import Text  # noqa: PLC0415

    ground: dict[str, Any] = {"boxstyle": "square,pad=0.12", "facecolor": "white", "edgecolor": "none"}
    return Text(
        item.x,
        item.y,
        item.text,
        fontproperties=FontProperties(fname=font_path(bold=item.bold), size=item.size),
        color=item.colour,
        horizontalalignment=item.align,
        verticalalignment="baseline",
        parse_math=False,
        bbox=ground if item.boxed else None,
    )


_MAKERS: Final[dict[type[Item], Callable[[Any], Artist]]] = {Area: _area, Stroke: _stroke, Dot: _dot, Words: _words}
