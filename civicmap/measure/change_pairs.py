"""One finding in two waves, counted pair by pair: who has it, in the base of which wave, for each value of a group."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.evaluate import Verdict, evaluate
from civicmap.framework.types import Base, Unit
from civicmap.measure.pair import align_entities, align_rows, count_pairs
from civicmap.measure.pooled import shares
from civicmap.measure.sight import judge, per_entity, rows_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.pair import Pairing
    from civicmap.model import Survey

_OUT, _NO, _YES = range(3)
_KINDS: Final = 3
# Who has left each base, beside those that do not meet `among`. The frame is not a base of answers.
_LEFT: Final = {
    Base.RESPONDENTS: (),
    Base.APPLICABLE: (Verdict.NOT_APPLICABLE, Verdict.NOT_ASKED),
    Base.GIVEN: (Verdict.NOT_APPLICABLE, Verdict.NOT_ASKED, Verdict.NOT_KNOWN),
    Base.ANSWERED: (Verdict.NOT_APPLICABLE, Verdict.NOT_ASKED, Verdict.NOT_KNOWN, Verdict.DONT_KNOW),
}


class Counted(NamedTuple):
    """Pairs (yes-yes, yes-no, no-yes, no-no), and x of n of those in one wave's base only.

    `leavers` and `entrants` are (x, n, and of the n those that did respond in the other wave).
    """

    pairs: tuple[int, int, int, int]
    leavers: tuple[int, int, int]
    entrants: tuple[int, int, int]

    @property
    def n(self) -> int:
        """The number of pairs."""
        return sum(self.pairs)

    @property
    def before(self) -> tuple[int, int]:
        """Everyone's x and n of the earlier wave."""
        return self.pairs[0] + self.pairs[1] + self.leavers[0], self.n + self.leavers[1]

    @property
    def after(self) -> tuple[int, int]:
        """Everyone's x and n of the later wave."""
        return self.pairs[0] + self.pairs[2] + self.entrants[0], self.n + self.entrants[1]


@dataclass(frozen=True, slots=True)
class Pairings:
    """The alignments of two surveys: by entity, and by entity and instance."""

    entities: Pairing
    rows: Pairing

    @classmethod
    def of(cls, before: Survey, after: Survey) -> Pairings:
        """Align two surveys."""
        return cls(align_entities(before, after), align_rows(before, after))

    def by(self, unit: Unit) -> Pairing:
        """Return the alignment of what a finding counts."""
        return self.entities if unit is Unit.ENTITY else self.rows


def codes(survey: Survey, framework: Framework, finding: Finding, base: Base) -> NDArray[np.int64]:
    """Return whether each unit is out of the base (0), in it (1), or has it (2): (pooled questions, entities or rows).

    Units of entities that did not respond are out. One row of codes for a finding that pools no questions.
    """
    by_entity = finding.unit is Unit.ENTITY
    rows = rows_of(survey, framework, [finding])
    inside = survey.respondent if by_entity else survey.respondent[survey.row_entity]
    if finding.among is not None:
        met = judge(survey, framework, rows, finding.among, entities=by_entity)
        inside = inside & (met.verdict == Verdict.HAS)
    found = []
    for share, _ in shares(finding.share, framework):
        outcome = evaluate(share, rows)
        verdict = (per_entity(survey, framework, outcome) if by_entity else outcome).verdict
        stays = inside & ~np.isin(verdict, np.array(_LEFT[base], np.uint8))
        found.append(np.where(stays, np.where(verdict == Verdict.HAS, _YES, _NO), _OUT))
    return np.array(found, np.int64)


def count(pairing: Pairing, before: NDArray[np.int64], after: NDArray[np.int64]) -> Counted:
    """Count two waves' codes pair by pair."""
    table = np.zeros((_KINDS, _KINDS), np.int64)
    for one, two in zip(before, after, strict=True):
        table += count_pairs(pairing, one, two, _KINDS)
    gone = np.bincount(before[:, pairing.leavers].ravel(), minlength=_KINDS)
    new = np.bincount(after[:, pairing.entrants].ravel(), minlength=_KINDS)
    pairs = (table[_YES, _YES], table[_YES, _NO], table[_NO, _YES], table[_NO, _NO])
    a, b, c, d = (int(number) for number in pairs)
    return Counted((a, b, c, d), _others(gone, table[:, _OUT]), _others(new, table[_OUT]))


def _others(absent: NDArray[np.int64], elsewhere: NDArray[np.int64]) -> tuple[int, int, int]:
    """Return x, n and how many of the n responded in the other wave too."""
    there = int(elsewhere[_NO] + elsewhere[_YES])
    return int(absent[_YES] + elsewhere[_YES]), int(absent[_NO] + absent[_YES]) + there, there


class Parts(NamedTuple):
    """Exact parts of everyone's change."""

    panel: Fraction
    composition: Fraction
    whole: Fraction


def decompose(counted: Counted) -> Parts | None:
    """Return what the panel's own change adds to everyone's, and what comings and goings add; None without a base.

    The panel's change counts by the mean of its weights in both waves; all else is composition. Without a panel all is.
    """
    (x1, n1), (x2, n2) = counted.before, counted.after
    if not n1 or not n2:
        return None
    whole = Fraction(x2, n2) - Fraction(x1, n1)
    _, b, c, _ = counted.pairs
    # The mean weight (n/n1 + n/n2) / 2, times the panel's change (c - b) / n.
    panel = (Fraction(1, n1) + Fraction(1, n2)) / 2 * (c - b)
    return Parts(panel, whole - panel, whole)
