"""The id of the entity that each text of a file means, as resolving finds it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.survey.folding import ALIKE, clean, fold
from civicmap.survey.register.namebook import NameBook
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.model import Register


class Numbered(NamedTuple):
    """Ids in their order, and the place of each text's id among them (texts,), -1 for an empty text."""

    ids: Sequence[str]
    of_text: NDArray[np.int32]


def numbered_plainly(texts: Sequence[str], register: Register | None) -> Numbered | None:
    """Return what `entity_ids` and sorting would give for texts of which each is its own id; None for others.

    So are millions of numbers and codes that no register knows: no two of them differ in form alone.
    """
    return None if register is not None or not isinstance(texts, ShortTexts) else _numbered(texts)


@lru_cache(maxsize=1)  # a file's rows are counted by their entities before they are resolved
def _numbered(texts: ShortTexts) -> Numbered | None:
    if texts[0] or not texts.only_of(ALIKE):
        return None
    order = texts.order()
    ids, plain = texts.take(order[1:]), texts.lower()
    if not ids.ascending() or (plain is not texts and not plain.distinct()):
        return None
    of_text = np.empty(len(texts), dtype=np.int32)
    of_text[order] = np.arange(-1, len(texts) - 1, dtype=np.int32)
    return Numbered(ids, of_text)


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
