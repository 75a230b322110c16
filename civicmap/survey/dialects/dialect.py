"""What a dialect is: how one survey tool's export is known, where its header stands, and what it calls its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.survey.folding import fold
from civicmap.survey.titles import Title, plain_titles
from civicmap.survey.words.tools import DEFAULT, ToolWords

if TYPE_CHECKING:
    from civicmap.errors import Code
    from civicmap.survey.tables import Row, Table

NOTHING: Final = re.compile(r"(?!)")
HEAD: Final = 40
"""How many rows of a sheet a dialect may look at."""


class Signs(NamedTuple):
    """Where a dialect found its header: the rows that name the columns, the last row before the responses, and why."""

    levels: tuple[int, ...]
    last: int
    why: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a dialect may look at: a table's first rows, and how many columns the framework would know by some titles."""

    table: Table
    rows: Sequence[Row]
    known: Callable[[Sequence[Title]], int]
    texts: Sequence[frozenset[str]] = field(init=False)  # of each row, folded; made once for all dialects

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", [frozenset(map(fold, cells)) for _, cells in self.rows])

    def row(self, number: int) -> list[str]:
        """Return the cells of a row, none for a row that is not there."""
        return next((cells for at, cells in self.rows if at == number), [])

    @property
    def first(self) -> tuple[int, list[str]]:
        """The first row that is not blank: its number and cells; (0, []) for an empty table."""
        return next(((number, cells) for number, cells in self.rows if cells), (0, []))

    def at_top(self, wanted: Collection[str]) -> tuple[int, list[str]] | None:
        """Return the first row that is not blank, if it holds one of the texts, folded. One sign below may be an answer."""
        number, cells = self.first
        return None if set(map(fold, cells)).isdisjoint(wanted) else (number, cells)

    def find(self, *wanted: Collection[str], least: int | None = None) -> tuple[int, list[str]] | None:
        """Return the first row that holds, folded, a text of each of the wanted sets, or of at least so many of them."""
        for (number, cells), texts in zip(self.rows, self.texts, strict=True):
            if sum(not texts.isdisjoint(one) for one in wanted) >= (len(wanted) if least is None else least):
                return number, cells
        return None


@dataclass(frozen=True, slots=True)
class RowRule:
    """Rows that a tool exports and that need a word: those whose cell under `column` is one of `texts`.

    All of it folded. A row that the rule `keeps` is a response all the same.
    """

    columns: frozenset[str]
    texts: frozenset[str]
    code: Code
    keeps: bool = False

    def meets(self, text: str) -> bool:
        """Say whether the rule speaks of a row with this text."""
        return fold(text) in self.texts


TitlesOf = Callable[[Sequence[Sequence[str]]], list[Title]]


def _one_row(levels: Sequence[Sequence[str]]) -> list[Title]:
    return plain_titles(levels[-1])


@dataclass(frozen=True, slots=True)
class Dialect:
    """One tool's way of writing exports.

    `recognise` returns the signs by which a table is known, None if it is not of this tool. `titles` makes the columns'
    titles of the header's rows, given from the first level to the last. Where the dialect is named by the user, its
    header has `depth` rows and `tail` more before the responses begin. `metadata` and `personal` match folded headers that
    are about the form and about a person. `decode` undoes a tool's own way of writing signs. A `refused` table holds no
    responses: the text says what it is.
    """

    id: str
    title: str
    recognise: Callable[[Look], Signs | None]
    titles: TitlesOf = _one_row
    depth: int = 1
    tail: int = 0
    metadata: re.Pattern[str] = NOTHING
    personal: re.Pattern[str] = NOTHING
    rules: tuple[RowRule, ...] = ()
    tool: ToolWords = DEFAULT
    by_hand: bool = False  # rows of totals, units and notes may stand among the responses
    mentions: bool = False  # a multiple choice may have a column for the first option mentioned, the second, …
    several_rows: bool = False  # an entity may have a row for each part of the form, or each round of it
    decode: Callable[[str], str] | None = None
    refused: str = ""

    def assumed(self, last: int | None = None) -> Signs:
        """Return where the header stands if the user says that this is the dialect, and where the header ends."""
        end = last if last is not None else self.depth + self.tail
        bottom = max(1, end - self.tail)
        levels = tuple(range(max(1, bottom - self.depth + 1), bottom + 1))
        return Signs(levels, end, "")
