"""A catalogue's CSV file -> rows, each with its line. Every fault of the file in one run; formulas and markup stay text.

Standard library only, so that a command can read a catalogue without pydantic or ruamel.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from civicmap.errors import CivicmapError, Code, Problem, UnreadableError
from civicmap.spreadsheet import unguarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.types import Framework

LARGEST: Final = 20_000_000  # bytes
MOST_ROWS: Final = 100_000
_OWN: Final = "x_"  # begins the columns that are the user's own
_SEPARATORS: Final = ",;\t"
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_SHOWN: Final = 12  # names in a repair
_YES_NO: Final = {"yes": True, "no": False}
_ID: Final = re.compile(r"[^\s;,]{1,100}")

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a catalogue; those of `texts` may stand in further languages, as `summary::fr`."""

    kind: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What rows may name: pillars by every word for them, and indicators; and the document that a bare paragraph is of."""

    pillars: Mapping[str, str]
    indicators: tuple[str, ...]
    document: str
    language: str  # that the texts are in


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells by column ("" where there is none), and what is wrong with it."""

    where: str
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def needed(self, column: str, how: str) -> str:
        """Return a cell that must not be empty."""
        if not self.cells[column]:
            self._name(Code.CATALOGUE_VALUE, f"the {column} is empty", how)
        return self.cells[column]

    def pillar(self, known: Known) -> str:
        """Return the pillar's id; "" where none is named."""
        said = self.cells["pillar"]
        found = known.pillars.get(folded(said), "")
        if said and not found:
            names = list(dict.fromkeys(known.pillars.values()))
            self._name(Code.CATALOGUE_REFERENCE, f"there is no pillar {said!r}", suggest(said, names))
        return found

    def known(self, kind: str, name: str, names: Sequence[str]) -> bool:
        """Tell whether a name is among those there are."""
        if name in names:
            return True
        self._name(Code.CATALOGUE_REFERENCE, f"there is no {kind} {name!r}", suggest(name, names))
        return False

    def yes(self, column: str, *, default: bool) -> bool:
        """Return whether a cell says yes; the default where it is empty, and no where it says anything else."""
        said = self.cells[column]
        if said and said.casefold() not in _YES_NO:
            self._name(Code.CATALOGUE_VALUE, f"{column} is {said!r}", "write yes or no")
        return _YES_NO.get(said.casefold(), False) if said else default

    def year(self, column: str) -> int | None:
        """Return a year; None where there is none."""
        said = self.cells[column]
        if not said:
            return None
        if re.fullmatch(r"[12][0-9]{3}", said):
            return int(said)
        self._name(Code.CATALOGUE_VALUE, f"{column} is {said!r}", "write a year of four digits")
        return None

    def texts(self) -> dict[str, str]:
        """Return what stands in further languages."""
        return {column: text for column, text in self.cells.items() if "::" in column and text}

    def _name(self, code: Code, what: str, how: str) -> None:
        self.problems.append(Problem.of(code, self.where, what=what, how=how))


@dataclass(frozen=True, slots=True)
class Catalogue(Generic[Made]):
    """What a file holds, and everything that is wrong with it."""

    entries: tuple[Made, ...]
    problems: tuple[Problem, ...]


def read_catalogue(path: Path, form: Form, known: Known, make: Callable[[Row, Known], Made]) -> Catalogue[Made]:
    """Read a catalogue. Raises UnreadableError for a file that is no text in UTF-8, is not there or is too large."""
    rows, problems = read_rows(path, form)
    made = []
    for row in rows:
        made.append(make(row, known))
        problems += row.problems
    return Catalogue(tuple(made), tuple(problems))


def require(catalogue: Catalogue[Made]) -> tuple[Made, ...]:
    """Return the entries. Raises CivicmapError with everything that is wrong."""
    if catalogue.problems:
        raise CivicmapError(*catalogue.problems)
    return catalogue.entries


def known_of(framework: Framework) -> Known:
    """Return what a framework's catalogues may name."""
    pillars = {folded(word): node.id for node in framework.pillars for word in (node.title, node.id)}
    indicators = tuple(node.id for node in framework.nodes if node.level.value == "indicator")
    return Known(pillars, indicators, framework.source, framework.language)


def folded(text: str) -> str:
    """Return a name as it is compared: capitals, hyphens, underscores and spaces make no difference."""
    return re.sub(r"[\s_-]+", " ", text.casefold()).strip()


