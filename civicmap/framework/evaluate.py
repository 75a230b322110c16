"""The meaning of conditions: has, lacks, neither, not known or left, row by row and entity by entity (rule R3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.leaves import Leaf, judge, months_before, zero_answers
from civicmap.framework.types import AllOf, AnyOf, AtLeastOf, Cells, Not
from civicmap.framework.verdicts import (
    Outcome,
    Rows,
    Verdict,
    enough_parts,
    every_applicable,
    every_part,
    opposite,
    votes_of_parts,
    votes_of_rows,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Condition

__all__ = [
    "Outcome",
    "Rows",
    "Verdict",
    "evaluate",
    "fold_any",
    "fold_every",
    "months_before",
    "one_each",
    "zero_answers",
]

_BLOCK = 1 << 16  # rows compared at a time, so that millions need no array as long
_NONE_LACKS = np.array([Verdict.NEITHER if verdict == Verdict.LACKS else verdict for verdict in Verdict], np.uint8)


def evaluate(condition: Condition, rows: Rows, not_in: Condition | None = None) -> Outcome:
    """Return what a condition says of each row; `not_in` names who clearly lacks it, in place of the default.

    Raises ValueError for pooled cells, which are counted question by question.
    """
    default = _evaluate(condition, rows, lacking=True)
    if not_in is None:
        return default
    # Has and left do not depend on `not_in`; of the rest, only what is closed lacks without being named there.
    narrow = _evaluate(condition, rows, lacking=False).verdict
    verdict = np.where(narrow == Verdict.HAS, np.uint8(Verdict.NEITHER), narrow)
    verdict[_evaluate(not_in, rows, lacking=True).verdict == Verdict.HAS] = Verdict.LACKS
    kept = (default.verdict == Verdict.HAS) | (default.verdict >= Verdict.NOT_APPLICABLE)
    return Outcome(np.where(kept, default.verdict, verdict), default.can_have, default.can_fail)


def fold_any(rows: Outcome, row_entity: NDArray[np.integer], entities: int) -> Outcome:
    """Return what is true of each entity when one instance that has it is enough."""
    return rows if one_each(row_entity, entities) else enough_parts(votes_of_rows(rows, row_entity, entities), 1)


def fold_every(rows: Outcome, row_entity: NDArray[np.integer], entities: int) -> Outcome:
    """Return what is true of each entity when every instance that it applies to must have it."""
    return rows if one_each(row_entity, entities) else every_applicable(votes_of_rows(rows, row_entity, entities))


def one_each(row_entity: NDArray[np.integer], entities: int) -> bool:
    """Return whether each entity has one row, in order."""
    if len(row_entity) != entities:
        return False
    starts = range(0, entities, _BLOCK)
    return all((row_entity[at : at + _BLOCK] == np.arange(at, min(at + _BLOCK, entities))).all() for at in starts)


def _evaluate(condition: Condition, rows: Rows, *, lacking: bool) -> Outcome:
    """Return the outcome by the default rules; without `lacking`, only what is closed lacks."""
    match condition:
        case AllOf(parts):
            return every_part(votes_of_parts([_evaluate(part, rows, lacking=lacking) for part in parts]))
        case AnyOf(parts):
            return enough_parts(
                votes_of_parts([_evaluate(part, rows, lacking=lacking) for part in parts]), 1, some_lacks=not lacking
            )
        case AtLeastOf(n, parts):
            return enough_parts(
                votes_of_parts([_evaluate(part, rows, lacking=lacking) for part in parts]), n, some_lacks=not lacking
            )
        case Not(part):
            # Whether it has this is settled by the part's own default, whatever the finding says of lacking.
            turned = opposite(_evaluate(part, rows, lacking=True))
            return turned if lacking else replace(turned, verdict=_NONE_LACKS[turned.verdict])
        case Cells():
            raise ValueError("pooled cells are counted question by question, not evaluated as one condition")
        case _:
            return _leaf(condition, rows, lacking=lacking)


def _leaf(condition: Leaf, rows: Rows, *, lacking: bool) -> Outcome:
    """Return the outcome of a single test."""
    return judge(condition, rows, lacking=lacking)
