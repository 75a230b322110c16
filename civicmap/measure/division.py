"""Who belongs to which value of a group: the entities that answered, and those of the frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.measure.results import GroupKey
from civicmap.survey.groups import group_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.survey.groups import GroupValues


@dataclass(frozen=True, slots=True)
class Division:
    """Entities divided by one group, or not at all.

    `of_entity` (entities of the survey,) and `of_frame` (entities of the register, none without one) index `keys`;
    len(keys) stands for a value that is not known. `heard` (register,) is each member's place in the survey if it
    responded, else -1. `in_frame` says whether the frame knows the group.
    """

    by: str | None
    keys: tuple[GroupKey, ...]
    of_entity: NDArray[np.int64]
    of_frame: NDArray[np.int64]
    heard: NDArray[np.int64]
    in_frame: bool


def divide(survey: Survey, framework: Framework, by: str | None) -> Division:
    """Divide the entities of a survey, and of its register, by a group. Raises RequestError for an unknown group."""
    heard = _heard(survey)
    if by is None:
        return Division(
            None, (), np.zeros(len(survey.entities), np.int64), np.zeros(len(heard), np.int64), heard, in_frame=True
        )
    values = group_values(survey, framework, by)
    keys = tuple(GroupKey(values.id, v, label) for v, label in zip(values.values, values.labels, strict=True))
    index, frame = values.index.astype(np.int64), _frame_index(values, heard)
    return Division(
        by,
        keys,
        np.where(index < 0, len(keys), index),
        np.where(frame < 0, len(keys), frame),
        heard,
        in_frame=values.frame is not None,
    )


def frame_values(survey: Survey, framework: Framework, group: str) -> tuple[str, ...]:
    """Return the value of each of the register's entities in a group, "" where it is not known."""
    values = group_values(survey, framework, group)
    names = (*values.values, "")  # index -1 is not known
    return tuple(names[place] for place in _frame_index(values, _heard(survey)))


def _heard(survey: Survey) -> NDArray[np.int64]:
    """Return each of the register's entities' place in the survey if it responded, else -1."""
    if survey.register is None:
        return np.zeros(0, np.int64)
    places = {entity.id: place for place, entity in enumerate(survey.entities) if survey.respondent[place]}
    members = survey.register.entities
    return np.fromiter((places.get(member.id, -1) for member in members), np.int64, len(members))


def _frame_index(values: GroupValues, heard: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each of the register's entities' value: as the survey settled it, else as the register says."""
    found = np.full(len(heard), -1, np.int64) if values.frame_index is None else values.frame_index.astype(np.int64)
    answered = heard >= 0
    found[answered] = values.index[heard[answered]]
    return found
