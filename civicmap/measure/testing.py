"""Tests of a finding's difference between the values of one group, adjusted within the finding's family."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.types import Base, Unit
from civicmap.measure.results import GroupTest
from civicmap.stats.contingency import boschloo, chi_square, chi_square_simulated
from civicmap.stats.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.measure.results import Gap

DRAWS: Final = 100_000
SEED: Final = 2019
_EXACT_TO = 600  # entities: above it every expected count that matters is large, and the exact test takes seconds
_EXPECTED = 5  # Cochran's rule: below it the chi-square distribution is no guide


def with_tests(gaps: Sequence[Gap]) -> list[Gap]:
    """Return gaps with a test of each finding, beside every one of its entries, adjusted within its family."""
    ids = list(dict.fromkeys(gap.finding.id for gap in gaps))
    found = {name: _test([gap for gap in gaps if gap.finding.id == name]) for name in ids}
    tests = {name: test for name, test in found.items() if test is not None}
    for family in {test.family for test in tests.values()}:
        members = [name for name, test in tests.items() if test.family == family]
        adjusted = benjamini_hochberg([tests[name].p for name in members])
        tests |= {name: replace(tests[name], p_adjusted=p) for name, p in zip(members, adjusted, strict=True)}
    return [replace(gap, tests=(tests[gap.finding.id],)) if gap.finding.id in tests else gap for gap in gaps]


def _test(gaps: Sequence[Gap]) -> GroupTest | None:
    """Return the test of one finding, unadjusted; None where there are not two groups of entities to compare."""
    groups = [gap for gap in gaps if gap.group.by is not None and gap.denominator]
    if len(groups) < 2 or groups[0].unit is not Unit.ENTITY or groups[0].base is Base.FRAME:
        return None
    table = np.array([[gap.numerator, gap.denominator - gap.numerator] for gap in groups])
    method, p = _p_value(table)
    return GroupTest(groups[0].group.by or "", method, p, None, groups[0].finding.family)


def _p_value(table: NDArray[np.int64]) -> tuple[str, float | None]:
    """Return a method and its p value; None where all groups say the same thing and nothing varies."""
    yes, no = table.sum(axis=0)
    expected = np.outer(table.sum(axis=1), (yes, no)) / table.sum()
    small = bool((expected < _EXPECTED).any())
    if len(table) == 2 and table.sum() <= _EXACT_TO:
        return "boschloo", boschloo(table) if yes and no else None
    if not (yes and no):
        return "chi_square", None
    if small:
        return "chi_square_simulated", chi_square_simulated(table, DRAWS, SEED).p
    return "chi_square", chi_square(table).p
