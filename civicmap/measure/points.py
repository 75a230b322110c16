"""Points rules: from a question's answers to points, and to the worst and best that an unknown answer could earn.

The table `_RULES` holds one function for each rule. What silence counts for is not settled here but in `missing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.leaves import months_before
from civicmap.framework.types import PointsRule, QuestionType
from civicmap.measure.ticks import tick
from civicmap.model import FIRST_ANSWER, AnswerState

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.measure.answers import Answers

    Floats = NDArray[np.float64]


class Earned(NamedTuple):
    """A question's answers in points, each array (rows,).

    `points` is NaN unless the state is answered. `worst` and `best` are what the cell could earn if it is unknown.
    """

    state: NDArray[np.uint8]  # an AnswerState
    points: Floats
    worst: Floats
    best: Floats
    doubtful: NDArray[np.bool_]


def earn(question: Question, answers: Answers) -> Earned:
    """Return what a question earns, by its points rule; one without a rule earns by its answers, if they have points."""
    return _RULES[question.points.rule](question, answers)


def accept(question: Question, answers: Answers, accepted: tuple[str, ...]) -> Earned:
    """Return 100 where the answer is one of those accepted, 0 for any other answer; states stay as they are."""
    offered = tuple(answer.id for answer in question.answers if answer.id in accepted and answer.state is None)
    state, doubtful = _states(question, answers), answers.doubtful(question.id)
    if question.type is QuestionType.MULTI:
        met = answers.ticks(question.id, offered).any(axis=0)
    else:
        met = np.isin(answers.codes(question.id), [question.code(answer) for answer in offered])
    points = np.where(state == AnswerState.ANSWERED, np.where(met, 100.0, 0.0), np.nan)
    # Of a multiple choice nothing may be ticked; a choice can be as bad only as an answer that is not accepted.
    every = question.type is not QuestionType.MULTI and len(offered) == len(question.options)
    return _with_range(state, points, 100.0 if offered and every else 0.0, 100.0 if offered else 0.0, doubtful)


# --- one function a rule --------------------------------------------------------------------------------------------


def _by_answer(question: Question, answers: Answers) -> Earned:
    """Read the points of the answer given, or those of the options ticked."""
    if question.type is QuestionType.MULTI:
        return _by_ticks(question, answers)
    table = np.full(256, np.nan)
    for answer in question.answers:
        if answer.points is not None and answer.state is None:
            table[question.code(answer.id)] = answer.points
    known = table[~np.isnan(table)]
    low, high = (float(known.min()), float(known.max())) if known.size else (np.nan, np.nan)
    codes = answers.codes(question.id)
    return _with_range(_states(question, answers), table[codes], low, high, answers.doubtful(question.id))


def _by_ticks(question: Question, answers: Answers) -> Earned:
    """Apply the rule of a multiple choice to the options ticked. Nothing ticked, yet answered, earns what 0 ticks earn."""
    assert question.multi is not None
    state = _states(question, answers)
    points, low, high = tick(question, answers)
    points = np.where(state == AnswerState.ANSWERED, points, np.nan)
    return _with_range(state, points, low, high, answers.doubtful(question.id))


def _by_value(question: Question, answers: Answers) -> Earned:
    """Take the number itself, kept within the range that the framework gives its points."""
    rule = question.points
    return _of_numbers(
        question, answers, np.clip(answers.values(question.id), rule.low, rule.high), rule.low, rule.high
    )


def _by_limit(question: Question, answers: Answers) -> Earned:
    """Give 100 to a number that reaches the limit, else 0."""
    reached = answers.values(question.id) >= question.points.limit
    return _of_numbers(question, answers, np.where(reached, 100.0, 0.0), 0.0, 100.0)


def _by_age(question: Question, answers: Answers) -> Earned:
    """Give 100 to a date within the limit's months of the closing day, else 0; without a closing day it is unresolved."""
    if answers.closing is None:
        state = _states(question, answers)
        state = np.where(state == AnswerState.ANSWERED, np.uint8(AnswerState.UNRESOLVED), state)
        nothing = np.full(state.shape, np.nan)
        return _with_range(state, nothing, 0.0, 100.0, answers.doubtful(question.id))
    oldest = months_before(answers.closing, int(question.points.limit)).toordinal()
    recent = answers.values(question.id) >= oldest
    return _of_numbers(question, answers, np.where(recent, 100.0, 0.0), 0.0, 100.0)


