"""Faults that only the whole framework shows: gates in a circle, findings that nobody can meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.reading import reads
from civicmap.framework.types import (
    AllOf,
    AtLeast,
    AtMost,
    Condition,
    InGroup,
    Is,
    MultiRule,
    PointsRule,
    QuestionType,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from civicmap.framework.faults import Faults
    from civicmap.framework.reader import Path
    from civicmap.framework.types import Framework, Question


def check_gates(framework: Framework, paths: Mapping[str, Path], faults: Faults) -> None:
    """Name gates that depend on themselves, and products that are factors of themselves."""
    groups = {group.id: group.question for group in framework.groups}

    def gates(question: Question) -> list[str]:
        read = reads(question.asked_if, question.closed_by, *(answer.asked_if for answer in question.answers))
        behind = [groups[name] for name in read.groups]
        return [*read.questions, *(name for name in behind if name is not None)]

    def factors(question: Question) -> list[str]:
        if question.points.rule is not PointsRule.PRODUCT:
            return []
        return [factor for factor in question.points.factors if factor != question.id]

    _name_circles(framework, gates, paths, "the gates go round in a circle", faults)
    _name_circles(framework, factors, paths, "the products go round in a circle", faults)


def check_products(framework: Framework, paths: Mapping[str, Path], faults: Faults) -> None:
    """Name factors that no points can come from: their product would never be known."""
    by_id = {question.id: question for question in framework.questions}
    for question in framework.questions:
        for place, factor in enumerate(question.points.factors):
            if factor in by_id and not _multiplies(by_id[factor]):
                at = (*paths[question.id], "points", "product", place)
                how = "give every answer of its scale points; a number says `points: value`"
                faults.logic(at, f"{factor!r} has no points to multiply", how)


def _multiplies(question: Question) -> bool:
    """Say whether a question's answers are worth points, counted by themselves or not."""
    match question.type:
        case QuestionType.CHOICE:
            return bool(question.options) and all(answer.points is not None for answer in question.options)
        case QuestionType.MULTI:
            return question.multi is not None and question.multi.rule is not MultiRule.NONE
        case QuestionType.NUMBER:
            return question.points.rule is not PointsRule.NONE
        case _:
            return question.points.rule is PointsRule.WITHIN_MONTHS


def _name_circles(
    framework: Framework,
    next_of: Callable[[Question], Sequence[str]],
    paths: Mapping[str, Path],
    what: str,
    faults: Faults,
) -> None:
    """Name each circle once, at its first question in the order of the file."""
    edges = {question.id: list(next_of(question)) for question in framework.questions}
    told: set[str] = set()
    for start in edges:
        circle = _circle(start, edges)
        if circle and not told & set(circle):
            told.update(circle)
            faults.logic(paths[start], f"{what}: {' → '.join([*circle, start])}", "break it at one of them")


def _circle(start: str, edges: Mapping[str, Sequence[str]]) -> list[str]:
    """Return a way from a question back to itself, by breadth, or nothing."""
    came_from: dict[str, str] = {}
    queue = [start]
    for here in queue:
        for there in edges.get(here, ()):
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return way[::-1]
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    return []


def check_findings(framework: Framework, faults: Faults) -> None:
    """Name findings whose condition can never be true, where that is easily told."""
    types = {question.id: question.type for question in framework.questions}
    for finding in framework.findings:
        for key, condition in (("share", finding.share), ("among", finding.among), ("not_in", finding.not_in)):
            why = _never(condition, types)
            if why:
                faults.logic(("findings", finding.id, key), f"can never hold: {why}", "correct one of the lines")
        if finding.among is not None:
            why = _never(AllOf((finding.among, finding.share)), types)
            if why:
                faults.logic(
                    ("findings", finding.id, "share"), f"can never hold within `among`: {why}", "correct one of them"
                )


def _never(condition: Condition | None, types: Mapping[str, QuestionType]) -> str:
    """Return why lines that must all hold exclude each other; "" where nothing is easily told."""
    answers: dict[str, set[str]] = {}
    least: dict[str, float] = {}
    for part in _conjuncts(condition):
        match part:
            case Is(name, given) if types.get(name) is not QuestionType.MULTI:
                pass
            case InGroup(name, given):
                pass
            case AtLeast(question, n):
                least[question] = max(n, least.get(question, n))
                continue
            case _:
                continue
        if name in answers and not answers[name] & set(given):
            return f"{name} cannot have two different answers"
        answers[name] = answers.get(name, set(given)) & set(given)
    for part in _conjuncts(condition):
        if isinstance(part, AtMost) and least.get(part.question, part.n) > part.n:
            return f"{part.question} cannot be at least {least[part.question]:g} and at most {part.n:g}"
    return ""


def _conjuncts(condition: Condition | None) -> list[Condition]:
    """Return the parts that must all hold."""
    if isinstance(condition, AllOf):
        return [leaf for part in condition.parts for leaf in _conjuncts(part)]
    return [] if condition is None else [condition]
