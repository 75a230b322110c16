"""Texts as outlines of the font that matplotlib brings along: shaped, ordered from right to left where they are written so.

A text is never anything but its letters; the outlines are the same on every machine, and no reader needs the font.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.ft2font import FT2Font
    from numpy.typing import NDArray

EM: Final = 1000
"""Units of the outlines to the size of type."""
_FONTS: Final = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}


class Glyph(NamedTuple):
    """An outline by its name, and where it stands on the line."""

    name: str
    x: float
    y: float


class Outline(NamedTuple):
    """Points and what to do at each, as matplotlib's paths have them; y grows upwards."""

    vertices: NDArray[np.float64]
    codes: NDArray[np.uint8]


class Line(NamedTuple):
    """A text on one line: its glyphs and how wide it is."""

    glyphs: tuple[Glyph, ...]
    width: float


@lru_cache(maxsize=4_000)
def set_line(text: str, bold: bool) -> Line:
    """Return a text as glyphs, in units of EM. It must be of characters that the font has."""
    from matplotlib.textpath import text_to_path  # noqa: PLC0415 - heavy, and only for what is drawn

    font = font_of(bold)
    font.set_size(EM, 72)
    placed, outlines, _ = text_to_path.get_glyphs_with_font(font, text)
    _OUTLINES.update((name, Outline(*path)) for name, path in outlines.items() if name not in _OUTLINES)
    return Line(tuple(Glyph(name, float(x), float(y)) for name, x, y, _ in placed), measure_units(text, bold))


_OUTLINES: Final[dict[str, Outline]] = {}


def outline(name: str) -> Outline:
    """Return the outline of a glyph that some line has."""
    return _OUTLINES[name]


@lru_cache(maxsize=2)
def font_of(bold: bool) -> FT2Font:
    """Return a font."""
    import matplotlib as mpl  # noqa: PLC0415 - as above
    from matplotlib.ft2font import FT2Font  # noqa: PLC0415

    return FT2Font(Path(mpl.get_data_path()) / "fonts" / "ttf" / _FONTS[bold])


@lru_cache(maxsize=1)
def known() -> frozenset[int]:
    """Return the characters that both fonts can draw."""
    return frozenset(font_of(bold=False).get_charmap()) & frozenset(font_of(bold=True).get_charmap())


def measure_units(text: str, bold: bool) -> float:
    """Return the width of a text in units of EM, without shaping: a little more than it takes."""
    return sum(_advance(char, bold) for char in text)


@lru_cache(maxsize=10_000)
def _advance(char: str, bold: bool) -> float:
    from matplotlib.ft2font import LoadFlags  # noqa: PLC0415 - as above

    font = font_of(bold)
    font.set_size(EM, 72)
    return float(font.load_char(ord(char), flags=LoadFlags.NO_HINTING).linearHoriAdvance) / 65536
