"""Small multiples: the same bars for every group, a panel for each score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.bars import put_bar
from civicmap.report.charts.furniture import column, label, on_a_page, put_keys, put_marks
from civicmap.report.charts.palette import RULE
from civicmap.report.charts.press import press
from civicmap.report.charts.sheet import LANDSCAPE, PORTRAIT, Sheet, Stroke

if TYPE_CHECKING:
    from civicmap.report.charts.furniture import Key
    from civicmap.report.charts.shares import Bar
    from civicmap.report.figure import Drawing

_UPRIGHT: Final = 5  # panels
_LABELS: Final = 36.0
_GAP: Final = 4.0
_BAR: Final = 4.6
_LEAST: Final = 7.6


@dataclass(frozen=True, slots=True)
class Panel:
    """The bars of one score, one for each row."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Panels:
    """A chart of panels beside each other; `rows` are the names of the bars."""

    id: str
    keys: tuple[Key, ...]
    rows: tuple[str, ...]
    panels: tuple[Panel, ...]
    marks: tuple[str, ...]


def draw_panels(chart: Panels) -> Drawing:
    """Draw a chart."""
    return press(lambda: on_a_page(lambda lines: sheet_of(chart, lines)))


def sheet_of(chart: Panels, lines: int = 3) -> Sheet:
    """Lay out panels."""
    sheet = Sheet(chart.id, PORTRAIT if len(chart.panels) <= _UPRIGHT else LANDSCAPE)
    put_keys(sheet, chart.keys)
    labels = column(chart.rows, _LABELS)
    wide = (sheet.width - labels) / len(chart.panels) - _GAP
    lefts = [labels + _GAP + place * (wide + _GAP) for place in range(len(chart.panels))]
    titles = [label(panel.title, wide, lines=3, bold=True) for panel in chart.panels]
    high = max(title.height for title in titles)
    for left, title in zip(lefts, titles, strict=True):
        title.put(sheet, left, sheet.height + high - title.height / 2)
    sheet.height += high + 2.0
    for place, row in enumerate(chart.rows):
        name = label(row, labels, lines=min(lines, 2))
        height = max(_LEAST, name.height + 1.6)
        y = sheet.height + height / 2
        name.put(sheet, 0, y)
        for left, panel in zip(lefts, chart.panels, strict=True):
            put_bar(sheet, panel.bars[place], (left, y - _BAR / 2, wide, _BAR))
        sheet.height += height
        if not place:  # everyone stands apart from the groups
            sheet.add(Stroke(0, sheet.height, sheet.width, sheet.height, RULE, 0.5))
            sheet.height += 2.2
    put_marks(sheet, chart.marks)
    return sheet
