"""Listens to a template while it prints: every number that it says is marked with where it comes from."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from civicmap.report.escape import Markdown, escape
from civicmap.report.facts import FindingFact, words_of
from civicmap.report.ladder import Wording, filled
from civicmap.report.ledger_marks import mark, marked, without_marks
from civicmap.report.template import printed
from civicmap.report.traced import Source, of_finding, source_of, trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from civicmap.report.facts import Report

_DIGIT: Final = re.compile(r"\d")
_NAME: Final = Source("name")
_REFERENCE: Final = Source("reference")
_REFERRING: Final = ("see", "number_of")  # what a name begins with that prints the number of a table or figure
_WHOLE: Final = {"share": "share", "lack": "gap"}  # filters that say n of N of a finding in one breath
_SAME_LENGTH: Final = ("capital", "lower_first")
Part = tuple[int, int, Source]


class Told(str):  # noqa: SLOT000 - a text cannot have slots that hold anything
    """A text in which some stretches are numbers of known sources. Changed in any way it becomes a plain text."""

    parts: tuple[Part, ...] = ()


class _Heard(Wording):
    """Words that remember which numbers they were asked to write."""

    def count(self, number: int) -> str:
        """Write a count, and remember it if it says where it comes from."""
        text = Wording.count(self, number)
        source = source_of(number)
        if source is not None:
            self.numbers_said.append((text, source))
        return text

    @property
    def numbers_said(self) -> list[tuple[str, Source]]:
        """What was written since the list was last cleared."""
        said: list[tuple[str, Source]] = self.__dict__.setdefault("_said", [])
        return said


class Listener:
    """What one report says. `sources` are by the numbers that the marks carry."""

    def __init__(self, report: Report) -> None:
        words = words_of(report)
        self.sources: list[Source] = []
        self._words = _Heard(*(getattr(words, field.name) for field in fields(words)))
        self._places: dict[Source, int] = {}

    def facts(self, report: Report) -> Report:
        """Return the report with numbers that know their sources, and words that tell when they write one."""
        return replace(trace(report), words=self._words)

    def names(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a template may name, listened to."""
        heard = {
            name: partial(self._refer, value) if name.startswith(_REFERRING) and callable(value) else value
            for name, value in names.items()
        }
        return {**heard, "say": self._say}

    def filters(self, filters: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
        """Return filters, listened to."""
        return {name: partial(self._filter, name, function) for name, function in filters.items()}

    def print(self, value: object) -> Markdown | str:
        """Return what is printed, as a template prints it, with marks."""
        if isinstance(value, Told):
            return self._told_as_markdown(value)
        if isinstance(value, str) and not isinstance(value, Markdown):
            text = escape(without_marks(value) if marked(value) else value)
            return self._mark(text, _NAME) if _DIGIT.search(text) else text
        made = printed(value, style=self._words.numbers)
        if isinstance(value, int):
            return self._mark(made, source_of(value) or Source("count", value=value))
        return made

    def _mark(self, text: str, source: Source) -> Markdown:
        place = self._places.setdefault(source, len(self.sources))
        if place == len(self.sources):
            self.sources.append(source)
        return mark(text, place)

    def _told_as_markdown(self, told: Told) -> Markdown:
        """Return a told text escaped as a whole, with its parts marked where they stand."""
        text, at, made = escape(told), 0, ""
        for start, end, source in told.parts:
            part = escape(told[start:end])
            place = text.find(part, at)
            if place >= 0:
                made += text[at:place] + self._mark(part, source)
                at = place + len(part)
        return Markdown(made + text[at:])

    def _refer(self, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        made = function(*arguments, **options)
        return self._mark(made, _REFERENCE) if isinstance(made, Markdown) and made else made

    def _say(self, key: str, /, **facts: Any) -> Markdown:
        """Do as `say` does in a template."""
        count = facts.get("count")
        counts = isinstance(count, int) and not isinstance(count, bool)
        text = self._words.text(key, count)
        made = filled(text, {name: self._fact(key, name, fact) for name, fact in facts.items()})
        # A form such as "none is a response" says the count in a word of its own.
        said = counts and "{count" not in text
        return self._mark(made, source_of(count) or Source("count", key, value=count)) if said else Markdown(made)

    def _fact(self, key: str, name: str, fact: Any) -> str:
        if isinstance(fact, int) and not isinstance(fact, bool):
            source = source_of(fact) or Source("count", f"{key}.{name}", value=fact)
            return self._mark(Wording.count(self._words, fact), source)
        return str(self.print(fact))

    def _filter(self, name: str, function: Callable[..., Any], value: Any, *arguments: Any, **options: Any) -> Any:
        """Do as a filter does, and tell what it made of a number."""
        self._words.numbers_said.clear()
        made = function(value, *arguments, **options)
        if not isinstance(made, str) or isinstance(made, Markdown):
            return made
        parts = tuple(self._parts(name, value, made))
        if not parts:
            return made
        told = Told(made)
        told.parts = parts
        return told

    def _parts(self, name: str, value: Any, made: str) -> Iterable[Part]:
        """Return the numbers in what a filter made of a value."""
        if isinstance(value, Told) and name in _SAME_LENGTH:
            return value.parts
        if isinstance(value, FindingFact) and name in _WHOLE:
            found = value.everyone
            return [] if found.withheld else [(0, len(made), of_finding(value, found, _WHOLE[name]))]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return [(0, len(made), source_of(value) or Source("count", name, value=value))]
        found_parts = _found(made, [(text, ((0, len(text), source),)) for text, source in self._words.numbers_said])
        if not found_parts and isinstance(value, (list, tuple)):
            found_parts = _found(made, [(one, one.parts) for one in value if isinstance(one, Told)])
        if not found_parts and _DIGIT.search(made):
            about = of_finding(value, value.everyone) if isinstance(value, FindingFact) else Source("text")
            kind = "name" if name in ("cite", "base", *_SAME_LENGTH, "listed") else "text"
            bare = Source(kind, name, about.id, about.title)
            return [(0, len(made), bare)]
        return found_parts


def _found(whole: str, texts: Iterable[tuple[str, tuple[Part, ...]]]) -> list[Part]:
    """Return the parts of texts that stand in a whole, one after another."""
    at, found = 0, []
    for text, parts in texts:
        place = whole.find(text, at)
        if place >= 0:
            found += [(place + start, place + end, source) for start, end, source in parts]
            at = place + len(text)
    return found
