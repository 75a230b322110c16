"""What stands beside answers: comments, evidence, pages, confidence. Kept with their question; they count for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.framework.types import Evidence
from civicmap.model import REMARKS, AnswerState, Remark, Role
from civicmap.survey.settle import worth_something

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.survey.canvas import Canvas

_BACKS: frozenset[Role] = frozenset({Role.EVIDENCE, Role.PAGE})
"""What backs an answer: a link or document, or the page where it can be read."""


def remarks(canvas: Canvas) -> tuple[Remark, ...]:
    """Return what stands beside answers, in the order of the columns; of several stages, the last that says something."""
    raw, found = canvas.raw, []
    beside = [held for held in raw.columns if held.column.role in REMARKS and held.column.question is not None]
    everywhere = raw.row_source[canvas.order], raw.row_number[canvas.order]
    for held in beside:
        origin = canvas.shown.get(id(held))
        source, number = everywhere if origin is None else (raw.row_source[origin], raw.row_number[origin])
        if held.numbers is not None:
            own = held.numbers[canvas.order if origin is None else origin]
            number = np.where(own == 0, number, own)
        found.append(Remark(held.column, held.texts, canvas.places(held), source, number))
    return tuple(found)


def check_evidence(canvas: Canvas) -> None:
    """Name the credited answers that nothing backs, where the framework asks for evidence.

    Where it refuses credit without evidence, they are under review: kept, and out of the score.
    """
    for question in canvas.framework.questions:
        if question.evidence is not Evidence.NONE and question.scored:
            bare = worth_something(canvas, question) & ~_backed(canvas, question)
            refused = question.evidence is Evidence.REFUSE
            code = Code.EVIDENCE_REFUSED if refused else Code.EVIDENCE_MISSING
            columns = canvas.columns(question) + canvas.columns(question, Role.OPTION)
            canvas.log.rows(code, columns, canvas.raw_rows(question.id, bare), question=question.id)
            if refused:
                canvas.codes(question.id)[bare] = AnswerState.UNDER_REVIEW


def _backed(canvas: Canvas, question: Question) -> NDArray[np.bool_]:
    """Return the rows in which evidence or a page stands beside a question, in any stage."""
    backed = np.zeros(canvas.rows, dtype=np.bool_)
    for held in canvas.raw.columns:
        if held.column.role in _BACKS and held.column.question == question.id:
            says = np.array([bool(text.strip()) for text in held.texts], dtype=np.bool_)
            backed |= says[canvas.places(held)]
    return backed
