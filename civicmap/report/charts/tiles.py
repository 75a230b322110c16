"""A response map without geography: a tile for each entity invited, filled where it responded, in a strip for each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.furniture import Key, column, label, put_keys, put_marks
from civicmap.report.charts.palette import BLUE, EMPTY, NAVY, QUIET, TEXT, WITHHELD, Paint
from civicmap.report.charts.press import press
from civicmap.report.charts.ruler import fit
from civicmap.report.charts.sheet import PORTRAIT, Area, Sheet, Words, middle

if TYPE_CHECKING:
    from civicmap.report.figure import Drawing

_LABELS: Final = 44.0
_RIGHT: Final = 34.0
_GAP: Final = 4.0
_TILE: Final = 2.9
_STEP: Final = 3.5
_BETWEEN: Final = 2.4
FILLED: Final = Paint(BLUE)


@dataclass(frozen=True, slots=True)
class Strip:
    """A group: how many were invited and responded, None where that is withheld, and the same in words."""

    label: str
    invited: int
    responded: int | None
    beside: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """A chart of strips. A tile stands for `each` entities; the last filled one in part, where they are not a multiple."""

    id: str
    keys: tuple[Key, ...]
    strips: tuple[Strip, ...]
    each: int
    marks: tuple[str, ...]


def draw_tiles(chart: Tiles) -> Drawing:
    """Draw a chart."""
    return press(lambda: sheet_of(chart))


def sheet_of(chart: Tiles) -> Sheet:
    """Lay out strips of tiles."""
    sheet = Sheet(chart.id, PORTRAIT)
    put_keys(sheet, chart.keys)
    labels = column((strip.label for strip in chart.strips), _LABELS)
    left, right = labels + _GAP, column((strip.beside for strip in chart.strips), _RIGHT)
    across = max(int((PORTRAIT - left - right - _GAP + _STEP - _TILE) / _STEP) // 5 * 5, 5)
    for strip in chart.strips:
        tiles = -(-strip.invited // chart.each)
        rows = max(-(-tiles // across), 1)
        name = label(strip.label, labels)
        height = max(rows * _STEP, name.height)
        first = sheet.height + _STEP / 2
        name.put(sheet, 0, first + max(name.height - _STEP, 0) / 2)
        _strip(sheet, strip, chart.each, (left, sheet.height + (_STEP - _TILE) / 2, across))
        beside = fit(strip.beside, TEXT, _RIGHT)
        sheet.add(Words(PORTRAIT, middle(first), beside, TEXT, align="right"))
        sheet.height += height + _BETWEEN
    sheet.height -= _BETWEEN / 2
    put_marks(sheet, chart.marks)
    return sheet


def _strip(sheet: Sheet, strip: Strip, each: int, place: tuple[float, float, int]) -> None:
    """Draw the tiles of a group, row by row: those that responded first, so that none can be told from another."""
    left, top, across = place
    for number in range(-(-strip.invited // each)):
        x, y = left + number % across * _STEP, top + number // across * _STEP
        own = min(each, strip.invited - number * each) / each  # the last tile may stand for fewer
        if strip.responded is None:
            sheet.add(Area(x, y, _TILE * own, _TILE, WITHHELD, QUIET, 0.4))
            continue
        filled = min(max((strip.responded - number * each) / each, 0.0), own)
        sheet.add(Area(x, y, _TILE * own, _TILE, EMPTY, QUIET, 0.5))
        if filled:
            sheet.add(Area(x, y, _TILE * filled, _TILE, FILLED, NAVY, 0.5))