_PRODUCT_ORDER = (
    AnswerState.CLOSED,
    AnswerState.NOT_APPLICABLE,
    AnswerState.NOT_ASKED,
    AnswerState.DONT_KNOW,
    AnswerState.BLANK,
    AnswerState.UNRESOLVED,
    AnswerState.UNDER_REVIEW,
)


def _by_product(question: Question, answers: Answers) -> Earned:
    """Multiply the factors as parts of 100. 0 times anything is 0; else the first of closed, not applicable … counts."""
    parts = [_factor(answers.questions[factor], answers) for factor in question.points.factors]
    states = np.array([part.state for part in parts])
    state = np.full(states.shape[1], AnswerState.ANSWERED, dtype=np.uint8)
    for candidate in reversed(_PRODUCT_ORDER):
        state[(states == candidate).any(axis=0)] = candidate
    nothing = np.array([part.points == 0.0 for part in parts]).any(axis=0)
    state[nothing] = AnswerState.ANSWERED
    points = np.where(nothing, 0.0, _multiply([part.points for part in parts]))
    low, high = (_multiply([_possible(part, best=best) for part in parts]) for best in (False, True))
    doubtful = np.array([part.doubtful for part in parts]).any(axis=0) & (state != AnswerState.ANSWERED)
    gate = question.asked_if or question.closed_by
    if gate is not None and question.id not in question.points.factors:
        # The gate of a question that is no factor itself stands before its factors.
        own = answers.codes(question.id)
        gated = np.isin(own, (AnswerState.NOT_ASKED, AnswerState.CLOSED, AnswerState.NOT_APPLICABLE))
        state, points = np.where(gated, own, state), np.where(gated, np.nan, points)
        doubtful = np.where(gated, answers.doubtful(question.id), doubtful)
    return Earned(state, points, low, high, doubtful)


def _factor(question: Question, answers: Answers) -> Earned:
    """Return what a factor earns by its answers; a question with a product may itself be among its factors."""
    if question.points.rule is not PointsRule.PRODUCT:
        return earn(question, answers)
    own = _by_value if question.type is QuestionType.NUMBER else _by_answer
    return own(question, answers)


def _possible(part: Earned, *, best: bool) -> Floats:
    """Return what a factor could earn: its points where they are known, 0 where closed, NaN where it does not apply."""
    reach = part.best if best else part.worst
    settled = (AnswerState.NOT_APPLICABLE, AnswerState.NOT_ASKED)
    known = np.where(part.state == AnswerState.ANSWERED, part.points, reach)
    known = np.where(part.state == AnswerState.CLOSED, 0.0, known)
    return np.where(np.isin(part.state, settled) & ~part.doubtful, np.nan, known)


def _multiply(factors: list[Floats]) -> Floats:
    """Multiply points as parts of 100."""
    product = np.full(factors[0].shape, 100.0)
    for factor in factors:
        product = product * factor / 100.0
    return product


_RULES: dict[PointsRule, Callable[[Question, Answers], Earned]] = {
    PointsRule.NONE: _by_answer,
    PointsRule.ANSWER: _by_answer,
    PointsRule.PRODUCT: _by_product,
    PointsRule.VALUE: _by_value,
    PointsRule.AT_LEAST: _by_limit,
    PointsRule.WITHIN_MONTHS: _by_age,
}


# --- parts ----------------------------------------------------------------------------------------------------------


def _states(question: Question, answers: Answers) -> NDArray[np.uint8]:
    """Return the state that each cell counts under, (rows,)."""
    table = np.full(256, AnswerState.UNRESOLVED, dtype=np.uint8)
    for code in range(FIRST_ANSWER + len(question.answers)):
        table[code] = question.state(code)
    return table[answers.codes(question.id)]


def _of_numbers(question: Question, answers: Answers, points: Floats, low: float, high: float) -> Earned:
    """Keep points where a number or date was given."""
    state = _states(question, answers)
    points = np.where(state == AnswerState.ANSWERED, points, np.nan)
    return _with_range(state, points, low, high, answers.doubtful(question.id))


def _with_range(
    state: NDArray[np.uint8], points: Floats, low: float, high: float, doubtful: NDArray[np.bool_]
) -> Earned:
    """Return points with the same worst and best in every row."""
    worst, best = (np.broadcast_to(np.float64(limit), state.shape) for limit in (low, high))
    return Earned(state, points, worst, best, doubtful)
