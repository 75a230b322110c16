"""Who answered: complete, partial, none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import QuestionType
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity, Survey
    from civicmap.survey.groups import GroupValues


class Standing(StrEnum):
    """How far an entity has come."""

    COMPLETE = "complete"  # every question that it was asked, of those that count, has an answer
    PARTIAL = "partial"
    NONE = "none"  # invited and silent, or a form without an answer


@dataclass(frozen=True, slots=True)
class Response:
    """How an entity stands. `open` are the questions, of those that count, that it was asked and left unanswered."""

    entity: Entity
    standing: Standing
    asked: int  # questions x instances
    answered: int
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many entities of one value of a group stand how; value None is everyone, "" those of no known value."""

    value: str | None
    label: str
    invited: int | None  # None without a register
    complete: int
    partial: int
    none: int


def responses(survey: Survey, framework: Framework) -> tuple[Response, ...]:
    """Return how every entity stands, in the survey's order; with a register, in its order and with who is silent.

    A question counts if it is scored or a choice. It is answered in every state but blank and unresolved, and asked
    unless routing or a closing answer left it out.
    """
    asked, answered, left = _by_entity(survey, [question for question in framework.questions if counts(question)])
    found = {
        entity.id: Response(entity, _standing(bool(responded), missing), total, given, missing)
        for entity, responded, total, given, missing in zip(
            survey.entities, survey.respondent.tolist(), asked.tolist(), answered.tolist(), left, strict=True
        )
    }
    if survey.register is None:
        return tuple(found.values())
    listed = [found.pop(member.id, Response(member, Standing.NONE, 0, 0, ())) for member in survey.register.entities]
    return (*listed, *found.values())


def counts(question: Question) -> bool:
    """Say whether a response without this question is incomplete."""
    return question.scored or question.type in (QuestionType.CHOICE, QuestionType.MULTI)


def _standing(responded: bool, missing: tuple[str, ...]) -> Standing:
    if not responded:
        return Standing.NONE
    return Standing.PARTIAL if missing else Standing.COMPLETE


def _by_entity(
    survey: Survey, questions: list[Question]
) -> tuple[NDArray[np.int64], NDArray[np.int64], list[tuple[str, ...]]]:
    """Return, for each entity, the cells asked, those answered, and the questions with a cell left open."""
    size = len(survey.entities)
    asked, answered = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    left: list[list[str]] = [[] for _ in range(size)]
    for question in questions:
        codes = survey.block.codes[survey.code_row(question.id)]
        is_open = (codes == AnswerState.BLANK) | (codes == AnswerState.UNRESOLVED)
        is_asked = (codes != AnswerState.NOT_ASKED) & (codes != AnswerState.CLOSED)
        asked += np.bincount(survey.row_entity[is_asked], minlength=size)
        answered += np.bincount(survey.row_entity[is_asked & ~is_open], minlength=size)
        for entity in np.flatnonzero(np.bincount(survey.row_entity[is_open], minlength=size)).tolist():
            left[entity].append(question.id)
    return asked, answered, [tuple(found) for found in left]


def count_responses(
    found: Iterable[Response], survey: Survey, division: GroupValues | None = None
) -> tuple[Count, ...]:
    """Return the counts for everyone, then for each value of a group, those of no known value last."""
    listed = list(found)
    framed = survey.register is not None
    everyone = _count(None, "", [response.standing for response in listed], framed=framed)
    if division is None:
        return (everyone,)
    place = _places(survey, division)
    by_value: dict[int, list[Standing]] = {number: [] for number in (*range(len(division.values)), -1)}
    for response in listed:
        by_value[place.get(response.entity.id, -1)].append(response.standing)
    if not by_value[-1]:
        del by_value[-1]
    names = (*zip(division.values, division.labels, strict=True), ("", "(not known)"))
    return (everyone, *(_count(*names[number], standings, framed=framed) for number, standings in by_value.items()))


def _places(survey: Survey, division: GroupValues) -> dict[str, int]:
    """Return entity -> place of its value, as the register says of who is silent."""
    place: dict[str, int] = {}
    if survey.register is not None and division.frame_index is not None:
        ids = (member.id for member in survey.register.entities)
        place = dict(zip(ids, division.frame_index.tolist(), strict=True))
    ids = (entity.id for entity in survey.entities)
    return place | dict(zip(ids, division.index.tolist(), strict=True))


def _count(value: str | None, label: str, standings: list[Standing], *, framed: bool) -> Count:
    complete, partial, none = (standings.count(standing) for standing in Standing)
    return Count(value, label, len(standings) if framed else None, complete, partial, none)
