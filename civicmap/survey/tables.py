"""What a file is once its container is open: sheets of text cells. Knows no file format and no framework."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.errors import Problem
    from civicmap.store.bulk import BulkColumns

PADDING: Final = 64
"""Zero bytes that end the content of a batch, so that its last cells can be loaded whole words at a time."""

Row = tuple[int, list[str]]
"""A row's number, 1-based as it is shown, and its cells, without the empty ones at its end. A blank row has no cells."""


@dataclass(frozen=True, slots=True)
class MultipleSet:
    """Columns that an SPSS file says are one question with several answers, in the file's order.

    `kind` is "dichotomy" (a column for each answer) or "category" (first mention, second mention, …). `counted` is what
    a cell of each variable of a dichotomy reads when it is ticked; empty for categories, and where the file counts a
    text: its reader does not tell which.
    """

    name: str
    label: str
    kind: str
    counted: tuple[str, ...]
    variables: tuple[str, ...]


class NotPlainError(Exception):
    """The sheet is of another shape than a quick reader knows."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some whole rows of a sheet as they lie in its bytes. The bytes from `start` to `stop` are a cell's key: its text's.

    `content` ends with `PADDING`.

    `numbers` (rows,) ascend; the rest is (cells,), in the order of rows and columns. `row` is a place in `numbers`,
    `shared` one in the workbook's texts; -1 where the cell is anything else. `width` is the number of cells that each
    row has, from the first column on; 0 where rows differ.
    """

    content: bytes
    numbers: NDArray[np.uint32]
    row: NDArray[np.int64]
    column: NDArray[np.uint16]
    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    shared: NDArray[np.int64]
    width: int = 0


@dataclass(frozen=True, slots=True)
class Quick:
    """A second way to the cells of a large sheet: batches, the text of a key, and the texts that cells share.

    Both raise `refused` where the sheet is of a shape that this way does not know: then `Table.rows` tells. `plain` says
    that a key which begins with an ASCII letter or figure is its text.
    """

    batches: Callable[[], Iterator[Batch]]
    text_of: Callable[[bytes], str]
    texts: Sequence[str]
    refused: tuple[type[Exception], ...]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Bulk:
    """A way to the columns of a large table as a whole.

    `read` returns those at some places of the rows below a header, by the number of the header's rows and its width.
    It raises `NotPlainError` unless every row of the table is there, is as wide as the header, and follows the one before
    it without a gap.
    """

    read: Callable[[int, int, Sequence[int]], BulkColumns]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a whole text file (`name` None). `rows()` streams it from the start each time.

    Blank rows at the end are left out. Raises UnreadableError where the file turns out to be damaged.

    `kind` is the container: "workbook", "ods", "text" or "sav". Of the last, row -1 holds the names of the variables
    and row 0 their labels, so that case 12 is row 12; `sets` are its multiple-response sets.
    """

    name: str | None
    hidden: bool
    rows: Callable[[], Iterator[Row]]
    kind: str = "text"
    sets: tuple[MultipleSet, ...] = ()
    quick: Quick | None = None
    bulk: Bulk | None = None

    def head(self, count: int) -> list[Row]:
        """Return the first rows."""
        return list(islice(self.rows(), count))


@dataclass(frozen=True, slots=True)
class Container:
    """An open file. Use it as a context, so that the file is closed."""

    name: str
    hashed: Callable[[], str]
    encoding: str | None  # of a text file
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]
    close: Callable[[], None]

    @property
    def sha256(self) -> str:
        """The hash of the file; of a large one it may still be worked out while its rows are read."""
        return self.hashed()

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
