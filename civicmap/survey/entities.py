"""The entities of a survey: names, parents and groups, from the register where there is one, else as they say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.model import Entity
from civicmap.survey.divisions import shared_groups
from civicmap.survey.folding import clean, fold
from civicmap.survey.register.namebook import NameBook
from civicmap.survey.respondents import Respondents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.model import Register
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.divisions import Division
    from civicmap.survey.people import People


def make_entities(
    canvas: Canvas,
    people: People,
    row_entity: NDArray[np.int32],
    divisions: list[Division],
    register: Register | None,
) -> Sequence[Entity]:
    """Return the entities that sent rows, in their order."""
    keys = canvas.framework.entity
    if register is None and not any(canvas.texts.get(named or "") for named in (keys.name, keys.parent)):
        return Respondents(people.ids, divisions)
    first = np.searchsorted(row_entity, np.arange(len(people.ids)))
    names = _first_text(canvas, keys.name, first)
    book = None if register is None else NameBook(register)
    parents = _parents(canvas, people, _first_text(canvas, keys.parent, first), first, book)
    groups = shared_groups(divisions, people.members)
    return tuple(
        Entity(name, said or name, parent, held)
        if member is None
        else replace(member, id=name, name=member.name or said or name, parent=parent, groups=held)
        for name, said, parent, held, member in zip(people.ids, names, parents, groups, people.members, strict=True)
    )


def _first_text(canvas: Canvas, question: str | None, first: NDArray[np.int64]) -> Sequence[str]:
    """Return the text of each entity's first row; "" where nobody asks."""
    held = canvas.texts.get(question or "")
    return [""] * len(first) if held is None else [clean(held[row]) for row in first.tolist()]


def _parents(
    canvas: Canvas,
    people: People,
    said: Sequence[str],
    first: NDArray[np.int64],
    book: NameBook | None,
) -> list[str | None]:
    """Return each entity's parent. The register wins; a difference to it is reported."""
    if not any(said):
        return [None if member is None else member.parent for member in people.members]
    own = {fold(name): name for name in people.ids}
    found: list[str | None] = []
    for place, (text, member) in enumerate(zip(said, people.members, strict=True)):
        named = book.find(text).entity if text and book is not None else None
        parent = named.id if named is not None else own.get(fold(text), text) if text else None
        why = ""
        if book is not None and parent is not None and named is None:
            why = "the register has no such entity"
        elif member is not None and member.parent and parent not in (None, member.parent):
            why = f"the register says {member.parent!r}"
        if why:
            columns = canvas.columns(canvas.framework.question(canvas.framework.entity.parent or ""))
            row = int(first[place])
            canvas.log.rows(Code.PARENT_DIFFERS, columns, canvas.order[row : row + 1],
                            entity=people.ids[place], said=parent, why=why)  # fmt: skip
        found.append(member.parent if member is not None and member.parent else parent)
    return found
