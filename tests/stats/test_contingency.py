"""Tests of counts, against SciPy, R's published values and laws."""

from __future__ import annotations

import itertools
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special as scipy_special
from scipy import stats as scipy_stats

from civicmap.stats.contingency import barnard, boschloo
from civicmap.stats.fisher import fisher_exact
from civicmap.stats.independence import chance_beyond, chi_square, chi_square_simulated
from civicmap.stats.multiplicity import benjamini_hochberg, holm

CELLS = st.tuples(*[st.integers(0, 25)] * 4).filter(lambda t: t[0] + t[1] > 0 and t[2] + t[3] > 0)


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_fisher_equals_scipy(cells):
    """Fisher's test equals SciPy's 2 x 2 test on each side."""
    table = np.reshape(cells, (2, 2))

    for side in ("two-sided", "less", "greater"):
        assert scipy_stats.fisher_exact(table, alternative=side)[1] == pytest.approx(
            fisher_exact(table, side), abs=1e-10
        )


def test_boschloo_has_rows_fixed_and_both_conventions():
    """R's Exact and exact2x2 packages give .0191 by minimum likelihood and .0203 centrally for this table."""
    table = [[3, 12], [9, 5]]

    assert boschloo(table, "minlike") == pytest.approx(0.0191, abs=5e-5)
    assert boschloo(table) == pytest.approx(0.0203, abs=5e-5)


@settings(max_examples=12, deadline=None)
@given(st.tuples(*[st.integers(1, 8)] * 4))
def test_boschloo_one_sided_agrees_with_scipy_transposed(cells):
    """Twice SciPy's smaller one-sided p value, with its columns as our rows, is the central p value."""
    table = np.reshape(cells, (2, 2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sides = [scipy_stats.boschloo_exact(table.T, alternative=side, n=256).pvalue for side in ("less", "greater")]

    assert boschloo(table) == pytest.approx(min(1.0, 2 * min(sides)), abs=2e-4)


@settings(max_examples=40, deadline=None)
@given(CELLS)
def test_boschloo_is_never_above_fisher_one_sided_doubled(cells):
    """Boschloo is uniformly at least as powerful as Fisher's test on the same side."""
    table = np.reshape(cells, (2, 2))

    doubled = min(1.0, 2 * min(fisher_exact(table, "less"), fisher_exact(table, "greater")))
    assert boschloo(table) <= doubled + 1e-9


def test_barnard_keeps_tied_tables():
    """[[8, 2], [1, 5]] has tied tables that rounding would lose: .0167 and not .0132."""
    assert barnard([[8, 2], [1, 5]]) == pytest.approx(0.0167, abs=1e-4)


def test_chi_square_equals_scipy():
    """Pearson's statistic, degrees and p value equal SciPy's, with and without the correction, named or not."""
    table = [[12, 5], [7, 16]]

    for correction in (False, True):
        theirs = scipy_stats.chi2_contingency(table, correction=correction)
        ours = chi_square(table, correction=correction)
        assert (theirs.statistic, theirs.dof, theirs.pvalue) == pytest.approx((ours.statistic, ours.df, ours.p))
        assert chi_square(table, correction) == ours


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 300), st.one_of(st.floats(0, 5), st.floats(0, 2_000), st.floats(2_000, 1e9)))
def test_the_chance_of_a_chi_square_equals_scipys(df, statistic):
    """However many degrees of freedom, and however unlikely, twelve digits agree."""
    theirs = float(scipy_special.chdtrc(df, statistic))

    assert chance_beyond(statistic, df) == pytest.approx(theirs, rel=1e-12, abs=1e-290)


def test_simulated_chi_square_is_seeded_and_near_the_exact_p():
    """The same seed gives the same p value, near the exact one."""
    table = [[3, 1], [1, 3]]

    first, second = chi_square_simulated(table, 4000, 7), chi_square_simulated(table, 4000, 7)
    assert first == second
    assert first.p == pytest.approx(fisher_exact(table), abs=0.03)


def _exact(table):
    """Return the exact p value of the chi-square statistic, over every table with the same margins."""
    rows, columns = np.sum(table, axis=1), np.sum(table, axis=0)
    expected = np.outer(rows, columns) / rows.sum()

    def tables(row, left):
        if row == len(rows) - 1:
            yield [left]
            return
        for cells in itertools.product(*(range(n + 1) for n in left)):
            if sum(cells) == rows[row]:
                yield from ([cells, *rest] for rest in tables(row + 1, tuple(np.subtract(left, cells).tolist())))

    seen, total, reached = ((np.array(table) - expected) ** 2 / expected).sum(), 0.0, 0.0
    for drawn in tables(0, tuple(columns.tolist())):
        chance = 1 / math.prod(math.factorial(n) for row in drawn for n in row)
        total += chance
        reached += chance * (((np.array(drawn) - expected) ** 2 / expected).sum() >= seen * (1 - 1e-9))
    return reached / total


@pytest.mark.parametrize(
    "table",
    [
        [[3, 1], [1, 4], [2, 2]],
        [[3, 1, 0], [1, 4, 2]],
        [[3, 0, 1], [0, 2, 2], [1, 1, 3]],
        [[2, 0, 1, 1], [0, 2, 0, 1], [0, 1, 3, 0]],
    ],
)
def test_simulated_chi_square_draws_every_shape(table):
    """Draws of two columns and of more give the p value of all tables with the same margins, but for chance."""
    exact = _exact(table)

    assert chi_square_simulated(table, 40_000, 3).p == pytest.approx(
        exact, abs=4 * (exact * (1 - exact) / 40_000) ** 0.5
    )


def test_simulated_chi_square_stays_as_it_is():
    """A seed has one p value, so that reports made at different times can be compared."""
    assert chi_square_simulated([[3, 9], [8, 2], [4, 4]], 100_000, 2019).p == 3272 / 100_001


def test_adjusted_p_values_skip_what_is_missing():
    """A missing p value stays missing and is not counted in the family."""
    assert benjamini_hochberg([0.01, None, 0.04]) == [0.02, None, 0.04]
    assert holm([0.01, None, 0.04]) == [0.02, None, 0.04]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_benjamini_hochberg_equals_scipy(ps):
    """The adjustment equals SciPy's where nothing is missing."""
    assert benjamini_hochberg(ps) == pytest.approx(list(scipy_stats.false_discovery_control(ps)))


@pytest.mark.parametrize("table", [[[1, 2]], [[1, -1], [0, 2]], [[0, 0], [1, 2]], [[1.5, 1], [1, 1]]])
def test_what_is_no_table_is_refused(table):
    """A wrong shape, a negative or broken count or an empty row is refused with a reason."""
    with pytest.raises(ValueError, match=r"needed|needs"):
        fisher_exact(table)
