"""Streaming a table's rows into columns of integer codes: no list of rows is ever held."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.survey.folding import is_blank
from civicmap.survey.tables import NotPlainError, letter
from civicmap.texts import compact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.packed import AnyCodes
    from civicmap.survey.tables import Row, Table

_BATCH: Final = 4096  # rows
LETTERS_NAMED: Final = 4


class _Codes(dict[str, int]):
    """Text -> code, in the order of first sight; what is blank to the eye is code 0."""

    def __missing__(self, text: str) -> int:
        code = 0 if is_blank(text) else len(self)
        if code == 0:
            return 0  # not remembered: codes count the texts
        self[text] = code
        return code


@dataclass(slots=True)
class ColumnWriter:
    """One column while it is read."""

    codes: _Codes = field(default_factory=lambda: _Codes({"": 0}))
    pieces: list[NDArray[np.unsignedinteger]] = field(default_factory=list)

    def add(self, cells: Iterable[str]) -> None:
        """Add the cells of some rows."""
        found = np.fromiter(map(self.codes.__getitem__, cells), dtype=np.uint32)
        self.pieces.append(found.astype(narrowest(len(self.codes))))

    def done(self) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
        """Return the texts and every row's code."""
        kind = narrowest(len(self.codes))
        codes = np.concatenate([np.zeros(0, dtype=kind), *self.pieces]).astype(kind, copy=False)
        return compact(tuple(self.codes), codes)


def narrowest(texts: int) -> type[np.unsignedinteger]:
    """Return the narrowest type that numbers so many texts from 0."""
    if texts <= 1 << 8:
        return np.uint8
    return np.uint16 if texts <= 1 << 16 else np.uint32


@dataclass(slots=True)
class Notes:
    """Rows that are no responses, and cells that stand beyond the header: how many, and the first of each."""

    blank: int = 0
    first_blank: int = 0
    headers: list[int] = field(default_factory=list)
    too_long: list[tuple[int, str]] = field(default_factory=list)  # row, letters of the cells


@dataclass(frozen=True, slots=True)
class Encoded:
    """The rows of a table that hold anything under the header: columns by place, and each row's number."""

    columns: Mapping[int, tuple[Sequence[str], AnyCodes]]
    numbers: NDArray[np.uint32]
    read: int  # rows below the header, blank ones included
    notes: Notes


def encode_table(table: Table, levels: Sequence[list[str]], header_rows: int, places: Sequence[int]) -> Encoded:
    """Read a table below its header into columns: the quickest way that it has and that knows it, else row by row."""
    if table.bulk is not None:
        from civicmap.survey.encode_bulk import encode_bulk  # noqa: PLC0415 - it builds on this module

        with suppress(NotPlainError):
            return encode_bulk(table.bulk, levels, header_rows, places)
    if table.quick is not None:
        from civicmap.survey.encode_quick import encode_quickly  # noqa: PLC0415 - it builds on this module

        with suppress(*table.quick.refused):
            return encode_quickly(table.quick, levels, header_rows, places)
    return encode(table.rows(), levels, header_rows, places)


def encode(rows: Iterable[Row], levels: Sequence[list[str]], header_rows: int, places: Sequence[int]) -> Encoded:
    """Read a table's rows below its header into columns, those at `places` only.

    `levels` are the header's rows that name columns, of one width.
    """
    notes = Notes()
    writers = {at: ColumnWriter() for at in places}
    numbers: list[NDArray[np.uint32]] = []
    width = len(levels[0])
    last = header_rows
    stream = _responses(rows, levels, header_rows, notes)
    while batch := list(islice(stream, _BATCH)):
        last = batch[-1][0]
        kept = [(number, cells + [""] * (width - len(cells))) for number, cells in batch]
        numbers.append(np.array([number for number, _ in kept], dtype=np.uint32))
        across = list(zip(*(cells for _, cells in kept), strict=True))
        for at, writer in writers.items():
            writer.add(across[at])
    done = {at: writer.done() for at, writer in writers.items()}
    every = np.concatenate([np.zeros(0, dtype=np.uint32), *numbers])
    read = len(every) + notes.blank + len(notes.headers)
    assert last <= header_rows + read
    return Encoded(done, every, read, notes)


def trimmed(cells: list[str]) -> list[str]:
    """Return a row without the blank cells at its end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _responses(rows: Iterable[Row], levels: Sequence[list[str]], header_rows: int, notes: Notes) -> Iterator[Row]:
    """Yield the rows that hold anything under the header, cut to its width; note the others."""
    width = len(levels[0])
    headers = [trimmed(level) for level in levels]
    for number, cells in rows:
        if number <= header_rows:
            continue
        if len(cells) > width:
            stray = [letter(at) for at in range(width, len(cells)) if cells[at].strip()]
            named = stray[:LETTERS_NAMED] + ["…"] * (len(stray) > LETTERS_NAMED)
            notes.too_long.append((number, ", ".join(named)))
        here = cells[:width]
        if all(map(is_blank, here)):
            notes.first_blank = notes.first_blank or number
            notes.blank += 1
        elif trimmed(here) in headers:
            notes.headers.append(number)
        else:
            yield number, here
