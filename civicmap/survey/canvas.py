"""A block of answers while it is being filled. Becomes a `Block` when the gates are settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.model import REMARKS, AnswerState, Block, Layout, Role
from civicmap.packed import Packed, unpacked
from civicmap.spilled import Spilled
from civicmap.survey.words.tools import DEFAULT, ToolWords

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Raw, RawColumn
    from civicmap.packed import AnyCodes
    from civicmap.survey.log import Log
    from civicmap.survey.words.vocabulary import Vocabulary

_AT_ONCE: Final = 1 << 16  # rows whose places stay in the processor's cache
# A cell of these columns is the cell of the question that they name.
_ANSWERING = (Role.QUESTION, Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.GROUP)


@dataclass(frozen=True)  # no slots: what is worked out once is kept
class Canvas:
    """Arrays to fill, in the rows' final order: shapes as in `Block`. `order` (rows,) names each row's raw row."""

    framework: Framework
    layout: Layout
    raw: Raw
    order: NDArray[np.int64]
    vocabularies: Mapping[str, Vocabulary]
    log: Log
    block: Block
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    code_rows: Mapping[str, int] = field(default_factory=dict)
    tool: ToolWords = DEFAULT
    held: Mapping[str | None, list[RawColumn]] = field(default_factory=dict)  # by question, in the order of the file
    # Where review stages were laid over one another: whose cell each row shows, (rows,) rows of the raw layer, by question
    # and by the identity of a column.
    origins: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    shown: Mapping[int, NDArray[np.int64]] = field(default_factory=dict)
    rest: Callable[[int], None] = lambda _row: None
    moved: dict[int, NDArray[np.uint64]] = field(default_factory=dict)  # by the identity of words of the raw layer

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.order)

    def codes(self, question: str) -> NDArray[np.uint8]:
        """Return a question's row of codes, to read or to fill."""
        row: NDArray[np.uint8] = self.block.codes[self.code_rows[question]]
        return row

    def done(self, question: str) -> None:
        """Say that a question's codes are not looked at for now: of very many, they need not stay in memory."""
        self.rest(self.code_rows[question])

    def columns(self, question: Question, *roles: Role) -> list[RawColumn]:
        """Return the columns that hold a question, in these roles."""
        wanted = roles or _ANSWERING
        return [held for held in self.held.get(question.id, ()) if held.column.role in wanted]

    def places(self, column: RawColumn) -> NDArray[np.unsignedinteger]:
        """Return the place of each row's text among the column's texts; to read alone."""
        return unpacked(self.kept(column))

    def kept(self, column: RawColumn) -> AnyCodes:
        """Return the same as it is held."""
        shown, kept = self.shown.get(id(column), self.order), column.kept
        if shown is self.order and self.in_place:
            return kept
        if shown is self.order and isinstance(kept, Packed):
            return Packed(self._moved(kept.words), kept.slot)
        return kept[shown]

    def _moved(self, words: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Return words in the order of the rows; those of the last column are kept, as the next stands in them too."""
        if id(words) not in self.moved:
            self.moved.clear()
            self.moved[id(words)] = words[self.order]
        return self.moved[id(words)]

    @cached_property
    def in_place(self) -> bool:
        """Whether the rows stand in the order of the raw layer, as a large wave is stored."""
        return len(self.order) == self.raw.rows and bool((self.order == np.arange(self.raw.rows)).all())

    def raw_rows(self, question: str, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the rows of the raw layer that a question's cells stand in, of the rows of a mask."""
        return self.origins.get(question, self.order)[np.flatnonzero(rows)]


def fill(codes: NDArray[np.uint8], table: NDArray[np.uint8], places: AnyCodes) -> None:
    """Give the blank ones of some codes (rows,) what a table has at their places, in place."""
    if codes.any():
        np.copyto(codes, np.take(table, unpacked(places)), where=codes == AnswerState.BLANK)
        return
    for begun in range(0, len(codes), _AT_ONCE):  # several times as fast; no place is beyond the table
        span = slice(begun, begun + _AT_ONCE)
        np.take(table, places[span], out=codes[span], mode="clip")


def column_question(held: RawColumn, framework: Framework) -> str | None:
    """Return the question that a column answers. The entity's column need not name it."""
    column = held.column
    return framework.entity.question if column.role is Role.ENTITY and column.question is None else column.question


def _answered(held: RawColumn, framework: Framework) -> str | None:
    """Return the question whose answer a column holds; a remark beside an answer is none of it."""
    beside = held.column.role in REMARKS
    return None if beside else column_question(held, framework)


def blank_canvas(
    raw: Raw,
    layout: Layout,
    order: NDArray[np.int64],
    framework: Framework,
    words: Mapping[str, Vocabulary],
    log: Log,
    tool: ToolWords = DEFAULT,
) -> Canvas:
    """Return a canvas on which every cell is blank. `tool` says how the survey tool writes."""
    rows = len(order)
    codes = Spilled(len(layout.questions), rows)  # blank
    block = Block(
        codes=codes.array,
        ticks=np.zeros((len(layout.options), rows), dtype=np.uint8),
        values=np.full((len(layout.numbers), rows), np.nan),
        doubtful=np.zeros((len(layout.questions), rows), dtype=np.bool_),
    )
    places = {question: place for place, question in enumerate(layout.questions)}
    columns: dict[str | None, list[RawColumn]] = {}
    for held in raw.columns:
        columns.setdefault(column_question(held, framework), []).append(held)
    return Canvas(framework, layout, raw, order, words, log, block, {}, places, tool, columns, rest=codes.rest)


def cell_numbers(canvas: Canvas) -> dict[str, NDArray[np.uint32]]:
    """Return question -> the row in the file of each of its cells, for questions whose cells have rows of their own."""
    found: dict[str, NDArray[np.uint32]] = {}
    for held in canvas.raw.columns:
        question = _answered(held, canvas.framework)
        if question is not None and held.numbers is not None:
            own = held.numbers[canvas.origins.get(question, canvas.order)]
            known = found.get(question)
            found[question] = own if known is None else np.where(known == 0, own, known)
    return found


def staged_cells(canvas: Canvas) -> tuple[dict[str, NDArray[np.uint32]], dict[str, NDArray[np.uint16]]]:
    """Return question -> the row in the file of each cell, and its file, where they are others than those of the row.

    Only review stages make them others: each cell is one of the stage that counts.
    """
    raw, numbers, sources = canvas.raw, cell_numbers(canvas), {}
    for question, origin in canvas.origins.items():
        if (origin != canvas.order).any():
            own = numbers.get(question, np.zeros(canvas.rows, dtype=np.uint32))
            numbers[question] = np.where(own == 0, raw.row_number[origin], own)
            sources[question] = raw.row_source[origin]
    return numbers, sources


def letters(raw: Raw, framework: Framework) -> dict[str, tuple[str, ...]]:
    """Return question -> the letters of its columns, options included."""
    found: dict[str, list[str]] = {question.id: [] for question in framework.questions}
    for held in raw.columns:
        question = _answered(held, framework)
        if question in found:
            found[question].append(held.column.letter)
    return {question: tuple(dict.fromkeys(held)) for question, held in found.items() if held}


def letters_by_file(raw: Raw, framework: Framework) -> dict[tuple[str, int], tuple[str, ...]]:
    """Return (question, place of a file) -> the letters of its columns that say something in that file.

    Empty where there is one file: then all columns are its own.
    """
    found: dict[tuple[str, int], list[str]] = {}
    for held in raw.columns if len(raw.sources) > 1 else ():
        question = _answered(held, framework)
        if question is not None:
            for source in np.unique(raw.row_source[held.codes > 0]).tolist():
                found.setdefault((question, source), []).append(held.column.letter)
    return {key: tuple(dict.fromkeys(held)) for key, held in found.items()}
