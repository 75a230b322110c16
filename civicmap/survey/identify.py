"""The id of the entity that each text of a file means, as resolving finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.folding import clean, fold
from civicmap.survey.people import register_book

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
    book = register_book(register) if register is not None else {}
    return [book[key].id if key in book else first.get(key, "") for key in map(fold, texts)]
