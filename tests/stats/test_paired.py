"""Two answers of the same entities, against published tables, statsmodels and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar

from civicmap.stats import difference_newcombe, mcnemar, paired_newcombe, paired_tango, partially_overlapping_z

PAIRS = st.tuples(*[st.integers(0, 40)] * 4)

# Newcombe 1998 (Statistics in Medicine 17, 2635-2650), table III, method 10. The paper takes first minus second: so b and c
# are exchanged here. In the last row it prints .8736, but .8737 for method 8, which is the same formula there.
TABLE_III = [
    ((36, 2, 12, 0), (0.0569, 0.3404)),
    ((20, 2, 12, 16), (0.0562, 0.3292)),
    ((18, 2, 12, 18), (0.0562, 0.3290)),
    ((36, 0, 14, 0), (0.1528, 0.4167)),
    ((35, 0, 14, 1), (0.1461, 0.4175)),
    ((18, 0, 14, 18), (0.1441, 0.3963)),
    ((2, 1, 97, 0), (0.8721, 0.9854)),
    ((0, 1, 29, 0), (0.6666, 0.9882)),
    ((2, 0, 98, 0), (0.9178, 0.9945)),
    ((1, 0, 98, 1), (0.9171, 0.9916)),
    ((0, 0, 30, 0), (0.8395, 1.0000)),
    ((54, 0, 0, 0), (-0.0664, 0.0664)),
    ((53, 0, 0, 1), (-0.0729, 0.0729)),
    ((30, 0, 0, 24), (-0.0358, 0.0358)),
    ((27, 0, 0, 27), (-0.0351, 0.0351)),
    ((1, 1, 97, 1), (0.8737, 0.9850)),
]
# Tango 1998; Agresti and Min 2005; Tang and others 2010; Fagerland, Lydersen and Laake 2014 and their book, whose
# difference is first minus second too.
SCORE = [
    ((4, 3, 9, 16), 0.95, (-0.027, 0.390), 3),
    ((43, 1, 0, 0), 0.90, (-0.096, 0.037), 3),
    ((53, 8, 16, 9), 0.95, (-0.020, 0.207), 3),
    ((8, 1, 3, 2), 0.95, (-0.1670, 0.4327), 4),
    ((1, 7, 1, 12), 0.95, (-0.517, -0.026), 3),
    ((59, 16, 6, 80), 0.95, (-0.1240, -0.0054), 4),
]


@pytest.mark.parametrize(("pairs", "limits"), TABLE_III)
def test_newcombe_published_examples(pairs, limits):
    """The interval is that of Newcombe's table, with n/2 off ad - bc, to its four decimals."""
    assert paired_newcombe(*pairs) == pytest.approx(limits, abs=5.1e-5)


@pytest.mark.parametrize(("pairs", "confidence", "limits", "decimals"), SCORE)
def test_tango_published_examples(pairs, confidence, limits, decimals):
    """The score interval is that of its author and of later papers, to their decimals."""
    assert paired_tango(*pairs, confidence) == pytest.approx(limits, abs=0.51 * 10**-decimals)


@pytest.mark.parametrize("method", [paired_newcombe, paired_tango])
@settings(deadline=None)
@given(pairs=PAIRS)
def test_the_change_is_second_minus_first(method, pairs):
    """The observed change lies between the limits; exchanging the waves, or yes and no, turns them round."""
    a, b, c, d = pairs
    assume(sum(pairs))
    low, high = method(a, b, c, d)

    assert -1 <= low <= (c - b) / sum(pairs) + 1e-12
    assert (c - b) / sum(pairs) - 1e-12 <= high <= 1
    assert method(a, c, b, d) == pytest.approx((-high, -low), abs=1e-9)
    assert method(d, c, b, a) == pytest.approx((-high, -low), abs=1e-9)


@settings(deadline=None)
@given(PAIRS)
def test_tango_agrees_with_mcnemar(pairs):
    """No change lies outside the score interval just where McNemar's asymptotic test rejects it."""
    a, b, c, d = pairs
    assume(b + c)
    p = mcnemar(b, c, "asymptotic")
    assume(abs(p - 0.05) > 1e-6)
    low, high = paired_tango(a, b, c, d)

    assert (p < 0.05) == (not low <= 0 <= high)


def test_uncorrelated_pairs_are_two_groups():
    """Where the answers do not hang together the interval is that of two separate groups."""
    assert paired_newcombe(4, 2, 2, 1) == pytest.approx(difference_newcombe(6, 9, 6, 9))


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_equals_statsmodels(b, c):
    """The exact and the asymptotic p values equal statsmodels', the latter without correction."""
    assume(b + c)
    table = [[3, b], [c, 4]]

    assert statsmodels_mcnemar(table, exact=True).pvalue == pytest.approx(mcnemar(b, c))
    assert statsmodels_mcnemar(table, exact=False, correction=False).pvalue == pytest.approx(
        mcnemar(b, c, "asymptotic")
    )


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_mid_p_takes_half_of_what_was_seen(b, c):
    """Mid-p is the exact p less the probability seen; at a tie, 1 - f/2."""
    seen = scipy_stats.binom.pmf(b, b + c, 0.5)
    expected = 1 - seen / 2 if b == c else 2 * scipy_stats.binom.cdf(min(b, c), b + c, 0.5) - seen

    assert mcnemar(b, c, "midp") == pytest.approx(expected if b + c else 1)


