"""The known text that a misspelt one most likely meant: suggested, never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOSE: Final = 80.0  # of 100: one slip in five letters or so


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that is closest to `text`, or None if none is close. Ties go to the first by name."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - 55 ms, only where something is misspelt

    names = sorted(set(known))
    found = process.extractOne(fold(text), [fold(name) for name in names], scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return None if found is None else names[found[2]]


def did_you_mean(near: str | None) -> str:
    """Return what suggests a text, in brackets after the name that is not known; nothing for None."""
    return "" if near is None else f" (did you mean {str(near)!r}?)"
