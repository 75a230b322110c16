"""Change between two waves: a hollow dot for before, a full one for after, a line between them where the two compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.dots import Axis, put_dot, put_grid
from civicmap.report.charts.furniture import Label, column, label, on_a_page, put_marks
from civicmap.report.charts.palette import NAVY, QUIET, SMALL, TEXT
from civicmap.report.charts.press import press
from civicmap.report.charts.ruler import fit, measure
from civicmap.report.charts.sheet import PORTRAIT, Sheet, Stroke, Words, middle

if TYPE_CHECKING:
    from civicmap.report.figure import Drawing
    from civicmap.report.numbers import Style

_LABELS: Final = 60.0
_RIGHT: Final = 36.0
_GAP: Final = 4.0
_LEAST: Final = 5.6
_KEY: Final = 4.6


@dataclass(frozen=True, slots=True)
class Pair:
    """A share before and after; without one `why` says why. A line joins them only where they are comparable."""

    label: str
    before: float | None
    after: float | None
    beside: str
    comparable: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A chart of change. `before` and `after` name the waves; `beside` is the head of what stands at the right."""

    id: str
    rows: tuple[Pair, ...]
    before: str
    after: str
    beside: str
    style: Style
    marks: tuple[str, ...]


def draw_pairs(chart: Pairs) -> Drawing:
    """Draw a chart."""
    return press(lambda: on_a_page(lambda lines: sheet_of(chart, lines)))


def sheet_of(chart: Pairs, lines: int = 3) -> Sheet:
    """Lay out pairs of dots."""
    sheet = Sheet(chart.id, PORTRAIT)
    _put_key(sheet, chart)
    wide = column((row.label for row in chart.rows), _LABELS)
    right = max(column((row.beside for row in chart.rows), _RIGHT), 12.0)
    axis = Axis(wide + _GAP, PORTRAIT - wide - right - 2 * _GAP)
    labels = [label(row.label, wide, lines=lines) for row in chart.rows]
    heights = [max(_LEAST, name.height + 1.8) for name in labels]
    put_grid(sheet, axis, sum(heights), chart.style)
    for row, name, height in zip(chart.rows, labels, heights, strict=True):
        _row(sheet, axis, row, name, sheet.height + height / 2)
        sheet.height += height
    put_marks(sheet, chart.marks)
    return sheet


def _row(sheet: Sheet, axis: Axis, row: Pair, name: Label, y: float) -> None:
    name.put(sheet, 0, y)
    if row.before is None or row.after is None:
        sheet.add(Words(axis.left + 1.5, middle(y, SMALL), row.why, SMALL, QUIET, boxed=True))
        return
    before, after = axis.at(row.before), axis.at(row.after)
    if row.comparable:
        sheet.add(Stroke(before, y, after, y, NAVY, 1.6))
    put_dot(sheet, before, y, small=True)
    put_dot(sheet, after, y, small=False)
    sheet.add(Words(PORTRAIT, middle(y), fit(row.beside, TEXT, _RIGHT), TEXT, align="right"))


def _put_key(sheet: Sheet, chart: Pairs) -> None:
    """Write which dot is which wave, and what stands at the right; move down."""
    y, x = sheet.height + _KEY / 2, 1.5
    for text, small in ((chart.before, True), (chart.after, False)):
        put_dot(sheet, x, y, small=small)
        said = fit(text, TEXT, 50.0)
        sheet.add(Words(x + 2.7, middle(y), said))
        x += 2.7 + measure(said, TEXT) + 7
    sheet.add(Words(PORTRAIT, middle(y, SMALL), fit(chart.beside, SMALL, 60.0), SMALL, QUIET, "right"))
    sheet.height = y + _KEY / 2 + 1.2