def test_mcnemar_published_example():
    """6 and 16 pairs (Cavo and others 2012, in Fagerland's book): exact .0525, mid-p .0347, asymptotic .0330."""
    found = [mcnemar(6, 16, method) for method in ("exact", "midp", "asymptotic")]

    assert found == pytest.approx([0.052479, 0.034690, 0.033006], abs=5e-7)


def test_mcnemar_without_difference():
    """Where no pair differs, nothing speaks against the waves being alike."""
    assert [mcnemar(0, 0, method) for method in ("exact", "midp", "asymptotic")] == [1, 1, 1]


def test_mcnemar_of_many_pairs():
    """Probabilities too small for a double's terms are summed as whole numbers."""
    assert mcnemar(4900, 5100) == pytest.approx(scipy_stats.binomtest(4900, 10_000).pvalue)


def test_partial_overlap_published_example():
    """Derrick and others (2015) find p = .053 for 15 pairs, 9 of the first sample and 6 of the second."""
    found = partially_overlapping_z((8, 1, 3, 3), (5, 9), (6, 6))

    assert found.difference == pytest.approx(17 / 21 - 14 / 24)
    assert found.p == pytest.approx(0.053, abs=5e-4)


@settings(deadline=None)
@given(PAIRS, st.integers(0, 20), st.integers(0, 20))
def test_partial_overlap_is_the_general_formula(pairs, yes1, yes2):
    """Its variance is the pooled one, less the covariance of the pairs by NumPy's correlation."""
    a, b, c, d = pairs
    assume(min(a + b, c + d, a + c, b + d) > 0)
    first, second = np.repeat([1, 1, 0, 0], pairs), np.repeat([1, 0, 1, 0], pairs)
    n = len(first)
    n1, n2 = n + 20, n + 20
    pooled = (first.sum() + second.sum() + yes1 + yes2) / (n1 + n2)
    noise = pooled * (1 - pooled) * (1 / n1 + 1 / n2 - 2 * np.corrcoef(first, second)[0, 1] * n / (n1 * n2))
    change = (second.sum() + yes2) / n2 - (first.sum() + yes1) / n1

    found = partially_overlapping_z(pairs, (yes1, 20), (yes2, 20))

    assert found.statistic == pytest.approx(change / math.sqrt(noise))
    assert found.p == pytest.approx(2 * scipy_stats.norm.sf(abs(found.statistic)))


def test_without_pairs_it_is_the_pooled_z_test():
    """Two separate samples give the square root of Pearson's chi-square."""
    found = partially_overlapping_z((0, 0, 0, 0), (12, 30), (21, 33))
    expected = scipy_stats.chi2_contingency([[12, 18], [21, 12]], correction=False)

    assert found.statistic**2 == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue)


def test_what_is_undefined_is_none():
    """No pairs, nobody in a wave, or answers that never vary: None, never 0 or NaN."""
    assert paired_newcombe(0, 0, 0, 0) is paired_tango(0, 0, 0, 0) is None
    assert partially_overlapping_z((0, 0, 0, 0), (0, 0), (3, 4)) is None
    assert partially_overlapping_z((5, 0, 0, 0), (2, 2), (0, 0)) == (0, None, None)


@pytest.mark.parametrize("method", [paired_newcombe, paired_tango])
def test_arrays_give_arrays(method):
    """Arrays give what their elements give."""
    low, high = method(np.array([4, 0]), [3, 0], [9, 0], [16, 0])

    assert (low[0], high[0]) == method(4, 3, 9, 16)
    assert (low[1], high[1]) == (None, None)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: mcnemar(-1, 2), "negative"),
        (lambda: mcnemar(1.5, 2), "whole"),
        (lambda: mcnemar(1, 2, "mid"), "method"),
        (lambda: paired_newcombe(1, -2, 3, 4), "negative"),
        (lambda: paired_tango(1, 2, 3, 4, 0), "confidence"),
        (lambda: partially_overlapping_z((1, 2, 3), (0, 0), (0, 0)), "four counts"),
        (lambda: partially_overlapping_z((1, 2, 3, 4), (3, 2), (0, 0)), "between"),
        (lambda: partially_overlapping_z((1, 2, 3, 4), (3,), (0, 0)), "two counts"),
    ],
)
def test_impossible_counts_are_refused(call, reason):
    """Numbers that cannot be counts raise ValueError with the reason."""
    with pytest.raises(ValueError, match=reason):
        call()
