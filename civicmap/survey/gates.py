"""Routing: what an empty cell means where another answer closes the question or keeps it from being asked (rule R1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.evaluate import Rows, Verdict, evaluate
from civicmap.framework.reading import reads
from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Cells,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    WithinMonths,
)
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Framework, Question

Test = Is | HasAll | AtLeast | AtMost | WithinMonths | InGroup | InBand | Cells

# What a child takes from a parent, the strongest last. A doubtful parent is not asked as far as anyone knows.
_NOTHING, _DOUBTFUL, _NOT_APPLICABLE, _NOT_ASKED, _CLOSED = range(5)
_STATE: Final = np.array(
    [
        AnswerState.BLANK,
        AnswerState.NOT_ASKED,
        AnswerState.NOT_APPLICABLE,
        AnswerState.NOT_ASKED,
        AnswerState.CLOSED,
    ],
    dtype=np.uint8,
)


@dataclass(frozen=True, slots=True)
class Gate:
    """A question's gates, row by row: the state of its empty cells, where that is in doubt, and where one is shut."""

    state: NDArray[np.uint8]
    doubtful: NDArray[np.bool_]
    shut: NDArray[np.bool_]  # closed or not asked, and no doubt about it


def gate(question: Question, rows: Rows) -> Gate | None:
    """Return what a question's gates say, from its parents' settled states; None for a question without gates.

    A state inherited from a parent comes before `closed_by`, and that before `asked_if`. An unknown parent closes
    nothing, and keeps an `asked_if` child unasked in counts alone.
    """
    if question.closed_by is None and question.asked_if is None:
        return None
    taken = np.full(rows.block.rows, _NOTHING, dtype=np.int8)
    unsure = np.zeros(rows.block.rows, dtype=np.bool_)
    for condition, closes in ((question.closed_by, True), (question.asked_if, False)):
        if condition is not None:
            np.maximum(taken, _inherited(condition, rows, any_part=not closes), out=taken)
    for condition, closes in ((question.closed_by, True), (question.asked_if, False)):
        if condition is not None:
            found = evaluate(condition, rows)
            unknown = (found.verdict == Verdict.DONT_KNOW) | (found.verdict == Verdict.NOT_KNOWN)
            # One part that fails for certain settles the gate, whatever the unknown parts turn out to be.
            verdict = np.where(unknown & ~found.can_have, np.uint8(Verdict.LACKS), found.verdict)
            unknown &= found.can_have
            free = taken == _NOTHING
            unsure |= free & unknown
            taken[free] = (_CLOSING if closes else _ASKING)[verdict[free]]
    doubtful = (unsure & (taken == _NOTHING)) | (taken == _DOUBTFUL)
    return Gate(_STATE[taken], doubtful, taken >= _NOT_ASKED)


def _table(**verdicts: int) -> NDArray[np.int8]:
    return np.array([verdicts.get(verdict.name.lower(), _NOTHING) for verdict in Verdict], dtype=np.int8)


_CLOSING: Final = _table(has=_CLOSED)
_ASKING: Final = _table(
    lacks=_NOT_ASKED,
    neither=_NOT_ASKED,
    dont_know=_DOUBTFUL,
    not_known=_DOUBTFUL,
    not_applicable=_NOT_APPLICABLE,
    not_asked=_NOT_ASKED,
)


def _inherited(condition: Condition, rows: Rows, *, any_part: bool) -> NDArray[np.int8]:
    """Return the state that a condition's questions hand down.

    One part is enough where the gate needs every part to open (`any_part`); else all parts must hand something down,
    and the weakest of it counts.
    """
    match condition:
        case AllOf(parts):
            return _together([_inherited(part, rows, any_part=any_part) for part in parts], strongest=any_part)
        case AnyOf(parts):
            return _together([_inherited(part, rows, any_part=any_part) for part in parts], strongest=not any_part)
        case AtLeastOf(n, parts):
            enough = len(parts) - n if any_part else n - 1
            states = np.sort(np.stack([_inherited(part, rows, any_part=any_part) for part in parts]), axis=0)[::-1]
            found: NDArray[np.int8] = states[enough]
            return found
        case Not(part):
            return _inherited(part, rows, any_part=not any_part)
        case InGroup() | InBand():
            return np.full(rows.block.rows, _NOTHING, dtype=np.int8)
        case _:
            return _of_parent(condition, rows)


def _together(parts: list[NDArray[np.int8]], *, strongest: bool) -> NDArray[np.int8]:
    found: NDArray[np.int8] = (np.max if strongest else np.min)(np.stack(parts), axis=0)
    return found


def _of_parent(condition: Condition, rows: Rows) -> NDArray[np.int8]:
    """Return what one parent hands down. An answer that the condition names is an answer, whatever its state."""
    (identity,) = reads(condition).questions
    row = rows.layout.questions.index(identity)
    parent = rows.framework.question(identity)
    named = condition.answers if isinstance(condition, Is) else ()
    table = np.full(256, _NOTHING, dtype=np.int8)
    table[AnswerState.NOT_ASKED], table[AnswerState.CLOSED] = _NOT_ASKED, _CLOSED
    table[AnswerState.NOT_APPLICABLE] = _NOT_APPLICABLE
    for answer in parent.answers:
        if answer.state is AnswerState.NOT_APPLICABLE and answer.id not in named:
            table[parent.code(answer.id)] = _NOT_APPLICABLE
    taken: NDArray[np.int8] = table[rows.block.codes[row]]
    taken[(taken == _NOT_ASKED) & rows.block.doubtful[row]] = _DOUBTFUL
    return taken


def in_gate_order(framework: Framework) -> list[Question]:
    """Return the questions, parents before children, else in file order."""
    done: dict[str, Question] = {}
    by_id = {question.id: question for question in framework.questions}

    def visit(question: Question, above: frozenset[str]) -> None:
        if question.id in done or question.id in above:
            return
        for parent in reads(question.closed_by, question.asked_if).questions:
            visit(by_id[parent], above | {question.id})
        done[question.id] = question

    for question in framework.questions:
        visit(question, frozenset())
    return list(done.values())
