"""The ladder of words for shares, and other words of civicmap's own, as tables that a user may edit."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_RANGE: Final = re.compile(r"([\[(])\s*([\d/]+)\s*,\s*([\d/]+)\s*([\])])")


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

    def __str__(self) -> str:
        return f"{'[' if self.with_low else '('}{self.low}, {self.high}{']' if self.with_high else ')'}"


@dataclass(frozen=True, slots=True)
class Rung:
    """Words for a share: the shares that they are used for, and all those that they are true of."""

    words: str  # with `{}` for the base
    alone: str  # where the base was just named
    used_for: Range
    true_for: Range


@dataclass(frozen=True, slots=True)
class Wording:
    """Civicmap's own words in one language."""

    language: str
    ladder: tuple[Rung, ...]
    phrases: Mapping[str, str]

    def rung(self, part: int, whole: int) -> Rung:
        """Return the rung for an exact share. Every share from 0 to 1 has one; `whole` must be positive."""
        share = Fraction(part, whole)
        return next(rung for rung in self.ladder if rung.used_for.holds(share))

    def say(self, key: str, **facts: object) -> str:
        """Return a phrase with its facts in place."""
        return self.phrases[key].format_map(facts)


@lru_cache
def wording(language: str = "en") -> Wording:
    """Read the tables of a language; English stands in for one that has none. Raises CivicmapError for a faulty table."""
    folder = templates() / "wording"
    known = language if (folder / f"phrases.{language}.csv").is_file() else "en"
    ladder, phrases = folder / f"ladder.{known}.csv", folder / f"phrases.{known}.csv"
    return Wording(known, read_ladder(ladder), {row["key"]: row["text"] for _, row in _rows(phrases)})


def read_ladder(path: Path) -> tuple[Rung, ...]:
    """Read a ladder and see that its rungs follow one another from 0 to 1 without a gap. Raises CivicmapError."""
    rungs = [
        Rung(row["words"], row["alone"], _range(row["used_for"], path, line), _range(row["true_for"], path, line))
        for line, row in _rows(path)
    ]
    for line, rung in enumerate(rungs, start=2):
        if not _within(rung.used_for, rung.true_for):
            raise _fault(
                path, line, f"{rung.words!r} is used where it is not true", "narrow used_for, or widen true_for"
            )
    for line, (below, above) in enumerate(pairwise([None, *rungs, None]), start=2):
        if not _meet(below, above):
            raise _fault(path, line, "the shares in used_for leave a gap or overlap", "begin where the row above ends")
    return tuple(rungs)


def _within(inner: Range, outer: Range) -> bool:
    """Whether every share of one range lies in the other."""
    low = inner.low > outer.low or (inner.low == outer.low and (outer.with_low or not inner.with_low))
    high = inner.high < outer.high or (inner.high == outer.high and (outer.with_high or not inner.with_high))
    return low and high


def _meet(below: Rung | None, above: Rung | None) -> bool:
    """Whether one rung begins where the other ends; None stands for what is outside 0 to 1."""
    end, with_end = (below.used_for.high, below.used_for.with_high) if below else (Fraction(0), False)
    start, with_start = (above.used_for.low, above.used_for.with_low) if above else (Fraction(1), False)
    return end == start and with_end != with_start


def _range(text: str, path: Path, line: int) -> Range:
    """Read a range in the notation of intervals: [0, 1/2)."""
    fault = _fault(path, line, f"{text!r} is no range of shares", "write it as [1/4, 1/3)")
    match = _RANGE.fullmatch(text.strip())
    if match is None:
        raise fault
    try:
        return Range(Fraction(match[2]), Fraction(match[3]), match[1] == "[", match[4] == "]")
    except (ValueError, ZeroDivisionError):
        raise fault from None


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Return a table's rows with their line numbers."""
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return [(reader.line_num, row) for row in reader]


def _fault(path: Path, line: int, what: str, how: str) -> CivicmapError:
    return CivicmapError(Problem.of(Code.TEMPLATE_FAULT, f"{path.name}:{line}", what=what, how=how))
