"""The known text that a misspelt one most likely meant: suggested, never taken."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import bare, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSE: Final = 80.0  # of 100: one slip in five letters or so
_SWAPPED: Final = 3  # letters from which two that changed places are a slip


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that is closest to `text`, or None if none is close. Ties go to the first by name."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - 55 ms, only where something is misspelt

    wanted = bare(fold(text))
    names, folded = _prepared(tuple(known))
    found = process.extractOne(wanted, folded, scorer=fuzz.ratio, score_cutoff=_CLOSE)
    if found is not None:
        return names[found[2]]
    return next((name for name, other in zip(names, folded, strict=True) if _swapped(wanted, other)), None)


@lru_cache(maxsize=256)
def _prepared(known: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return known texts by name, and the form in which they are compared: many a text asks for the same ones."""
    names = sorted(set(known))
    return names, [bare(fold(name)) for name in names]


def _swapped(one: str, other: str) -> bool:
    """Say whether two short texts differ by two neighbours that changed places: "Yse"."""
    if one == other or len(one) != len(other) or len(one) < _SWAPPED:
        return False
    at = next(place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
    return one[:at] + one[at : at + 2][::-1] + one[at + 2 :] == other


def did_you_mean(near: str | None) -> str:
    """Return what suggests a text, in brackets after the name that is not known; nothing for None."""
    return "" if near is None else f" (did you mean {str(near)!r}?)"
