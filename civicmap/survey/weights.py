"""The columns of weights of a wave: a number for each row, and a problem for each cell that holds none."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code
from civicmap.model import Role, RowWeights
from civicmap.survey.words.figures import number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas

# What is wrong with a weight, by the mark that `_mark` gives it.
_FAULTS: Final = (
    None,
    Code.WEIGHT_MISSING,
    Code.WEIGHT_UNREADABLE,
    Code.WEIGHT_NEGATIVE,
    Code.WEIGHT_ZERO,
)
_ZERO: Final = 4


def read_weights(canvas: Canvas, row_entity: NDArray[np.int32]) -> tuple[RowWeights, ...]:
    """Return every column of weights, and report its cells that hold none. `row_entity` (rows,) as in `Survey`."""
    columns = [held for held in canvas.raw.columns if held.column.role is Role.WEIGHT]
    return tuple(_read(canvas, column, row_entity) for column in columns)


def _read(canvas: Canvas, column: RawColumn, row_entity: NDArray[np.int32]) -> RowWeights:
    """Return one column's weights."""
    parsed = [number(text) if text.strip() else None for text in column.texts]
    marks = np.array([_mark(text, value) for text, value in zip(column.texts, parsed, strict=True)], dtype=np.uint8)
    usable = [np.nan if value is None else value for value in parsed]
    table = np.where((marks == 0) | (marks == _ZERO), np.array(usable), np.nan)
    places = canvas.places(column)
    values, of_rows = np.take(table, places), np.take(marks, places)
    for mark, fault in enumerate(_FAULTS):
        if fault is not None:
            canvas.log.rows(fault, column.column.letter, canvas.order[of_rows == mark])
    values = _one_each(canvas, column, values, row_entity)
    return RowWeights(column.column.header, column.column.letter, values)


def _mark(text: str, value: float | None) -> int:
    """Return the place in `_FAULTS` of what is wrong with a weight."""
    if not text.strip():
        return 1
    if value is None or not isfinite(value):
        return 2
    return 3 if value < 0 else 0 if value > 0 else _ZERO


def _one_each(
    canvas: Canvas, column: RawColumn, values: NDArray[np.float64], row_entity: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Take the weights from entities whose rows have several, and report these rows."""
    if not len(values):
        return values
    entities = int(row_entity.max()) + 1
    least, most = np.full(entities, np.inf), np.full(entities, -np.inf)
    known = ~np.isnan(values)
    np.minimum.at(least, row_entity[known], values[known])
    np.maximum.at(most, row_entity[known], values[known])
    torn = (least < most)[row_entity]
    canvas.log.rows(Code.WEIGHT_DIFFERS, column.column.letter, canvas.order[torn])
    return np.where(torn, np.nan, values)
