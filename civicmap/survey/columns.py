"""What each column of a header is for: the mapping first, then the framework, then what the header says by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem
from civicmap.model import REMARKS, Column, Role
from civicmap.survey import header_words
from civicmap.survey.addresses import address
from civicmap.survey.dialects.plain import PLAIN
from civicmap.survey.folding import fold
from civicmap.survey.headers import Headers, Target, header_key
from civicmap.survey.mapping import place
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import Source
    from civicmap.survey.crosswalk import Past
    from civicmap.survey.dialects.dialect import Dialect
    from civicmap.survey.mapping import MappedColumn, Mapping_
    from civicmap.survey.titles import Title

# What is read and stored. The others stand in the column table alone.
STORED: Final = frozenset(Role) - {Role.METADATA, Role.NOT_KEPT, Role.IGNORED}
# A header that is blank here and a text there is one column; these may each stand for something of their own.
REPEATABLE: Final = REMARKS | {Role.METADATA, Role.NOT_KEPT, Role.IGNORED}
_BY_CONTENT: Final = (header_words.EMAIL, header_words.ADDRESS, header_words.PLACE)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a header's columns are for. `stored` are the places whose cells are read; `synthetic` that of the mark.

    `known` counts the columns that belong to the framework; `absent` is what the mapping names in vain. `long` gives the
    places of what the mapping calls the parts of a long table; it is empty for a wide one.
    """

    columns: tuple[Column, ...]
    stored: tuple[int, ...]
    synthetic: int | None
    known: int
    absent: tuple[MappedColumn, ...]
    problems: tuple[Problem, ...]
    long: Mapping[str, int] = field(default_factory=dict)


def count_known(titles: Sequence[Title], index: Headers, mapping: Mapping_ | None = None) -> int:
    """Return how many columns the framework or the mapping knows by their titles."""
    told = place(mapping, [title.text for title in titles]).targets
    return sum(1 for at, title in enumerate(titles) if at in told or index.find_title(title) is not None)


def settle(
    titles: Sequence[Title],
    sample: Sequence[Sequence[str]],
    index: Headers,
    mapping: Mapping_ | None,
    *,
    keep_personal: bool,
    framework: Framework,
    source: Source,
    dialect: Dialect = PLAIN,
) -> Settled:
    """Return what each column is for. `sample` holds some rows, to know personal data by what it looks like."""
    headers = [title.text for title in titles]
    placed = place(mapping, headers)
    found = [placed.targets.get(at) or index.find_title(title) for at, title in enumerate(titles)]
    targets = _with_entity(_with_neighbours(found, titles, index), framework)
    columns: list[Column] = []
    problems: list[Problem] = []
    kept: list[int] = []
    for at, header in enumerate(headers):
        where = address(source, source.header_rows, letter(at))
        past = None if at in placed.targets else index.past(titles[at])
        if past is not None:
            problems.append(of_past(past, where, header))
        gone = None if past is None else Target(Role.IGNORED)
        cells = [row[at] for row in sample if at < len(row)]
        target = targets[at] or gone or _by_itself(titles[at], cells, dialect)
        if target is None:
            target = Target(Role.IGNORED)
            problems.append(Problem.of(Code.COLUMN_UNMAPPED, where, header=header, hint=index.hint(header)))
        elif target.role is Role.NOT_KEPT and keep_personal:
            target = Target(Role.METADATA)
            kept.append(at)
        elif target.role is Role.NOT_KEPT:
            problems.append(Problem.of(Code.COLUMN_NOT_KEPT, where, header=header))
        if target.role in STORED:
            kept.append(at)
        columns.append(Column(letter(at), header, *target))
    known = sum(target is not None and target.role in STORED for target in targets)
    problems += _missing_columns(columns, known, framework, source)
    return Settled(tuple(columns), tuple(kept), _mark(headers), known, placed.absent, tuple(problems), placed.long)


def of_past(past: Past, where: str, header: str) -> Problem:
    """Say what a column of an earlier version is read as."""
    if not past.question:
        return Problem.of(Code.COLUMN_DROPPED, where, header=header, version=past.version)
    return Problem.of(Code.COLUMN_CROSSWALK, where, header=header, question=past.question, words=past.words)


def _with_neighbours(targets: list[Target | None], titles: Sequence[Title], index: Headers) -> list[Target | None]:
    """Give options that several questions have to the question whose other options stand beside them."""
    found = list(targets)
    for at, title in enumerate(titles):
        label = next((name.beside for name in title.names if not name.question and name.beside), None)
        if found[at] is not None or label is None:
            continue
        beside = (found[place] for place in (at - 1, at + 1) if 0 <= place < len(found))
        near = (one.question for one in beside if one is not None and one.role in (Role.OPTION, Role.OTHER))
        own = (index.option(question, label) for question in near if question)
        found[at] = next((one for one in own if one is not None and one not in found), None)
    return found


def _with_entity(targets: list[Target | None], framework: Framework) -> list[Target | None]:
    """Let the entity's name stand for the entity where no column holds its code."""
    name = framework.entity.name
    if name is None or any(target and target.role is Role.ENTITY for target in targets):
        return targets
    return [Target(Role.ENTITY, name) if target == Target(Role.QUESTION, name) else target for target in targets]


def _mark(headers: Sequence[str]) -> int | None:
    return next((at for at, header in enumerate(headers) if header_key(header) == header_words.SYNTHETIC), None)


def _by_itself(title: Title, cells: Sequence[str], dialect: Dialect) -> Target | None:
    """Return what a column is that the framework does not know, from its header's words or its cells' looks."""
    key, folded = header_key(title.text), fold(title.text)
    if key == header_words.SYNTHETIC:
        return Target(Role.METADATA)
    given = [cell.strip() for cell in cells if cell.strip()]
    if dialect.personal.fullmatch(folded) or header_words.PERSONAL.fullmatch(key) or _looks_personal(given):
        return Target(Role.NOT_KEPT)
    # A column without a header that numbers the rows is what programs add when they write a table.
    numbers = not key and all(map(str.isdigit, given))
    if dialect.metadata.fullmatch(folded) or header_words.METADATA.fullmatch(key) or numbers:
        return Target(Role.METADATA)
    return None


def _looks_personal(cells: Sequence[str]) -> bool:
    """Say whether half of the cells or more look like addresses or places."""
    hits = sum(any(pattern.match(cell) for pattern in _BY_CONTENT) for cell in cells)
    return hits > 0 and 2 * hits >= len(cells)


def _missing_columns(columns: Sequence[Column], known: int, framework: Framework, source: Source) -> list[Problem]:
    """Name what a header must have and has not."""
    where = address(source, source.header_rows)
    if not known:
        return [Problem.of(Code.NO_KNOWN_COLUMN, where, framework=framework.id)]
    wanted = framework.entity.question or framework.entity.name
    if wanted and not any(column.role is Role.ENTITY for column in columns):
        return [Problem.of(Code.NO_ENTITY_COLUMN, where, wanted=wanted)]
    return []
