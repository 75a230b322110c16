"""Differences between two groups, against published tables, a numerical oracle and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from scipy.optimize import minimize_scalar
from statsmodels.stats.proportion import confint_proportions_2indep

from civicmap.stats import difference_miettinen_nurminen, difference_newcombe, wilson

SHARES = st.integers(1, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
GROUPS = st.tuples(SHARES, SHARES).map(lambda pair: (*pair[0], *pair[1]))

# Newcombe 1998 (Statistics in Medicine 17, 873-890), table II: the score method 10, and Miettinen and Nurminen's method 5.
TABLE_II = [
    ((56, 70, 48, 80), (0.0524, 0.3339), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1705, 0.8090), (0.1700, 0.8406)),
    ((6, 7, 2, 7), (0.0582, 0.8062), (0.0342, 0.8534)),
    ((5, 56, 0, 29), (-0.0381, 0.1926), (-0.0326, 0.1933)),
    ((0, 10, 0, 20), (-0.1611, 0.2775), (-0.1658, 0.2844)),
    ((0, 10, 0, 10), (-0.2775, 0.2775), (-0.2879, 0.2879)),
    ((10, 10, 0, 20), (0.6791, 1.0000), (0.7156, 1.0000)),
]


@pytest.mark.parametrize(("counts", "newcombe", "score"), TABLE_II)
def test_published_examples(counts, newcombe, score):
    """Both intervals are those of Newcombe's table to its four decimals."""
    assert difference_newcombe(*counts) == pytest.approx(newcombe, abs=5.1e-5)
    assert difference_miettinen_nurminen(*counts) == pytest.approx(score, abs=5.1e-5)


def test_a_textbook_example():
    """Fagerland, Lydersen and Laake's book gives -.3164 to -.0056 for 0 of 16 and 15 of 72."""
    assert difference_miettinen_nurminen(0, 16, 15, 72) == pytest.approx((-0.3164, -0.0056), abs=5.1e-5)


@settings(deadline=None)
@given(GROUPS, st.sampled_from([0.8, 0.95, 0.99]))
def test_newcombe_equals_statsmodels(groups, confidence):
    """Without populations it is statsmodels' Newcombe interval."""
    theirs = confint_proportions_2indep(*groups, method="newcomb", compare="diff", alpha=1 - confidence)

    assert difference_newcombe(*groups, confidence) == pytest.approx(theirs, abs=1e-9)


@pytest.mark.parametrize("method", [difference_newcombe, difference_miettinen_nurminen])
@settings(deadline=None)
@given(groups=GROUPS)
def test_limits_hold_the_difference_and_mirror(method, groups):
    """The observed difference lies between the limits, and exchanging the groups turns them round."""
    x1, n1, x2, n2 = groups
    low, high = method(x1, n1, x2, n2)

    assert -1 <= low <= x1 / n1 - x2 / n2 + 1e-12
    assert x1 / n1 - x2 / n2 - 1e-12 <= high <= 1
    assert method(x2, n2, x1, n1) == pytest.approx((-high, -low), abs=1e-9)


def _score(groups, difference):
    """Return the score statistic with the likelihood maximized by search instead of the closed form."""
    x1, n1, x2, n2 = groups
    lowest, highest = max(0.0, -difference), min(1.0, 1 - difference)

    def loss(p2):
        pairs = ((x1, p2 + difference), (n1 - x1, 1 - p2 - difference), (x2, p2), (n2 - x2, 1 - p2))
        return -sum(k * math.log(max(p, 1e-300)) for k, p in pairs if k)

    p2 = minimize_scalar(loss, bounds=(lowest, highest), method="bounded", options={"xatol": 1e-12}).x
    p1 = p2 + difference
    variance = (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * (n1 + n2) / (n1 + n2 - 1)
    return (x1 / n1 - x2 / n2 - difference) / math.sqrt(variance)


@settings(max_examples=40, deadline=None)
@given(GROUPS)
def test_the_score_is_at_its_quantile_at_the_limits(groups):
    """At either limit the score statistic, found by another way, is the normal quantile."""
    z = scipy_stats.norm.ppf(0.975)
    for limit, expected in zip(difference_miettinen_nurminen(*groups), (z, -z), strict=True):
        if abs(limit) < 1 - 1e-6:
            assert _score(groups, limit) == pytest.approx(expected, abs=1e-4)


@settings(deadline=None)
@given(GROUPS, st.integers(0, 60), st.integers(0, 60))
def test_populations_put_their_own_limits_into_the_sum(groups, more1, more2):
    """R6: with populations the Wilson limits for them are squared and added; a census of both is a point."""
    x1, n1, x2, n2 = groups
    one, two = wilson(x1, n1, population=n1 + more1), wilson(x2, n2, population=n2 + more2)
    p1, p2 = x1 / n1, x2 / n2

    found = difference_newcombe(*groups, population1=n1 + more1, population2=n2 + more2)

    expected = p1 - p2 - math.hypot(p1 - one.low, two.high - p2), p1 - p2 + math.hypot(one.high - p1, p2 - two.low)
    assert found == pytest.approx((max(-1, expected[0]), min(1, expected[1])), abs=1e-12)
    assert difference_newcombe(*groups, population1=n1, population2=n2) == pytest.approx((p1 - p2, p1 - p2))


def test_coverage_with_populations():
    """58 of 72 against 52 of 108: it covers .938 or more where the plain form covers .997 or more."""
    cover = {}
    for name, sizes in {"fpc": (72, 108), "plain": (None, None)}.items():
        x1, x2 = np.meshgrid(np.arange(59), np.arange(53), indexing="ij")
        low, high = difference_newcombe(x1, 58, x2, 52, population1=sizes[0], population2=sizes[1])
        for k1, k2 in ((22, 32), (36, 54), (54, 60)):
            chance = np.outer(
                scipy_stats.hypergeom.pmf(np.arange(59), 72, k1, 58),
                scipy_stats.hypergeom.pmf(np.arange(53), 108, k2, 52),
            )
            truth = k1 / 72 - k2 / 108
            held = (low <= truth + 1e-12) & (truth <= high + 1e-12)
            cover.setdefault(name, []).append(chance[held].sum())

    assert min(cover["fpc"]) > 0.937
    assert max(cover["fpc"]) < 0.988
    assert min(cover["plain"]) > 0.996


@pytest.mark.parametrize("method", [difference_newcombe, difference_miettinen_nurminen])
def test_arrays_and_empty_groups(method):
    """Arrays give what their elements give; an empty group has no interval."""
    low, high = method([5, 0], np.array([10, 0]), 2, 10)

    assert (low[0], high[0]) == method(5, 10, 2, 10)
    assert (low[1], high[1]) == (None, None)
    assert method(0, 0, 2, 10) is method(2, 10, 0, 0) is None


@pytest.mark.parametrize("method", [difference_newcombe, difference_miettinen_nurminen])
@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((5, 4, 1, 2), "between 0 and n"),
        ((-1, 4, 1, 2), "negative"),
        ((1, math.nan, 1, 2), "number"),
        ((1, "4", 1, 2), "number"),
        ((1, 4, 1, 2, 1.5), "confidence"),
    ],
)
def test_impossible_counts_are_refused(method, counts, reason):
    """Numbers that cannot be counts raise ValueError with the reason."""
    with pytest.raises(ValueError, match=reason):
        method(*counts)
