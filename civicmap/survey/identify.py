"""The id of the entity that each text of a file means, as resolving finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.folding import clean, fold
from civicmap.survey.register.namebook import NameBook

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.model import Register


def entity_ids(texts: Sequence[str], register: Register | None) -> list[str]:
    """Return an id for each text, "" for an empty one.

    In the register an entity goes by its id, name or alias. Otherwise its id is its text; of spellings that differ in
    form alone, the first by sorting.
    """
    first: dict[str, str] = {}
    for text in sorted(clean(text) for text in texts):
        first.setdefault(fold(text), text)
    book = NameBook(register) if register is not None else None
    named = [book.find(text).entity if book is not None else None for text in texts]
    return [
        entity.id if entity is not None else first.get(fold(text), "")
        for text, entity in zip(texts, named, strict=True)
    ]
