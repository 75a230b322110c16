"""What silence counts for: from earned points and a framework's treatment to a score, its low and its high."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.types import Treatment
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Missing
    from civicmap.measure.points import Earned

    Floats = NDArray[np.float64]


class Values(NamedTuple):
    """Scores with the lowest and highest that the unknown answers still allow; NaN where there is nothing to say.

    Inside the fold `low` and `high` are as the answers make them; only what is reported encloses the score (`enclose`),
    so that what one question is widened by widens no node above it.
    """

    score: Floats
    low: Floats
    high: Floats


def table(*states: AnswerState) -> NDArray[np.bool_]:
    """Return a lookup table by state, true for some."""
    marks = np.zeros(len(AnswerState), dtype=bool)
    marks[list(states)] = True
    return marks


_SILENT = (AnswerState.BLANK, AnswerState.UNRESOLVED, AnswerState.UNDER_REVIEW)
_OUT = (AnswerState.NOT_APPLICABLE, AnswerState.NOT_ASKED)
UNKNOWN = table(AnswerState.DONT_KNOW, *_SILENT)
APPLIES = ~table(*_OUT)
GIVEN = table(AnswerState.ANSWERED, AnswerState.CLOSED, AnswerState.DONT_KNOW)


def treat(earned: Earned, missing: Missing) -> Values:
    """Return a question's values, (rows,).

    In `low` and `high` every unknown answer is the worst or best of its map. Behind a gate that is itself unknown,
    `closed_by` is taken as closed in `low` and open in `high`, and `asked_if` as asked in both.
    """
    state = earned.state
    score = np.where(state == AnswerState.ANSWERED, earned.points, _fills(missing)[state])
    unknown = UNKNOWN[state]
    low = np.where(unknown, earned.worst, score)
    high = np.where(unknown, earned.best, score)
    if earned.doubtful.any():
        asked = state == AnswerState.NOT_ASKED
        open_ = earned.doubtful & ~np.isnan(earned.worst)
        low = np.where(open_, np.where(asked, earned.worst, np.minimum(earned.worst, 0.0)), low)
        high = np.where(open_, np.where(asked, earned.best, np.maximum(earned.best, 0.0)), high)
    return Values(score, low, high)


def enclose(values: Values) -> Values:
    """Widen low and high to enclose the score, as reported scores do."""
    return Values(values.score, np.fmin(values.low, values.score), np.fmax(values.high, values.score))


def _fills(missing: Missing) -> Floats:
    """Return the points of each state that is no answer; NaN leaves the mean."""
    fills = np.full(len(AnswerState), np.nan)
    fills[AnswerState.CLOSED] = 0.0
    fills[AnswerState.DONT_KNOW] = _fill(missing.dont_know)
    fills[list(_SILENT)] = _fill(missing.blank)
    fills[list(_OUT)] = _fill(missing.not_applicable)
    return fills


def _fill(treatment: Treatment | float) -> float:
    if isinstance(treatment, Treatment):
        return 0.0 if treatment is Treatment.ZERO else float("nan")
    return float(treatment)
