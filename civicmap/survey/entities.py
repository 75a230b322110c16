"""Which entity a text in a survey file means: by id, name or alias; a near miss is suggested, never taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.folding import clean, fold
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.model import Register


class Directory:
    """Finds entities of a register. Ids win over names, names over aliases; what means two entities means none."""

    def __init__(self, register: Register) -> None:
        self._exact = {entity.id for entity in register.entities}
        self._known: dict[str, str | None] = {}
        self._spellings: dict[str, str] = {}  # as written -> id, for suggestions
        layers = (
            ((entity.id, entity.id) for entity in register.entities),
            ((entity.name, entity.id) for entity in register.entities),
            ((alias, entity.id) for entity in register.entities for alias in entity.aliases),
        )
        for layer in layers:
            self._add(layer)

    def _add(self, layer: Iterable[tuple[str, str]]) -> None:
        """Add texts that no layer above has spoken of."""
        said: dict[str, str | None] = {}
        for text, entity in layer:
            self._spellings.setdefault(text, entity)
            folded = fold(text)
            if folded and folded not in self._known:
                said[folded] = entity if said.get(folded, entity) == entity else None
        self._known.update(said)

    def find(self, text: str) -> str | None:
        """Return the id of the entity that a text means, or None."""
        cleaned = clean(text)
        return cleaned if cleaned in self._exact else self._known.get(fold(text))

    def hint(self, text: str) -> str:
        """Return the end of a message about an unknown entity: what was most likely meant."""
        if fold(text) in self._known:
            return "; it may mean several entities there"
        near = nearest(text, self._spellings)
        if near is None or near == self._spellings[near]:
            return did_you_mean(near)
        return f"; did you mean {self._spellings[near]!r} ({near})?"


def match_entities(texts: Sequence[str], register: Register | None) -> tuple[str | None, ...]:
    """Return the id of the entity that each text means; None for an empty text and for one that the register lacks.

    Without a register an entity's id is its text; of spellings that differ in form alone, the first by name.
    """
    if register is not None:
        directory = Directory(register)
        return tuple(directory.find(text) if fold(text) else None for text in texts)
    first: dict[str, str] = {}
    for text in sorted(clean(text) for text in texts):
        first.setdefault(fold(text), text)
    return tuple(first[fold(text)] or None for text in texts)
