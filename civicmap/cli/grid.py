"""A plain table in a fixed width: columns as wide as they must be, long texts wrapped. Only a column that says so is cut off."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_GAP: Final = 3  # between columns
_LEAST: Final = 12  # characters of a column that is cut off


def grid(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    right: Sequence[bool],
    width: int,
    *,
    cut: Collection[int] = (),
) -> list[str]:
    """Return the lines of a table; the texts of the columns at `cut` end in … where they do not fit on one line.

    Texts stay literal: no markup is read in them.
    """
    from rich import box  # noqa: PLC0415 - 40 ms that JSON and CSV need not pay
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    widths = _widths(header, rows, right, width, cut)
    for title, stands_right, wide in zip(header, right, widths, strict=True):
        side: Literal["left", "right"] = "right" if stands_right else "left"
        table.add_column(Text(title), justify=side, overflow="fold", vertical="top", width=wide)
    for row in rows:
        cells = (_short(cell, widths[place]) if place in cut else cell for place, cell in enumerate(row))
        table.add_row(*(Text(_printable(cell)) for cell in cells))
    stream = io.StringIO()
    Console(file=stream, width=width, color_system=None, legacy_windows=False).print(table)
    return [line.rstrip() for line in stream.getvalue().splitlines() if line.strip()]


def _short(text: str, width: int) -> str:
    """Return a text on one line of so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _widths(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], width: int, cut: Collection[int] = ()
) -> list[int]:
    """Return each column's width: what it wants where there is room, else no less than its longest word; figures stay whole.

    rich shares out the room by content alone and breaks words in narrow columns, so the widths are settled here.
    """
    columns = list(zip(header, *rows, strict=True))
    wanted = [max(len(line) for cell in column for line in (cell.split("\n") or [""])) for column in columns]
    words = [
        min(most, _LEAST) if place in cut else most if figures else _longest_word(column)
        for place, (column, most, figures) in enumerate(zip(columns, wanted, right, strict=True))
    ]
    room = max(width - _GAP * (len(header) - 1), len(header))
    longest = max(words, default=1)
    while longest > 1 and sum(min(longest, word) for word in words) > room:  # the longest words give way first
        longest -= 1
    widths = [min(longest, word) for word in words]
    while sum(widths) < room and widths != wanted:  # the rest goes to whoever lacks most of what it wants
        neediest = max(range(len(widths)), key=lambda place: wanted[place] / widths[place])
        if widths[neediest] >= wanted[neediest]:
            break
        widths[neediest] += 1
    return widths


def _longest_word(cells: Sequence[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=1)


def _printable(text: str) -> str:
    """Show control characters, which would otherwise steer the reader's terminal."""
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)
