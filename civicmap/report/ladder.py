"""Civicmap's own words in one language: the ladder of words for shares, the phrases, and how numbers are written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.framework.faults import suggest
from civicmap.report.numbers import capital
from civicmap.report.plurals import EXACT, category
from civicmap.report.rungs import Range, Rung
from civicmap.report.wordfile import PLACEHOLDER, read_wording
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from civicmap.report.numbers import Style
    from civicmap.report.wordfile import Read

__all__ = ["Range", "Rung", "Wording", "languages", "prepared", "wording"]

DEFAULT: Final = "en"
# The parts of a report, by the sections of a wording file that they are made of.
_SECTIONS: Final = {
    "sentences": (
        *(
            "summary",
            "introduction",
            "pillars",
            "findings",
            "finding",
            "indicators",
            "policies",
            "change",
            "differences",
        ),
        *("practices", "recommendations", "rules", "data"),
    ),
    "shares": ("ladder", "base", "one", "whole", "quantified"),
    "tables": ("column", "table"),
    "notes": ("note", "range", "benchmark"),
    "charts": ("charts",),
    "problems": ("problem",),
}
PARTS: Final = tuple(_SECTIONS)


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
    untranslated: tuple[str, ...] = ()  # parts of a document that are in English, by name
    english: frozenset[str] = frozenset()  # keys of texts that are in English where the language is another

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
        foreign = f"{key}.other" in self.english
        forms: tuple[str, ...] = ("other",)
        if isinstance(count, int):
            nothing = () if count else (EXACT,)
            forms = (*nothing, category(DEFAULT if foreign else self.language, count), "other")
        keys = (f"{key}.{form}" for form in forms)
        # A text in one language has no form in another.
        wanted = next((one for one in keys if one in self.phrases and (one in self.english) == foreign), None)
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
    Where English stands in, `untranslated` names the parts that are in it.
    Raises CivicmapError with every fault of the file.
    """
    measure = _file(DEFAULT)
    if language in prepared():
        return _prepared(language, own, measure)
    shipped = language if language in languages() else DEFAULT
    if own is None:
        return _wording(shipped, read_wording(_file(shipped), measure), () if shipped == language else PARTS)
    base = _file(shipped) if shipped == language else None
    return _wording(language, read_wording(own, measure, base=base, language=language))


def _wording(
    language: str, read: Read, untranslated: tuple[str, ...] = (), english: frozenset[str] = frozenset()
) -> Wording:
    return Wording(language, read.ladder, read.phrases, read.numbers, untranslated, english)


def _prepared(language: str, own: Path | None, measure: Path) -> Wording:
    """Return the words of a language that some texts are shipped in; English stands for the others, and says so."""
    file = _folder() / f"{language}.yaml"
    if own is None:
        read = read_wording(file, measure, base=measure, language=language)
    else:
        read = read_wording(own, measure, base=file, ground=measure, language=language)
    english = read_wording(measure, measure).own - read.own
    missing = {key.split(".", 1)[0] for key in english if not _has_other_forms(key, read.own)}
    parts = tuple(part for part, sections in _SECTIONS.items() if missing & set(sections))
    return _wording(language, read, parts, english)


def _has_other_forms(key: str, own: frozenset[str]) -> bool:
    """Whether a text is there in the forms of its own language, which may have no `one`."""
    return f"{key.rpartition('.')[0]}.other" in own


def _file(language: str) -> Path:
    return templates() / "wording" / f"{language}.yaml"


def _folder() -> Path:
    return templates() / "wording" / "prepared"


@lru_cache
def prepared() -> tuple[str, ...]:
    """Return the languages that some of civicmap's words are there in, and the rest in English."""
    return tuple(sorted(path.stem for path in _folder().glob("*.yaml")))


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that civicmap has all its words in."""
    return tuple(sorted(path.stem for path in (templates() / "wording").glob("*.yaml")))
