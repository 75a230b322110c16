"""The lines of a cleaning log: every cell that something is wrong with, and what a person wrote about it before."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import CivicmapError, Code, Problem, Severity
from civicmap.model import Role
from civicmap.survey.combine import column_key
from civicmap.survey.corrections.cells import file_of, may_show, split_cell
from civicmap.survey.corrections.cleaning_log import Line, renewed, sound
from civicmap.survey.corrections.propose import Proposer
from civicmap.survey.corrections.said import where_in
from civicmap.survey.folding import clean, fold
from civicmap.survey.people import entity_column
from civicmap.survey.resolve import examine
from civicmap.survey.tables import place_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import Column, Raw, RawColumn, Register, Source
    from civicmap.survey.combine import ColumnKey
    from civicmap.survey.corrections.cleaning_log import CleaningLog
    from civicmap.survey.ingest import Reading, ReadWave
    from civicmap.survey.log import Spot
    from civicmap.survey.resolve import Read

MOST_LINES: Final = 100_000
_CELL_OF: Final = {Code.ROW_NO_WAVE: Role.WAVE}  # problems of a row that one of its cells mends
_LONGEST: Final = 1000  # characters of a cell that are worth a look


class _Place(NamedTuple):
    """Where a cell stands. A whole row has no letter."""

    source: int
    row: int
    letter: str

    @property
    def order(self) -> tuple[int, int, int]:
        """Files as they were read, then rows, then columns as a spreadsheet has them."""
        at = place_of(self.letter) if self.letter else None
        return self.source, self.row, -1 if at is None else at


@dataclass(slots=True)
class _Found:
    """What is known of a cell, and everything that is wrong with it."""

    question: str = ""
    entity: str = ""
    old: str = ""
    withheld: bool = False
    proposed: str = ""
    problems: list[Problem] = field(default_factory=list)


def cleaning_lines(
    reading: Reading,
    framework: Framework,
    register: Register | None = None,
    log: CleaningLog | None = None,
) -> list[Line]:
    """Return a line for each cell or row that has a problem, in the order of files, rows and columns.

    Lines of `log` in which a person wrote are kept, with what is still wrong with their cells. Resolves the waves once
    more, as a reading alone need not remember where each problem stands. Raises CivicmapError above MOST_LINES.
    """
    gathering = _Gathering(reading, framework, register)
    told: set[Problem] = set()
    for one in reading.waves:
        told |= gathering.of_answers(one)
    gathering.of_rows(problem for problem in reading.problems if problem not in told)
    return _merged(gathering, log)


class _Gathering:
    """Collects cells with problems."""

    def __init__(self, reading: Reading, framework: Framework, register: Register | None) -> None:
        self.sources = reading.sources
        self.found: dict[_Place, _Found] = {}
        self._framework, self._register = framework, register
        self._place = {source: at for at, source in reversed(list(enumerate(reading.sources)))}
        self._letters: list[dict[ColumnKey, str]] = [
            {column_key(column): column.letter for column in columns} for columns in reading.columns
        ]
        self._roles = [{column.role: column.letter for column in columns} for columns in reading.columns]
        self._said = 0

    def of_answers(self, one: ReadWave) -> set[Problem]:
        """Take the problems of a wave's answers, each at all its cells; return them."""
        _, read = examine(
            one.raw, self._framework, wave=one.wave, register=self._register, closed_on=one.survey.closed_on
        )
        canvas = read.canvas
        proposer = Proposer(self._framework, canvas.vocabularies, self._register)
        spots = [spot for spot in canvas.log.spots if spot.problem.severity is not Severity.NOTE]
        for spot in spots:
            rows = spot.where()
            self._count(len(rows))
            for row in rows.tolist():
                held = _column(spot, canvas.raw, self._framework, row)
                if held is not None:
                    self._cell(spot.problem, read, held, row, proposer)
        return {spot.problem for spot in canvas.log.spots}

    def _count(self, lines: int) -> None:
        """Stop before there are more lines than anyone reads. Raises CivicmapError."""
        self._said += lines
        if self._said > MOST_LINES:
            raise CivicmapError(
                Problem.of(Code.LOG_TOO_LONG, lines=f"more than {MOST_LINES:,}", most=f"{MOST_LINES:,}")
            )

    def _cell(self, problem: Problem, read: Read, held: RawColumn, row: int, proposer: Proposer) -> None:
        raw, column = read.canvas.raw, held.column
        source = self._place[raw.sources[int(raw.row_source[row])]]
        own = 0 if held.numbers is None else int(held.numbers[row])
        place = _Place(source, own or int(raw.row_number[row]), self._letter(source, column))
        found = self.found.get(place)
        text = held.text(row)
        if found is None:
            found = self.found[place] = self._look(read, column, row, text)
        found.problems.append(problem)
        found.proposed = found.proposed or proposer.propose(problem.code, column, text)

    def _look(self, read: Read, column: Column, row: int, text: str) -> _Found:
        """Return what may be said of a cell."""
        framework, people = self._framework, read.people
        named = entity_column(read.canvas.raw, framework) is not None and people.of_row[row] >= 0
        question = (framework.entity.question if column.role is Role.ENTITY else None) or column.question or ""
        shown = may_show(column, framework) and len(text) <= _LONGEST
        return _Found(
            question=question,
            entity=people.ids[int(people.of_row[row])] if named else "",
            old=clean(text) if shown else "",
            withheld=bool(text) and not shown,
        )

    def _letter(self, source: int, column: Column) -> str:
        """Return a column's letter in one of the files."""
        return self._letters[source].get(column_key(column), column.letter)

    def of_rows(self, problems: Iterable[Problem]) -> None:
        """Take other problems that stand at a cell or row below a header; of several rows, the first is known."""
        prefixes = {f"{file_of(source)}!": place for place, source in enumerate(self.sources)}
        for problem in problems:
            start, _, end = problem.where.rpartition("!")
            source = prefixes.get(f"{start}!")
            if source is None or problem.severity is Severity.NOTE:
                continue
            cell = split_cell(end)
            letter, row = cell or ("", int(end) if end.isascii() and end.isdigit() else 0)
            if row > self.sources[source].header_rows:
                mending = _CELL_OF.get(problem.code)
                place = _Place(source, row, letter or (self._roles[source].get(mending, "") if mending else ""))
                self._count(1)
                self.found.setdefault(place, _Found()).problems.append(_of_the_first(problem))


