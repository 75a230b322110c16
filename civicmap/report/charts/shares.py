"""How a bar divides: whole numbers of entities that add up to all of it. What is withheld is one part without a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.charts.furniture import Key


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar, as a part of 1. `text` is the number that is written on it; "" for one that is withheld."""

    key: Key
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar; without parts `why` says why there is none."""

    label: str
    parts: tuple[Part, ...]
    beside: str = ""
    why: str = ""


def shares(counts: Sequence[int | None], total: int) -> tuple[list[float | None], float] | None:
    """Return the counts as parts of 1, and the part of those that are withheld together; None where no bar may be drawn.

    What is left of the total when all but one are known is that one. So a bar is drawn only where all are known, or where
    two at least are withheld and something is left for them: then it says no more than the numbers that are published.
    """
    known = [count for count in counts if count is not None]
    left = total - sum(known)
    hidden = len(counts) - len(known)
    if total <= 0 or left < 0 or hidden == 1 or (left == 0) != (hidden == 0):
        return None
    return [None if count is None else count / total for count in counts], left / total
