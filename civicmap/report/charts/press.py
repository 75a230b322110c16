"""The press: a sheet becomes a drawing, in both forms. The same sheet gives the same bytes."""

from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from civicmap.report.charts.raster import to_png
from civicmap.report.charts.vector import to_svg
from civicmap.report.figure import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.report.charts.sheet import Sheet

_LOCK: Final = threading.RLock()
"""A font is the process's own and remembers its size: one chart is drawn at a time."""


def press(lay_out: Callable[[], Sheet]) -> Drawing:
    """Lay out a sheet and print it; in dots only where that is asked for, since Word alone wants them."""
    with _LOCK, _settings():
        sheet = lay_out()
        return Drawing(sheet.id, to_svg(sheet), cache(partial(_raster, sheet)), sheet.width, sheet.height)


def _raster(sheet: Sheet) -> bytes:
    """Print a sheet in dots."""
    with _LOCK, _settings():
        return to_png(sheet)


@contextmanager
def _settings() -> Iterator[None]:
    """Draw by matplotlib's own defaults, whatever a user has set, and give back what was; keep its log to itself."""
    log = logging.getLogger("matplotlib")
    level = log.level
    log.setLevel(logging.ERROR)  # a home that can't be written to is no matter of the reader's
    try:
        import matplotlib as mpl  # noqa: PLC0415 - heavy, and only for what is drawn

        with mpl.rc_context({key: mpl.rcParamsDefault[key] for key in mpl.rcParams if key.startswith(_READ)}):
            yield
    finally:
        log.setLevel(level)


_READ: Final = ("agg.", "path.", "hatch.", "lines.", "text.")
"""What of the settings the renderer may look at."""
