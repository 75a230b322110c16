"""Tests of differences between the values of one group, adjusted within each declared family.

They count entities, each once, as draws from a process; a difference beside them speaks of the entities invited where
their number is known. What could not be tested stands beside what was, with the reason.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.types import Base, Unit
from civicmap.measure.bounds import CLUSTERED, FRAME_BASE
from civicmap.measure.differences import Side, differences
from civicmap.measure.results import GroupTest
from civicmap.stats.contingency import boschloo
from civicmap.stats.fisher import fisher_exact
from civicmap.stats.independence import chi_square, chi_square_simulated
from civicmap.stats.multiplicity import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.measure.results import CrossCell, Difference, Gap

DRAWS: Final = 100_000
SEED: Final = 2019
NOBODY: Final = "no group has anybody in the base"
ONE_GROUP: Final = "only one group has anybody in the base"
NO_VARIATION: Final = "all in the base say the same: there is nothing to test"
_EXACT_TO = 600  # entities: above it every expected count that matters is large, and the exact test takes seconds
_EXPECTED = 5  # Cochran's rule: below it the chi-square distribution is no guide

Table = tuple[tuple[int, ...], ...]


class Outcome(NamedTuple):
    """What a table of counts, groups × answers, gives. `p` is None where nothing varies, with the reason."""

    method: str
    p: float | None = None
    fisher: float | None = None
    statistic: float | None = None
    df: int | None = None
    draws: int | None = None
    seed: int | None = None
    why: str | None = None


def with_tests(gaps: Sequence[Gap]) -> list[Gap]:
    """Return gaps with a test of each finding, beside every one of its entries, adjusted within its family."""
    of_finding: dict[str, list[Gap]] = {}
    for gap in gaps:
        of_finding.setdefault(gap.finding.id, []).append(gap)
    tests = adjust({name: _test(own) for name, own in of_finding.items()})
    return [replace(gap, tests=(tests[gap.finding.id],)) for gap in gaps]


def adjust(tests: dict[str, GroupTest]) -> dict[str, GroupTest]:
    """Return tests with p adjusted within each family, and how many tests it had: those with a p value."""
    found = dict(tests)
    for family in dict.fromkeys(test.family for test in tests.values()):
        members = [name for name, test in tests.items() if test.family == family]
        adjusted = benjamini_hochberg([tests[name].p for name in members])
        run = sum(p is not None for p in adjusted)
        found |= {n: replace(tests[n], p_adjusted=p, tests=run) for n, p in zip(members, adjusted, strict=True)}
    return found


def family_name(declared: str, by: str) -> str:
    """Return a family's name; what declares none is of the family of all that is divided by one group."""
    return declared or f"all by {by}"


def why_untested(unit: Unit, base: Base, sizes: Sequence[int]) -> str | None:
    """Return why groups of so many in the base are not compared; None where they can be."""
    if unit is not Unit.ENTITY:
        return CLUSTERED[unit]
    if base is Base.FRAME:
        return FRAME_BASE
    filled = sum(size > 0 for size in sizes)
    return None if filled > 1 else ONE_GROUP if filled else NOBODY


def sides(cells: Sequence[Gap] | Sequence[CrossCell]) -> list[Side]:
    """Return the groups of one finding or answer; everyone left out."""
    return [Side(c.group, c.numerator, c.denominator, c.population) for c in cells if c.group.by is not None]


def _test(gaps: Sequence[Gap]) -> GroupTest:
    """Return the test of one finding, not yet adjusted."""
    groups, first = sides(gaps), gaps[0]
    by = next((gap.group.by for gap in gaps if gap.group.by), "")
    why = why_untested(first.unit, first.base, [side.of for side in groups])
    family = family_name(first.finding.family, by)
    if why is not None:
        return GroupTest(by, None, None, None, family, why=why)
    found = outcome(tuple((side.count, side.of - side.count) for side in groups if side.of))
    return made(found, by, family, differences(groups))


def made(found: Outcome, by: str, family: str, between: tuple[Difference, ...] = ()) -> GroupTest:
    """Return an outcome as a test of a family, with the differences that belong to it."""
    return GroupTest(
        by,
        found.method,
        found.p,
        None,
        family,
        fisher=found.fisher,
        statistic=found.statistic,
        df=found.df,
        draws=found.draws,
        seed=found.seed,
        why=found.why,
        differences=between,
    )


@lru_cache(maxsize=1024)
def outcome(table: Table) -> Outcome:
    """Test a table of counts, groups × answers, each group with at least one; equal tables are tested once.

    Two by two: Boschloo, with Fisher beside it. Else chi-square, with a seeded simulation of its p value where an
    expected count is small. Answers that nobody gave are left out.
    """
    counts = np.array(table, dtype=np.int64)
    counts = counts[:, counts.sum(axis=0) > 0]
    two = counts.shape[0] == 2 and len(table[0]) == 2
    exact = two and counts.sum() <= _EXACT_TO
    if counts.shape[1] < 2:
        return Outcome("boschloo" if exact else "chi_square", why=NO_VARIATION)
    fisher = fisher_exact(counts) if two else None
    if exact:
        return Outcome("boschloo", boschloo(counts), fisher)
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    if (expected < _EXPECTED).any():
        drawn = chi_square_simulated(counts, DRAWS, SEED)
        return Outcome("chi_square_simulated", drawn.p, fisher, drawn.statistic, None, DRAWS, SEED)
    plain = chi_square(counts)
    return Outcome("chi_square", plain.p, fisher, plain.statistic, plain.df)
