"""A grid of shaded cells, rows by groups, with the number in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.furniture import column, label, on_a_page, put_marks
from civicmap.report.charts.palette import EMPTY, PAPER, RULE, SMALL, TEXT, WITHHELD, Paint, on, ramp
from civicmap.report.charts.press import press
from civicmap.report.charts.ruler import fit, measure
from civicmap.report.charts.sheet import LANDSCAPE, PORTRAIT, Area, Sheet, Words, middle

if TYPE_CHECKING:
    from civicmap.report.figure import Drawing

_LABELS: Final = 70.0
_GAP: Final = 3.0
_LEAST, _MOST = 11.5, 24.0  # widths of a column
_ROW: Final = 5.6
_SCALE: Final = 44.0
_STEPS: Final = 24


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of 1 that shades a cell, and its number; without a part `text` says why, and a withheld cell is hatched."""

    part: float | None
    text: str
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of cells."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A chart of cells. `ends` are the words for 0 and for 1; `hidden` is what a hatched cell is called."""

    id: str
    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    ends: tuple[str, str]
    hidden: str
    marks: tuple[str, ...]


def draw_heat(chart: Heat) -> Drawing:
    """Draw a chart."""
    return press(lambda: on_a_page(lambda lines: sheet_of(chart, lines)))


def sheet_of(chart: Heat, lines: int = 3) -> Sheet:
    """Lay out a grid."""
    labels = column((row.label for row in chart.rows), _LABELS)
    upright = labels + _GAP + _LEAST * len(chart.columns) <= PORTRAIT
    sheet = Sheet(chart.id, PORTRAIT if upright else LANDSCAPE)
    left = labels + _GAP
    wide = min((sheet.width - left) / len(chart.columns), _MOST)
    _put_scale(sheet, chart)
    heads = [label(text, wide - 1.2, size=SMALL, lines=4) for text in chart.columns]
    high = max(head.height for head in heads)
    for place, head in enumerate(heads):
        head.put(sheet, left + (place + 0.5) * wide, sheet.height + high - head.height / 2, align="center")
    sheet.height += high + 1.0
    for row in chart.rows:
        name = label(row.label, labels, lines=lines)
        height = max(_ROW, name.height + 1.4)
        name.put(sheet, 0, sheet.height + height / 2)
        for place, cell in enumerate(row.cells):
            _put_cell(sheet, cell, (left + place * wide, sheet.height, wide, height))
        sheet.height += height
    put_marks(sheet, chart.marks)
    return sheet


def _put_cell(sheet: Sheet, cell: Cell, place: tuple[float, float, float, float]) -> None:
    x, y, width, height = place
    if cell.part is None:
        sheet.add(
            Area(x, y, width, height, WITHHELD if cell.withheld else EMPTY, PAPER if cell.withheld else RULE, 0.8)
        )
    else:
        sheet.add(Area(x, y, width, height, Paint(ramp(cell.part)), PAPER, 0.8))
    if cell.text:
        size = TEXT if measure(cell.text, TEXT) <= width - 1 else SMALL
        colour = on(PAPER if cell.part is None else ramp(cell.part))
        text = fit(cell.text, size, width - 0.4)
        sheet.add(Words(x + width / 2, middle(y + height / 2, size), text, size, colour, "center"))


def _put_scale(sheet: Sheet, chart: Heat) -> None:
    """Write what the shades stand for, and what a hatched cell is; move down."""
    y = sheet.height + 1.2
    low, high = chart.ends
    x = measure(low, TEXT) + 1.5
    sheet.add(Words(0, middle(y + 1.4), low))
    for step in range(_STEPS):
        left, right = (x + _SCALE * place / _STEPS for place in (step, step + 1))
        shade = ramp((step + 0.5) / _STEPS)
        sheet.add(Area(left, y, right - left, 2.8, Paint(shade), shade, 0.2))
    x += _SCALE + 1.5
    sheet.add(Words(x, middle(y + 1.4), high))
    x += measure(high, TEXT) + 6
    if any(cell.withheld for row in chart.rows for cell in row.cells):
        sheet.box(x, y, 5, 2.8, WITHHELD)
        sheet.add(Words(x + 6.5, middle(y + 1.4), chart.hidden))
    sheet.height += 6.5
