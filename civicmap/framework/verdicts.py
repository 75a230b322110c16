"""What a condition says of a row, and how the verdicts of several parts become one (rule R3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Block, Layout


class Verdict(IntEnum):
    """What a condition says of one row or entity. The last two left the base."""

    HAS = 0
    LACKS = 1
    NEITHER = 2
    DONT_KNOW = 3  # unknown, and only because of don't know
    NOT_KNOWN = 4  # blank, unresolved, under review
    NOT_APPLICABLE = 5
    NOT_ASKED = 6


@dataclass(frozen=True, slots=True)
class Coded:
    """A value for each row: `index` (rows,) is its place among `values`, -1 where there is none."""

    index: NDArray[np.integer]
    values: tuple[str, ...]


def coded(values: Sequence[str | None] | Coded | None, rows: int) -> Coded:
    """Return values, one for each row and "" or None where there is none, as places; None are no values at all."""
    if isinstance(values, Coded):
        return values
    found: dict[str, int] = {}
    if not values:
        return Coded(np.full(rows, -1), ())
    index = np.fromiter((found.setdefault(v, len(found)) if v else -1 for v in values), np.int64, rows)
    return Coded(index, tuple(found))


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as a condition sees them.

    `groups` holds a group's value id for every row, "" where it is not known; `bands` a node's band, None where it is
    not rated; both quickest as places. `closing` is the wave's closing day.
    """

    framework: Framework
    layout: Layout
    block: Block
    groups: Mapping[str, tuple[str, ...] | Coded]
    bands: Mapping[str, tuple[str | None, ...] | Coded]
    closing: date | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A condition's verdict on each row (rows,) uint8, and what the unknown parts still allow (rows,) bool.

    `can_have` and `can_fail`: the row could still have it, could still come not to have it, when each unknown part (and
    each cell behind an unknown gate, taken as if asked) may turn out either way. Both are False where the row left the
    base for good. Parts are taken as independent, so where two parts read one question the span may be too wide.
    """

    verdict: NDArray[np.uint8]
    can_have: NDArray[np.bool_]
    can_fail: NDArray[np.bool_]


_CAN_HAVE = np.array([True, False, False, True, True, False, False])
_CAN_FAIL = np.array([False, True, True, True, True, False, False])


def outcome(verdict: NDArray[np.uint8], doubtful: NDArray[np.bool_] | None = None) -> Outcome:
    """Return the outcome of a single test; a doubtful row could turn out either way."""
    can_have, can_fail = _CAN_HAVE[verdict], _CAN_FAIL[verdict]
    if doubtful is not None and doubtful.any():
        can_have, can_fail = can_have | doubtful, can_fail | doubtful
    return Outcome(verdict, can_have, can_fail)


@dataclass(frozen=True, slots=True)
class Votes:
    """How many parts say what of each row: arrays (rows,), and `by_verdict` (7, rows)."""

    by_verdict: NDArray[np.int32]
    sure: NDArray[np.int32]  # parts that have it whatever the unknown turns out to be
    could: NDArray[np.int32]  # parts that have it or still could
    inside: NDArray[np.int32]  # parts that did not leave, those behind an unknown gate included
    total: NDArray[np.int32]

    @property
    def left(self) -> NDArray[np.int32]:
        """Parts that are not applicable or not asked."""
        left: NDArray[np.int32] = self.by_verdict[Verdict.NOT_APPLICABLE] + self.by_verdict[Verdict.NOT_ASKED]
        return left


def votes_of_parts(parts: Sequence[Outcome]) -> Votes:
    """Count the parts of a compound condition, row by row."""
    rows = len(parts[0].verdict)
    by_verdict = np.zeros((len(Verdict), rows), np.int32)
    sure, could, inside = (np.zeros(rows, np.int32) for _ in range(3))
    for part in parts:
        for verdict in Verdict:
            by_verdict[verdict] += part.verdict == verdict
        sure += part.can_have & ~part.can_fail
        could += part.can_have
        inside += part.can_have | part.can_fail
    return Votes(by_verdict, sure, could, inside, np.full(rows, len(parts), np.int32))


def votes_of_rows(rows: Outcome, row_entity: NDArray[np.integer], entities: int) -> Votes:
    """Count the rows of each entity: the arrays of the result are (entities,)."""
    kinds = len(Verdict)
    place = row_entity.astype(np.int64) * kinds + rows.verdict
    by_verdict = np.bincount(place, minlength=entities * kinds).reshape(entities, kinds).T

    def count(mask: NDArray[np.bool_]) -> NDArray[np.int32]:
        return np.bincount(row_entity[mask], minlength=entities).astype(np.int32)

    return Votes(
        np.ascontiguousarray(by_verdict, np.int32),
        count(rows.can_have & ~rows.can_fail),
        count(rows.can_have),
        count(rows.can_have | rows.can_fail),
        by_verdict.sum(axis=0).astype(np.int32),
    )


def every_part(votes: Votes) -> Outcome:
    """Has if every part has; lacks if any part lacks; leaves if any part left, which comes before lacks."""
    return _settle(votes, votes.total, votes.left > 0, votes.total, votes.inside == votes.total)


def enough_parts(votes: Votes, needed: int, *, some_lacks: bool = False) -> Outcome:
    """Has if `needed` parts have; lacks if more lack than may; leaves if every part left.

    Where fewer parts stayed than are needed, none may lack; with `some_lacks`, at least one must all the same.
    """
    need = np.full_like(votes.total, needed)
    if some_lacks:
        need = np.minimum(need, np.maximum(votes.total - votes.left, 1))
    return _settle(votes, need, votes.left == votes.total, need, votes.inside > 0)


def every_applicable(votes: Votes) -> Outcome:
    """Has if every part that did not leave has; lacks if any of them lacks; leaves if every part left."""
    return _settle(votes, votes.total - votes.left, votes.left == votes.total, votes.inside, votes.inside > 0)


def opposite(part: Outcome) -> Outcome:
    """Has where the part lacks or is neither; lacks where it has; else as it."""
    turned = np.array([Verdict.LACKS, Verdict.HAS, Verdict.HAS, *list(Verdict)[3:]], np.uint8)
    return Outcome(turned[part.verdict], part.can_fail, part.can_have)


def _settle(
    votes: Votes,
    need: NDArray[np.int32],
    leaves: NDArray[np.bool_],
    need_inside: NDArray[np.int32],
    stays: NDArray[np.bool_],
) -> Outcome:
    """Decide each row from its votes; a later line wins over an earlier one."""
    count = votes.by_verdict
    verdict = np.full(len(need), Verdict.NEITHER, np.uint8)
    verdict[count[Verdict.DONT_KNOW] > 0] = Verdict.DONT_KNOW
    verdict[count[Verdict.NOT_KNOWN] > 0] = Verdict.NOT_KNOWN
    verdict[count[Verdict.LACKS] > votes.total - votes.left - need] = Verdict.LACKS
    verdict[count[Verdict.HAS] >= need] = Verdict.HAS
    verdict[leaves] = Verdict.NOT_ASKED
    verdict[leaves & (count[Verdict.NOT_APPLICABLE] > 0)] = Verdict.NOT_APPLICABLE
    return Outcome(verdict, stays & (votes.could >= need_inside), stays & (votes.sure < need_inside))
