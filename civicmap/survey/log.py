"""Problems of answers while a wave is resolved: counted, addressed, in an order that the file's rows don't change."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.errors import Problem
from civicmap.survey.addresses import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.errors import Code
    from civicmap.model import Raw, RawColumn


class Spot(NamedTuple):
    """All the cells of one problem: some `rows` of a column, or the rows that hold the text at a `place` of it."""

    problem: Problem
    column: RawColumn | str
    rows: NDArray[np.int64] | None
    place: int

    def where(self) -> NDArray[np.int64]:
        """Return the rows of the raw layer."""
        if self.rows is not None or isinstance(self.column, str):
            return np.zeros(0, dtype=np.int64) if self.rows is None else self.rows
        return np.flatnonzero(self.column.codes == self.place)


class Log:
    """Collects the problems of one wave. Rows are rows of the raw layer, in the order in which they were read.

    `spots` say where all cells of a problem are; nothing is counted or copied for them.
    """

    def __init__(self, raw: Raw) -> None:
        self.problems: list[Problem] = []
        self.spots: list[Spot] = []
        self._raw = raw
        self._seen: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}

    @cached_property
    def _place(self) -> NDArray[np.int64]:
        """Where each row stands (rows,), to sort by: its file, then its number there."""
        return (self._raw.row_source.astype(np.int64) << 32) | self._raw.row_number.astype(np.int64)

    def holds(self, column: RawColumn, place: int) -> bool:
        """Say whether any row has a text of a column."""
        return bool(self._of(column)[0][place])

    def text(self, code: Code, column: RawColumn, place: int, **facts: object) -> None:
        """Report one text of a column, once for all its rows, at the first of them."""
        counts, first = self._of(column)
        if counts[place]:
            where = self._where(int(first[place]), column)
            self.problems.append(Problem.of(code, where, int(counts[place]), **facts))
            self.spots.append(Spot(self.problems[-1], column, None, place))

    def texts(
        self,
        code: Code,
        held: Sequence[tuple[RawColumn, int]],
        hidden: Sequence[tuple[RawColumn, int]] = (),
        **facts: object,
    ) -> None:
        """Report some texts of some columns, once for all their rows, at the first of these in the file.

        `hidden` ones count and are not pointed at: where there are no others, the place is their file and sheet.
        """
        total = sum(int(self._of(column)[0][place]) for column, place in (*held, *hidden))
        cells = [self._cell(column, place) for column, place in held if self._of(column)[0][place]]
        if cells:
            _, _, row, column = min(cells, key=lambda cell: cell[:2])
            self.problems.append(Problem.of(code, self._where(row, column), total, **facts))
            self.spots += [Spot(self.problems[-1], column, None, place) for column, place in held]
        elif total:
            source = self._raw.sources[0]
            where = "!".join(filter(None, (source.name, source.sheet)))
            self.problems.append(Problem.of(code, where, total, **facts))

    def _cell(self, column: RawColumn, place: int) -> tuple[int, tuple[int, str], int, RawColumn]:
        """Return where a text stands first, to sort by: row of the file, then column; and the raw row and column."""
        row, letter = int(self._of(column)[1][place]), column.column.letter
        return int(self._place[row]), (len(letter), letter), row, column

    def rows(self, code: Code, column: str | Sequence[RawColumn], rows: NDArray[np.int64], /, **facts: object) -> None:
        """Report some rows, once for all of them, at the first: in the column of a letter, or in the one that speaks.

        Of several columns that hold one thing, that is the first that says something in this row.
        """
        if len(rows):
            first = int(rows[np.argmin(self._place[rows])])
            speaks = [] if isinstance(column, str) else [held for held in column if held.code(first)]
            place = column if isinstance(column, str) else next(iter((*speaks, *column)), "")
            self.problems.append(Problem.of(code, self._where(first, place), len(rows), **facts))
            self.spots.append(Spot(self.problems[-1], place, rows, 0))

    def _where(self, row: int, column: RawColumn | str) -> str:
        source, number = self._raw.sources[int(self._raw.row_source[row])], int(self._raw.row_number[row])
        if isinstance(column, str):
            return address(source, number, column)
        own = 0 if column.numbers is None else int(column.numbers[row])
        return address(source, own or number, column.column.letter)

    def _of(self, column: RawColumn) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how often each text of a column occurs, and the row where it stands first."""
        known = id(column)  # the raw layer, which holds the column, outlives the log
        if known not in self._seen:
            codes = column.codes
            last_first = np.argsort(self._place, kind="stable")[::-1]
            first = np.zeros(len(column.texts), dtype=np.int64)
            first[codes[last_first]] = last_first
            counts = np.bincount(codes, minlength=len(column.texts)).astype(np.int64)
            self._seen[known] = (counts, first)
        return self._seen[known]
