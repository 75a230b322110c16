"""Stacked bars under each other, every one as long as the others, with a number on each part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.furniture import Label, column, label, on_a_page, put_keys, put_marks
from civicmap.report.charts.palette import EMPTY, QUIET, RULE, SMALL, TEXT, on
from civicmap.report.charts.press import press
from civicmap.report.charts.ruler import measure
from civicmap.report.charts.sheet import PORTRAIT, Area, Sheet, Words, middle

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.charts.furniture import Key
    from civicmap.report.charts.shares import Bar, Part
    from civicmap.report.figure import Drawing

_LABELS: Final = 62.0
_GAP: Final = 4.0
_BAR: Final = 5.2
_BETWEEN: Final = 2.6
_BESIDE: Final = 17.0
_BESIDE_BAR: Final = 1.5  # a number above the bar may begin before it
_ASTRAY: Final = 2.6  # and stand so far from the middle of its part


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars. `beside` is the head of what stands at the right of each."""

    id: str
    keys: tuple[Key, ...]
    bars: tuple[Bar, ...]
    beside: str
    marks: tuple[str, ...]


def draw_bars(chart: Bars) -> Drawing:
    """Draw a chart."""
    return press(lambda: on_a_page(lambda lines: sheet_of(chart, lines)))


def sheet_of(chart: Bars, lines: int = 3) -> Sheet:
    """Draw bars."""
    sheet = Sheet(chart.id, PORTRAIT)
    put_keys(sheet, chart.keys)
    right = PORTRAIT - _BESIDE if chart.beside else PORTRAIT
    if chart.beside:
        head = label(chart.beside, _BESIDE - 2, size=SMALL, lines=2)
        head.put(sheet, PORTRAIT, sheet.height + 1.5, align="right", colour=QUIET)
        sheet.height += 3.5
    wide = column((bar.label for bar in chart.bars), _LABELS)
    for bar in chart.bars:
        _row(sheet, bar, label(bar.label, wide, lines=lines), (wide + _GAP, right))
    put_marks(sheet, chart.marks)
    return sheet


def _row(sheet: Sheet, bar: Bar, name: Label, ends: tuple[float, float]) -> None:
    height = max(_BAR, name.height) + _BETWEEN
    y = sheet.height + height / 2
    name.put(sheet, 0, y)
    put_bar(sheet, bar, (ends[0], y - _BAR / 2, ends[1] - ends[0], _BAR))
    if bar.beside:
        sheet.add(Words(PORTRAIT, middle(y), bar.beside, TEXT, align="right"))
    sheet.height += height


def put_bar(sheet: Sheet, bar: Bar, place: tuple[float, float, float, float]) -> None:
    """Draw one bar in its place: x, y, width and height. Without parts it says why."""
    x, y, width, height = place
    if not bar.parts:
        sheet.add(Area(x, y, width, height, EMPTY, RULE))
        why = label(bar.why, width - 2, size=SMALL, lines=1)
        why.put(sheet, x + width / 2, y + height / 2, align="center", colour=QUIET)
        return
    for part in bar.parts:
        sheet.box(x, y, part.share * width, height, part.key.paint)
        x += part.share * width
    _numbers(sheet, bar.parts, place)


def _numbers(sheet: Sheet, parts: Sequence[Part], place: tuple[float, float, float, float]) -> None:
    """Write each number on its part, and those of parts that are too narrow for it above the bar."""
    x, y, width, height = place
    size = TEXT if height >= _BAR else SMALL
    above: list[tuple[float, str]] = []
    at = x
    for part in parts:
        wide = part.share * width
        centre = at + wide / 2
        if part.text and measure(part.text, size) + 0.8 <= wide:
            ground, boxed = part.key.paint.fill, bool(part.key.paint.pattern)
            written = Words(centre, middle(y + height / 2, size), part.text, size, on(ground), "center", boxed=boxed)
            sheet.add(written)
        elif part.text:
            above.append((centre, part.text))
        at += wide
    for left, text in _apart(above, x, x + width):
        sheet.add(Words(left, y - 0.5, text, SMALL, QUIET))


def _apart(above: Sequence[tuple[float, str]], low: float, high: float) -> Iterator[tuple[float, str]]:
    """Yield where each number begins, near the centre that it wants and clear of the next; none that has no room near it."""
    for centre, text in reversed(above):
        width = measure(text, SMALL)
        left = min(centre - width / 2, high - width)
        if left >= low - _BESIDE_BAR and centre - left - width / 2 <= _ASTRAY:
            yield left, text
            high = left - 0.7
