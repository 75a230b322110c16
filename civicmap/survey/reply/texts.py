"""What was read of each entity, as texts: in words for the sheet that goes out, by ids for what comes back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType, Tier
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Survey

NOTHING_TICKED: Final = "no_option"
GIVEN: Final = "given"
SEVERAL: Final = ";"
_JOINED: Final = " / "  # between the parts of an instance's name


def replied_to(framework: Framework) -> tuple[Question, ...]:
    """Return the questions of a reply sheet: those of the pillars, confidential ones left out.

    A sheet may be sent to the wrong person.
    """
    return tuple(
        question
        for question in framework.questions
        if question.tier is not Tier.CONFIDENTIAL and question.indicator is not None
    )


def asked_of(survey: Survey, framework: Framework) -> tuple[Question, ...]:
    """Return the questions of a reply sheet that the survey knows."""
    return tuple(question for question in replied_to(framework) if question.id in survey.layout.questions)


def rows_of(survey: Survey) -> Mapping[int, list[int]]:
    """Return the rows of each entity, by its place: one for each instance."""
    rows: dict[int, list[int]] = {}
    for row, entity in enumerate(survey.row_entity.tolist()):
        rows.setdefault(entity, []).append(row)
    return rows


def names_openly(framework: Framework) -> bool:
    """Whether a sheet may say what instances are called."""
    keys = framework.instances.key if framework.instances else ()
    return all(framework.question(key).tier is not Tier.CONFIDENTIAL for key in keys)


def instance_parts(survey: Survey, framework: Framework, row: int) -> dict[str, str]:
    """Return what names a row's instance, by the questions of the framework's key; empty where nothing does."""
    keys = framework.instances.key if framework.instances else ()
    name = survey.row_instance[row]
    if len(keys) == 1:
        return {keys[0]: name} if name else {}
    held = name.split(_JOINED)
    if len(held) == len(keys):
        return dict(zip(keys, held, strict=True))
    known = {key: id_text(survey, framework.question(key), row) for key in keys if key in survey.layout.questions}
    return {key: text for key, text in known.items() if text != AnswerState.BLANK.name.lower()}


def id_text(survey: Survey, question: Question, row: int) -> str:
    """Return what a cell was taken for, in no language: ids, a state's name, the number, day or text itself."""
    code = int(survey.block.codes[survey.code_row(question.id), row])
    answer = question.answer(code)
    if answer is not None:
        return answer.id
    if code != AnswerState.ANSWERED:
        return AnswerState(code).name.lower()
    if question.type is QuestionType.MULTI:
        return SEVERAL.join(ticked(survey, question, row)) or NOTHING_TICKED
    return _value(survey, question, row)


def shown_text(survey: Survey, question: Question, row: int, states: Mapping[str, str]) -> str:
    """Return the same for people: labels as the question has them, states in the given words."""
    found = id_text(survey, question, row)
    labels = {one.id: one.label for one in question.answers}
    if question.type is QuestionType.MULTI and found not in labels and found not in states:
        return f"{SEVERAL} ".join(labels[one] for one in found.split(SEVERAL))
    answered = int(survey.block.codes[survey.code_row(question.id), row]) == AnswerState.ANSWERED
    return (
        found if answered and question.type is not QuestionType.MULTI else labels.get(found, states.get(found, found))
    )


def ticked(survey: Survey, question: Question, row: int) -> list[str]:
    """Return the ids of the options that are ticked."""
    ticks = survey.block.ticks[survey.tick_rows(question.id), row]
    return [one.id for one, tick in zip(question.options, ticks, strict=True) if tick]


def _value(survey: Survey, question: Question, row: int) -> str:
    if question.type is QuestionType.TEXT:
        return survey.texts[question.id][row] if question.id in survey.texts else GIVEN
    value = float(survey.block.values[survey.layout.numbers.index(question.id), row])
    return date.fromordinal(int(value)).isoformat() if question.type is QuestionType.DATE else f"{value:.15g}"
