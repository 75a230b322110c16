"""What stands in a return workbook before anyone fills it in: who answers, what the register says, and last time's answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from civicmap.framework.texts import translate
from civicmap.framework.types import QuestionType, Tier
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.returns.layout import key_of
from civicmap.survey.returns.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity, Policy, Survey

_EXACT: Final = "exact"


@dataclass(frozen=True, slots=True)
class Previous:
    """What one entity answered in an earlier wave. `answers` holds key (see `key_of`) -> text, a label where it is one."""

    wave: str
    answers: Mapping[str, str] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What stands in the answer cells, by key. `locked` are the keys of cells that say who answers; `last` is shown only."""

    answers: Mapping[str, str]
    locked: frozenset[str]
    last: Mapping[str, str]


def previous_answers(survey: Survey, framework: Framework, language: str | None = None) -> dict[str, Previous]:
    """Return what each entity of an earlier wave answered, by the entity's id, in a language of the framework.

    The framework is the one that the wave was read with. Answers to confidential questions are left out, since a
    workbook may be sent to the wrong person; so are entities that answered about several instances.
    """
    spoken = translate(framework, language or framework.language)
    rows: dict[int, list[int]] = {}
    for row, entity in enumerate(survey.row_entity.tolist()):
        rows.setdefault(entity, []).append(row)
    found = {}
    for place, held in rows.items():
        if len(held) == 1:
            entity = survey.entities[place].id
            listed = tuple(policy for policy in survey.policies if policy.entity == entity)
            answers = dict(_answers(survey, spoken, held[0]))
            found[entity] = Previous(survey.wave, answers, listed, survey.synthetic)
    return found


def _answers(survey: Survey, spoken: Framework, row: int) -> Iterator[tuple[str, str]]:
    """Yield the key and the text of everything that a row answers."""
    for question in spoken.questions:
        if question.tier is Tier.CONFIDENTIAL or question.id not in survey.layout.questions:
            continue
        code = int(survey.block.codes[survey.code_row(question.id), row])
        if code == AnswerState.ANSWERED:
            yield from _given(survey, question, row, words(spoken.language).yes)
        elif code >= FIRST_ANSWER:
            answer = question.answers[code - FIRST_ANSWER]
            if question.type is QuestionType.MULTI:
                yield key_of(question.id, answer.id), words(spoken.language).yes
            else:
                yield key_of(question.id), answer.label


def _given(survey: Survey, question: Question, row: int, yes: str) -> Iterator[tuple[str, str]]:
    """Yield what was given where it is no answer of a scale: options, a number, a date, a text."""
    if question.type is QuestionType.MULTI:
        for tick in survey.tick_rows(question.id):
            if survey.block.ticks[tick, row]:
                yield key_of(question.id, survey.layout.options[tick][1]), yes
    elif question.type is QuestionType.TEXT:
        yield key_of(question.id), survey.texts.get(question.id, ("",) * (row + 1))[row]
    else:
        value = float(survey.block.values[survey.layout.numbers.index(question.id), row])
        is_date = question.type is QuestionType.DATE
        yield key_of(question.id), date.fromordinal(int(value)).isoformat() if is_date else f"{value:.15g}"


def given(spoken: Framework, entity: Entity, wave: str, previous: Previous | None) -> Given:
    """Return what stands in an entity's workbook. What the register says wins over last time's answers."""
    last, sure = _renamed(spoken, previous.answers if previous else {})
    fixed = {key: text for key, text in _who(spoken, entity, wave) if text}
    answers = {key: text for key, text in last.items() if key in sure and _fits(spoken, key, text)}
    answers |= dict(_registered(spoken, entity)) | fixed
    return Given(answers, frozenset(fixed), last)


def _who(spoken: Framework, entity: Entity, wave: str) -> Iterator[tuple[str, str]]:
    """Yield the questions that say who answers and when, with what they say."""
    keys = spoken.entity
    if keys.question:
        yield keys.question, entity.id
    if keys.name and keys.name != keys.question:
        yield keys.name, entity.name
    if spoken.wave:
        yield spoken.wave, wave


def _registered(spoken: Framework, entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the questions that the register answers too, those that are confidential left out."""
    asked = {question.id: question for question in spoken.questions}
    if spoken.entity.parent and entity.parent:
        yield spoken.entity.parent, entity.parent
    for group in spoken.groups:
        question = asked.get(group.question or "")
        value = entity.groups.get(group.id)
        if group.register and value and question is not None and question.tier is not Tier.CONFIDENTIAL:
            text = {answer.id: answer.label for answer in question.answers}.get(value, value)
            if _fits(spoken, question.id, text):
                yield question.id, text


def _renamed(spoken: Framework, answers: Mapping[str, str]) -> tuple[dict[str, str], frozenset[str]]:
    """Return last time's answers under the ids of today, and the keys of those asked in the same words then and now."""
    known = {question.id for question in spoken.questions}
    found: dict[str, str] = {}
    sure: set[str] = set()
    for key, text in answers.items():
        question, slash, option = key.partition("/")
        now, grade = (question, _EXACT) if question in known else spoken.crosswalk.get(question, ("", ""))
        if now in known and text:
            found[now + slash + option] = text
            if grade == _EXACT:
                sure.add(now + slash + option)
    return found, frozenset(sure)


def _fits(spoken: Framework, key: str, text: str) -> bool:
    """Say whether a text can be chosen today."""
    question_id, _, option = key.partition("/")
    question = spoken.question(question_id)
    if question.type is QuestionType.MULTI:
        return option in {answer.id for answer in question.answers}
    return question.type is not QuestionType.CHOICE or text in {answer.label for answer in question.answers}
