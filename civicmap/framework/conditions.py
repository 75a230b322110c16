"""Conditions as written in the file -> conditions as types, with every name looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from civicmap.framework.conditions_tests import TESTS
from civicmap.framework.faults import suggest
from civicmap.framework.schema_base import word_of
from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeastOf,
    Cells,
    Condition,
    InBand,
    InGroup,
    Is,
    Not,
    QuestionType,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from civicmap.framework.faults import Faults
    from civicmap.framework.names import Names
    from civicmap.framework.reader import Path

_DEEPEST = 12
_LIKE = "write {question: answer}, {question: [answer, answer]} or {question: {test: value}}"
# What has no answers of its own, but for those with a state: how a condition may look at it.
_TESTED = {
    QuestionType.NUMBER: "write a test: {at_least: 10, at_most: 50}, say",
    QuestionType.DATE: "write a test: {within_months: 24}, say",
    QuestionType.TEXT: "conditions cannot look at a text: look at a choice, a number or a date",
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a condition may look at where it stands."""

    scores: bool = True  # a gate may not depend on a score
    cells: bool = False  # only `share` may pool cells


GATE = Allowed(scores=False)
SHARE = Allowed(cells=True)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Reads conditions against the names of a framework."""

    names: Names
    faults: Faults

    def read(self, raw: Any, path: Path, allowed: Allowed = Allowed(), depth: int = 0) -> Condition | None:
        """Return a condition; None if none of its lines holds water. Names every fault."""
        if not isinstance(raw, dict) or not raw:
            self.faults.value(path, "should be a condition", _LIKE)
            return None
        if depth > _DEEPEST:
            self.faults.value(path, "is nested too deeply", "split it")
            return None
        parts = [self._line(str(name), value, (*path, name), allowed, depth) for name, value in raw.items()]
        return _together([part for part in parts if part is not None])

    def _line(self, name: str, value: Any, path: Path, allowed: Allowed, depth: int) -> Condition | None:
        """Read one line: a combinator, or a thing looked at."""
        combine = _COMBINATORS.get(name)
        if combine is not None:
            return combine(self, value, path, allowed, depth)
        names = self.names
        asked = names.questions.get(name)
        if asked is not None and not (asked.type is QuestionType.TEXT and name in names.groups):
            return self._question(name, value, path)
        if name in names.groups:
            return self._group(name, value, path)
        if name in names.nodes:
            return self._node(name, value, path, allowed)
        self.faults.reference(path, "question, group, pillar or composite", name, names.all())
        return None

    def _question(self, name: str, value: Any, path: Path) -> Condition | None:
        """Read a test of a question: an answer, answers, or a map of tests that must all hold."""
        asked = self.names.questions[name]
        if not asked.known:
            return None
        if isinstance(value, dict):
            parts = [self._test(name, str(test), bound, (*path, test)) for test, bound in value.items()]
            return _together([part for part in parts if part is not None])
        answers = self.words(value, path, "answer", asked.answers)
        if asked.type in _TESTED and not set(answers) <= set(asked.answers):
            named = next(answer for answer in answers if answer not in asked.answers)
            self.faults.value(path, f"{name} is a {asked.type} and has no answer {named!r}", _TESTED[asked.type])
            return None
        known = self.known(answers, path, f"answer to {name}", asked.answers)
        return Is(name, known) if known else None

    def _test(self, name: str, test: str, bound: Any, path: Path) -> Condition | None:
        """Read one test of a question."""
        asked = self.names.questions[name]
        if test not in TESTS:
            self.faults.key(path, f"the test {test!r} is not known here", suggest(test, [*TESTS, "band"]))
            return None
        if asked.type not in TESTS[test].types:
            fit = " or ".join(TESTS[test].types)
            self.faults.value(path, f"{name} is a {asked.type}; {test} tests a {fit}", "use another test")
            return None
        return TESTS[test].read(self, name, bound, path)

    def all_ticked(self, name: str, bound: Any, path: Path) -> tuple[str, ...]:
        """Return options that must all be ticked."""
        asked = self.names.questions[name]
        known = self.known(self.words(bound, path, "option", asked.answers), path, f"option of {name}", asked.answers)
        if len(known) > 1 and set(known) & asked.exclusive:
            alone = min(set(known) & asked.exclusive)
            self.faults.logic(path, f"can never hold: {alone!r} excludes every other option", "leave it out")
        return known

    def _group(self, name: str, value: Any, path: Path) -> Condition | None:
        values = self.words(value, path, "value", self.names.groups[name])
        known = self.names.groups[name]
        if known:
            values = self.known(values, path, f"value of the group {name}", known)
        return InGroup(name, values) if values else None

    def _node(self, name: str, value: Any, path: Path, allowed: Allowed) -> Condition | None:
        if not allowed.scores:
            self.faults.logic(
                path, "a gate looks at a score, which depends on the gate", "look at a question or a group"
            )
            return None
        if not isinstance(value, dict) or list(value) != ["band"]:
            self.faults.value(path, f"{name} is a score; only its band can be looked at", "write {band: [name]}")
            return None
        path = (*path, "band")
        bands = self.names.nodes[name]
        if not bands:
            self.faults.logic(path, f"{name} has no bands", "give it `bands`, or the whole framework")
            return None
        known = self.known(self.words(value["band"], path, "band", bands), path, f"band of {name}", bands)
        return InBand(name, known) if known else None

    def words(self, value: Any, path: Path, kind: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return one word or a list of words as they stood in the file."""
        words = [word_of(item) for item in (value if isinstance(value, list) else [value])]
        if not words or None in words:
            self.faults.value(
                path,
                f"should name an {kind}" if kind[0] in "ao" else f"should name a {kind}",
                suggest("", known) if known else _LIKE,
            )
            return ()
        return tuple(word for word in words if word is not None)

    def known(self, words: Sequence[str], path: Path, kind: str, known: Sequence[str]) -> tuple[str, ...]:
        """Return those words that are known, each once; name the others."""
        for place, word in enumerate(words):
            if word not in known:
                at = (*path, place) if len(words) > 1 else path
                self.faults.reference(at, kind, word, known)
        return tuple(dict.fromkeys(word for word in words if word in known))

    def list_of(self, raw: Any, path: Path, allowed: Allowed, depth: int) -> tuple[Condition, ...]:
        """Read a list of conditions."""
        if not isinstance(raw, list) or not raw:
            self.faults.value(path, "should be a list of conditions", "write [{question: answer}, {question: answer}]")
            return ()
        inner = Allowed(scores=allowed.scores)
        parts = [self.read(item, (*path, place), inner, depth + 1) for place, item in enumerate(raw)]
        return tuple(part for part in parts if part is not None)


