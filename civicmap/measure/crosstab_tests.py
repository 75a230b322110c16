"""Tests of a crosstab: answers × groups for a choice, each option by itself where several can be ticked (rule R6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.types import QuestionType, Unit
from civicmap.measure.differences import differences
from civicmap.measure.results import GroupTest
from civicmap.measure.testing import adjust, family_name, made, outcome, sides, why_untested

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework
    from civicmap.measure.results import CrossCell

Answer = tuple[str, str]


def with_totals(cells: Sequence[CrossCell]) -> tuple[CrossCell, ...]:
    """Return cells with how many of everyone gave their answer, and the group's part of these."""
    totals = {(cell.question, cell.answer): cell.numerator for cell in cells if cell.group.by is None}

    def told(cell: CrossCell) -> CrossCell:
        total = totals[cell.question, cell.answer]
        return replace(cell, total=total, across=cell.numerator / total if total else None)

    return tuple(map(told, cells))


def with_tests(cells: Sequence[CrossCell], framework: Framework, by: str, *, folded: bool) -> tuple[CrossCell, ...]:
    """Return cells with the test of their question, or of their option; one family is all that this run tests.

    Where instances were folded into entities an entity may have several answers, so each is tested by itself.
    """
    answers: dict[str, dict[str, list[CrossCell]]] = {}
    for cell in cells:
        if not cell.is_state:
            answers.setdefault(cell.question, {}).setdefault(cell.answer, []).append(cell)
    tests: dict[str, GroupTest] = {}
    found: dict[Answer, tuple[str, GroupTest]] = {}
    for question, of_answer in answers.items():
        alone = folded or framework.question(question).type is QuestionType.MULTI
        joint = None if alone else _test(list(of_answer.values()), by)
        for answer, own in of_answer.items():
            name = f"{question}={answer}" if joint is None else question
            test = tests.setdefault(name, _test([own], by) if joint is None else joint)
            between = () if test.method is None else differences(sides(own))
            found[question, answer] = name, replace(test, differences=between)
    adjusted = adjust(tests)

    def told(cell: CrossCell) -> CrossCell:
        if cell.is_state:
            return cell
        name, test = found[cell.question, cell.answer]
        settled = replace(adjusted[name], differences=test.differences)
        return replace(cell, tests=(settled,))

    return tuple(map(told, cells))


def _test(answers: list[list[CrossCell]], by: str) -> GroupTest:
    """Return the test of groups × these answers and what else is in the base, not yet adjusted."""
    groups = [sides(own) for own in answers]
    whole = [side.of for side in groups[0]]
    family = family_name("", by)
    why = why_untested(Unit.ENTITY, answers[0][0].base, whole)
    if why is not None:
        return GroupTest(by, None, None, None, family, why=why)
    rows = [[side.count for side in row] for row in zip(*groups, strict=True)]
    table = tuple((*row, size - sum(row)) for row, size in zip(rows, whole, strict=True) if size)
    return made(outcome(table), by, family)
