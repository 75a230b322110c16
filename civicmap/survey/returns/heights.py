"""How high a row must be to show its texts, and workbooks whose rows still grow with what people write into them.

Excel finds the heights of wrapped rows when it opens a file; LibreOffice and some phones do not, so they are stated.
"""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
import zipfile
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.survey.returns.style import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIXED: Final = re.compile(rb'(<row [^>]*) customHeight="1"')
_SHEET: Final = "xl/worksheets/sheet"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_POINTS: Final = 10  # of the font, where a format says nothing
_LINE: Final = 1.32  # height of a line, in sizes of the font
_HIGHEST: Final = 409.0  # that a row can be
_PER_WIDTH: Final = {False: 1.15, True: 1.05}  # letters in one unit of a column's width, plain and bold: rather too few


def height(cells: Iterable[tuple[str, str, float]]) -> float:
    """Return the height of a row, in points, that shows every cell: (text, name of its format, width of its column)."""
    return min(_HIGHEST, max((_height(*cell) for cell in cells), default=0.0) + 3)


@lru_cache(maxsize=4096)  # of 180 workbooks most texts are the same
def _height(text: str, style: str, width: float) -> float:
    looks = FORMATS[style]
    size = looks.get("font_size", _POINTS)
    room = max(1, int((width - 2 * looks.get("indent", 0)) * _PER_WIDTH[looks.get("bold", False)] * _POINTS / size))
    return float(sum(_lines(part, room) for part in text.split("\n")) * size * _LINE)


def _lines(text: str, room: int) -> int:
    """Return how many lines a paragraph takes; a Chinese or Japanese sign is as wide as two letters."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return -(-(len(text) + wide) // room) if wide else max(1, len(textwrap.wrap(text, room)))


def growing(workbook: bytes) -> bytes:
    """Return a workbook whose stated heights are those of the texts now in it, so that a row grows with a longer one.

    XlsxWriter can only fix a height for good.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.startswith(_SHEET):
                content = _FIXED.sub(rb"\1", content)
            entry = zipfile.ZipInfo(part.filename, _EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            entry.create_system = 3  # or the bytes would tell Windows from the rest
            target.writestr(entry, content)
    return out.getvalue()
