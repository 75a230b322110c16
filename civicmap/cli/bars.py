"""Bars, marks and shades in characters, for a terminal of 80 columns without colour. The digits always stand beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.numbers import half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LENGTH: Final = 20  # characters of a share's bar: five percentage points each
HOLDS, LACKS, REST, MARK = "█", "▒", "·", "┃"
BEFORE, AFTER, SAME, TRACK = "o", "●", "◉", "─"
SHADES: Final = ("·", "░", "▒", "▓", "█")
ASCII: Final = str.maketrans(
    {
        "█": "#",
        "▓": "+",
        "▒": ":",
        "░": "-",
        "·": ".",
        "┃": "|",
        "●": "*",
        "◉": "8",
        "─": "-",
        "━": "-",
        "–": "-",
        "−": "-",
        "—": "-",
        "…": "...",
        "→": "->",
        "“": '"',
        "”": '"',
        "’": "'",
        "‘": "'",
        "\u00a0": " ",
    }
)
"""What stands for these signs where a terminal's encoding has none of them. Each keeps its own within a bar."""


def share_bar(
    share: float | None, lacks: float | None = None, marks: Iterable[float] = (), length: int = LENGTH
) -> str:
    """Return a bar of a share from the left and of what lacks it from the right, with marks over it; "" for no share.

    A share that is more than nothing has a character at least, and one that is less than all leaves one.
    """
    if share is None:
        return ""
    held = _cells(share, length)
    lacking = min(_cells(lacks or 0, length), length - held)
    cells = list(HOLDS * held + REST * (length - held - lacking) + LACKS * lacking)
    for mark in marks:
        cells[min(length - 1, max(0, int(mark * length)))] = MARK
    return "".join(cells)


def _cells(share: float, length: int) -> int:
    """Return how many characters a share takes: none and all only where it is none and all."""
    if share <= 0 or share >= 1:
        return length if share >= 1 else 0
    return min(length - 1, max(1, int(half_up(share * length))))


def change_bar(before: float | None, after: float | None, length: int = LENGTH) -> str:
    """Return a track from nothing to all with both shares on it; "" where one is not known."""
    if before is None or after is None:
        return ""
    one, two = (min(length - 1, max(0, int(share * length))) for share in (before, after))
    low, high = sorted((one, two))
    cells = [TRACK if low < place < high else REST for place in range(length)]
    cells[one] = BEFORE
    cells[two] = SAME if one == two else AFTER
    return "".join(cells)


def parts_bar(counts: Sequence[int], length: int) -> str:
    """Return a bar in parts, one sign each, the first lightest; "" for nothing. A part that is there has a character."""
    total = sum(counts)
    if not total:
        return ""
    cells = [max(1, count * length // total) if count else 0 for count in counts]
    while sum(cells) > length:
        cells[cells.index(max(cells))] -= 1
    for place in sorted(range(len(counts)), key=lambda at: (-(counts[at] * length % total), at)):
        if sum(cells) < length and counts[place]:
            cells[place] += 1
    return "".join(sign * many for sign, many in zip(signs(len(counts)), cells, strict=True))


def signs(parts: int) -> Sequence[str]:
    """Return a sign for each part, from light to dark; figures and letters where there are more than shades."""
    if parts <= len(SHADES):
        return SHADES[len(SHADES) - parts :]
    return [chr(ord("0") + at) if at < 10 else chr(ord("a") + (at - 10) % 26) for at in range(parts)]


def shade(value: float | None, low: float, high: float) -> str:
    """Return the shade of a value within a range, the darkest for the highest; a blank for none."""
    if value is None or high <= low:
        return " "
    place = int((value - low) / (high - low) * len(SHADES))
    return SHADES[min(len(SHADES) - 1, max(0, place))]
