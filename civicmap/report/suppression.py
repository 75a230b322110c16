"""Which groups must be withheld whole, so that none that few belong to can be read or reckoned back. Works on counts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def small(number: int, threshold: int) -> bool:
    """Whether a count is small enough to point at someone."""
    return 0 < number < threshold


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
