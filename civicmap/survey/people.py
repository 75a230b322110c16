"""Which entity each row is from: by the register where there is one, else by the entity's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.model import Role
from civicmap.survey.folding import clean, fold
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Entity, Raw, RawColumn, Register
    from civicmap.survey.log import Log


@dataclass(frozen=True, slots=True)
class People:
    """The entities that sent rows, in their final order, and the entity of each raw row (-1: nobody is named)."""

    ids: tuple[str, ...]
    members: tuple[Entity | None, ...]  # their rows of the register
    of_row: NDArray[np.int64]  # (raw rows,)


def entity_column(raw: Raw, framework: Framework) -> RawColumn | None:
    """Return the column that says who answered."""
    wanted = framework.entity.question
    own = [held for held in raw.columns if held.column.role is Role.ENTITY]
    named = [held for held in own if held.column.question in (None, wanted)]
    asked = [held for held in raw.columns if wanted is not None and held.column.question == wanted]
    return next(iter(named + own + asked), None)


def find_people(raw: Raw, framework: Framework, register: Register | None, log: Log) -> People:
    """Return who sent the rows. Without a column of entities every row is an entity of its own, by its place."""
    column = entity_column(raw, framework)
    if column is None:
        return _nameless(raw)
    ids, members = _identified(column, register, log)
    found = _sorted_ids(set(ids) - {""}, register)
    place = {name: number for number, name in enumerate(found)} | {"": -1}
    of_text = np.array([place[name] for name in ids], dtype=np.int64)
    of_row = np.take(of_text, column.codes)
    log.rows(Code.ROW_NO_ENTITY, "", np.flatnonzero(of_row < 0), column=column.column.letter)
    return _only_present(found, members, of_row)


def _only_present(found: list[str], members: Mapping[str, Entity], of_row: NDArray[np.int64]) -> People:
    """Leave out the entities of texts that no row holds."""
    present = np.flatnonzero(np.bincount(of_row[of_row >= 0], minlength=len(found)))
    if len(present) < len(found):
        of_row = np.where(of_row < 0, -1, np.searchsorted(present, of_row))
    ids = tuple(found[place] for place in present.tolist())
    return People(ids, tuple(map(members.get, ids)), of_row)


def _nameless(raw: Raw) -> People:
    """Return an entity per row, named by its file (where there are several) and row."""
    order = np.lexsort((raw.row_number, raw.row_source))
    of_row = np.empty(raw.rows, dtype=np.int64)
    of_row[order] = np.arange(raw.rows)
    several = len(raw.sources) > 1
    names = zip(raw.row_source[order].tolist(), raw.row_number[order].tolist(), strict=True)
    ids = tuple(f"{source + 1}-{row}" if several else f"{row}" for source, row in names)
    return People(ids, (None,) * len(ids), of_row)


def _identified(column: RawColumn, register: Register | None, log: Log) -> tuple[list[str], dict[str, Entity]]:
    """Return the entity's id for each text of the column ("" for none), and the members of the register among them."""
    if register is None:
        return _by_own_words(column.texts), {}
    book = register_book(register)
    ids: list[str] = []
    members: dict[str, Entity] = {}
    unknown: list[tuple[str, int]] = []
    for place, text in enumerate(column.texts):
        folded = fold(text)
        member = book.get(folded)
        if member is not None:
            members[member.id] = member
        elif folded:
            unknown.append((clean(text), place))
        ids.append(member.id if member is not None else clean(text))
    names = [name for member in register.entities for name in (member.id, member.name)] if unknown else []
    for text, place in sorted(unknown):
        log.text(Code.ENTITY_UNKNOWN, column, place, entity=text, hint=did_you_mean(nearest(text, names)))
    return ids, members


def _by_own_words(texts: tuple[str, ...]) -> list[str]:
    """Return one id for texts that differ in form alone: the first of them by sorting."""
    folded = [fold(text) for text in texts]
    first: dict[str, str] = {}
    for key, text in zip(folded, texts, strict=True):
        name = clean(text)
        if key and (key not in first or name < first[key]):
            first[key] = name
    return [first.get(key, "") for key in folded]


def register_book(register: Register) -> dict[str, Entity]:
    """Return folded text -> member: ids first, then aliases and names. What names two members names none."""
    book: dict[str, Entity] = {}
    by_id = [(member.id, member) for member in register.entities]
    by_name = [(name, member) for member in register.entities for name in (member.name, *member.aliases)]
    for layer in (by_id, by_name):
        said: dict[str, Entity | None] = {}
        for name, member in layer:
            folded = fold(name)
            if folded and folded not in book:
                said[folded] = member if said.get(folded, member) is member else None
        book |= {folded: found for folded, found in said.items() if found is not None}
    return book


def _sorted_ids(names: Iterable[str], register: Register | None) -> list[str]:
    """Return ids in register order, what is not in it after it by id."""
    if register is None:
        return sorted(names)
    place = {member.id: number for number, member in enumerate(register.entities)}
    return sorted(names, key=lambda name: (place.get(name, len(place)), name))
