"""The register: the frame of entities that were invited, from a CSV or XLSX file."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, Severity, SurveyError, UnreadableError
from civicmap.model import Entity, Register
from civicmap.survey.container.door import open_file
from civicmap.survey.folding import clean, fold
from civicmap.survey.headers import header_key
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.register.namebook import NameBook
from civicmap.survey.register.validity import day_of
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from civicmap.framework.types import Framework
    from civicmap.survey.tables import Container, Row, Table

# What a column of the register may be called: the name that civicmap uses, and others.
_NAMES: Final = {
    "id": ("id", "code", "entity_id", "entity_code", "entity"),
    "name": ("name", "entity_name", "title"),
    "parent": ("parent", "parent_id", "parent_entity", "parent_entity_id"),
    "aliases": ("aliases", "alias", "also_known_as", "other_names", "acronym"),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to",),
    "successor": ("successor", "successor_id", "succeeded_by", "merged_into"),
}
_CONTACT: Final = re.compile(r"(contact|e_?mail|phone|focal_point).*")
_TRANSLATED: Final = re.compile(r"name\s*::?\s*\S+", re.IGNORECASE)
_ALIASES: Final = re.compile(r"[;|\n]")
_MOST_LOOKED_AT: Final = 20  # rows above the header
_MOST_NAMED: Final = 3  # entities, in one message


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the register's columns stand. `groups` and `contacts` are (name, place); `named` (place) further names."""

    known: Mapping[str, int]
    groups: tuple[tuple[str, int], ...]
    contacts: tuple[tuple[str, int], ...]
    named: tuple[int, ...]


def load_register(path: str | Path, framework: Framework | None = None, aliases: str | Path | None = None) -> Register:
    """Read a register. With a framework, values of its groups are the ids of its scales' answers.

    The confirmed lines of a file of `aliases` are aliases of its entities. Raises UnreadableError for no table or no
    column of ids, SurveyError for ids that are blank or stand twice.
    """
    register, problems = examine_register(Path(path), framework)
    if aliases is not None:
        from civicmap.survey.register.aliases import read_aliases, with_aliases  # noqa: PLC0415 - only where there is such a file

        register, faulty = with_aliases(register, read_aliases(Path(aliases)))
        problems = (*problems, *faulty)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SurveyError(*problems)
    return register


def examine_register(
    path: Path, framework: Framework | None = None, encoding: str | None = None
) -> tuple[Register, tuple[Problem, ...]]:
    """Return a register, as far as it goes, with what is wrong with it. Raises UnreadableError where it is none.

    The `encoding` is that of the survey files: it is tried where a text file is not UTF-8.
    """
    with _opened(path, encoding) as container:
        found = next(((table, at) for table in container.tables if (at := _header(table)) is not None), None)
        if found is None:
            raise UnreadableError(Problem.of(Code.REGISTER_COLUMN, path.name, column="id"))
        table, (header_row, header) = found
        columns = _find(header)
        rows = [row for row in table.rows() if row[0] > header_row and row[1]]
        place = "!".join(part for part in (container.name, table.name) if part)
        entities, problems = _entities(place, rows, columns, framework)
        names = tuple(name for name, _ in columns.groups)
        register = Register(tuple(entities), names, container.name, container.sha256)
        return _linked(register, problems)


def _opened(path: Path, encoding: str | None) -> Container:
    """Open a register, in another encoding where it is not UTF-8."""
    try:
        return open_file(path)
    except UnreadableError as fault:
        if encoding is None or fault.problems[0].code is not Code.FILE_ENCODING:
            raise
        return open_file(path, encoding)


def _header(table: Table) -> Row | None:
    """Return the row that names a column of ids, with one of names or groups beside it; None if there is none."""
    for number, cells in table.head(_MOST_LOOKED_AT):
        keys = [header_key(cell) for cell in cells]
        if any(key in _NAMES["id"] for key in keys):
            return number, cells
    return None


def _find(header: Sequence[str]) -> _Columns:
    """Return what each column of the header holds; a name's own word wins over its others."""
    keys = [header_key(text) for text in header]
    known = {name: keys.index(word) for name, words in _NAMES.items() for word in reversed(words) if word in keys}
    named = tuple(at for at, text in enumerate(header) if _TRANSLATED.match(text.strip()) and at not in known.values())
    rest = [(clean(text), at) for at, text in enumerate(header) if text and at not in {*known.values(), *named}]
    contacts = tuple((name, at) for name, at in rest if _CONTACT.fullmatch(header_key(name)))
    groups = tuple(pair for pair in rest if pair not in contacts)
    return _Columns(known, groups, contacts, named)


