"""A dot for each share, with what it could be: bounds, interval and the published figure beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.report import numbers
from civicmap.report.charts.furniture import Label, column, label, on_a_page, put_marks
from civicmap.report.charts.palette import BLUE, FAINT, INK, MIDDLE, NAVY, PAPER, QUIET, RED, RULE, SMALL, TEXT, Paint
from civicmap.report.charts.press import press
from civicmap.report.charts.ruler import fit, measure
from civicmap.report.charts.sheet import PORTRAIT, Area, Dot, Sheet, Stroke, Words, middle

if TYPE_CHECKING:
    from civicmap.measure.results import Span
    from civicmap.report.figure import Drawing
    from civicmap.report.numbers import Style

_LABELS: Final = 62.0
_RIGHT: Final = 27.0
_GAP: Final = 4.0
_LEAST: Final = 5.6
_HEAD: Final = 5.0
_KEY: Final = 4.4
_FRAME, _ITEM, _FIGURE = 3.6, 3.6, 4.4  # heights of what lies in a row


@dataclass(frozen=True, slots=True)
class Limits:
    """A published figure's bounds as parts of 1; an open end is None."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class DotRow:
    """A share. `small` bases have a hollow dot and nothing beside it; where `share` is None, `why` says why."""

    label: str
    share: float | None
    beside: str
    small: bool = False
    interval: Span | None = None
    item_bounds: Span | None = None
    frame_bounds: Span | None = None
    published: Limits | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the signs of a chart are called; "" for one that does not occur."""

    share: str
    small: str
    interval: str
    item_bounds: str
    frame_bounds: str
    published: str


@dataclass(frozen=True, slots=True)
class Dots:
    """A chart of shares from 0 to 1."""

    id: str
    rows: tuple[DotRow, ...]
    signs: Signs
    style: Style
    marks: tuple[str, ...]
    points: bool = False  # the scale is of scores, from 0 to 100


def draw_dots(chart: Dots) -> Drawing:
    """Draw a chart."""
    return press(lambda: on_a_page(lambda lines: sheet_of(chart, lines)))


def sheet_of(chart: Dots, lines: int = 3) -> Sheet:
    """Draw shares."""
    sheet = Sheet(chart.id, PORTRAIT)
    _put_signs(sheet, chart.signs)
    wide = column((row.label for row in chart.rows), _LABELS)
    right = column((row.beside for row in chart.rows), _RIGHT)
    axis = Axis(wide + _GAP, PORTRAIT - wide - right - 2 * _GAP)
    labels = [label(row.label, wide, lines=lines) for row in chart.rows]
    heights = [max(_LEAST, name.height + 1.8) for name in labels]
    put_grid(sheet, axis, sum(heights), chart.style, points=chart.points)
    for row, name, height in zip(chart.rows, labels, heights, strict=True):
        _row(sheet, axis, row, name, sheet.height + height / 2)
        sheet.height += height
    put_marks(sheet, chart.marks)
    return sheet


class Axis(NamedTuple):
    """Where a scale from 0 to 1 begins, and how wide it is."""

    left: float
    width: float

    def at(self, share: float) -> float:
        """Return where a share stands."""
        return self.left + min(max(share, 0.0), 1.0) * self.width


def put_grid(sheet: Sheet, axis: Axis, height: float, style: Style, *, points: bool = False) -> None:
    """Draw lines at every quarter, with what they stand for above."""
    for quarter in range(5):
        x = axis.at(quarter / 4)
        sheet.add(Stroke(x, sheet.height + _HEAD - 0.8, x, sheet.height + _HEAD + height, RULE, 0.5))
        text = numbers.figure(quarter * 25, style=style) if points else numbers.percent(quarter / 4, style=style)
        sheet.add(Words(x, sheet.height + _HEAD - 1.8, text, SMALL, QUIET, "center"))
    sheet.height += _HEAD


def _row(sheet: Sheet, axis: Axis, row: DotRow, name: Label, y: float) -> None:
    name.put(sheet, 0, y)
    if row.share is None:
        sheet.add(Words(axis.left + 1.5, middle(y, SMALL), row.why, SMALL, QUIET, boxed=True))
        return
    if not row.small:
        _reach(sheet, axis, row, y)
    if row.published is not None:
        _published(sheet, axis, row.published, y)
    put_dot(sheet, axis.at(row.share), y, small=row.small)
    sheet.add(Words(PORTRAIT, middle(y), row.beside, TEXT, align="right"))


def _reach(sheet: Sheet, axis: Axis, row: DotRow, y: float) -> None:
    """Draw what the share could be: bounds as areas, the interval as a line over them."""
    for span, paint, height in ((row.frame_bounds, FAINT, _FRAME), (row.item_bounds, MIDDLE, _ITEM)):
        if span is not None and span.high > span.low:
            sheet.add(
                Area(axis.at(span.low), y - height / 2, axis.at(span.high) - axis.at(span.low), height, Paint(paint))
            )
    if row.interval is not None:
        put_interval(sheet, axis.at(row.interval.low), axis.at(row.interval.high), y)


def put_interval(sheet: Sheet, low: float, high: float, y: float) -> None:
    """Draw an interval with its ends."""
    sheet.add(Stroke(low, y, high, y, NAVY, 1.3))
    sheet.add(*(Stroke(x, y - 0.9, x, y + 0.9, NAVY, 1.0) for x in (low, high)))


def put_dot(sheet: Sheet, x: float, y: float, *, small: bool) -> None:
    """Draw a share; a hollow dot for one of a small base."""
    sheet.add(Dot(x, y, "o", 5.2, PAPER if small else BLUE, NAVY))


def _published(sheet: Sheet, axis: Axis, limits: Limits, y: float) -> None:
    """Draw the bounds of a published figure: a frame from one to the other, a line with a point at an open end."""
    if limits.low is not None and limits.high is not None and limits.high > limits.low:
        low, high = axis.at(limits.low), axis.at(limits.high)
        sheet.add(Area(low, y - _FIGURE / 2, high - low, _FIGURE, Paint("none"), RED, 1.1))
        return
    ends = [end for end in (limits.low, limits.high) if end is not None]
    for end in ends[:1]:
        x = axis.at(end)
        sheet.add(Stroke(x, y - _FIGURE / 2, x, y + _FIGURE / 2, RED, 1.4))
        if len(ends) == 1:
            side = 1.1 if limits.low is not None else -1.1
            shape = ">" if limits.low is not None else "<"
            sheet.add(Dot(x + side, y - _FIGURE / 2 + 0.6, shape, 3.4, RED, RED))


# --- the key ----------------------------------------------------------------------------------------------------------


def _put_signs(sheet: Sheet, signs: Signs) -> None:
    """Write what the signs stand for, in rows from the left, and move down."""
    x, y = 0.0, sheet.height + _KEY / 2
    for name in ("share", "small", "interval", "item_bounds", "frame_bounds", "published"):
        said: str = getattr(signs, name)
        if not said:
            continue
        wide = 3.0 if name in ("share", "small") else 8.0
        text = fit(said, TEXT, PORTRAIT - wide - 1.2)
        width = wide + 1.2 + measure(text, TEXT)
        if x and x + width > PORTRAIT:
            x, y = 0.0, y + _KEY
        _sign(sheet, name, x, y, wide)
        sheet.add(Words(x + wide + 1.2, middle(y), text, TEXT, INK))
        x += width + 5
    sheet.height = y + _KEY / 2 + 1.2


def _sign(sheet: Sheet, name: str, x: float, y: float, wide: float) -> None:
    centre = x + wide / 2
    if name in ("share", "small"):
        put_dot(sheet, centre, y, small=name == "small")
    elif name == "interval":
        put_interval(sheet, x, x + wide, y)
    elif name == "published":
        sheet.add(Area(x + 1, y - 1.5, wide - 2, 3.0, Paint("none"), RED, 1.1))
    else:
        sheet.add(Area(x, y - 1.4, wide, 2.8, Paint(MIDDLE if name == "item_bounds" else FAINT)))