def parts(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several, each once."""
    return tuple(dict.fromkeys(part.strip() for part in cell.split(";") if part.strip()))


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a repair for a name that is not known: the nearest one, else those that there are."""
    names = list(dict.fromkeys(known))
    near = get_close_matches(name[:100], names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    more = f", … ({len(names)} in all)" if len(names) > _SHOWN else ""
    return f"use one of: {', '.join(names[:_SHOWN])}{more}" if names else "there is none: leave it empty"


# --- the file -------------------------------------------------------------------------------------------------------


def read_rows(path: Path, form: Form) -> tuple[list[Row], list[Problem]]:
    """Return the rows that hold anything, with the faults of the header and of ids."""
    lines = _lines(text_of(path))
    titles: list[str] = []
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        for number, cells in lines:
            if not titles:
                titles, found = _header(cells, form, f"{path.name}:{number}")
                problems += found
                if found and any(title not in titles for title in form.required):
                    return [], problems  # each row would only say it again
            elif any(cell.strip() for cell in cells):
                rows.append(_row(f"{path.name}:{number}", titles, cells, form))
                if len(rows) > MOST_ROWS:
                    raise _too_large(path, f"{MOST_ROWS:,} rows")
    except csv.Error as fault:
        raise _unreadable(path, f"it is no CSV: {fault}", "save it as CSV in UTF-8") from fault
    if not titles:
        raise UnreadableError(Problem.of(Code.FILE_EMPTY, path.name))
    _check_ids(rows)
    return rows, problems


def text_of(path: Path) -> str:
    """Return the text of a file. Raises UnreadableError where it is none."""
    try:
        if path.stat().st_size > LARGEST:
            raise _too_large(path, f"{LARGEST // 1_000_000} MB")
        content = path.read_bytes()
    except FileNotFoundError as fault:
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path))) from fault
    except OSError as fault:
        raise _unreadable(path, fault.strerror or str(fault), "name a file that can be read") from fault
    if content.startswith(b"PK\x03\x04"):
        what = "a workbook or another packed file"
        raise UnreadableError(Problem.of(Code.FILE_TYPE, path.name, what=what, how="save it as CSV in UTF-8"))
    try:
        return content.decode("utf-8-sig").replace("\0", "\ufffd")
    except UnicodeDecodeError as fault:
        raise _unreadable(path, f"the text is not UTF-8 (byte {fault.start})", "save it as CSV in UTF-8") from fault


def header_of(path: Path) -> tuple[list[str], str]:
    """Return the columns' names of a catalogue, and the sign that parts them."""
    text = text_of(path)
    _, cells = next(iter(_lines(text)), (1, []))
    return [cell.strip().casefold() for cell in cells], _separator(text)


def _separator(text: str) -> str:
    """Return the sign that parts the cells of the first line most."""
    first = text.lstrip("\r\n").splitlines()[:1] or [""]
    return max(_SEPARATORS, key=first[0].count)


def _lines(text: str) -> Iterable[tuple[int, list[str]]]:
    """Yield each record with the line that it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        if cells:
            yield begins, cells


def _header(cells: Sequence[str], form: Form, where: str) -> tuple[list[str], list[Problem]]:
    """Return the columns' names, and what is wrong with them."""
    titles = [cell.strip().casefold() for cell in cells]
    problems = []

    def name(what: str, how: str) -> None:
        problems.append(Problem.of(Code.CATALOGUE_COLUMN, where, what=what, how=how))

    for place, title in enumerate(titles):
        if title in titles[:place] and title:
            name(f"the column {title!r} stands there twice", "keep one")
        elif title and not _is_column(title, form):
            nearest = suggest(title, form.columns)
            name(f"there is no column {title!r}", f"{nearest}; begin a column of your own with {_OWN}")
    for title in form.required:
        if title not in titles:
            name(f"there is no column {title!r}", f"{form.kind} have the columns {', '.join(form.required)} at least")
    return titles, problems


def _is_column(title: str, form: Form) -> bool:
    base, mark, language = title.partition("::")
    own = title in form.columns or title.startswith(_OWN)
    return own or (bool(mark) and base in form.texts and _LANGUAGE.fullmatch(language) is not None)


def _row(where: str, titles: Sequence[str], cells: Sequence[str], form: Form) -> Row:
    held = dict.fromkeys(form.columns, "")
    held |= {title: unguarded(cell).strip() for title, cell in zip(titles, cells, strict=False) if title}
    row = Row(where, held)
    beyond = [cell for cell in cells[len(titles) :] if cell.strip()]
    if beyond:
        what = f"the row has {len(cells)} cells, the header {len(titles)}"
        row.problems.append(
            Problem.of(Code.CATALOGUE_VALUE, where, what=what, how="put a text that holds the separator into quotes")
        )
    return row


def _check_ids(rows: Iterable[Row]) -> None:
    """Name ids that are missing, no ids, or taken."""
    first: dict[str, str] = {}
    for row in rows:
        name = row.cells["id"]
        what = ""
        if not name:
            what, how = "the id is empty", "give each row an id of its own"
        elif not _ID.fullmatch(name):
            what, how = f"{name!r} is no id", "write up to 100 signs without spaces, commas and semicolons"
        elif name in first:
            what, how = f"the id {name!r} stands there twice, first in line {first[name]}", "give one another id"
        first.setdefault(name, row.where.rpartition(":")[2])
        if what:
            row.problems.insert(0, Problem.of(Code.CATALOGUE_ID, row.where, what=what, how=how))


def _unreadable(path: Path, why: str, how: str) -> UnreadableError:
    return UnreadableError(Problem.of(Code.FILE_UNREADABLE, path.name, why=why, how=how))


def _too_large(path: Path, limit: str) -> UnreadableError:
    how = "check that it is a catalogue"
    return UnreadableError(Problem.of(Code.FILE_TOO_LARGE, path.name, what="the file", limit=limit, how=how))
