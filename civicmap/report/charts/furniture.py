"""What charts share: labels beside rows, the key to signs, the marks of the report at the foot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.palette import INK, QUIET, SMALL, TEXT
from civicmap.report.charts.ruler import drawable, fit, line_height, measure, wrap
from civicmap.report.charts.sheet import LANDSCAPE_TALLEST, PORTRAIT, TALLEST, Words, middle, points

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from civicmap.report.charts.palette import Paint
    from civicmap.report.charts.sheet import Sheet

_SWATCH: Final = (4.2, 2.8)
_KEY_LINE: Final = 4.6
_KEY_GAP: Final = 4.2


@dataclass(frozen=True, slots=True)
class Key:
    """A sign that is explained: a filled area and what it stands for."""

    label: str
    paint: Paint


@dataclass(frozen=True, slots=True)
class Label:
    """A text in lines, and the height that they take."""

    lines: tuple[str, ...]
    size: float
    bold: bool = False

    @property
    def height(self) -> float:
        """The height of the lines together, in millimetres."""
        return len(self.lines) * line_height(self.size)

    def put(self, sheet: Sheet, x: float, y: float, *, align: str = "left", colour: str = INK) -> None:
        """Write the lines about the height `y`."""
        step = line_height(self.size)
        first = middle(y, self.size) - step * (len(self.lines) - 1) / 2
        for place, line in enumerate(self.lines):
            sheet.add(Words(x, first + place * step, line, self.size, colour, align, self.bold))


def label(text: str, width: float, *, size: float = TEXT, lines: int = 3, bold: bool = False) -> Label:
    """Return a text in lines that fit a width."""
    return Label(wrap(text, size, width, lines=lines, bold=bold), size, bold)


def on_a_page(lay_out: Callable[[int], Sheet]) -> Sheet:
    """Return a sheet that is laid out with labels of as many lines as leave room on a page for all rows."""
    for lines in (3, 2):
        sheet = lay_out(lines)
        if sheet.height <= (TALLEST if sheet.width <= PORTRAIT else LANDSCAPE_TALLEST):
            return sheet
    return lay_out(1)


def column(texts: Iterable[str], most: float, *, size: float = TEXT) -> float:
    """Return how wide a column of labels is: as its widest text on one line, as far as there is room."""
    return min(most, max((measure(drawable(text), size) for text in texts), default=0.0) + 0.01)


def put_keys(sheet: Sheet, keys: Sequence[Key]) -> None:
    """Write what areas stand for, in rows from the left, and move down."""
    x, y = 0.0, sheet.height + _KEY_LINE / 2
    for key in keys:
        text = fit(key.label, TEXT, sheet.width - _SWATCH[0] - 1.5)
        width = _SWATCH[0] + 1.5 + measure(text, TEXT)
        if x and x + width > sheet.width:
            x, y = 0.0, y + _KEY_LINE
        sheet.box(x, y - _SWATCH[1] / 2, *_SWATCH, key.paint)
        sheet.add(Words(x + _SWATCH[0] + 1.5, middle(y), text))
        x += width + _KEY_GAP
    sheet.height = y + _KEY_LINE / 2 + 1.5


def put_marks(sheet: Sheet, marks: Sequence[str]) -> None:
    """Write the marks of the report at the foot: no chart leaves the report without them."""
    if marks:
        text = fit("; ".join(marks), SMALL, sheet.width, bold=True)
        sheet.height += 3.4
        sheet.add(Words(0, sheet.height, text, SMALL, QUIET, "left", bold=True))
    sheet.height += points(SMALL) * 0.5
