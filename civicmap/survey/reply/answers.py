"""Whether a question takes a corrected answer, and whether it says what was read."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER
from civicmap.survey.folding import fold
from civicmap.survey.reply.texts import SEVERAL

if TYPE_CHECKING:
    from civicmap.survey.words.vocabulary import Vocabulary


def takes(words: Vocabulary, text: str) -> bool:
    """Whether a question takes a text: an answer, several of a multiple choice, a number or a day, any words."""
    kind = words.question.type
    if kind is QuestionType.TEXT or _answer(words, text) is not None:
        return True
    if kind is QuestionType.MULTI:
        return all(_answer(words, part.strip()) is not None for part in text.split(SEVERAL))
    with suppress(ValueError):
        if kind is QuestionType.NUMBER:
            return math.isfinite(float(text))
        if kind is QuestionType.DATE:
            return bool(date.fromisoformat(text[:10]))
    return False


def same(words: Vocabulary, text: str, read: str) -> bool:
    """Whether a text that the question takes says what was read, told by ids."""
    kind = words.question.type
    if kind is QuestionType.MULTI and _answer(words, text) is None:
        return {_answer(words, part.strip()) for part in text.split(SEVERAL)} == set(read.split(SEVERAL))
    answer = _answer(words, text) if words.question.answers else None
    if answer is not None:
        return answer == read
    if kind is QuestionType.NUMBER:
        with suppress(ValueError):
            return float(text) == float(read)
        return False
    return text[:10] == read if kind is QuestionType.DATE else fold(text) == fold(read)


def _answer(words: Vocabulary, text: str) -> str | None:
    """Return the id of the answer that a text means."""
    code = words.code(text) if words.question.answers else None
    answer = words.question.answer(code) if code is not None and code >= FIRST_ANSWER else None
    return None if answer is None else answer.id
