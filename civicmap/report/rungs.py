"""The ladder of words for shares: its rungs, read from a wording file and checked for gaps and untruth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_RANGE: Final = re.compile(r"([\[(])\s*([\d/]+)\s*,\s*([\d/]+)\s*([\])])")
_KEYS: Final = ("words", "alone", "used_for", "true_for")


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of shares between exact fractions, with or without its ends."""

    low: Fraction
    high: Fraction
    with_low: bool
    with_high: bool

    def holds(self, share: Fraction) -> bool:
        """Whether a share lies in it."""
        above = share >= self.low if self.with_low else share > self.low
        below = share <= self.high if self.with_high else share < self.high
        return above and below

    def within(self, outer: Range) -> bool:
        """Whether every share of it lies in another."""
        low = self.low > outer.low or (self.low == outer.low and (outer.with_low or not self.with_low))
        high = self.high < outer.high or (self.high == outer.high and (outer.with_high or not self.with_high))
        return low and high

    def __str__(self) -> str:
        return f"{'[' if self.with_low else '('}{self.low}, {self.high}{']' if self.with_high else ')'}"


@dataclass(frozen=True, slots=True)
class Rung:
    """Words for a share: the shares that they are used for, and all those that they are true of."""

    words: str  # with `{base}` for the base
    alone: str  # where the base was just named
    used_for: Range
    true_for: Range


def read_rungs(rows: Sequence[Any], tell: Callable[[int, str, str], None]) -> tuple[Rung, ...]:
    """Return the rungs of a ladder, which must follow one another from 0 to 1 without a gap.

    `tell` takes what is wrong: the place of the rung, what, and how to mend it.
    """
    rungs = [rung for place, row in enumerate(rows) if (rung := _rung(place, row, tell)) is not None]
    if len(rungs) < len(rows):
        return ()
    for place, (below, above) in enumerate(pairwise([None, *rungs, None])):
        if not _meet(below, above):
            tell(
                min(place, len(rungs) - 1),
                "the shares in used_for leave a gap or overlap",
                "begin where the rung above ends; the first begins with [0 and the last ends with 1]",
            )
    return tuple(rungs)


def _rung(place: int, row: Any, tell: Callable[[int, str, str], None]) -> Rung | None:
    """Return one rung; None where something is wrong with it."""
    if not isinstance(row, dict) or sorted(row) != sorted(_KEYS) or not all(isinstance(row[key], str) for key in _KEYS):
        tell(place, "this is no rung", f"write it as {{{', '.join(f'{key}: …' for key in _KEYS)}}}")
        return None
    if row["words"].count("{base}") != 1 or "{" in row["words"].replace("{base}", "") + row["alone"]:
        tell(
            place,
            f"{row['words']!r} should say {{base}} once, and `alone` nothing in braces",
            "put {base} for who it is",
        )
        return None
    ranges = [_range(row[key]) for key in ("used_for", "true_for")]
    used_for, true_for = ranges
    if used_for is None or true_for is None:
        wrong = row["used_for" if used_for is None else "true_for"]
        tell(place, f"{wrong!r} is no range of shares", 'write it as "[1/4, 1/3)"')
        return None
    if not used_for.within(true_for):
        tell(place, f"{row['alone']!r} is used where it is not true", "narrow used_for, or widen true_for")
        return None
    return Rung(row["words"], row["alone"], used_for, true_for)


def _meet(below: Rung | None, above: Rung | None) -> bool:
    """Whether one rung begins where the other ends; None stands for what is outside 0 to 1."""
    end, with_end = (below.used_for.high, below.used_for.with_high) if below else (Fraction(0), False)
    start, with_start = (above.used_for.low, above.used_for.with_low) if above else (Fraction(1), False)
    return end == start and with_end != with_start


def _range(text: str) -> Range | None:
    """Read a range in the notation of intervals: [0, 1/2); None for anything else."""
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        return None
    try:
        made = Range(Fraction(match[2]), Fraction(match[3]), match[1] == "[", match[4] == "]")
    except (ValueError, ZeroDivisionError):
        return None
    return made if made.low < made.high or (made.low == made.high and made.with_low and made.with_high) else None
