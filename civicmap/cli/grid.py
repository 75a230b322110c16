"""A plain table in a fixed width: columns as wide as they must be, long texts wrapped. Only a column that says so is cut off."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from civicmap.cli.wrap import cells_of, is_plain, wrapped

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
    widths = _widths(header, rows, right, width, cut)
    cells = ([_short(cell, widths[at]) if at in cut else cell for at, cell in enumerate(row)] for row in rows)
    body = [line for row in cells for line in _row(list(map(_printable, row)), widths, right)]
    rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
    return [*_row(list(map(_printable, header)), widths, right, bottom=True), rule, *body]


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], *, bottom: bool = False) -> list[str]:
    """Return a row's lines, its cells beginning at the top or ending at the bottom. Lines that hold nothing are left out."""
    if all(len(cell) <= wide and is_plain(cell) for cell, wide in zip(cells, widths, strict=True)):
        lines = [cells]  # most rows by far
    else:
        broken = [wrapped(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
        most = max(map(len, broken), default=0)
        whole = [[""] * (most - len(lines)) + lines for lines in broken] if bottom else broken
        lines = list(zip_longest(*whole, fillvalue=""))
    laid = (_laid(line, widths, right) for line in lines)
    return [line for line in laid if line]


def _laid(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    """Return one line."""
    made = []
    for cell, wide, stands_right in zip(cells, widths, right, strict=True):
        said = cell.rstrip()
        room = " " * (wide - cells_of(said))
        made.append(room + said if stands_right else said + room)
    return (" " * _GAP).join(made).rstrip()


def _short(text: str, width: int) -> str:
    """Return a text on one line of so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1].rstrip() + "…"


def _widths(
    header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], width: int, cut: Collection[int] = ()
) -> list[int]:
    """Return each column's width: what it wants where there is room, else no less than its longest word; figures stay whole.

    Sharing out the room by content alone would break words in narrow columns.
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
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)
