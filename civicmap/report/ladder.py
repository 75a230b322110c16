"""Civicmap's own words in one language: the ladder of words for shares, the phrases, and how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.framework.faults import suggest
from civicmap.report.numbers import capital
from civicmap.report.rungs import Range, Rung
from civicmap.report.wordfile import PLACEHOLDER, read_wording
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from civicmap.report.numbers import Style

__all__ = ["Range", "Rung", "Wording", "languages", "wording"]

DEFAULT: Final = "en"


class UnknownTextError(CivicmapError):
    """A text that a wording file lacks: its key, and what was most likely meant."""

    def __init__(self, key: str, language: str, how: str) -> None:
        what = f"there is no text {key!r}"
        super().__init__(Problem.of(Code.TEMPLATE_FAULT, f"{language}.yaml", what=what, how=how))
        self.key, self.how = key, how


@dataclass(frozen=True, slots=True)
class Wording:
    """Civicmap's own words in one language."""

    language: str
    ladder: tuple[Rung, ...]
    phrases: Mapping[str, str]
    numbers: Style

    def rung(self, part: int, whole: int) -> Rung:
        """Return the rung for an exact share. Every share from 0 to 1 has one; `whole` must be positive."""
        share = Fraction(part, whole)
        return next(rung for rung in self.ladder if rung.used_for.holds(share))

    def say(self, key: str, /, **facts: object) -> str:
        """Return a phrase with its facts in place. Raises CivicmapError for a key that the file lacks.

        Where a phrase has forms for none, one and more, the fact `count` chooses; counts are written as sentences do.
        """
        told = {name: self.count(fact) if isinstance(fact, int) else str(fact) for name, fact in facts.items()}
        return filled(self.text(key, facts.get("count")), told)

    def text(self, key: str, count: object = None) -> str:
        """Return a phrase, in its form for a count, before it is filled in. Raises CivicmapError as `say` does."""
        return self.phrases[key if key in self.phrases else self._form(key, count)]

    def has(self, key: str) -> bool:
        """Whether there is a phrase of that key."""
        return key in self.phrases

    def count(self, number: int) -> str:
        """Return a count as a sentence writes it: in words below ten, in figures from ten."""
        return self.numbers.count(number)

    def _form(self, key: str, count: object) -> str:
        """Return the key of a phrase's form for a count."""
        form = {0: "none", 1: "one"}.get(count if isinstance(count, int) else 2, "other")
        wanted = next((f"{key}.{one}" for one in (form, "other") if f"{key}.{one}" in self.phrases), None)
        if wanted is None:
            raise UnknownTextError(key, self.language, suggest(key, self.phrases))
        return wanted


def filled(text: str, told: Mapping[str, str]) -> str:
    """Return a phrase with what is told in the place of its placeholders."""
    return PLACEHOLDER.sub(lambda at: capital(told[at[1]]) if at[2] else told[at[1]], text)


@lru_cache
def wording(language: str = DEFAULT, own: Path | None = None) -> Wording:
    """Return the words of a language; English stands in for one that has none.

    `own` is a user's file: its texts stand for those shipped; for a language that none are shipped for, it must hold all.
    Raises CivicmapError with every fault of the file.
    """
    shipped = language if language in languages() else DEFAULT
    measure = _file(DEFAULT)
    if own is None:
        return Wording(shipped, *read_wording(_file(shipped), measure))
    base = _file(shipped) if shipped == language else None
    return Wording(language, *read_wording(own, measure, base=base, language=language))


def _file(language: str) -> Path:
    return templates() / "wording" / f"{language}.yaml"


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that civicmap has words in."""
    return tuple(sorted(path.stem for path in (templates() / "wording").glob("*.yaml")))
