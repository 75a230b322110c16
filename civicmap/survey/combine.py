"""The rows of several files under one set of columns."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.model import REMARKS, Column, RawColumn, Role
from civicmap.survey.addresses import address
from civicmap.survey.encode import narrowest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.model import Source
    from civicmap.survey.filetable import FileTable

# What says who, when and how much a row is has one column, wherever it stands in each file. A question's columns stay
# apart where their letters differ, so that each cell keeps its address.
_OF_THE_ROW: Final = frozenset({Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.STAGE, Role.WEIGHT, Role.GROUP})
_ONLY_WAVE: Final = "1"
_NO_ROWS: Final = np.zeros(0, dtype=np.uint32)

ColumnKey = tuple[Role, str | None, str | None, str, str]
# The last part counts the columns of one file that are alike in all others, such as the options first, second … named.
_Key = tuple[Role, str | None, str | None, str, str, int]


@dataclass(frozen=True, slots=True)
class Combined:
    """Rows of all files, in the order of the files; `source` and `number` (both (rows,)) say where each stands.

    `waves` (sources,) is the wave that a file's rows belong to; None where a cell of each row says so.
    """

    sources: tuple[Source, ...]
    columns: tuple[RawColumn, ...]
    source: NDArray[np.uint16]
    number: NDArray[np.uint32]
    waves: tuple[str | None, ...]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.number)

    def where(self, row: int, letter: str = "") -> str:
        """Return the address of a row, or of a cell in it."""
        return address(self.sources[int(self.source[row])], int(self.number[row]), letter)

    def beside(self, row: int, other: int) -> str:
        """Return how to name a row in a message about another: by its number alone where both are of one file."""
        return f"row {self.number[row]}" if self.source[row] == self.source[other] else self.where(row)

    def of_role(self, *roles: Role) -> list[RawColumn]:
        """Return the columns of some roles."""
        return [held for held in self.columns if held.column.role in roles]


def combine(files: Sequence[FileTable], wave: str | None = None, *, entity: str | None = None) -> Combined:
    """Put the rows of files below one another. A column that a file lacks is blank in its rows.

    `wave` is that of a file whose columns say none. `entity` is the question that holds entities' codes: a column of
    codes counts before one of names, whichever file comes first.
    """
    parts: dict[_Key, dict[int, RawColumn]] = {}
    for place, file in enumerate(files):
        alike = Counter[tuple[object, ...]]()
        for held in file.columns:
            key = column_key(held.column)
            parts.setdefault((*key, alike[key]), {})[place] = held
            alike[key] += 1
    sizes = [len(file.numbers) for file in files]
    return Combined(
        tuple(file.source for file in files),
        tuple(_joined(held, sizes, entity) for held in parts.values()),
        np.broadcast_to(np.uint16(0), sizes[0]) if len(files) == 1 else np.repeat(_numbers(files), sizes),
        files[0].numbers if len(files) == 1 else np.concatenate([_NO_ROWS, *(file.numbers for file in files)]),
        _waves(files, wave),
    )


def _numbers(files: Sequence[FileTable]) -> NDArray[np.uint16]:
    return np.arange(len(files), dtype=np.uint16)


def _waves(files: Sequence[FileTable], wave: str | None) -> tuple[str | None, ...]:
    """Return the wave of each file. Where one file's column names waves and nobody named one, the others must too."""
    says = [not file.wave and any(held.column.role is Role.WAVE for held in file.columns) for file in files]
    unsaid = wave or (None if any(says) else _ONLY_WAVE)
    return tuple(None if told else file.wave or unsaid for file, told in zip(files, says, strict=True))


def column_key(column: Column) -> ColumnKey:
    """Return what makes columns of different files one."""
    alone = column.role in REMARKS or column.role is Role.METADATA
    letter = "" if column.role in _OF_THE_ROW else column.letter
    question = None if column.role is Role.ENTITY else column.question
    return column.role, question, column.option, letter, column.header if alone else ""


def _joined(parts: dict[int, RawColumn], sizes: Sequence[int], entity: str | None) -> RawColumn:
    """Return one column for all files, with the texts of each in the order of first sight."""
    first = next(iter(parts.values()))
    if len(sizes) == 1:
        return first
    coded = (held for held in parts.values() if held.column.role is Role.ENTITY and held.column.question == entity)
    codes: dict[str, int] = {"": 0}
    pieces = []
    numbers = [
        np.zeros(size, dtype=np.uint32) if (held := parts.get(place)) is None or held.numbers is None else held.numbers
        for place, size in enumerate(sizes)
    ]
    for place, size in enumerate(sizes):
        held = parts.get(place)
        if held is None:
            pieces.append(np.zeros(size, dtype=np.uint32))
            continue
        table = np.array([codes.setdefault(text, len(codes)) for text in held.texts], dtype=np.uint32)
        pieces.append(np.take(table, held.codes))
    own = np.concatenate(numbers)
    joined = np.concatenate(pieces).astype(narrowest(len(codes)))
    return RawColumn(next(coded, first).column, tuple(codes), joined, own if own.any() else None)
