"""Cells that each name their response and their question, as a table with a row for each response.

No loop runs over rows: what a million cells say is sorted and counted as integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import REMARKS, Column, RawColumn, Role
from civicmap.survey.encode import narrowest
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework

_MOST_REMARKS: Final = 32
_MOST_NAMED: Final = 20


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells as parallel arrays (cells,), in the order of the file.

    `group` is the response, numbered in the order of first sight; `column` an index into `columns`, `text` one into
    `texts`, whose first is ""; `number` is the cell's own row in the file.
    """

    group: NDArray[np.integer]
    column: NDArray[np.integer]
    text: NDArray[np.integer]
    number: NDArray[np.uint32]
    columns: tuple[Column, ...]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Pivoted:
    """Columns with a row for each response, and what two cells of one response contradict each other in."""

    columns: tuple[RawColumn, ...]
    problems: tuple[Problem, ...]


def pivot(cells: Cells, groups: int, framework: Framework, where: Callable[[int, str], str]) -> Pivoted:
    """Return cells as columns of so many rows. `where` gives the address of a cell by its row and column.

    Several cells of one response and question add up where it is a multiple choice, a comment or evidence. Elsewhere
    they must say the same.
    """
    given = np.flatnonzero(cells.text)
    targets = _targets(cells.columns)
    thing = targets[cells.column[given]] * max(groups, 1) + cells.group[given]
    # Fewer than 2 ** 63: each factor is at most the number of cells.
    _, first = np.unique(thing * len(cells.texts) + cells.text[given], return_index=True)
    first.sort()
    order = first[np.argsort(thing[first], kind="stable")]
    rank = _rank(thing[order])
    at = given[order]
    limits = np.array([_most(column, framework) for column in cells.columns], dtype=np.int64)
    beyond = np.flatnonzero(rank >= limits[cells.column[at]])
    problems = _contradictions(cells, at, rank, beyond, limits, where)
    inside = rank < limits[cells.column[at]]
    return Pivoted(tuple(_columns(cells, at[inside], rank[inside], groups)), tuple(problems))


def _targets(columns: Sequence[Column]) -> NDArray[np.int64]:
    """Return a number for each column, the same for those that hold one thing."""
    known: dict[object, int] = {}
    keys = [(column.role, column.question, column.option) for column in columns]
    return np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)


def _rank(sorted_keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return each place's distance from the first of its key."""
    places = np.arange(len(sorted_keys))
    starts = np.flatnonzero(np.diff(sorted_keys, prepend=-1)) if len(sorted_keys) else places
    return places - np.repeat(starts, np.diff(starts, append=len(sorted_keys)))


def _most(column: Column, framework: Framework) -> int:
    """Return how many cells of one response may hold a column's thing."""
    if column.role in REMARKS or column.role is Role.OTHER:
        return _MOST_REMARKS
    if column.role is not Role.QUESTION or column.question is None:
        return 1
    asked = framework.question(column.question)
    return len(asked.answers) + _MOST_REMARKS if asked.type is QuestionType.MULTI else 1


def _contradictions(
    cells: Cells,
    at: NDArray[np.int64],
    rank: NDArray[np.int64],
    beyond: NDArray[np.int64],
    limits: NDArray[np.int64],
    where: Callable[[int, str], str],
) -> list[Problem]:
    """Name the cells that cannot stand beside an earlier one; what differs in form alone does not contradict it."""
    found: list[Problem] = []
    more = 0
    for place in beyond.tolist():
        column = cells.columns[int(cells.column[at[place]])]
        first, own, most = at[place - int(rank[place])], at[place], int(limits[cells.column[at[place]]])
        if fold(cells.texts[int(cells.text[first])]) == fold(cells.texts[int(cells.text[own])]):
            continue
        if len(found) == _MOST_NAMED:
            more += 1
            continue
        what = (column.question or str(column.role)) + (f" ({column.option})" if column.option else "")
        code = Code.LONG_TWICE if most == 1 else Code.LONG_MANY
        place_of = where(int(cells.number[own]), column.letter)
        found.append(Problem.of(code, place_of, first=int(cells.number[first]), what=what, most=most))
    if more:
        last = found.pop()
        found.append(Problem(last.code, last.where, last.message, last.repair, more + 1))
    return found


def _columns(cells: Cells, at: NDArray[np.int64], rank: NDArray[np.int64], groups: int) -> list[RawColumn]:
    """Return a column for each first mention, one for each second, and so on."""
    width = len(cells.columns)
    key = rank * width + cells.column[at]
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    found = []
    for members in np.split(order, starts[1:]) if len(order) else []:
        here = at[members]
        used, codes = np.unique(cells.text[here], return_inverse=True)
        texts = ("", *map(cells.texts.__getitem__, used.tolist()))
        filled = np.zeros(groups, dtype=narrowest(len(texts)))
        filled[cells.group[here]] = codes.reshape(-1) + 1
        numbers = np.zeros(groups, dtype=np.uint32)
        numbers[cells.group[here]] = cells.number[here]
        found.append(
            (int(cells.column[here[0]]), RawColumn(cells.columns[cells.column[here[0]]], texts, filled, numbers))
        )
    return [held for _, held in sorted(found, key=lambda pair: pair[0])]
