"""A chart as the document sees it: what it is called, what it says in words, and the picture, drawn where it is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


_IN_IDS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_-")
_LONGEST: Final = 80  # letters of an id


def as_id(name: str) -> str:
    """Return a name as the id of a figure, which names its file too: in small letters, others by their numbers."""
    return "".join(letter if letter in _IN_IDS else f"{ord(letter):x}" for letter in name.lower())[:_LONGEST]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in both forms; `width` and `height` are millimetres on paper."""

    id: str
    svg: bytes
    # In dots, or what prints it so when it is asked for: that takes as long as all the rest, and Word alone needs it.
    raster: bytes | Callable[[], bytes] = field(compare=False)
    width: float
    height: float

    @property
    def png(self) -> bytes:
        """The picture with 300 dots an inch."""
        return self.raster() if callable(self.raster) else self.raster


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a report. Its texts are plain, in the report's language; `table` holds the same numbers."""

    id: str
    caption: str
    alt: str
    table: str
    notes: tuple[str, ...]
    draw: Callable[[], Drawing]


class Gallery:
    """The charts of one report, each drawn once however many formats print it."""

    def __init__(self, charts: Iterable[Chart] = ()) -> None:
        self.charts = tuple(charts)
        self._drawn: dict[str, Drawing] = {}

    def drawings(self, ids: Iterable[str]) -> dict[str, Drawing]:
        """Return the drawings of some charts, by id."""
        charts = {chart.id: chart for chart in self.charts}
        for name in ids:
            if name not in self._drawn:
                self._drawn[name] = charts[name].draw()
        return {name: self._drawn[name] for name in ids}
