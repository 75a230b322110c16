"""Who belongs to which value of a group: the entities that answered, and those of the frame."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.measure.results import GroupKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Entity, Survey


@dataclass(frozen=True, slots=True)
class Division:
    """Entities divided by one group, or not at all.

    `of_entity` (entities of the survey,) and `of_frame` (entities of the register,) index `keys`; len(keys) stands for
    a value that is not known. `frame` holds the register's entities, those that responded as they answered; it is empty
    without a register. `in_frame` says whether the frame knows the group, `heard` (frame,) bool who responded.
    """

    by: str | None
    keys: tuple[GroupKey, ...]
    of_entity: NDArray[np.int64]
    frame: tuple[Entity, ...]
    of_frame: NDArray[np.int64]
    heard: NDArray[np.bool_]
    in_frame: bool


def divide(survey: Survey, framework: Framework, by: str | None) -> Division:
    """Divide the entities of a survey, and of its register, by a group. Raises RequestError for an unknown group."""
    responded = {e.id: e for e, answered in zip(survey.entities, survey.respondent, strict=True) if answered}
    frame = _frame(survey, responded)
    keys, places = _keys(survey, framework, by, frame)

    def index(entities: Sequence[Entity]) -> NDArray[np.int64]:
        values = (places.get(e.groups.get(by or "", ""), len(keys)) for e in entities)
        return np.fromiter(values, np.int64, len(entities))

    listed = survey.register.entities if survey.register else ()
    return Division(
        by,
        keys,
        index(survey.entities),
        frame,
        index(frame),
        np.fromiter((e.id in responded for e in frame), np.bool_, len(frame)),
        by is None or any(by in e.groups for e in listed),
    )


def _frame(survey: Survey, responded: dict[str, Entity]) -> tuple[Entity, ...]:
    """Return the register's entities; who responded has the groups that the survey settled."""
    if survey.register is None:
        return ()
    return tuple(
        replace(e, groups=responded[e.id].groups) if e.id in responded else e for e in survey.register.entities
    )


def _keys(
    survey: Survey, framework: Framework, by: str | None, frame: Sequence[Entity]
) -> tuple[tuple[GroupKey, ...], dict[str, int]]:
    """Return the values that occur, those of a scale in its order and the others by name, and their places."""
    if by is None:
        return (), {}
    group = framework.group(by)
    if group is None and not any(by in e.groups for e in (*survey.entities, *frame)):
        known = ", ".join(each.id for each in framework.groups) or "none"
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="group", name=by, hint="", known=known))
    labels = group.labels if group else {}
    present = {e.groups.get(by, "") for e in (*survey.entities, *frame)} - {""}
    order = [value for value in labels if value in present] + sorted(present - set(labels))
    keys = tuple(GroupKey(by, value, labels.get(value, value)) for value in order)
    return keys, {value: place for place, value in enumerate(order)}
