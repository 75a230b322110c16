"""Points of a multiple choice: from the options ticked, by one function a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import MultiRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from civicmap.framework.types import Answer, Question
    from civicmap.measure.answers import Answers

    Floats = NDArray[np.float64]


def tick(question: Question, answers: Answers) -> tuple[Floats, float, float]:
    """Return what the ticked options earn in each row, and the worst and best that any ticks could earn."""
    assert question.multi is not None
    return _MULTI[question.multi.rule](question, answers)


def _counting(question: Question) -> tuple[str, ...]:
    """Return the options that are neither exclusive nor `other`."""
    return tuple(option.id for option in question.options if not option.exclusive and not option.other)


def _sum(question: Question, answers: Answers) -> tuple[Floats, float, float]:
    """Add the points of the ticked options, at most the cap."""
    assert question.multi is not None
    options, cap = question.options, question.multi.cap
    total = np.zeros(answers.block.rows)
    for option in sorted(
        options, key=lambda option: option.id
    ):  # the order of the file must not show in the last digit
        if option.points:
            total += np.where(answers.ticks(question.id, (option.id,))[0], option.points, 0.0)
    alone = [_points(option) for option in options if option.exclusive]
    together = [_points(option) for option in options if not option.exclusive]
    worst = min([sum(points for points in together if points < 0), *alone])
    best = max([min(cap, sum(points for points in together if points > 0)), *alone])
    return np.minimum(total, cap), worst, best


def _points(option: Answer) -> float:
    return option.points or 0.0


def _count(question: Question, answers: Answers) -> tuple[Floats, float, float]:
    """Give the share of the options that are ticked."""
    options = _counting(question)
    return 100.0 * answers.ticks(question.id, options).sum(axis=0) / max(len(options), 1), 0.0, 100.0


def _all(question: Question, answers: Answers) -> tuple[Floats, float, float]:
    """Give 100 when every option is ticked."""
    return np.where(answers.ticks(question.id, _counting(question)).all(axis=0), 100.0, 0.0), 0.0, 100.0


def _any(question: Question, answers: Answers) -> tuple[Floats, float, float]:
    """Give 100 when at least one option is ticked."""
    return np.where(answers.ticks(question.id, _counting(question)).any(axis=0), 100.0, 0.0), 0.0, 100.0


def _ladder(question: Question, answers: Answers) -> tuple[Floats, float, float]:
    """Give the highest step whose options are all ticked, 0 below the lowest."""
    assert question.multi is not None
    points = np.zeros(answers.block.rows)
    for step in question.multi.steps:
        reached = answers.ticks(question.id, step.needs).all(axis=0)
        points = np.where(reached, np.maximum(points, step.points), points)
    return points, 0.0, max((step.points for step in question.multi.steps), default=0.0)


def _worth_nothing(_question: Question, answers: Answers) -> tuple[Floats, float, float]:
    return np.full(answers.block.rows, np.nan), np.nan, np.nan


_MULTI: dict[MultiRule, Callable[[Question, Answers], tuple[Floats, float, float]]] = {
    MultiRule.NONE: _worth_nothing,
    MultiRule.SUM: _sum,
    MultiRule.COUNT: _count,
    MultiRule.ALL: _all,
    MultiRule.ANY: _any,
    MultiRule.LADDER: _ladder,
}
