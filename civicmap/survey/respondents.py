"""The entities of a survey of which nothing is known but an id and groups, however many: each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from civicmap.model import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from civicmap.survey.divisions import Division


class Respondents(Sequence[Entity]):
    """Entities by their ids (entities,) and by the values of their groups, as integers."""

    def __init__(self, ids: Sequence[str], divisions: Sequence[Division]) -> None:
        self.ids = ids
        self.divisions = {division.group: division for division in divisions}
        self._groups: dict[tuple[int, ...], Mapping[str, str]] = {}  # by the places of their values, made once each

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Entity: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Entity, ...]: ...
    def __getitem__(self, at: int | slice) -> Entity | tuple[Entity, ...]:
        if isinstance(at, slice):
            return tuple(map(self._entity, self.ids[at], *(one.index[at].tolist() for one in self.divisions.values())))
        return self._entity(self.ids[at], *(int(one.index[at]) for one in self.divisions.values()))

    def __iter__(self) -> Iterator[Entity]:
        return map(self._entity, self.ids, *(one.index.tolist() for one in self.divisions.values()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment] # as a list has none

    def _entity(self, name: str, *places: int) -> Entity:
        groups = self._groups.get(places)
        if groups is None:
            held = zip(self.divisions.values(), places, strict=True)
            groups = self._groups[places] = {one.group: one.values[place] for one, place in held if place >= 0}
        return Entity(name, name, None, groups)


def said_values(entities: Sequence[Entity], group: str) -> tuple[tuple[str, ...], NDArray[np.integer]]:
    """Return the values of a group, and the place of each entity's value among them (entities,), -1 for none."""
    if isinstance(entities, Respondents):
        known = entities.divisions.get(group)
        return ((), np.full(len(entities), -1)) if known is None else (known.values, known.index)
    return numbered_values(entity.groups.get(group, "") for entity in entities)


def numbered_values(said: Iterable[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the values that are said, and the place of each among them, -1 for ""."""
    place = {"": -1}
    index = np.array([place.setdefault(value, len(place) - 1) for value in said], dtype=np.int64)
    return tuple(place)[1:], index