def _of_the_first(problem: Problem) -> Problem:
    """Return a problem of several rows as one of the first of them."""
    more = f" ({problem.count} rows, of which this is the first)"
    return problem if problem.count == 1 else replace(problem, message=problem.message + more)


def _column(spot: Spot, raw: Raw, framework: Framework, row: int) -> RawColumn | None:
    """Return the column in which a row has the problem: of a letter that several have, one that says something."""
    if not isinstance(spot.column, str):
        return spot.column
    if not spot.column:
        return entity_column(raw, framework)
    own = [held for held in raw.columns if held.column.letter == spot.column]
    return next((held for held in own if held.code(row)), own[0] if own else None)


def _merged(gathering: _Gathering, log: CleaningLog | None) -> list[Line]:
    """Return the lines that were found and those in which a person wrote, one for each cell; kept as they were."""
    files = [file_of(source) for source in gathering.sources]
    fresh = {place: _line(files[place.source], place, found) for place, found in gathering.found.items()}
    kept: dict[_Place, list[Line]] = {}
    foreign: list[Line] = []
    names = _names(gathering.sources)
    for line in log.lines if log is not None else ():
        place = _of(line, names)
        if place is None:
            foreign.append(line)
        else:
            kept.setdefault(place, []).append(renewed(line, fresh[place]) if place in fresh else line)
    places = sorted({*fresh, *kept}, key=lambda place: place.order)
    return [line for place in places for line in kept.get(place) or [fresh[place]]] + foreign


def _names(sources: Sequence[Source]) -> Mapping[str, int]:
    """Return folded name -> place of each file that only one name means."""
    found: dict[str, set[int]] = {}
    for place, source in enumerate(sources):
        for name in (file_of(source), source.name, *([""] if len(sources) == 1 else [])):
            found.setdefault(fold(name), set()).add(place)
    return {name: places.pop() for name, places in found.items() if len(places) == 1}


def _of(line: Line, names: Mapping[str, int]) -> _Place | None:
    """Return the place that a line of a log names; None where it names none of the files."""
    source = names.get(fold(line.file))
    cell = where_in(line)
    if source is None:
        return None
    if cell is not None:
        return _Place(source, cell[1], cell[0])
    row = clean(line.row)
    return _Place(source, int(row), "") if row.isascii() and row.isdigit() and len(row) < 10 else None


def _line(file: str, place: _Place, found: _Found) -> Line:
    """Return a line to be filled in."""
    problems = list(dict.fromkeys(found.problems))
    return Line(
        file=file,
        cell=f"{place.letter}{place.row}" if place.letter else "",
        row=str(place.row),
        column=place.letter,
        question=found.question,
        entity=found.entity,
        old=sound(found.old),
        proposed=found.proposed,
        problem="; ".join(dict.fromkeys(problem.code.id for problem in problems)),
        message="; ".join(_messages(problems, withheld=found.withheld)),
    )


def _messages(problems: Iterable[Problem], *, withheld: bool) -> Iterator[str]:
    yield from (problem.message for problem in problems)
    if withheld:
        yield "the cell's text is withheld"
