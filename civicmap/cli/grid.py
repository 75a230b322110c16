"""A plain table in a fixed width: columns as wide as they must be, long texts wrapped. Only a column that says so is cut off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.cli.wrap import cells_of, wrapped

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
    kinds = [
        _Laid(wide, stands_right=stands, cut=at in cut)
        for at, (wide, stands) in enumerate(zip(widths, right, strict=True))
    ]
    head = _row(
        [_Laid(kind.width, stands_right=kind.right)[title] for kind, title in zip(kinds, header, strict=True)],
        widths,
        bottom=True,
    )
    rule = "─" * (sum(widths) + _GAP * (len(widths) - 1))
    return [*head, rule, *_body(rows, kinds, widths)]


class _Laid(dict[str, str | list[str]]):
    """Text -> what stands in a column's cell: a line of the column's width, or several. The same few texts come again and again."""

    def __init__(self, width: int, *, stands_right: bool, cut: bool = False) -> None:
        super().__init__()
        self.width, self.right, self._cut = width, stands_right, cut

    def __missing__(self, text: str) -> str | list[str]:
        """Lay out a text that was not seen before."""
        if len(text) <= self.width and text.isascii() and text.isprintable() and not self._cut:
            made: str | list[str] = self._line(text)  # most texts by far
            self[text] = made
            return made
        shown = _printable(_short(text, self.width) if self._cut else text)
        lines = [self._line(line) for line in wrapped(shown, self.width)]
        made = lines[0] if len(lines) == 1 else lines
        self[text] = made
        return made

    def _line(self, text: str) -> str:
        said = text.rstrip()
        room = " " * (self.width - cells_of(said))
        return room + said if self.right else said + room


def _body(rows: Sequence[Sequence[str]], kinds: Sequence[_Laid], widths: Sequence[int]) -> list[str]:
    """Return the lines of all rows. Lines that hold nothing are left out."""
    columns = [list(map(kind.__getitem__, cells)) for kind, cells in zip(kinds, zip(*rows, strict=True), strict=False)]
    across = zip(*columns, strict=True)
    if all(isinstance(made, str) for kind in kinds for made in kind.values()):
        laid = (_joined(cells) for cells in across)
        return [line for line in laid if line]
    return [line for cells in across for line in _row(cells, widths)]


def _row(cells: Sequence[str | list[str]], widths: Sequence[int], *, bottom: bool = False) -> list[str]:
    """Return a row's lines, its cells beginning at the top or ending at the bottom."""
    broken = [[cell] if isinstance(cell, str) else cell for cell in cells]
    most = max(map(len, broken), default=0)
    blank = [[" " * wide] * (most - len(lines)) for wide, lines in zip(widths, broken, strict=True)]
    broken = [none + lines if bottom else lines + none for none, lines in zip(blank, broken, strict=True)]
    laid = (_joined(line) for line in zip(*broken, strict=True))
    return [line for line in laid if line]


def _joined(cells: Sequence[str]) -> str:
    return (" " * _GAP).join(cells).rstrip()


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
    columns = [set(column) for column in zip(header, *rows, strict=True)]
    wanted = [max(len(line) for cell in column for line in cell.split("\n")) for column in columns]
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
        neediest = max(range(len(widths)), key=lambda place: wanted[place] / max(widths[place], 1))
        if widths[neediest] >= wanted[neediest]:
            break
        widths[neediest] += 1
    return widths


def _longest_word(cells: Collection[str]) -> int:
    return max((len(word) for cell in cells for word in cell.split()), default=1)


def _printable(text: str) -> str:
    """Show control characters, which would otherwise steer the reader's terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in text)
