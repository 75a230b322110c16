"""Which entity each row is from: by the register where there is one, else by the entity's own words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code
from civicmap.model import Role
from civicmap.same import Same
from civicmap.survey.folding import clean, fold
from civicmap.survey.identify import numbered_plainly
from civicmap.survey.register.namebook import Found, NameBook
from civicmap.survey.register.names import plain_key
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Entity, Raw, RawColumn, Register
    from civicmap.survey.log import Log

# ASCII signs and accents: without them, few texts of a long column are worth a closer look.
_SIGNS: Final = dict.fromkeys([*(code for code in range(128) if not chr(code).isalnum()), *range(0x0300, 0x0370)])
_MOST_NAMED: Final = 3  # entities, in one message


@dataclass(frozen=True, slots=True)
class People:
    """The entities that sent rows, in their final order, and the entity of each raw row (-1: nobody is named)."""

    ids: Sequence[str]
    members: Sequence[Entity | None]  # their rows of the register
    of_row: NDArray[np.integer]  # (raw rows,)


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
    plainly = numbered_plainly(column.texts, register)
    if plainly is not None:
        return _only_present(plainly.ids, {}, _of_row(plainly.of_text, column, log))
    ids, members = _identified(column, register, log)
    found = _sorted_ids(set(ids) - {""}, register)
    place = {name: number for number, name in enumerate(found)} | {"": -1}
    of_text = np.array([place[name] for name in ids], dtype=np.int64)
    return _only_present(found, members, _of_row(of_text, column, log))


def _of_row(of_text: NDArray[np.integer], column: RawColumn, log: Log) -> NDArray[np.integer]:
    """Return the entity of each row; rows that name nobody are reported."""
    of_row = np.take(of_text, column.codes)
    log.rows(Code.ROW_NO_ENTITY, "", np.flatnonzero(of_row < 0), column=column.column.letter)
    return of_row


def _only_present(found: Sequence[str], members: Mapping[str, Entity], of_row: NDArray[np.integer]) -> People:
    """Leave out the entities of texts that no row holds."""
    present = np.flatnonzero(np.bincount(of_row + 1, minlength=len(found) + 1)[1:])
    if len(present) < len(found):
        of_row = np.where(of_row < 0, -1, np.searchsorted(present, of_row))
        found = found.take(present) if isinstance(found, ShortTexts) else [found[place] for place in present.tolist()]
    return People(found, tuple(map(members.get, found)) if members else Same(None, len(found)), of_row)


def _nameless(raw: Raw) -> People:
    """Return an entity per row, named by its file (where there are several) and row."""
    order = np.lexsort((raw.row_number, raw.row_source))
    of_row = np.empty(raw.rows, dtype=np.int64)
    of_row[order] = np.arange(raw.rows)
    several = len(raw.sources) > 1
    names = zip(raw.row_source[order].tolist(), raw.row_number[order].tolist(), strict=True)
    ids = tuple(f"{source + 1}-{row}" if several else f"{row}" for source, row in names)
    return People(ids, Same(None, len(ids)), of_row)


def _identified(column: RawColumn, register: Register | None, log: Log) -> tuple[list[str], dict[str, Entity]]:
    """Return the entity's id for each text of the column ("" for none), and the members of the register among them."""
    if register is None:
        _report_alike(column, log)
        return _by_own_words(column.texts), {}
    book = NameBook(register)
    ids: list[str] = []
    members: dict[str, Entity] = {}
    unknown: list[tuple[str, int]] = []
    shared: list[tuple[str, int, str]] = []
    for place, text in enumerate(column.texts):
        found = book.find(text)
        ids.append(clean(text) if found.entity is None else found.entity.id)
        if found.entity is not None:
            members[found.entity.id] = found.entity
        elif found.several:
            shared.append((clean(text), place, _either(found.several)))
        elif fold(text) and log.holds(column, place):
            unknown.append((clean(text), place))
    for text, place, several in sorted(shared):
        log.text(Code.ENTITY_AMBIGUOUS, column, place, entity=text, several=several)
    if unknown:
        _report_unknown(sorted(unknown), column, register, log)
    return ids, members


def _report_unknown(unknown: Sequence[tuple[str, int]], column: RawColumn, register: Register, log: Log) -> None:
    """Name the texts that are no entity of the register, each with the one that it most likely is."""
    from civicmap.survey.register.proposals import Proposer  # noqa: PLC0415 - only where a name is not known

    proposed = Proposer(register).proposals(text for text, _ in unknown)
    for (text, place), proposal in zip(unknown, proposed, strict=True):
        log.text(Code.ENTITY_UNKNOWN, column, place, entity=text, hint=proposal.hint())


def _either(several: Sequence[Entity]) -> str:
    """Return the entities that a text may name: name and id of the first few."""
    named = [f"{entity.name!r} [{entity.id}]" for entity in several[:_MOST_NAMED]]
    return " or ".join(named) + (f", or {len(several) - len(named)} more" if len(several) > len(named) else "")


def unknown_names(raw: Raw, framework: Framework, register: Register) -> list[str]:
    """Return the texts that name no entity of the register, sorted; those that name several are not of them."""
    column = entity_column(raw, framework)
    if column is None:
        return []
    book = NameBook(register)
    present = np.unique(column.codes).tolist()
    texts = {clean(column.texts[place]) for place in present if fold(column.texts[place])}
    return sorted(text for text in texts if book.find(text) == Found(None))


_MOST_NAMES: Final = 20_000  # more are no names of institutions, but numbers of respondents


def _report_alike(column: RawColumn, log: Log) -> None:
    """Name the texts that are two entities by their signs alone, as "UNDP" and "U.N.D.P."."""
    if len(column.texts) > _MOST_NAMES:
        return
    loose: dict[str, list[int]] = {}
    for place, text in enumerate(column.texts):
        letters = unicodedata.normalize("NFKD", text.replace("&", "and")).casefold().translate(_SIGNS)
        loose.setdefault(letters, []).append(place)
    first: dict[str, str] = {}
    several = [place for places in loose.values() if len(places) > 1 for place in places]
    for text, place in sorted((clean(column.texts[place]), place) for place in several if log.holds(column, place)):
        other = first.setdefault(plain_key(text), text)
        if fold(other) != fold(text):
            log.text(Code.ENTITY_ALIKE, column, place, entity=text, other=other)


def _by_own_words(texts: Sequence[str]) -> list[str]:
    """Return one id for texts that differ in form alone: the first of them by sorting."""
    folded = [fold(text) for text in texts]
    first: dict[str, str] = {}
    for key, text in zip(folded, texts, strict=True):
        name = clean(text)
        if key and (key not in first or name < first[key]):
            first[key] = name
    return [first.get(key, "") for key in folded]


def _sorted_ids(names: Iterable[str], register: Register | None) -> list[str]:
    """Return ids in register order, what is not in it after it by id."""
    if register is None:
        return sorted(names)
    place = {member.id: number for number, member in enumerate(register.entities)}
    return sorted(names, key=lambda name: (place.get(name, len(place)), name))
