"""A division of the entities by which results are shown: a group, a column of the register, or a choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.types import QuestionType, Tier
from civicmap.survey.divisions import Spelling, register_value
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.respondents import said_values
from civicmap.survey.words.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Group, Question
    from civicmap.model import Survey


@dataclass(frozen=True, slots=True)
class GroupValues:
    """The values of one division, in the order of their labels, else by name.

    `index` (entities,) int32 is the place of each entity's value, -1 where nobody says. `frame` counts the entities of
    the register by value; None without a register, or where the register does not know the division. `frame_unknown`
    counts those it says nothing of, and `frame_index` (register,) int32 is each member's place, -1 where it says
    nothing. `in_frame` (entities,) bool: the entity is in the register.
    """

    id: str
    title: str
    values: tuple[str, ...]
    labels: tuple[str, ...]
    index: NDArray[np.int32]
    frame: tuple[int, ...] | None
    frame_unknown: int | None
    frame_index: NDArray[np.int32] | None
    in_frame: NDArray[np.bool_]
    place: bool = False  # a country or region
    tier: Tier = Tier.PUBLIC  # of the question that says who belongs


def group_values(survey: Survey, framework: Framework, by: str) -> GroupValues:
    """Return a division by name: a framework's group, a column of the register, or a choice question.

    Raises RequestError where there is none of that name, with those that there are.
    """
    group = framework.group(by)
    if group is not None:
        return _by_group(survey, framework, group)
    if survey.register is not None and by in survey.register.columns:
        return _by_column(survey, by)
    question = next((q for q in framework.questions if q.id == by and q.type is QuestionType.CHOICE), None)
    if question is not None:
        return _by_choice(survey, question)
    raise RequestError(_unknown(survey, framework, by))


def _unknown(survey: Survey, framework: Framework, by: str) -> Problem:
    """Word a division that is not there. The groups and columns are named; the choices are too many."""
    columns = survey.register.columns if survey.register is not None else ()
    known = list(dict.fromkeys((*(group.id for group in framework.groups), *columns)))
    choices = [question.id for question in framework.questions if question.type is QuestionType.CHOICE]
    hint = did_you_mean(nearest(by, [*known, *choices]))
    named = ", ".join([*known, *(["or any question with one choice"] if choices else [])])
    return Problem.of(Code.NAME_UNKNOWN, kind="group", name=by, hint=hint, known=named)


def _by_group(survey: Survey, framework: Framework, group: Group) -> GroupValues:
    question = next((q for q in framework.questions if q.id == group.question), None)
    spelling = Spelling(group, None if question is None else vocabulary(question))
    said = said_values(survey.entities, group.id)
    members = survey.register.entities if survey.register is not None else ()
    texts = [register_value(group, member) for member in members]
    spelling.learn(texts)
    frame = [spelling.value(text) for text in texts] if any(texts) else None
    return _make(
        survey,
        _Heading(group.id, group.title or group.id, group.place, Tier.PUBLIC if question is None else question.tier),
        group.labels,
        said,
        frame,
    )


def _by_column(survey: Survey, column: str) -> GroupValues:
    assert survey.register is not None
    said = said_values(survey.entities, column)
    frame = [member.groups.get(column, "") for member in survey.register.entities]
    return _make(survey, _Heading(column, column), {}, said, frame)


def _by_choice(survey: Survey, question: Question) -> GroupValues:
    """Divide by an answer: that of an entity's first row that has one."""
    codes = survey.block.codes[survey.code_row(question.id)]
    place = np.full(256, -1, dtype=np.int64)
    place[[question.code(answer.id) for answer in question.answers]] = np.arange(len(question.answers))
    index = np.full(len(survey.entities), -1, dtype=np.int64)
    rows = np.flatnonzero(place[codes] >= 0)[::-1]
    index[survey.row_entity[rows]] = place[codes[rows]]  # of several rows, the last to be written is the first
    said = (tuple(answer.id for answer in question.answers), index)
    labels = {answer.id: answer.label for answer in question.answers}
    return _make(survey, _Heading(question.id, question.title or question.text, tier=question.tier), labels, said, None)


@dataclass(frozen=True, slots=True)
class _Heading:
    id: str
    title: str
    place: bool = False
    tier: Tier = Tier.PUBLIC


def _make(
    survey: Survey,
    heading: _Heading,
    labels: Mapping[str, str],
    said: tuple[tuple[str, ...], NDArray[np.integer]],
    frame: list[str] | None,
) -> GroupValues:
    """Return a division by the values that entities say: a place among some values, -1 for none."""
    named, at = said
    spoken = np.flatnonzero(np.bincount(at + 1, minlength=len(named) + 1)[1:])
    values = _in_order(labels, (*(named[value] for value in spoken.tolist()), *(frame or ())))
    place = {value: number for number, value in enumerate(values)} | {"": -1}
    listed = None if frame is None else np.array([place[value] for value in frame], dtype=np.int32)
    counts = None if listed is None else np.bincount(listed + 1, minlength=len(values) + 1)
    return GroupValues(
        id=heading.id,
        title=heading.title,
        values=values,
        labels=tuple(labels.get(value, value) for value in values),
        index=np.array([*(place.get(value, -1) for value in named), -1], dtype=np.int32)[at],
        frame=None if counts is None else tuple(counts[1:].tolist()),
        frame_unknown=None if counts is None else int(counts[0]),
        frame_index=listed,
        in_frame=_in_frame(survey),
        place=heading.place,
        tier=heading.tier,
    )


def _in_frame(survey: Survey) -> NDArray[np.bool_]:
    """Say which entities are in the register."""
    if survey.register is None:
        return np.zeros(len(survey.entities), dtype=np.bool_)
    ids = {member.id for member in survey.register.entities}
    return np.array([entity.id in ids for entity in survey.entities], dtype=np.bool_)


def _in_order(labels: Mapping[str, str], said: Iterable[str]) -> tuple[str, ...]:
    """Return the values that somebody has: labelled ones in the order of their labels, others by name."""
    present = set(said) - {""}
    return (*(value for value in labels if value in present), *sorted(present - set(labels)))
