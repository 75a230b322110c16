"""Which cells of a table must be withheld so that no small count can be read, or reckoned back from published totals.

Works on counts alone. A cell of 1 to t - 1 is small; a zero is not, but may be withheld to protect another. Each table is
protected by itself: a reader who combines tables over different groups is beyond it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Part(NamedTuple):
    """One group's share: how many of how many."""

    part: int
    whole: int


def small(number: int, threshold: int) -> bool:
    """Whether a count is small enough to point at someone."""
    return 0 < number < threshold


def hide_shares(parts: Sequence[Part], threshold: int, forced: frozenset[int] = frozenset()) -> frozenset[int]:
    """Return the places of the shares to withhold, where the part and the whole of all groups together are published.

    A share is hidden if it is one of those `forced`, if its base is under the threshold, or if its part or the rest of its
    base is small. Further shares are hidden, the smallest base first, until each of the small ones could be at least
    `threshold` counts (or any that its base allows), even to a reader who knows every base.
    """
    sensitive = {
        place
        for place, (part, whole) in enumerate(parts)
        if small(whole, threshold) or small(part, threshold) or small(whole - part, threshold)
    }
    hidden = sensitive | forced
    for place in sorted(range(len(parts)), key=lambda place: (parts[place].whole, place)):
        if all(_is_open(place, hidden, parts, threshold) for place in sensitive):
            break
        if parts[place].whole:
            hidden.add(place)
    return frozenset(hidden)


def _is_open(place: int, hidden: Iterable[int], parts: Sequence[Part], threshold: int) -> bool:
    """Whether a hidden part could still be many counts, given what all hidden parts and bases add up to."""
    total = sum(parts[other].part for other in hidden)
    others = sum(parts[other].whole for other in hidden if other != place)
    whole = parts[place].whole
    possible = min(whole, total) - max(0, total - others) + 1
    return possible >= min(threshold, whole + 1)


def hide_groups(sizes: Sequence[int], threshold: int, forced: frozenset[int] = frozenset()) -> frozenset[int]:
    """Return the places of the groups to withhold whole: the small and `forced` ones, and others until these are not small.

    Nothing is small in a group that is empty: it calls for no other.
    """
    hidden = {place for place, size in enumerate(sizes) if small(size, threshold)} | forced
    if not hidden:
        return frozenset()
    for place in sorted(range(len(sizes)), key=lambda place: (sizes[place], place)):
        if len(hidden) > 1 and sum(sizes[place] for place in hidden) >= threshold:
            break
        if sizes[place]:
            hidden.add(place)
    return frozenset(hidden)


def hide_cells(
    table: Sequence[Sequence[int]], threshold: int, rows: frozenset[int] = frozenset()
) -> frozenset[tuple[int, int]]:
    """Return the cells (row, column) to withhold, where the totals of rows and columns are published.

    `rows` are withheld whole. In every row and column with a hidden cell at least two are hidden, which together are not
    small.
    """
    height, width = len(table), len(table[0]) if table else 0
    hidden = {(r, c) for r in range(height) for c in range(width) if r in rows or small(table[r][c], threshold)}
    lines = [[(r, c) for c in range(width)] for r in range(height) if r not in rows]
    lines += [[(r, c) for r in range(height)] for c in range(width)]
    before = -1
    while before != len(hidden):
        before = len(hidden)
        for line in lines:
            hidden.update(_more(line, hidden, table, threshold))
    return frozenset(hidden)


def _more(
    line: Sequence[tuple[int, int]], hidden: set[tuple[int, int]], table: Sequence[Sequence[int]], threshold: int
) -> list[tuple[int, int]]:
    """Return the cells to withhold beside those of a line that are withheld already: the smallest that are not zero first."""
    own = [cell for cell in line if cell in hidden]
    if not own:
        return []
    spare = sorted(
        (cell for cell in line if cell not in hidden), key=lambda rc: (not table[rc[0]][rc[1]], table[rc[0]][rc[1]], rc)
    )
    added: list[tuple[int, int]] = []
    for cell in spare:
        if len(own) + len(added) > 1 and sum(table[r][c] for r, c in (*own, *added)) >= threshold:
            break
        added.append(cell)
    return added
