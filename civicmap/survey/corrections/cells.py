"""Cells by their addresses: which row and column of the combined files stands at survey.xlsx!Responses, F12."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.model import Role
from civicmap.survey.addresses import address
from civicmap.survey.combine import column_key
from civicmap.survey.folding import clean, fold
from civicmap.survey.quoting import may_quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Column, Correction, Source
    from civicmap.survey.combine import ColumnKey, Combined

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,8})\Z")
_LETTERS: Final = re.compile(r"\$?([A-Za-z]{1,3})\Z")
_ROW: Final = re.compile(r"([1-9][0-9]{0,8})(?:\.0+)?\Z")
_QUOTED: Final = frozenset({Role.QUESTION, Role.OPTION})


class Cell(NamedTuple):
    """A cell of the combined files: places of its row and column."""

    row: int
    column: int


class Away(Exception):  # noqa: N818 - no error of the program: why an address leads nowhere
    """An address leads to no cell that is kept; says why."""


def split_cell(text: str) -> tuple[str, int] | None:
    """Return the letter and row of F12; None if the text is no cell."""
    found = _CELL.match(clean(text))
    return (found[1].upper(), int(found[2])) if found else None


def letter_of(text: str) -> str | None:
    """Return a column's letter; None if the text is none."""
    found = _LETTERS.match(clean(text))
    return found[1].upper() if found else None


def row_of(text: str) -> int | None:
    """Return a row's number; None if the text is none."""
    found = _ROW.match(clean(text))
    return int(found[1]) if found else None


def file_of(source: Source) -> str:
    """Return what a log calls a file: its name, with its sheet."""
    return address(source, 0).rpartition("!")[0]


def may_show(column: Column, framework: Framework) -> bool:
    """Say whether a cell's text may stand in a log or message: an entity's, or one of a closed, open question."""
    if column.role is Role.ENTITY or column.question == framework.entity.question is not None:
        return True
    asked = next((one for one in framework.questions if one.id == column.question), None)
    return column.role in _QUOTED and asked is not None and may_quote(asked)


class Cells:
    """Finds cells of some files. `headers` (files, columns) are the columns of each file; `rows` those asked for."""

    def __init__(self, combined: Combined, headers: Sequence[Sequence[Column]], rows: Iterable[int]) -> None:
        self._combined = combined
        self._sources = _sources(combined.sources)
        self._letters = [{column.letter for column in columns} for columns in headers]
        self._wanted = np.array(sorted(set(rows)), dtype=np.int64)
        self._columns = _columns(combined, headers)
        self._rows = self._places(combined.number)
        self._own: dict[int, dict[tuple[int, int], list[int]]] = {}

    def source(self, name: str) -> int:
        """Return the place of a file by its name, with or without its sheet; "" where there is but one. Raises Away."""
        found = self._sources.get(fold(name), [])
        if len(found) == 1:
            return found[0]
        if not clean(name):
            raise Away("the line names no file")
        raise Away(f"{clean(name)!r} may be any of several files" if found else f"no file {clean(name)!r} was read")

    def find(self, source: int, letter: str, row: int) -> tuple[Cell, ...]:
        """Return a cell: in each response that it is of, as where one has a row for each instance. Raises Away."""
        cell = f"{letter}{row}"
        places = self._columns.get((source, letter), [])
        if not places:
            stands = letter in self._letters[source]
            raise Away(f"the column of {cell} is not stored" if stands else f"the file has no column {letter} ({cell})")
        for column in places:
            if found := self._by_own_number(column, source, row):
                return tuple(Cell(at, column) for at in found)
        for column in places:
            numbers = self._combined.columns[column].numbers
            found = [at for at in self._rows.get((source, row), []) if numbers is None or not numbers[at]]
            if found:
                return tuple(Cell(at, column) for at in found)
        raise Away(f"no response stands in row {row} ({cell})")

    def _by_own_number(self, column: int, source: int, row: int) -> list[int]:
        """Return the places of a cell that stands in another row of its file than the rest of its response."""
        numbers = self._combined.columns[column].numbers
        if numbers is None:
            return []
        if column not in self._own:
            self._own[column] = self._places(numbers)
        return self._own[column].get((source, row), [])

    def _places(self, numbers: NDArray[np.uint32]) -> dict[tuple[int, int], list[int]]:
        """Return (file, row in it) -> places, of the rows that are asked for."""
        places = np.flatnonzero(np.isin(numbers, self._wanted))
        pairs = zip(self._combined.source[places].tolist(), numbers[places].tolist(), strict=True)
        found: dict[tuple[int, int], list[int]] = {}
        for pair, at in zip(pairs, places.tolist(), strict=True):
            found.setdefault(pair, []).append(at)
        return found


def places_of(sources: NDArray[np.uint16], numbers: NDArray[np.uint32]) -> dict[tuple[int, int], list[int]]:
    """Return (file, row in it) -> places; several where a response has a row for each of its instances."""
    found: dict[tuple[int, int], list[int]] = {}
    for at, pair in enumerate(zip(sources.tolist(), numbers.tolist(), strict=True)):
        found.setdefault(pair, []).append(at)
    return found


def stored_columns(combined: Combined) -> Callable[[Column], int | None]:
    """Return what gives the place of the stored column that a file's column is part of: itself, else one like it."""
    same = {held.column: at for at, held in enumerate(combined.columns)}
    alike: dict[ColumnKey, int] = {column_key(held.column): at for at, held in enumerate(combined.columns)}
    return lambda column: same.get(column, alike.get(column_key(column)))


def cells_of(corrections: Sequence[Correction], combined: Combined) -> Iterator[tuple[Cell, Correction]]:
    """Yield corrections that were kept, with their cells, as far as these are among the combined rows."""
    stored = stored_columns(combined)
    rows = places_of(combined.source, combined.number) if corrections else {}
    for one in corrections:
        column = stored(one.column)
        if column is not None:
            yield from ((Cell(row, column), one) for row in rows.get((one.source, one.row), []))


def _columns(combined: Combined, headers: Sequence[Sequence[Column]]) -> dict[tuple[int, str], list[int]]:
    """Return (file, letter there) -> places of the stored columns; several where one was made into several."""
    stored = stored_columns(combined)
    found: dict[tuple[int, str], list[int]] = {}
    for source, columns in enumerate(headers):
        for column in columns:
            if (at := stored(column)) is not None:
                found.setdefault((source, column.letter), []).append(at)
        for at, held in enumerate(combined.columns):
            places = found.get((source, held.column.letter), [])
            if held.numbers is not None and at not in places:
                found[source, held.column.letter] = [*places, at]
    return found


def _sources(sources: Sequence[Source]) -> Mapping[str, list[int]]:
    """Return folded name -> places of the files that may be meant."""
    found: dict[str, list[int]] = {}
    for at, source in enumerate(sources):
        names = (file_of(source), source.name, *([""] if len(sources) == 1 else []))
        for name in dict.fromkeys(map(fold, names)):
            found.setdefault(name, []).append(at)
    return found