def _together(parts: Sequence[Condition]) -> Condition | None:
    """Return parts that must all hold as one condition."""
    if len(parts) < 2:
        return parts[0] if parts else None
    return AllOf(tuple(parts))


def _all_of(reader: Conditions, raw: Any, path: Path, allowed: Allowed, depth: int) -> Condition | None:
    return _together(reader.list_of(raw, path, allowed, depth))


def _any_of(reader: Conditions, raw: Any, path: Path, allowed: Allowed, depth: int) -> Condition | None:
    parts = reader.list_of(raw, path, allowed, depth)
    return AnyOf(parts) if len(parts) > 1 else _together(parts)


def _at_least(reader: Conditions, raw: Any, path: Path, allowed: Allowed, depth: int) -> Condition | None:
    """Read `at_least: {n: 2, of: [...]}`."""
    if not isinstance(raw, dict) or set(raw) != {"n", "of"}:
        reader.faults.value(path, "should say how many of which", "write {n: 2, of: [{…}, {…}, {…}]}")
        return None
    parts, n = reader.list_of(raw["of"], (*path, "of"), allowed, depth), raw["n"]
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        reader.faults.value((*path, "n"), "should be a whole number from 1 on", "write n: 2, say")
        return None
    if isinstance(raw["of"], list) and n > len(raw["of"]):
        reader.faults.logic((*path, "n"), f"can never hold: {n} of {len(raw['of'])}", f"write at most {len(raw['of'])}")
        return None
    return AtLeastOf(n, parts) if parts else None


def _not(reader: Conditions, raw: Any, path: Path, allowed: Allowed, depth: int) -> Condition | None:
    part = reader.read(raw, path, Allowed(scores=allowed.scores), depth + 1)
    return None if part is None else Not(part)


def _cells(reader: Conditions, raw: Any, path: Path, allowed: Allowed, _depth: int) -> Condition | None:
    """Read `cells: {questions: [...], in: [...]}`."""
    if not allowed.cells:
        reader.faults.logic(
            path, "cells can only be pooled in `share`, alone", "move it, or test the questions one by one"
        )
        return None
    if (
        not isinstance(raw, dict)
        or set(raw) != {"questions", "in"}
        or not all(isinstance(v, list) for v in raw.values())
    ):
        reader.faults.value(path, "should say which questions and answers", "write {questions: [q1, q2], in: [yes]}")
        return None
    names = reader.names.questions
    questions = reader.known(
        reader.words(raw["questions"], path, "question", ()), (*path, "questions"), "question", list(names)
    )
    answers = {answer: None for question in questions for answer in names[question].answers}
    known = reader.known(
        reader.words(raw["in"], path, "answer", ()), (*path, "in"), "answer to these questions", list(answers)
    )
    return Cells(questions, known) if questions and known else None


_COMBINATORS: Mapping[str, Callable[[Conditions, Any, Path, Allowed, int], Condition | None]] = {
    "all_of": _all_of,
    "any_of": _any_of,
    "at_least": _at_least,
    "not": _not,
    "cells": _cells,
}
