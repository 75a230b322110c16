"""Weights and weighted shares, against R's survey package and laws."""

from __future__ import annotations

import itertools
import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.stats import kish_deff, kish_effective_n, poststratify, rake, weighted_share

I = range(24)  # noqa: E741 - the name it has in R
Y = [int((i * 7) % 5 < 2) for i in I]
W = [1 + (i * 5) % 4 for i in I]
S = [i // 8 for i in I]
K = [i // 2 for i in I]
M = [(i * 3) % 7 < 4 for i in I]
FEW = [(12, 20, 31)[s] for s in S]
BLOCKS = [(6, 9, 14)[s] for s in S]
KIND = ["abc"[(i * 11) % 3] for i in I]
PLACE = ["ns"[(i * 13) % 5 // 3] for i in I]

R_SCRIPT = """
# R 4.2 with survey 4.1.1
library(survey)
i <- 0:23
d <- data.frame(y = as.integer((i * 7) %% 5 < 2), w = 1 + (i * 5) %% 4, s = i %/% 8, k = i %/% 2, m = (i * 3) %% 7 < 4)
d$few <- c(12, 20, 31)[d$s + 1]
d$blocks <- c(6, 9, 14)[d$s + 1]
d$kind <- letters[1 + (i * 11) %% 3]
d$place <- c("n", "s")[1 + (i * 13) %% 5 %/% 3]
plain <- svydesign(~1, weights = ~w, data = d)
strata <- svydesign(~1, strata = ~s, weights = ~w, fpc = ~few, data = d)
blocks <- svydesign(~k, strata = ~s, weights = ~w, fpc = ~blocks, data = d)
loose <- svydesign(~k, strata = ~s, weights = ~w, data = d)
for (design in list(plain, strata, blocks, loose, subset(strata, m), subset(blocks, m), subset(blocks, s == 0))) {
  p <- svymean(~y, design)
  cat(sprintf("%.12f, %.12f, %d", coef(p), SE(p), as.integer(degf(design))), fill = TRUE)
}
kinds <- data.frame(kind = c("a", "b", "c"), Freq = c(30, 50, 20))
places <- data.frame(place = c("n", "s"), Freq = c(70, 30))
exact <- list(maxit = 200, epsilon = 1e-12)
print(weights(postStratify(plain, ~kind, kinds))[1:6], digits = 11)
print(weights(rake(plain, list(~kind, ~place), list(kinds, places), control = exact))[1:6], digits = 11)
"""
FIRST = [s == 0 for s in S]
R_SURVEY = [
    ({}, (0.416666666667, 0.113038833052, 23)),
    ({"strata": S, "fpc": FEW}, (0.416666666667, 0.088263180065, 21)),
    ({"strata": S, "clusters": K, "fpc": BLOCKS}, (0.416666666667, 0.046700178332, 9)),
    ({"strata": S, "clusters": K}, (0.416666666667, 0.071362403215, 9)),
    ({"strata": S, "fpc": FEW, "domain": M}, (0.416666666667, 0.100318466396, 11)),
    ({"strata": S, "clusters": K, "fpc": BLOCKS, "domain": M}, (0.416666666667, 0.069804816469, 9)),
    ({"strata": S, "clusters": K, "fpc": BLOCKS, "domain": FIRST}, (0.35, 0.101707642016, 3)),
]
R_POST = [1.5, 2.0, 7.5, 6.0, 1.0, 5.0]
R_RAKE = [2.1533987453, 1.1316495235, 9.7096183217, 4.2576033458, 1.1447250794, 6.4730788812]

WEIGHTS = st.lists(st.floats(0.1, 9), min_size=2, max_size=20)


@pytest.mark.parametrize(("design", "expected"), R_SURVEY)
def test_weighted_share_equals_r_survey(design, expected):
    """R6: share, linearised standard error and degrees of freedom are those of svymean, domains by subsetting the design."""
    found = weighted_share(Y, W, **design)

    assert found[:3] == pytest.approx(expected, abs=1e-11)
    assert found.n_effective == pytest.approx(found.share * (1 - found.share) / found.se**2)


def test_missing_answers_are_outside_the_domain():
    """A missing answer keeps its place in the design, as if the domain left it out."""
    gaps = [y if kept else None for y, kept in zip(Y, M, strict=True)]

    assert weighted_share(gaps, W, strata=S, fpc=FEW) == weighted_share(Y, W, strata=S, fpc=FEW, domain=M)


def test_rows_in_any_order_give_the_same():
    """The order of rows changes no digit, and arrays are as good as lists."""
    order = random.Random(3).sample(list(I), 24)
    expected = weighted_share(Y, W, strata=S, clusters=K, fpc=BLOCKS, domain=M)
    columns = [[column[i] for i in order] for column in (Y, W, S, K, BLOCKS, M)]
    y, w, s, k, blocks, m = map(np.array, columns)

    assert weighted_share(y, w, strata=s, clusters=k, fpc=blocks, domain=m) == expected


def test_a_simple_sample_has_the_textbook_standard_error():
    """With equal weights it is sqrt((1 - n/N) p(1-p)/(n-1))."""
    found = weighted_share(Y, [3.0] * 24, fpc=[60] * 24)
    p = sum(Y) / 24

    assert found.se == pytest.approx(math.sqrt((1 - 24 / 60) * p * (1 - p) / 23))


def test_the_standard_error_holds_over_all_samples():
    """Over all samples of 3 from strata of 5 and 4, the mean squared error is near the mean estimated variance."""
    strata = ([1, 0, 1, 1, 0], [0, 0, 1, 0])
    truth, errors, variances = 4 / 9, [], []
    for one, two in itertools.product(itertools.combinations(strata[0], 3), itertools.combinations(strata[1], 3)):
        found = weighted_share([*one, *two], [5 / 3] * 3 + [4 / 3] * 3, strata=[1] * 3 + [2] * 3, fpc=[5] * 3 + [4] * 3)
        errors.append((found.share - truth) ** 2)
        variances.append(found.se**2)

    assert sum(variances) == pytest.approx(sum(errors))


def test_no_variance_falls_back_to_kish():
    """R6: where all say the same the effective number is Kish's, larger the less is left to draw."""
    weights = [1, 2, 3, 4]

    assert weighted_share([1] * 4, weights) == (1, 0, 3, kish_effective_n(weights))
    assert weighted_share([0] * 4, weights, fpc=[10] * 4) == (0, 0, 3, pytest.approx(100 / 30 * 9 / 6))


def test_a_census_has_no_error():
    """With every entity of every stratum in the sample nothing is left to chance, and no number of answers says so."""
    assert weighted_share([1, 0, 1], [1, 1, 2], fpc=[3, 3, 3]) == (0.75, 0, 2, None)


def test_a_stratum_of_one_has_no_standard_error():
    """One cluster does not show how clusters vary: the standard error is unknown, unless it is all there is."""
    alone = weighted_share([1, 0, 1], [1, 1, 1], strata=["a", "a", "b"])

    assert (alone.share, alone.se, alone.df, alone.n_effective) == (pytest.approx(2 / 3), None, 1, None)
    assert weighted_share([1, 0, 1], [1, 1, 1], strata=["a", "a", "b"], fpc=[4, 4, 1]).se > 0


def test_nothing_to_weigh_is_none():
    """An empty domain or no weight has no share."""
    assert weighted_share([1, 0], [1, 1], domain=[False, False]) is None
    assert weighted_share([None, None], [1, 1]) is weighted_share([1], [0]) is weighted_share([], []) is None
    assert kish_effective_n([]) is kish_effective_n([0, 0]) is kish_deff([]) is None


@settings(deadline=None)
@given(WEIGHTS)
def test_kish(weights):
    """Effective n is at most n; deff is 1 plus the squared variation of the weights."""
    variation = np.std(weights) / np.mean(weights)

    assert kish_effective_n(weights) <= len(weights) + 1e-9
    assert kish_deff(weights) == pytest.approx(1 + variation**2)
    assert kish_deff([*weights, 0]) == pytest.approx(kish_deff(weights))


def test_poststratify_equals_r_survey():
    """Weights add up to each cell's total, as postStratify makes them."""
    found = poststratify(W, KIND, {"a": 30, "b": 50, "c": 20})

    assert found[:6] == pytest.approx(R_POST)
    assert math.fsum(found[np.array(KIND) == "b"]) == pytest.approx(50)


def test_rake_equals_r_survey():
    """Raked weights are those of R's rake."""
    found = rake(W, [(KIND, {"a": 30, "b": 50, "c": 20}), (PLACE, {"n": 70, "s": 30})])

    assert found[:6] == pytest.approx(R_RAKE, abs=1e-8)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.5, 4), st.booleans(), st.booleans()), max_size=30),
    st.floats(20, 80),
    st.floats(20, 80),
)
def test_raking_meets_every_margin(rows, one, two):
    """Every margin is met, and rows with the same labels keep their proportions."""
    rows = [(1.0, *labels) for labels in itertools.product((False, True), repeat=2)] + rows
    weights, first, second = map(np.array, zip(*rows, strict=True))

    found = rake(weights, [(first, {False: one, True: 100 - one}), (second, {False: two, True: 100 - two})])

    assert found[~first].sum() == pytest.approx(one)
    assert found[~second].sum() == pytest.approx(two)
    same = ~first & ~second
    assert found[same] / weights[same] == pytest.approx(found[0])


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: kish_effective_n([1, -1]), "negative"),
        (lambda: weighted_share([1, 0], [1]), "as many as the rows"),
        (lambda: weighted_share([2, 0], [1, 1]), "0, 1 or missing"),
        (lambda: weighted_share([1, 0], [1, math.inf]), "number"),
        (lambda: weighted_share([1, 0], [1, 1], fpc=[1, 1]), "population of 1"),
        (lambda: weighted_share([1, 0], [1, 1], fpc=[5, 6]), "more than one population"),
        (lambda: weighted_share([1, 0], [1, 1], strata=["a", None]), "label"),
        (lambda: poststratify([1, 1], ["a", "b"], {"a": 3}), "no total for the cell 'b'"),
        (lambda: poststratify([1], ["a"], {"a": 3, "c": 2}), "total of 'c'"),
        (lambda: poststratify([1], ["a"], {"a": -3}), "negative"),
        (lambda: rake([1], []), "at least one margin"),
        (lambda: rake([1, 1], [("ab", {"a": 1, "b": 1}), ("xy", {"x": 1, "y": 2})]), "disagree"),
        (lambda: rake([1, 1], [("ab", {"a": 1, "b": 3}), ("xy", {"x": 2, "y": 2})]), "cannot be met together"),
    ],
)
def test_what_is_no_design_is_refused(call, reason):
    """Weights, designs and totals that contradict themselves raise ValueError with the reason."""
    with pytest.raises(ValueError, match=reason):
        call()
