"""What one file's export shows about its own rows, and about those of no other file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.model import Role

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas


def in_files(canvas: Canvas, rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the rows (rows,) of the files that have any of the given ones; every row where there is one file."""
    source = np.take(canvas.raw.row_source, canvas.order)
    if not len(source) or (source == source[0]).all():
        return np.ones(len(rows), dtype=np.bool_)
    return np.isin(source, np.unique(source[rows]))


def has_other_text(canvas: Canvas, question: Question, column: RawColumn) -> bool:
    """Say whether the files of a column have the text of `other` in a column of its own."""
    beside = canvas.columns(question, Role.OTHER)
    if not beside:
        return False
    given = np.zeros(canvas.rows, dtype=np.bool_)
    for held in beside:
        given |= canvas.places(held) > 0
    return bool((in_files(canvas, given) & (canvas.places(column) > 0)).any())
