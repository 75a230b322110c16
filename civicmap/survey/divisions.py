"""Which group each entity belongs to: as the register says, else as the entity says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, Role
from civicmap.survey.folding import clean, fold
from civicmap.survey.quoting import may_quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Group
    from civicmap.model import Entity, RawColumn, Register
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.people import People
    from civicmap.survey.words.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Division:
    """A group's values, and the place of each entity's value among them (entities,), -1 where nobody says."""

    group: str
    values: tuple[str, ...]
    index: NDArray[np.int32]


class Spelling:
    """Gives texts that differ in form alone one value: an answer's id where the group's question has it."""

    def __init__(self, group: Group, words: Vocabulary | None) -> None:
        self._words = words if words is not None and words.question.type is QuestionType.CHOICE else None
        self._known = {fold(text): value for value, label in group.labels.items() for text in (label, value)}

    def value(self, text: str) -> str:
        """Return the value that a text means; "" for none."""
        code = self._words.code(text) if self._words is not None else None
        if code is not None:
            answer = self._words.question.answer(code) if self._words is not None and code >= FIRST_ANSWER else None
            return "" if answer is None or answer.state is not None else answer.id
        return self._known.get(fold(text), clean(text)) if text else ""

    def learn(self, texts: Iterable[str]) -> None:
        """Take the first by sorting of each set of texts that differ in form alone."""
        for text in sorted(map(clean, texts)):
            self._known.setdefault(fold(text), text)


def divide(canvas: Canvas, people: People, row_entity: NDArray[np.int32], register: Register | None) -> list[Division]:
    """Return how each group of the framework divides the entities. A difference to the register is reported."""
    return [_divide(canvas, group, people, row_entity, register) for group in canvas.framework.groups]


def _divide(
    canvas: Canvas, group: Group, people: People, row_entity: NDArray[np.int32], register: Register | None
) -> Division:
    spelling = Spelling(group, canvas.vocabularies.get(group.question or ""))
    columns = _columns(canvas, group)
    spelling.learn(_listed(group, register))
    spelling.learn(text for column in columns for text in column.texts)
    number = {"": 0}
    said = np.zeros(len(people.ids), dtype=np.int32)
    for column in columns:
        of_text = [number.setdefault(spelling.value(text), len(number)) for text in column.texts]
        first = _first_said(np.array(of_text, dtype=np.int32)[canvas.places(column)], row_entity, len(said))
        said = first if not said.any() else np.where(said == 0, first, said)
    for entity, member in enumerate(people.members if register is not None else ()):
        listed = spelling.value(register_value(group, member))
        if listed and said[entity] not in (0, number.setdefault(listed, len(number))):
            row = int(np.searchsorted(row_entity, entity))
            _report(canvas, group, row, people.ids[entity], list(number)[said[entity]], listed)
        said[entity] = number[listed] if listed else said[entity]
    present = np.flatnonzero(np.bincount(said, minlength=len(number))).tolist()
    values = tuple(sorted({list(number)[place] for place in present} - {""}))
    place = {value: at for at, value in enumerate(values)}
    return Division(group.id, values, np.array([place.get(value, -1) for value in number], dtype=np.int32)[said])


def _columns(canvas: Canvas, group: Group) -> list[RawColumn]:
    """Return the columns of answers that say who belongs to the group."""
    own = [c for c in canvas.raw.columns if c.column.role is Role.GROUP and c.column.question == group.id]
    asked = [] if group.question is None else canvas.columns(canvas.framework.question(group.question))
    return own + [column for column in asked if column not in own]


def _first_said(values: NDArray[np.int32], row_entity: NDArray[np.int32], entities: int) -> NDArray[np.int32]:
    """Return the value (entities,) of the first row of each entity that says one; 0 where none does."""
    if len(values) == entities:
        return values  # each has one row, in the order of the entities
    rows = np.flatnonzero(values)[::-1]
    first = np.zeros(entities, dtype=np.int32)
    first[row_entity[rows]] = values[rows]  # of several rows of one entity, the last to be written is the first
    return first


def _listed(group: Group, register: Register | None) -> list[str]:
    """Return every text that the register has for a group."""
    return [] if register is None else [register_value(group, member) for member in register.entities]


def register_value(group: Group, member: Entity | None) -> str:
    """Return what the register says of a member: its column for the group, else a column of the group's name.

    The column `id` is the member's own: a group of its own for each, so that a condition can look at one entity.
    """
    if member is None:
        return ""
    if group.register == "id":
        return member.id
    return member.groups.get(group.register or group.id) or member.groups.get(group.id) or ""


def _report(canvas: Canvas, group: Group, row: int, entity: str, said: str, listed: str) -> None:
    """Report that an entity and the register differ, at the entity's first row."""
    columns = _columns(canvas, group)
    quotable = group.question is None or may_quote(canvas.framework.question(group.question))
    canvas.log.rows(
        Code.GROUP_DIFFERS,
        columns,
        canvas.order[row : row + 1],
        entity=entity,
        said=group.labels.get(said, said) if quotable else "another value",
        group=group.title or group.id,
        register=group.labels.get(listed, listed),
    )


def shared_groups(divisions: list[Division], members: Sequence[Entity | None]) -> list[Mapping[str, str]]:
    """Return each entity's groups, one mapping for all entities that have the same; the register's columns beside."""
    if not divisions and not any(members):
        return [{}] * len(members)
    made: dict[tuple[int, ...], Mapping[str, str]] = {}
    indices = [division.index.tolist() for division in divisions]
    found: list[Mapping[str, str]] = []
    for entity, member in enumerate(members):
        places = tuple(index[entity] for index in indices)
        if places not in made:
            made[places] = {d.group: d.values[n] for d, n in zip(divisions, places, strict=True) if n >= 0}
        groups = made[places]
        found.append(groups if member is None else {**member.groups, **groups})
    return found
