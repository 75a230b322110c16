"""Colours, sizes and patterns of the charts. Nothing is told by colour alone: each has a label, a place or a pattern too.

The ramp follows cividis, which people with any colour vision see as one order from light to dark; the others are of the
palette of Okabe and Ito.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INK: Final = "#000000"
QUIET: Final = "#4D4D4D"
RULE: Final = "#BDBDBD"
PAPER: Final = "#FFFFFF"
FAINT: Final = "#E8E8E8"
MIDDLE: Final = "#BDC7CF"
BLUE: Final = "#0072B2"
SKY: Final = "#9AD0F0"
ORANGE: Final = "#E69F00"
RED: Final = "#D55E00"
NAVY: Final = "#16406B"

TEXT: Final = 8.0  # points
SMALL: Final = 7.0
"""No text is smaller: figures are printed at their size on A4."""

_RAMP: Final = ("#F7E8A4", "#DCCB6A", "#A59C74", "#7C7B78", "#575D6D", "#35456C", "#00224E")


@dataclass(frozen=True, slots=True)
class Paint:
    """How an area is filled; the pattern is "" for none, or one that `hatching` knows."""

    fill: str
    pattern: str = ""


NOT_RATED: Final = Paint(PAPER, "/")
WITHHELD: Final = Paint(FAINT, "x")
NOT_KNOWN: Final = Paint(FAINT, ".")
EMPTY: Final = Paint(PAPER)


def ramp(part: float) -> str:
    """Return the colour of a part of 1, from light to dark."""
    place = min(max(part, 0.0), 1.0) * (len(_RAMP) - 1)
    low = min(int(place), len(_RAMP) - 2)
    first, last = _channels(_RAMP[low]), _channels(_RAMP[low + 1])
    mixed = (round(a + (b - a) * (place - low)) for a, b in zip(first, last, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def steps(number: int) -> tuple[str, ...]:
    """Return so many colours in order, as far from each other as can be."""
    return tuple(ramp(place / (number - 1)) if number > 1 else ramp(0.7) for place in range(number))


def on(fill: str) -> str:
    """Return the colour of text upon a fill: black or white, whichever is read more easily; 4.5 to 1 at least."""
    return max((INK, PAPER), key=lambda colour: contrast(colour, fill))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2: from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
