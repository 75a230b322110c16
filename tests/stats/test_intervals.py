"""Intervals of a share, against SciPy, statsmodels, full enumeration and laws (rule R6)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.proportion import proportion_confint

import civicmap.stats
from civicmap.stats import clopper_pearson, frame_bounds, hypergeometric_interval, item_bounds, wilson

SHARES = st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
FINITE = SHARES.flatmap(lambda s: st.tuples(st.just(s[0]), st.just(s[1]), st.integers(s[1], s[1] + 80)))


@given(SHARES, st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_equals_statsmodels(share, confidence):
    """Without a population it is the plain Wilson score interval, without continuity correction."""
    assert wilson(*share, confidence) == pytest.approx(proportion_confint(*share, 1 - confidence, "wilson"), abs=1e-12)


@given(SHARES, st.sampled_from([0.8, 0.95, 0.99]))
def test_clopper_pearson_equals_scipy(share, confidence):
    """It is SciPy's exact binomial interval."""
    expected = scipy_stats.binomtest(*share).proportion_ci(confidence, "exact")

    assert clopper_pearson(*share, confidence) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_ten_thousand_wilson_intervals_at_once_equal_scipy():
    """Many intervals in one call are those that SciPy gives one by one, to twelve digits."""
    draw = np.random.default_rng(3)
    n = draw.integers(1, 100_000, 10_000)
    x = np.rint(n * draw.random(n.size)).astype(int)
    found = np.stack(wilson(x, n), axis=1)[::50]
    theirs = [
        scipy_stats.binomtest(*share).proportion_ci(0.95, "wilson") for share in zip(x[::50], n[::50], strict=True)
    ]

    assert found == pytest.approx(np.array([tuple(one) for one in theirs]), rel=1e-12, abs=0)


@given(FINITE)
def test_wilson_with_a_population_is_wilson_on_more_answers(case):
    """R6: it is Wilson on n(N-1)/(N-n) answers with the same share, and a point at n = N."""
    x, n, size = case
    found = wilson(x, n, population=size)

    if n == size:
        assert found == (x / n, x / n)
    else:
        effective = n * (size - 1) / (size - n)
        assert found == pytest.approx(wilson(x / n * effective, effective), abs=1e-12)


def _kept(x, n, size):
    """Return the limits by trying every K with SciPy's distribution."""
    kept = [
        k
        for k in range(x, size - n + x + 1)
        if scipy_stats.hypergeom.sf(x - 1, size, k, n) > 0.025 + 1e-12
        and scipy_stats.hypergeom.cdf(x, size, k, n) > 0.025 + 1e-12
    ]
    return kept[0] / size, kept[-1] / size


@settings(max_examples=60, deadline=None)
@given(FINITE)
def test_hypergeometric_keeps_what_neither_tail_rejects(case):
    """R6: its limits are the first and last K that neither tail rejects."""
    assert hypergeometric_interval(*case) == pytest.approx(_kept(*case), abs=1e-12)


def _coverage(size, n, method):
    """Return the exact coverage of a method for every K of a population."""
    limits = [method(x, n, size) for x in range(n + 1)]
    low, high = (np.array([limit[side] for limit in limits]) for side in (0, 1))
    having = np.arange(size + 1)
    chances = scipy_stats.hypergeom.pmf(np.arange(n + 1), size, having[:, None], n)
    truth = having[:, None] / size
    return (chances * ((low <= truth + 1e-12) & (truth <= high + 1e-12))).sum(axis=1)


def test_hypergeometric_never_covers_too_little():
    """R6: at N = 180 and n = 110 it covers 95 per cent or more for every K."""
    cover = _coverage(180, 110, hypergeometric_interval)

    assert cover.min() == pytest.approx(0.954, abs=0.0006)
    assert cover.mean() == pytest.approx(0.969, abs=0.0006)


def test_wilson_with_a_population_covers_on_average():
    """R6: at N = 180 and n = 110 its mean coverage over K is about 95 per cent."""
    cover = _coverage(180, 110, lambda x, n, size: wilson(x, n, population=size))

    assert 0.94 < cover.mean() < 0.97


def test_a_census_is_a_point():
    """With everyone counted, nothing is left to chance."""
    for x in range(13):
        assert hypergeometric_interval(x, 12, 12) == wilson(x, 12, population=12) == (x / 12, x / 12)


@pytest.mark.parametrize("size", [40, 180, 2_000, 30_000])
def test_limits_mirror_each_other(size):
    """Counting who has it and who does not gives the same interval, seen from the other end."""
    n = size // 3
    for x in {0, 1, n // 4, n // 2, n}:
        low, high = hypergeometric_interval(x, n, size)
        assert hypergeometric_interval(n - x, n, size) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_a_tail_of_exactly_a_fortieth_is_rejected():
    """One draw of forty: K = 1 has a tail of exactly 0.025, which is not above it."""
    assert hypergeometric_interval(1, 1, 40) == (2 / 40, 1)


@pytest.mark.parametrize("method", [wilson, clopper_pearson])
def test_arrays_give_arrays(method):
    """Lists and arrays give what their elements give, with None where there is no base."""
    low, high = method([0, 3, 5], [10, 10, 10])

    assert list(zip(low, high, strict=True)) == [method(x, 10) for x in (0, 3, 5)]
    assert (low.dtype, method([0, 3], [0, 10]).low[0]) == (float, None)


def test_arrays_of_populations_are_matched():
    """The exact interval takes arrays too."""
    low, high = hypergeometric_interval([1, 2], 5, [9, 11])

    assert list(zip(low, high, strict=True)) == [hypergeometric_interval(1, 5, 9), hypergeometric_interval(2, 5, 11)]


def test_no_base_has_no_interval():
    """Without a base the result is undefined: None, never 0 or NaN."""
    assert wilson(0, 0) is None
    assert wilson(0, 0, population=7) is None
    assert clopper_pearson(0, 0) is None
    assert hypergeometric_interval(0, 0, 7) is None
    assert item_bounds(0, 0, 0) is None
    assert frame_bounds(0, 0, 0, 0) is None


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: wilson(4, 3), "between 0 and n"),
        (lambda: wilson(-1, 3), "x must not be negative"),
        (lambda: wilson(math.nan, 3), "x must be a number"),
        (lambda: wilson(1, 3, 1.0), "confidence"),
        (lambda: wilson(1, 3, population=2), "population"),
        (lambda: wilson(1, 3, population=math.nan), "population"),
        (lambda: clopper_pearson([1, 9], 3), "between 0 and n"),
        (lambda: hypergeometric_interval(1.5, 3, 9), "whole"),
        (lambda: hypergeometric_interval(1, 3, 2), "population"),
        (lambda: item_bounds(3, 2, 4), "more than the base"),
        (lambda: frame_bounds(-1, 2, 4, 9), "negative"),
    ],
)
def test_impossible_counts_are_refused(call, reason):
    """Numbers that cannot be counts raise ValueError with the reason."""
    with pytest.raises(ValueError, match=reason):
        call()


def test_bounds_assume_nothing():
    """R6: what is missing all lacks it, or all has it; and so does everyone who did not respond."""
    assert item_bounds(34, 7, 99) == (34 / 99, 41 / 99)
    assert frame_bounds(34, 7, 79, 180) == (34 / 180, 120 / 180)


def test_every_public_name_is_there():
    """The room's list of names is complete and each can be imported."""
    assert sorted(civicmap.stats.__all__) == civicmap.stats.__all__ == sorted(civicmap.stats._HOME)
    assert all(getattr(civicmap.stats, name) for name in civicmap.stats.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = civicmap.stats.nothing
