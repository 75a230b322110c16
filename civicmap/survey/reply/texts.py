"""What was read of each entity, as texts: the same words go out on reply sheets and are held against what comes back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from civicmap.framework.types import QuestionType, Tier
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Survey


def replied_to(framework: Framework) -> tuple[Question, ...]:
    """Return the questions of a reply sheet: those of the pillars, confidential ones left out.

    A sheet may be sent to the wrong person.
    """
    return tuple(
        question
        for question in framework.questions
        if question.tier is not Tier.CONFIDENTIAL and question.indicator is not None
    )


def read_texts(survey: Survey, framework: Framework) -> dict[str, Mapping[str, str]]:
    """Return entity -> question -> what was read, of entities with one row; a state is told in words."""
    rows: dict[int, list[int]] = {}
    for row, entity in enumerate(survey.row_entity.tolist()):
        rows.setdefault(entity, []).append(row)
    asked = [question for question in replied_to(framework) if question.id in survey.layout.questions]
    return {
        survey.entities[entity].id: {question.id: _text(survey, question, held[0]) for question in asked}
        for entity, held in rows.items()
        if len(held) == 1
    }


def _text(survey: Survey, question: Question, row: int) -> str:
    code = int(survey.block.codes[survey.code_row(question.id), row])
    answer = question.answer(code)
    if answer is not None:
        return answer.label
    if code != AnswerState.ANSWERED:
        return AnswerState(code).name.lower().replace("_", " ")
    if question.type is QuestionType.MULTI:
        ticks = survey.block.ticks[survey.tick_rows(question.id), row]
        return "; ".join(one.label for one, tick in zip(question.options, ticks, strict=True) if tick) or "no option"
    if question.type is QuestionType.TEXT:
        return survey.texts[question.id][row] if question.id in survey.texts else "given"
    value = float(survey.block.values[survey.layout.numbers.index(question.id), row])
    return date.fromordinal(int(value)).isoformat() if question.type is QuestionType.DATE else f"{value:.15g}"
