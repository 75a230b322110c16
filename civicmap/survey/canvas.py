"""A block of answers while it is being filled. Becomes a `Block` when the gates are settled."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from civicmap.model import AnswerState, Block, Layout, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Raw, RawColumn
    from civicmap.survey.log import Log
    from civicmap.survey.vocabulary import Vocabulary

# A cell of these columns is the cell of the question that they name.
_ANSWERING = (Role.QUESTION, Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.GROUP)


@dataclass(frozen=True, slots=True)
class Canvas:
    """Arrays to fill, in the rows' final order: shapes as in `Block`. `order` (rows,) names each row's raw row."""

    framework: Framework
    layout: Layout
    raw: Raw
    order: NDArray[np.intp]
    vocabularies: Mapping[str, Vocabulary]
    log: Log
    block: Block
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    code_rows: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.order)

    def codes(self, question: str) -> NDArray[np.uint8]:
        """Return a question's row of codes, to read or to fill."""
        return self.block.codes[self.code_rows[question]]

    def columns(self, question: Question, *roles: Role) -> list[RawColumn]:
        """Return the columns that hold a question, in these roles."""
        wanted = roles or _ANSWERING
        return [held for held in self.raw.columns if held.column.question == question.id and held.column.role in wanted]

    def spread(self, column: RawColumn, table: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return what a table over a column's texts says of each row."""
        return np.take(table, column.codes[self.order])


def blank_canvas(
    raw: Raw, layout: Layout, order: NDArray[np.intp], framework: Framework, words: Mapping[str, Vocabulary], log: Log
) -> Canvas:
    """Return a canvas on which every cell is blank."""
    rows = len(order)
    block = Block(
        codes=np.full((len(layout.questions), rows), AnswerState.BLANK, dtype=np.uint8),
        ticks=np.zeros((len(layout.options), rows), dtype=np.uint8),
        values=np.full((len(layout.numbers), rows), np.nan),
        doubtful=np.zeros((len(layout.questions), rows), dtype=np.bool_),
    )
    places = {question: place for place, question in enumerate(layout.questions)}
    return Canvas(framework, layout, raw, order, words, log, block, {}, places)


def letters(raw: Raw, questions: Sequence[Question]) -> dict[str, tuple[str, ...]]:
    """Return question -> the letters of its columns, options included."""
    found: dict[str, list[str]] = {question.id: [] for question in questions}
    for held in raw.columns:
        if held.column.question in found:
            found[held.column.question].append(held.column.letter)
    return {question: tuple(held) for question, held in found.items() if held}
