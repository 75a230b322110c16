"""The cleaning log: a table with a line per cell that is wrong, filled in by people, as CSV or XLSX."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.spreadsheet import Sheet, csv_text, xlsx_bytes
from civicmap.survey.container.door import open_file
from civicmap.survey.folding import clean, fold
from civicmap.survey.headers import header_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from civicmap.survey.tables import Container, Row, Table

COLUMNS: Final = (
    "file", "cell", "row", "column", "question", "entity", "old", "new", "state", "who", "why", "date",
    "proposed", "problem", "message",
)  # fmt: skip
STATES: Final = ("blank", "dont_know", "not_applicable", "not_asked", "under_review")
KINDS: Final = (".csv", ".xlsx")

_HUMAN: Final = ("new", "state", "who", "why", "date")  # what only a person writes
_NEEDED: Final = ("new", "state")
_PLACED: Final = (("cell",), ("row", "column"))  # either says where a cell is
_WIDTHS: Final = (24, 8, 6, 8, 22, 14, 30, 30, 14, 14, 30, 12, 30, 18, 60)
_ROW: Final = COLUMNS.index("row")
_MOST_LOOKED_AT: Final = 20  # rows above the header
_FALLBACK: Final = "cp1252"  # in which spreadsheet programs save CSV in much of the world
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED: Final = re.compile(r"'+[=+\-@\t\r]")
_UNSOUND: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NOT_LOWER: Final = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as its cells stand there. `number` is its row in the log; 0 for one that was just made.

    `more` holds the cells of columns that people added: (header, text).
    """

    file: str = ""
    cell: str = ""
    row: str = ""
    column: str = ""
    question: str = ""
    entity: str = ""
    old: str = ""
    new: str = ""
    state: str = ""
    who: str = ""
    why: str = ""
    date: str = ""
    proposed: str = ""
    problem: str = ""
    message: str = ""
    number: int = 0
    more: tuple[tuple[str, str], ...] = ()

    @property
    def decided(self) -> bool:
        """Whether the line corrects a cell."""
        return bool(clean(self.new) or clean(self.state))

    @property
    def touched(self) -> bool:
        """Whether a person wrote in it."""
        return any(clean(getattr(self, name)) for name in _HUMAN) or any(clean(text) for _, text in self.more)

    @property
    def state_id(self) -> str:
        """The state, as an id is written."""
        return _NOT_LOWER.sub("_", fold(self.state))


@dataclass(frozen=True, slots=True)
class CleaningLog:
    """A log as it was read: the lines in which a person wrote, and how many there are beside them.

    `place` is the file with its sheet, for addresses.
    """

    name: str
    place: str
    lines: tuple[Line, ...]
    untouched: int
    recoded: bool = False  # not UTF-8, and nobody said in which encoding it is

    def where(self, line: Line) -> str:
        """Return the address of a line."""
        return f"{self.place}!{line.number}"


def load_cleaning_log(path: Path, encoding: str | None = None) -> CleaningLog:
    """Read a log that `log_bytes` wrote, filled in and saved again by any program.

    The `encoding` is that of the survey files: it is tried where a text file is not UTF-8. Raises UnreadableError for
    what is no table or has no columns of a log.
    """
    container, recoded = _opened(path, encoding)
    with container:
        table, (header_row, header) = _find(container)
        place = "!".join(part for part in (container.name, table.name) if part)
        columns = _columns(header, place)
        lines, untouched = [], 0
        for number, cells in table.rows():
            if number > header_row and any(map(clean, cells)):
                line = _line(number, cells, columns)
                lines += [line] * line.touched
                untouched += not line.touched
        return CleaningLog(container.name, place, tuple(lines), untouched, recoded)


def _opened(path: Path, encoding: str | None) -> tuple[Container, bool]:
    """Open a log, in another encoding where it is not UTF-8; say whether that is a guess."""
    try:
        return open_file(path), False
    except UnreadableError as fault:
        if fault.problems[0].code is not Code.FILE_ENCODING:
            raise
        return open_file(path, encoding or _FALLBACK), encoding is None


def _find(container: Container) -> tuple[Table, Row]:
    """Return the table of the log and its header. Raises UnreadableError that names the first column it lacks."""
    best: tuple[int, Table, Row] | None = None
    for table in container.tables:
        for number, cells in table.head(_MOST_LOOKED_AT):
            known = len({header_key(cell) for cell in cells} & set(COLUMNS))
            if known > 1 and (best is None or known > best[0]):
                best = known, table, (number, cells)
    if best is None:
        raise UnreadableError(Problem.of(Code.CORRECTION_COLUMN, container.name, column="cell"))
    return best[1:]


def _columns(header: Sequence[str], place: str) -> Mapping[int, str]:
    """Return what stands in each column: a field's name, or the header of a column that people added."""
    keys = [header_key(cell) for cell in header]
    lacking = [name for name in _NEEDED if name not in keys][:1] if not {*_NEEDED} & {*keys} else []
    if not any(all(name in keys for name in names) for names in _PLACED):
        lacking = ["cell"]
    if lacking:
        raise UnreadableError(Problem.of(Code.CORRECTION_COLUMN, place, column=lacking[0]))
    first = {key: at for at, key in reversed(list(enumerate(keys)))}
    return {
        at: key if key in COLUMNS and first[key] == at else clean(header[at])
        for at, key in enumerate(keys)
        if clean(header[at])
    }


def _line(number: int, cells: Sequence[str], columns: Mapping[int, str]) -> Line:
    """Return one row as a line."""
    held = {name: _unescaped(cells[at]) for at, name in columns.items() if at < len(cells) and cells[at]}
    more = tuple((name, text) for name, text in held.items() if name not in COLUMNS)
    return Line(**{name: text for name, text in held.items() if name in COLUMNS}, number=number, more=more)


def log_bytes(lines: Sequence[Line], suffix: str) -> bytes:
    """Return lines as a log: a workbook for the suffix .xlsx, else CSV in UTF-8."""
    added = tuple(dict.fromkeys(name for line in lines for name, _ in line.more))
    header = (*COLUMNS, *added)
    if suffix.lower() == ".xlsx":
        rows = [
            [_number(cell) if at == _ROW else cell for at, cell in enumerate(_cells(line, added))] for line in lines
        ]
        return xlsx_bytes([Sheet("Corrections", header, rows, _WIDTHS)])
    return csv_text(header, [list(_cells(line, added)) for line in lines]).encode()


def _number(text: str) -> str | float:
    """Return a row's number as a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else text


def _cells(line: Line, added: Sequence[str]) -> Iterator[str]:
    """Yield the cells of a line, each safe from being run."""
    more = dict(line.more)
    yield from (_escaped(getattr(line, name)) for name in COLUMNS)
    yield from (_escaped(more.get(name, "")) for name in added)


def sound(text: str) -> str:
    """Return a text as every kind of log can hold it."""
    return _UNSOUND.sub("\ufffd", text)


def _escaped(text: str) -> str:
    """Return a text with an apostrophe before it where a spreadsheet program would run it, or where it looks so."""
    text = sound(text)
    return f"'{text}" if _FORMULA.match(text) else text


def _unescaped(text: str) -> str:
    """Undo `_escaped`: take one apostrophe away where one must have been put."""
    return text[1:] if _ESCAPED.match(text) else text


def renewed(line: Line, fresh: Line) -> Line:
    """Return a line in which a person wrote, with what is wrong with its cell now."""
    return replace(line, proposed=fresh.proposed, problem=fresh.problem, message=fresh.message)
