"""What a file is once its container is open: sheets of text cells. Knows no file format and no framework."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.errors import Problem

Row = tuple[int, list[str]]
"""A row's 1-based number and its cells, without the empty ones at its end. A blank row has no cells."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some whole rows of a sheet as they lie in its bytes. The bytes from `start` to `stop` are a cell's key: its text's.

    `numbers` (rows,) ascend; the rest is (cells,), in the order of rows and columns. `row` is a place in `numbers`,
    `shared` one in the workbook's texts; -1 where the cell is anything else.
    """

    content: bytes
    numbers: NDArray[np.uint32]
    row: NDArray[np.int64]
    column: NDArray[np.uint16]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    shared: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Quick:
    """A second way to the cells of a large sheet: batches, the text of a key, and the texts that cells share.

    Both raise `refused` where the sheet is of a shape that this way does not know: then `Table.rows` tells.
    """

    batches: Callable[[], Iterator[Batch]]
    text_of: Callable[[bytes], str]
    texts: Sequence[str]
    refused: tuple[type[Exception], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a whole text file (`name` None). `rows()` streams it from the start each time.

    Blank rows at the end are left out. Raises UnreadableError where the file turns out to be damaged.
    """

    name: str | None
    hidden: bool
    rows: Callable[[], Iterator[Row]]
    kind: str = ""  # "sav" for a file of variables, whose header has no row of its own
    quick: Quick | None = None

    def head(self, count: int) -> list[Row]:
        """Return the first rows."""
        return list(islice(self.rows(), count))


@dataclass(frozen=True, slots=True)
class Container:
    """An open file. Use it as a context, so that the file is closed."""

    name: str
    sha256: str
    encoding: str | None  # of a text file
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]
    close: Callable[[], None]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def letter(place: int) -> str:
    """Return a column's spreadsheet name by its 0-based place: A, B, …, Z, AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def place_of(name: str) -> int | None:
    """Return the 0-based place of a column by its spreadsheet name; None if it is none."""
    if not (name.isascii() and name.isalpha() and len(name) <= 3):
        return None
    place = 0
    for char in name.upper():
        place = place * 26 + ord(char) - ord("A") + 1
    return place - 1
