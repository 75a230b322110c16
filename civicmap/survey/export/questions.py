"""The columns of a question: its answer, its options, its state, and what stands beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.export.fields import TICKS, At, Field, Kind, coded, listed
from civicmap.survey.states import IN_DOUBT, STATE_COLUMN, state_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Answer, Question
    from civicmap.model import Remark, Survey
    from civicmap.survey.words.vocabulary import Vocabulary

_CODES: Final = 256
_DOUBT: Final = {int(AnswerState.BLANK): 254, int(AnswerState.NOT_ASKED): 255}
"""Codes for cells behind a gate that is itself open; no scale has so many answers that it needs them."""
_BESIDE: Final = " | "  # between remarks of one kind


def answer_texts(question: Question, words: Vocabulary, *, labels: bool) -> tuple[str, ...]:
    """Return what stands for each canonical code in the column of a choice; "" for what is no answer."""
    texts = [""] * _CODES
    for place, answer in enumerate(question.answers):
        texts[FIRST_ANSWER + place] = _said(answer, FIRST_ANSWER + place, words, labels=labels)
    return tuple(texts)


def _said(answer: Answer, code: int, words: Vocabulary, *, labels: bool) -> str:
    """Return an answer's id or label, the other one where only that is read as this answer again."""
    wanted = (answer.label, answer.id) if labels else (answer.id, answer.label)
    return next((text for text in wanted if words.code(text) == code), wanted[0])


def question_fields(survey: Survey, question: Question, words: Vocabulary, *, labels: bool) -> Iterator[Field]:
    """Yield the columns that hold a question's answers, and the one that says why there is none."""
    codes = survey.block.codes[survey.code_row(question.id)]
    if question.type is QuestionType.CHOICE:
        texts = answer_texts(question, words, labels=labels)
        yield Field(question.id, "question", Kind.CODED, coded(codes), texts, question)
    elif question.type is QuestionType.MULTI:
        for row, option in zip(survey.tick_rows(question.id), question.options, strict=True):
            take = _ticks(survey.block.ticks[row], codes)
            yield Field(f"{question.id}/{option.id}", "option", Kind.TICK, take, TICKS, question, option)
    elif question.type is QuestionType.TEXT:
        held = survey.texts.get(question.id) or ("",) * survey.block.rows
        yield Field(question.id, "question", Kind.TEXT, listed(held), (), question)
    else:
        values = survey.block.values[survey.layout.numbers.index(question.id)]
        kind = Kind.DATE if question.type is QuestionType.DATE else Kind.NUMBER
        yield Field(question.id, "question", kind, coded(values), (), question)
    yield _state(survey, question, codes)


def _ticks(ticks: NDArray[np.uint8], codes: NDArray[np.uint8]) -> Any:
    """Return how ticks are taken: places in `TICKS`."""

    def take(at: At) -> NDArray[Any]:
        return (ticks[at] + np.uint8(1)) * (codes[at] == AnswerState.ANSWERED)  # type: ignore[no-any-return] # of numpy

    return take


def _state(survey: Survey, question: Question, codes: NDArray[np.uint8]) -> Field:
    """Return the column of states: empty beside an answer, and where a multiple choice was answered with no option."""
    doubtful = survey.block.doubtful[survey.code_row(question.id)]
    texts = _by_code(question)
    if _gated(question) and doubtful.any():
        codes = _doubted(codes, doubtful)
    if question.type is QuestionType.MULTI:
        ticked = survey.block.ticks[survey.tick_rows(question.id)].any(axis=0)
        bare = (codes == AnswerState.ANSWERED) & ~ticked
        codes = np.where(bare, np.uint8(_BARE), codes)
    name = f"{question.id}/{STATE_COLUMN}"
    return Field(name, "state", Kind.CODED, coded(codes), texts, question)


_BARE: Final = 253  # a multiple choice that was answered with no option


def _by_code(question: Question) -> tuple[str, ...]:
    texts = [""] * _CODES
    for code, text in state_texts(question).items():
        texts[code] = text
    if _gated(question):
        for code, place in _DOUBT.items():
            texts[place] = AnswerState(code).name.lower() + IN_DOUBT
    if question.type is QuestionType.MULTI:
        texts[_BARE] = AnswerState.ANSWERED.name.lower()
    return tuple(texts)


def _gated(question: Question) -> bool:
    return question.asked_if is not None or question.closed_by is not None


def _doubted(codes: NDArray[np.uint8], doubtful: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return codes in which cells behind an open gate have codes of their own."""
    table = np.arange(_CODES, dtype=np.uint8)
    for code, place in _DOUBT.items():
        table[code] = place
    return np.where(doubtful, table[codes], codes)


def remark_fields(question: Question, remarks: Sequence[Remark]) -> Iterator[Field]:
    """Yield a column for each kind of remark beside a question; several of one kind are put together."""
    own = [remark for remark in remarks if remark.column.question == question.id]
    for role in dict.fromkeys(remark.column.role for remark in own):
        held = [remark for remark in own if remark.column.role is role]
        name = f"{question.id}/{role}"
        if len(held) == 1:
            yield Field(name, str(role), Kind.CODED, coded(held[0].codes), held[0].texts, question)
        else:
            yield Field(name, str(role), Kind.TEXT, _together(held), (), question)


def _together(held: Sequence[Remark]) -> Any:
    """Return how remarks of several columns are taken: those of a row as one text."""

    def take(at: At) -> Sequence[str]:
        columns = ([remark.texts[code] for code in remark.codes[at].tolist()] for remark in held)
        return [_BESIDE.join(filter(None, cells)) for cells in zip(*columns, strict=True)]

    return take
