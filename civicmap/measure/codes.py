"""A choice's values by code: worked out once for every code that a byte can hold, and then only looked up.

The rules themselves make the table, on a column that holds each code once, so that nothing is said twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.types import PointsRule, QuestionType
from civicmap.measure.answers import Answers
from civicmap.measure.missing import Values, treat
from civicmap.measure.points import Earned, accept, earn
from civicmap.model import Block

if TYPE_CHECKING:
    from civicmap.framework.types import Missing, Question

_CODES: Final = 256
_BY_CODE: Final = frozenset({PointsRule.NONE, PointsRule.ANSWER})


def by_code(question: Question, accepted: tuple[str, ...]) -> Earned | None:
    """Return what each code earns, (256,), where a row's code alone decides; None where other columns do too."""
    if question.type is not QuestionType.CHOICE or not (accepted or question.points.rule in _BY_CODE):
        return None
    every = Answers(
        Block(
            np.arange(_CODES, dtype=np.uint8)[None],
            np.zeros((0, _CODES), np.uint8),
            np.zeros((0, _CODES)),
            np.zeros((1, _CODES), bool),
        ),
        {question.id: question},
        {question.id: 0},
        {},
        {},
        None,
    )
    return accept(question, every, accepted) if accepted else earn(question, every)


def look_up(table: Earned, question: str, answers: Answers) -> Earned:
    """Return what a choice earns in each row, by its table."""
    codes = answers.codes(question)
    worst, best = (np.broadcast_to(limit[:1], codes.shape) for limit in (table.worst, table.best))
    return Earned(table.state.take(codes), table.points.take(codes), worst, best, answers.doubtful(question))


def treated(table: Earned, missing: Missing, question: str, answers: Answers) -> Values | None:
    """Return a choice's values in each row, by its table; None where a gate that is unknown decides too."""
    if answers.doubtful(question).any():
        return None
    codes = answers.codes(question)
    return Values(*(part.take(codes) for part in treat(table, missing)))