def _entities(
    place: str, rows: Sequence[Row], columns: _Columns, framework: Framework | None
) -> tuple[list[Entity], list[Problem]]:
    """Return an entity for each row that has an id."""
    problems: list[Problem] = []
    found: dict[str, Entity] = {}
    labels = _labels(framework)
    for number, cells in rows:
        entity, unread = _entity(cells, columns, labels)
        problems += [Problem.of(Code.REGISTER_DAY, f"{place}!{where}{number}", day=day) for where, day in unread]
        if not entity.id:
            problems.append(Problem.of(Code.REGISTER_BLANK, f"{place}!{number}"))
        elif fold(entity.id) in found:
            problems.append(Problem.of(Code.REGISTER_TWICE, f"{place}!{number}", entity=entity.id))
        else:
            found[fold(entity.id)] = entity
    if not rows:
        problems.append(Problem.of(Code.NO_ROWS, place))
    return list(found.values()), problems


def _entity(
    cells: Sequence[str], columns: _Columns, labels: Mapping[str, list[tuple[str, dict[str, str]]]]
) -> tuple[Entity, list[tuple[str, str]]]:
    """Return one row as an entity, with the column and text of each day that is none."""

    def cell(at: int | None) -> str:
        return clean(cells[at]) if at is not None and at < len(cells) else ""

    groups: dict[str, str] = {}
    for name, at in columns.groups:
        text = cell(at)
        groups[name] = text
        for group, values in labels.get(header_key(name), ()):
            groups[group] = values.get(fold(text), text)
    aliases = [*map(cell, columns.named), *map(clean, _ALIASES.split(cell(columns.known.get("aliases"))))]
    identity = cell(columns.known.get("id"))
    said = {name: cell(columns.known.get(name)) for name in ("valid_from", "valid_to")}
    days = {name: day_of(text, last=name == "valid_to") for name, text in said.items()}
    unread = [(letter(columns.known[name]), said[name]) for name, day in days.items() if day is None]
    entity = Entity(
        id=identity,
        name=cell(columns.known.get("name")) or identity,
        parent=cell(columns.known.get("parent")) or None,
        groups={name: value for name, value in groups.items() if value},
        contacts={name: text for name, at in columns.contacts if (text := cell(at))},
        aliases=tuple(dict.fromkeys(alias for alias in aliases if alias)),
        valid_from=days["valid_from"] or "",
        valid_to=days["valid_to"] or "",
        successor=cell(columns.known.get("successor")),
    )
    return entity, unread


def _labels(framework: Framework | None) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Return, by column, the groups that it gives: a group's id, and folded label or id -> value id."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for group in framework.groups if framework else ():
        if group.register:
            values = {fold(label): value for value, label in group.labels.items()}
            values |= {fold(value): value for value in group.labels}
            found.setdefault(header_key(group.register), []).append((group.id, values))
    return found


def _linked(register: Register, problems: Sequence[Problem]) -> tuple[Register, tuple[Problem, ...]]:
    """Return a register whose parents and successors are ids, with all problems of it."""
    book = NameBook(register)
    faults: list[Problem] = []

    def link(entity: Entity, text: str, code: Code) -> str:
        """Return the id that a cell names; the text itself, with a problem, where it names none."""
        found = book.find(text)
        if not text or found.entity is not None:
            return found.entity.id if found.entity is not None else ""
        hint = _which(found.several) or did_you_mean(nearest(text, (known.id for known in register.entities)))
        faults.append(Problem.of(code, register.name, 1, entity=entity.id, named=text, hint=hint))
        return text

    linked = tuple(
        replace(
            entity,
            parent=link(entity, entity.parent or "", Code.REGISTER_PARENT) or None,
            successor=link(entity, entity.successor, Code.REGISTER_SUCCESSOR),
        )
        for entity in register.entities
    )
    backwards = [one for one in linked if one.valid_from and one.valid_to and one.valid_from > one.valid_to]
    faults += [
        Problem.of(Code.REGISTER_VALIDITY, register.name, 1, entity=one.id, first=one.valid_from, last=one.valid_to)
        for one in backwards
    ]
    return replace(register, entities=linked), (*problems, *faults, *names_twice(book))


def _which(several: Sequence[Entity]) -> str:
    """Return the ids of the entities that share a name, in brackets."""
    return f" as the name of one entity ({' or '.join(one.id for one in several[:_MOST_NAMED])}?)" if several else ""


def names_twice(book: NameBook) -> Iterator[Problem]:
    """Name the names and aliases that two entities share."""
    for name, first, second in book.shared():
        facts = {"name": name, "first": first.id, "second": second.id}
        yield Problem.of(Code.REGISTER_NAME_TWICE, book.register.name, 1, **facts)
