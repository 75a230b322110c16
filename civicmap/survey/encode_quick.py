"""Batches of cells into columns of integer codes, as `encode` makes them of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.survey.encode import LETTERS_NAMED, Encoded, Notes, trimmed
from civicmap.survey.encode_quick_column import NOTHING, SOMETHING, ColumnReader, Kept, Keys, Passed
from civicmap.survey.folding import is_blank
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.survey.encode_quick_column import Cells
    from civicmap.survey.tables import Batch, Quick

_MOST_KNOWN: Final = 50_000_000  # shared texts, over all columns, whose codes are remembered


def encode_quickly(quick: Quick, levels: Sequence[list[str]], header_rows: int, places: Sequence[int]) -> Encoded:
    """Read batches of cells into columns, exactly as `encode` reads rows. Raises what `quick.refused` says."""
    sheet = _Sheet(quick, levels, header_rows, places)
    for batch in quick.batches():
        sheet.add(batch)
    return sheet.done()


class _Sheet:
    """A sheet while it is read."""

    def __init__(self, quick: Quick, levels: Sequence[list[str]], header_rows: int, places: Sequence[int]) -> None:
        self.quick = quick
        self.levels = [trimmed(level) for level in levels]
        self.header_rows = header_rows
        self.width = len(levels[0])
        self.places = frozenset(places)
        self.columns = [
            self._column(Kept() if at in self.places else Passed([level[at] for level in levels]))
            for at in range(self.width)
        ]
        self.beyond = self._column(Passed())
        self.room = _MOST_KNOWN
        self.numbers: list[NDArray[np.uint32]] = [np.zeros(0, dtype=np.uint32)]
        self.last = 0
        self.notes = Notes()

    def _column(self, codes: Kept | Passed) -> ColumnReader:
        return ColumnReader(codes, Keys(self.quick.text_of, codes.__getitem__), self.quick.plain)

    def add(self, batch: Batch) -> None:
        """Add some rows."""
        across, seen = self._read(batch)
        if seen.any():
            self.last = int(batch.numbers[np.flatnonzero(seen)[-1]])
        some = np.zeros(len(batch.numbers), dtype=np.bool_)
        for codes in across.values():
            some |= codes >= SOMETHING
        repeats = self._repeats(batch, across, some)
        self.notes.headers += batch.numbers[repeats].tolist()
        responses = np.flatnonzero(some & ~repeats)
        self.numbers.append(batch.numbers[responses])
        nothing = np.zeros(len(responses), dtype=np.uint32)
        for at in self.places:
            self.columns[at].keep(across[at][responses] if at in across else nothing)

    def _read(self, batch: Batch) -> tuple[dict[int, NDArray[np.uint32]], NDArray[np.bool_]]:
        """Return the codes (rows,) of the columns that hold anything, and which rows hold anything anywhere."""
        header = int(np.searchsorted(batch.numbers, self.header_rows, side="right"))
        seen = np.zeros(len(batch.numbers), dtype=np.bool_)
        above = int(np.searchsorted(batch.row, header))
        for cell in range(above):
            seen[batch.row[cell]] |= bool(self._text(batch, cell).strip())
        across: dict[int, NDArray[np.uint32]] = {}
        stray: list[tuple[int, int]] = []
        for at, cells in _by_column(batch, above):
            codes = self._codes(batch, cells, self.columns[at] if at < self.width else self.beyond)
            if len(codes) < len(seen):
                some, codes = codes, np.zeros(len(seen), dtype=np.uint32)
                codes[batch.row[cells]] = some
            seen |= codes > NOTHING
            if at < self.width:
                across[at] = codes
            else:
                stray += [(row, at) for row in np.flatnonzero(codes > NOTHING).tolist()]
        self._note_stray(batch, stray)
        return across, seen

    def _codes(self, batch: Batch, cells: Cells, column: ColumnReader) -> NDArray[np.uint32]:
        """Return the codes of some cells of a column."""
        texts = self.quick.texts
        if not texts or (batch.shared[cells] < 0).all() or (column.known is None and self.room < len(texts)):
            return column.read(batch, cells)
        self.room -= len(texts) if column.known is None else 0
        return column.read_shared(batch, cells, texts)

    def _text(self, batch: Batch, cell: int) -> str:
        return self.quick.text_of(batch.content[batch.start[cell] : batch.stop[cell]])

    def _note_stray(self, batch: Batch, stray: list[tuple[int, int]]) -> None:
        """Note the rows with cells beyond the header."""
        beyond: dict[int, list[str]] = {}
        for row, at in sorted(stray):
            beyond.setdefault(row, []).append(letter(at))
        self.notes.too_long += [
            (int(batch.numbers[row]), ", ".join(letters[:LETTERS_NAMED] + ["…"] * (len(letters) > LETTERS_NAMED)))
            for row, letters in beyond.items()
        ]

    def _repeats(
        self, batch: Batch, across: dict[int, NDArray[np.uint32]], some: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Say which rows are the header once more: those that may be by their codes, by their texts."""
        found = np.zeros(len(some), dtype=np.bool_)
        for level in self.levels:
            maybe = some & ~found
            for at in (at for at, title in enumerate(level) if not is_blank(title)):
                wanted = self.columns[at].codes.get(level[at])
                if at not in across or wanted is None or not maybe.any():
                    maybe[:] = False
                    break
                maybe &= across[at] == wanted
            for row in np.flatnonzero(maybe).tolist():
                found[row] = self._cells(batch, row) == level
        return found

    def _cells(self, batch: Batch, row: int) -> list[str]:
        """Return a row's cells under the header, without the blank ones at the end."""
        cells = [""] * self.width
        for cell in range(*np.searchsorted(batch.row, [row, row + 1]).tolist()):
            if batch.column[cell] < self.width:
                cells[int(batch.column[cell])] = self._text(batch, cell)
        return trimmed(cells)

    def done(self) -> Encoded:
        """Return the columns."""
        numbers, notes = np.concatenate(self.numbers), self.notes
        read = max(0, self.last - self.header_rows)
        notes.blank = read - len(numbers) - len(notes.headers)
        if notes.blank:
            filled = np.sort(np.concatenate([numbers, np.array(notes.headers, dtype=np.uint32)]))
            gaps = np.flatnonzero(filled != self.header_rows + 1 + np.arange(len(filled)))
            notes.first_blank = self.header_rows + 1 + int(gaps[0] if len(gaps) else len(filled))
        renumber = bool(notes.headers)
        columns = {at: self.columns[at].done(renumber=renumber) for at in sorted(self.places)}
        return Encoded(columns, numbers, read, notes)


def _by_column(batch: Batch, above: int) -> Iterator[tuple[int, Cells]]:
    """Yield the place of each column that occurs and its cells, in the order of the rows, without those `above`."""
    if batch.width:
        yield from ((at, slice(above + at, None, batch.width)) for at in range(batch.width))
        return
    order = above + np.argsort(batch.column[above:], kind="stable")
    present, first = np.unique(batch.column[order], return_index=True)
    yield from zip(present.tolist(), np.split(order, first)[1:], strict=True)
