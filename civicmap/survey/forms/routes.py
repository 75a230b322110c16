"""Routing that a form tells, laid over a framework: who was asked what, where the framework itself does not say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.reading import leaves, reads
from civicmap.framework.types import AllOf, AnyOf, Condition, HasAll, Is, Not
from civicmap.survey.forms.relevance import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from civicmap.framework.types import Framework, Question

Route = tuple[str, Condition]


def with_routes(framework: Framework, routes: Iterable[Route]) -> Framework:
    """Return the framework with an `asked_if` for each routed question that has none.

    A route is passed over where the question or an answer that it looks at is not there, or where the question would
    depend on itself.
    """
    asked = {question.id: question for question in framework.questions}
    gates = {question.id: _behind(question, framework) for question in framework.questions}
    for name, condition in routes:
        question = asked.get(name)
        if question is None or question.asked_if is not None or not _holds(condition, asked):
            continue
        looked = reads(condition).questions
        if name not in reached(looked, gates):
            asked[name] = replace(question, asked_if=condition)
            gates[name] |= set(looked)
    return replace(framework, questions=tuple(asked[question.id] for question in framework.questions))


def _behind(question: Question, framework: Framework) -> set[str]:
    """Return the questions that a question's gates look at, groups' questions included."""
    read = reads(question.asked_if, question.closed_by, *(answer.asked_if for answer in question.answers))
    groups = (framework.group(name) for name in read.groups)
    return {*read.questions, *(group.question for group in groups if group is not None and group.question)}


def _holds(condition: Condition, asked: Mapping[str, Question]) -> bool:
    """Say whether all that a condition looks at is there."""
    if not set(reads(condition).questions) <= set(asked):
        return False
    for leaf in leaves(condition):
        if isinstance(leaf, (Is, HasAll)):
            answers = {answer.id for answer in asked[leaf.question].answers}
            if not set(leaf.answers) <= answers:
                return False
    return True


def reached(start: Iterable[str], gates: Mapping[str, set[str]]) -> set[str]:
    """Return every question that can be come to from some of them along gates, these included."""
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += gates.get(here, ())
    return seen


def ungated(condition: Condition, closed_by: Condition | None) -> Condition | None:
    """Return a condition without the part that only says that the question is not closed; None where nothing is left."""
    if closed_by is None:
        return condition
    open_ = normal(Not(closed_by))
    parts = condition.parts if isinstance(condition, AllOf) else (condition,)
    left = [part for part in parts if normal(part) != open_]
    return joined(left, every=True) if left else None


def normal(condition: Condition) -> Condition:
    """Return a form of a condition that does not depend on the order in which it was written."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            inner = joined([normal(part) for part in parts], every=isinstance(condition, AllOf))
            if isinstance(inner, (AllOf, AnyOf)):  # answers to one question may have come together
                return type(inner)(tuple(sorted(map(_sorted, inner.parts), key=repr)))
            return _sorted(inner)
        case Not(part):
            settled = normal(part)
            return settled.part if isinstance(settled, Not) else Not(settled)
    return _sorted(condition)


def _sorted(condition: Condition) -> Condition:
    return Is(condition.question, tuple(sorted(condition.answers))) if isinstance(condition, Is) else condition
