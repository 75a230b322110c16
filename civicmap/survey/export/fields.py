"""A column of an export: what it is about, and its cells, some rows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Answer, Question

At = Any
"""Rows of a survey: a slice, or their places in an array."""
_BLOCK: Final = 65_536  # rows


class Kind(StrEnum):
    """What the cells of a column are."""

    CODED = "coded"  # one of a few texts
    TICK = "tick"  # 1, 0, or nothing where the question has no answer
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # as a proleptic ordinal


TICKS: Final = ("", "0", "1")
"""The texts of ticks, by code."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column. `take` gives the cells of some rows.

    Those of a coded column or of ticks are codes (rows,) into `texts`, where "" is no value; those of numbers and dates
    float64 (rows,), NaN where there is none; those of texts str. `role` says what the column is; `question` and `option`
    whose it is.
    """

    name: str
    role: str
    kind: Kind
    take: Callable[[At], NDArray[Any] | Sequence[str]]
    texts: Sequence[str] = ()
    question: Question | None = None
    option: Answer | None = None
    said: str = ""  # what stands in it, where no question says so
    labels: tuple[str, ...] = ()  # of `texts`, where the framework has them and no question does


@dataclass(frozen=True, slots=True)
class Export:
    """Columns of so many rows. `rows` are the places of those that are exported, None where all are."""

    fields: tuple[Field, ...]
    size: int
    rows: NDArray[np.int64] | None = None

    @property
    def whole(self) -> At:
        """All rows at once."""
        return slice(0, self.size) if self.rows is None else self.rows

    def places(self, rows: Sequence[int]) -> At:
        """Return where some of the rows stand in the survey."""
        wanted = np.array(rows, dtype=np.int64)
        return wanted if self.rows is None else self.rows[wanted]

    def blocks(self, size: int = _BLOCK) -> Iterator[At]:
        """Yield the rows, some at a time."""
        for begun in range(0, self.size, size):
            part = slice(begun, min(begun + size, self.size))
            yield part if self.rows is None else self.rows[part]


def coded(codes: NDArray[Any]) -> Callable[[At], NDArray[Any]]:
    """Return how cells are taken that stand in an array (rows,)."""
    return codes.__getitem__


def listed(texts: Sequence[str]) -> Callable[[At], Sequence[str]]:
    """Return how texts are taken, one a row."""

    def take(at: At) -> Sequence[str]:
        return texts[at] if isinstance(at, slice) else [texts[place] for place in at.tolist()]

    return take


def constant(rows: int) -> Callable[[At], NDArray[Any]]:
    """Return the codes of a column that says the same in each row."""

    def take(at: At) -> NDArray[Any]:
        size = len(range(*at.indices(rows))) if isinstance(at, slice) else len(at)
        return np.ones(size, dtype=np.uint8)

    return take
