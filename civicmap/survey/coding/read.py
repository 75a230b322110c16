"""Coders' workbooks as they come back: codes by key, whatever people did to rows, columns and sheets around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem
from civicmap.model import FIRST_ANSWER
from civicmap.survey.coding.sheets import FACTS_MARK
from civicmap.survey.container.door import open_file
from civicmap.survey.folding import clean, fold
from civicmap.survey.headers import header_key
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.quoting import known_answers, may_quote, quote, suggestion
from civicmap.survey.tables import letter
from civicmap.survey.words.vocabulary import AMBIGUOUS, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from civicmap.survey.coding.items import Item
    from civicmap.survey.coding.units import Coded, Unit
    from civicmap.survey.tables import Container, Row, Table
    from civicmap.survey.words.vocabulary import Vocabulary

KEY, CODE, NOTE = "key", "code", "note"
_MOST_LOOKED_AT: Final = 20  # rows above the header


class Given(NamedTuple):
    """A code that someone gave: the unit, the answer's id, a note, and the cell where it stands."""

    unit: Unit
    code: str
    note: str
    where: str


@dataclass(frozen=True, slots=True)
class CodesRead:
    """What files of codes hold: coder -> what they gave, in the order of the units; rows without a code are counted."""

    coders: Mapping[str, tuple[Given, ...]]
    uncoded: Mapping[str, int]
    problems: tuple[Problem, ...]
    files: tuple[tuple[str, str], ...] = ()  # name of each file, and its coder

    @property
    def stops(self) -> bool:
        """Whether something is wrong that lets nothing be stored."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(slots=True)
class _Reading:
    """Gathers the codes of several files."""

    coded: Coded
    held: dict[str, dict[str, Given]] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)


def read_codes(paths: Iterable[Path], coded: Coded, coder: str | None = None, encoding: str | None = None) -> CodesRead:
    """Read what coders sent back. `coder` names who filled in files that do not say so.

    Raises UnreadableError for what is no table. All that is wrong within the tables is a problem at its cell.
    """
    reading = _Reading(coded)
    codes = Codes(coded)
    for path in paths:
        with open_file(path, encoding) as container:
            _read_file(container, coder, reading, codes)
    order = {unit.key: at for at, unit in enumerate(coded.units)}
    return CodesRead(
        {who: tuple(sorted(held.values(), key=lambda one: order[one.unit.key])) for who, held in reading.held.items()},
        {who: len(reading.seen[who] - held.keys()) for who, held in reading.held.items()},
        tuple(dict.fromkeys(reading.problems)),
        tuple(reading.files),
    )


def _read_file(container: Container, coder: str | None, reading: _Reading, codes: Codes) -> None:
    """Take the codes of one file, once it is known whose they are and of which wave."""
    facts = _facts(container)
    who = clean(coder or facts.get("coder", ""))
    tables = [(table, header) for table in container.tables if (header := find_header(table, (KEY, CODE))) is not None]
    if not tables:
        reading.problems.append(Problem.of(Code.CODING_SHEET, container.name, column=CODE))
        return
    if not who:
        reading.problems.append(Problem.of(Code.CODING_CODER, container.name))
        return
    who = next((known for known in reading.held if fold(known) == fold(who)), who)
    reading.files.append((container.name, who))
    reading.held.setdefault(who, {})
    reading.seen.setdefault(who, set())
    stale = _stale(container.name, facts, reading.coded)
    if stale is not None:
        reading.problems.append(stale)
        return
    for table, header in tables:
        place = "!".join(part for part in (container.name, table.name) if part)
        for row in rows_below(table, header, place):
            _take(row, who, reading, codes)


def _facts(container: Container) -> dict[str, str]:
    """Return what a workbook says of itself; nothing for one that lost it."""
    for table in container.tables:
        rows = table.head(_MOST_LOOKED_AT)
        if rows and rows[0][1] and rows[0][1][0] == FACTS_MARK:
            return {cells[0]: cells[1] for _, cells in rows if len(cells) > 1}
    return {}


def _stale(name: str, facts: Mapping[str, str], coded: Coded) -> Problem | None:
    """Return the problem of a workbook that was made from another wave or from other answers."""
    said = facts.get("answers")
    if said is None or said == coded.fingerprint:
        return None
    now = coded.survey.wave
    wave = facts.get("wave", "")
    if wave != now:
        return Problem.of(Code.CODING_WAVE, name, wave=wave, now=now)
    return Problem.of(Code.CODING_ANSWERS, name, wave=now)


class Cells(NamedTuple):
    """A row below a header: where it stands, and its cells by the key of their header."""

    place: str
    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def where(self, name: str) -> str:
        """Return the address of a cell of the row."""
        return f"{self.place}!{letter(self.columns[name])}{self.number}"


def find_header(table: Table, wanted: Sequence[str]) -> Row | None:
    """Return the first row of a table that holds all these headers."""
    for number, cells in table.head(_MOST_LOOKED_AT):
        if {*wanted} <= {header_key(cell) for cell in cells}:
            return number, cells
    return None


def rows_below(table: Table, header: Row, place: str) -> Iterator[Cells]:
    """Yield the rows below a header that are not blank; of two columns with one header the first counts."""
    columns: dict[str, int] = {}
    for at, cell in enumerate(header[1]):
        columns.setdefault(header_key(cell), at)
    for number, cells in table.rows():
        if number > header[0] and any(map(clean, cells)):
            yield Cells(
                place,
                number,
                {name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()},
                columns,
            )


def _take(row: Cells, who: str, reading: _Reading, codes: Codes) -> None:
    """Take one row of a coder."""
    unit = codes.unit(row, reading.problems)
    if unit is None:
        return
    reading.seen[who].add(unit.key)
    code = codes.read(row, CODE, unit, reading.problems)
    if code is None:
        return
    given = Given(unit, code, row.cells.get(NOTE, ""), row.where(CODE))
    before = reading.held[who].setdefault(unit.key, given)
    if before.code != code:
        reading.problems.append(Problem.of(Code.CODING_TWICE, given.where, key=unit.key, coder=who, first=before.where))


class Codes:
    """Reads keys and codes as people wrote them."""

    def __init__(self, coded: Coded) -> None:
        self._coded = coded
        self._units = {fold(unit.key): unit for unit in coded.units}
        self._words: dict[str, Vocabulary] = {}

    def unit(self, row: Cells, problems: list[Problem]) -> Unit | None:
        """Return the unit that a row is about; a row without a key that says something is a problem."""
        key = row.cells[KEY]
        unit = self._units.get(fold(key))
        if unit is None and (key or any(row.cells.get(name) for name in (CODE, "settled"))):
            near = nearest(key, [unit.key for unit in self._units.values()]) if key else None
            problems.append(
                Problem.of(Code.CODING_KEY, row.where(KEY), key=key[:40] or "nothing", hint=did_you_mean(near))
            )
        return unit

    def read(self, row: Cells, column: str, unit: Unit, problems: list[Problem]) -> str | None:
        """Return the answer's id that a cell means, None for an empty one or one that means nothing."""
        text = row.cells.get(column, "")
        if not clean(text):
            return None
        item = self._coded.item(unit.item)
        words = self.words(item)
        code = words.code(text)
        if code is not None and code >= FIRST_ANSWER:
            return item.answers[code - FIRST_ANSWER].id
        if code == AMBIGUOUS:
            hint = "; it may mean two answers"
        else:
            hint = suggestion(words, text) if may_quote(item.words) else ""
        problems.append(
            Problem.of(
                Code.CODING_UNKNOWN,
                row.where(column),
                text=quote(item.words, text),
                item=item.id,
                hint=hint,
                known=known_answers(item.words),
            )
        )
        return None

    def words(self, item: Item) -> Vocabulary:
        """Return what the codes of an item may be called."""
        if item.id not in self._words:
            self._words[item.id] = vocabulary(item.words)
        return self._words[item.id]
