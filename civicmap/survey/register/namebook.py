"""The entities of a register by everything that names them: exact after folding, never by likeness."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from civicmap.survey.folding import fold
from civicmap.survey.register.names import name_key, parts_of, plain_key, with_acronym

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.model import Entity, Register


@dataclass(frozen=True, slots=True)
class Found:
    """Whom a text names: `entity`, or None with the `several` that it may mean (none of them where it names nobody)."""

    entity: Entity | None
    several: tuple[Entity, ...] = ()


def spellings(entity: Entity) -> Iterator[str]:
    """Yield an entity's name and aliases, and the parts of one that ends in its own acronym."""
    for name in (entity.name, *entity.aliases):
        yield name
        yield from with_acronym(name)


def short_names(entity: Entity) -> Iterator[str]:
    """Yield what stands in brackets after a name and looks like a short one ("UN-Habitat"): to propose, not to take."""
    for name in (entity.name, *entity.aliases):
        yield from (part for part in parts_of(name)[1:] if sum(map(str.isupper, part)) > 1)


class NameBook:
    """Finds the entity that a text names.

    Ids come first; then ids, names and aliases in the form of `name_key`; then without accents; then a text of several
    parts, each of which must name the same entity. What names two entities names neither.
    """

    def __init__(self, register: Register) -> None:
        self.register = register
        self._ids = {fold(entity.id): entity for entity in reversed(register.entities) if fold(entity.id)}

    @cached_property
    def _by_key(self) -> dict[str, list[Entity]]:
        return self._layer(name_key)

    @cached_property
    def _by_plain(self) -> dict[str, list[Entity]]:
        return self._layer(plain_key)

    def _layer(self, form: Callable[[str], str]) -> dict[str, list[Entity]]:
        """Return form -> the entities that have it, in the order of the register."""
        layer: dict[str, list[Entity]] = {}
        for entity in self.register.entities:
            for key in dict.fromkeys(form(name) for name in (entity.id, *spellings(entity))):
                if key:
                    layer.setdefault(key, []).append(entity)
        return layer

    def find(self, text: str) -> Found:
        """Return whom a text names."""
        named = self._named(text)
        if named:
            return _one_of(named)
        parts = [self._named(part) for part in parts_of(text)]
        if sum(map(bool, parts)) < 2:
            return Found(None)
        everyone = {entity.id: entity for part in parts for entity in part}
        common = set.intersection(*({entity.id for entity in part} for part in parts))
        if common or len(everyone) > 1:
            return _one_of([entity for name, entity in everyone.items() if not common or name in common])
        return Found(None)  # all known parts name one entity, and another part is not known

    def shared(self) -> Iterator[tuple[str, Entity, Entity]]:
        """Yield each name that two entities share, with both; an id names its entity alone."""
        first: dict[str, Entity] = {}
        for entity in self.register.entities:
            own: dict[str, str] = {}
            for name in spellings(entity):
                own.setdefault(name_key(name), name)
            for key, name in own.items():
                other = first.setdefault(key, entity)
                if other is not entity and key and fold(name) not in self._ids:
                    yield name, other, entity

    def _named(self, text: str) -> list[Entity]:
        """Return the entities that a whole text names."""
        by_id = self._ids.get(fold(text))
        if by_id is not None:
            return [by_id]
        return self._by_key.get(name_key(text)) or self._by_plain.get(plain_key(text)) or []


def _one_of(named: list[Entity]) -> Found:
    return Found(named[0]) if len(named) == 1 else Found(None, tuple(named))
