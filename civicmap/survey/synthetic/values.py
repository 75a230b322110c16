"""Numbers and dates of a synthetic survey: small counts, and days before the closing day."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

from civicmap.framework.types import PointsRule, QuestionType
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import Block, Layout

_USUAL_COUNT = 2.5
_USUAL_DAYS = 700.0


def draw_values(
    question: Question,
    rows: Sequence[int],
    lean: NDArray[np.float64],
    closing: date,
    block: Block,
    held: Layout,
    random: np.random.Generator,
) -> None:
    """Give each row a number, or a day before the closing day; stronger rows have more, and more recent ones."""
    codes = block.codes[held.questions.index(question.id)]
    values = block.values[held.numbers.index(question.id)]
    for row in rows:
        push = math.exp(0.4 * max(-2.0, min(2.0, float(lean[row]))))
        if question.type is QuestionType.DATE:
            days = int(random.gamma(2.0, _USUAL_DAYS / 2 / push))
            values[row] = (closing - timedelta(days=min(days, 3_650))).toordinal()
        elif question.points.rule is PointsRule.VALUE:
            low, high = question.points.low, question.points.high
            values[row] = float(round(low + (high - low) * push / (push + 1.0)))
        else:
            values[row] = float(random.poisson((question.points.limit or _USUAL_COUNT) * push))
        codes[row] = AnswerState.ANSWERED


def take_values(question: Question, rows: Iterable[int], given: Sequence[str], block: Block, held: Layout) -> None:
    """Take numbers and days (year-month-day) as they are given; "" leaves a row blank."""
    for row in rows:
        text = given[row]
        if text:
            day = question.type is QuestionType.DATE
            value = float(date.fromisoformat(text).toordinal()) if day else float(text)
            block.values[held.numbers.index(question.id), row] = value
            block.codes[held.questions.index(question.id), row] = AnswerState.ANSWERED
