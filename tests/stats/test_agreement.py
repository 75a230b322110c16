"""Agreement of coders and items, against published examples, R, statsmodels and laws."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from civicmap.stats import cohen_kappa, cronbach_alpha, krippendorff_alpha

_ = None
# Krippendorff's book: four observers, twelve units, gaps.
BOOK = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]
R_SCRIPT = """
# R 4.2
x <- matrix(c(2, 4, 3, 1, NA, 5, 2, 3, 3, 4, 4, 1, 2, 5, NA, 3, 2, 5, 1, 2, 3, 5, 2, 4), ncol = 3)
for (use in c("complete.obs", "pairwise.complete.obs")) {
  v <- cov(x, use = use)
  print(3 / 2 * (1 - sum(diag(v)) / sum(v)), digits = 12)
}
"""
ITEMS = list(zip([2, 4, 3, 1, _, 5, 2, 3], [3, 4, 4, 1, 2, 5, _, 3], [2, 5, 1, 2, 3, 5, 2, 4], strict=True))


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_krippendorff_published_example(level, alpha):
    """The book's example has its three published alphas."""
    assert krippendorff_alpha(BOOK, level) == pytest.approx(alpha, abs=5e-4)


def _alpha(ratings, distance):
    """Return alpha from its definition: mean squared distance within units over that of all pairable values."""
    units = [[value for value in unit if value is not None] for unit in zip(*ratings, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    within = sum(
        sum(distance(x, y, values) for x, y in itertools.permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    among = sum(distance(x, y, values) for x, y in itertools.permutations(values, 2)) / (len(values) - 1)
    return 1 - within / among if among else None


DISTANCES = {
    "nominal": lambda x, y, _: x != y,
    "ordinal": lambda x, y, values: (
        (sum(min(x, y) <= v <= max(x, y) for v in values) - (values.count(x) + values.count(y)) / 2) ** 2 * (x != y)
    ),
    "interval": lambda x, y, _: (x - y) ** 2,
}


@pytest.mark.parametrize("level", DISTANCES)
@settings(max_examples=40, deadline=None)
@given(
    ratings=st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(st.sampled_from([None, 1, 2, 4]), min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_krippendorff_is_its_definition(level, ratings):
    """Every level equals the definition by pairs, written out; None where nothing varies."""
    assert krippendorff_alpha(ratings, level) == pytest.approx(_alpha(ratings, DISTANCES[level]), abs=1e-12)


def test_krippendorff_knows_no_order_of_units_or_coders():
    """Units and coders in another order change no digit; arrays with NaN are as good as lists with None."""
    expected = krippendorff_alpha(BOOK, "ordinal")
    turned = [coder[::-1] for coder in BOOK[::-1]]

    assert krippendorff_alpha(turned, "ordinal") == expected
    assert krippendorff_alpha(np.array(BOOK, dtype=float), "ordinal") == expected


def test_texts_have_no_order():
    """Nominal alpha takes texts; an ordered level refuses them, since the alphabet is no scale."""
    assert krippendorff_alpha([["yes", "no", "no"], ["yes", "no", "yes"]]) < 1
    with pytest.raises(ValueError, match="ordered level"):
        krippendorff_alpha([["yes", "no"], ["yes", "partly"]], "ordinal")


def test_one_category_is_undefined():
    """Without variation, or without a unit coded twice, agreement is undefined and not perfect."""
    assert krippendorff_alpha([[1, 1], [1, 1]]) is krippendorff_alpha([[1, 2]]) is krippendorff_alpha([]) is None
    assert cohen_kappa(["a", "a"], ["a", "a"]) is cohen_kappa([], []) is cohen_kappa([1], [None]) is None
    assert cohen_kappa([2, 2], [2, 2], "quadratic") is None


CODES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=40)


@settings(deadline=None)
@given(CODES)
def test_kappa_equals_statsmodels(codes):
    """Plain, linear and quadratic kappa equal statsmodels' of the same table."""
    a, b = zip(*codes, strict=True)
    table = np.zeros((4, 4))
    np.add.at(table, (np.array(a), np.array(b)), 1)
    for weights, theirs in ((None, None), ("linear", "linear"), ("quadratic", "quadratic")):
        found = cohen_kappa(a, b, weights)
        if found is not None:
            assert found == pytest.approx(cohens_kappa(table, wt=theirs, return_results=False), abs=1e-9)
        else:
            assert len({*a, *b}) == 1


def test_kappa_leaves_out_what_one_coder_left_out():
    """A unit with one rating alone does not count."""
    assert cohen_kappa([1, 2, None, 2], [1, 1, 2, 2]) == cohen_kappa([1, 2, 2], [1, 1, 2])


def test_weighted_kappa_keeps_unused_categories():
    """Distance is that of the values: a category that nobody used still lies between its neighbours."""
    assert cohen_kappa([0, 2, 3], [0, 3, 3], "linear") != cohen_kappa([0, 1, 2], [0, 2, 2], "linear")


@pytest.mark.parametrize(("missing", "alpha"), [("complete", 0.871165644172), ("pairwise", 0.901159047006)])
def test_cronbach_equals_r(missing, alpha):
    """Both ways with gaps equal the formula on R's covariances."""
    assert cronbach_alpha(ITEMS, missing) == pytest.approx(alpha, abs=1e-11)
    assert cronbach_alpha(np.array(ITEMS, dtype=float), missing) == pytest.approx(alpha, abs=1e-11)


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), min_size=3, max_size=12), st.integers(2, 5))
def test_items_that_are_the_same_have_alpha_one(answers, times):
    """Copies of one item hang together perfectly; without variation alpha is undefined."""
    found = cronbach_alpha([[answer / 10] * times for answer in answers])

    assert found == (pytest.approx(1) if len(set(answers)) > 1 else None)


def test_too_little_for_cronbach():
    """One item, or fewer than two rows to compare, has no alpha."""
    assert cronbach_alpha([]) is cronbach_alpha([[1], [2]]) is cronbach_alpha([[1, 2]]) is None
    assert cronbach_alpha([[1, None], [2, None], [None, 3], [None, 4]], "pairwise") is None


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: krippendorff_alpha([[1, 2], [1]]), "as many ratings"),
        (lambda: krippendorff_alpha(BOOK, "ratio"), "level"),
        (lambda: cohen_kappa([1], [1, 2]), "as many"),
        (lambda: cohen_kappa(["a"], ["b"], "linear"), "weighted rating"),
        (lambda: cohen_kappa([1], [2], "cubic"), "weights"),
        (lambda: cronbach_alpha([[1, 2], [1]]), "as many cells"),
        (lambda: cronbach_alpha([[1, "2"]]), "number"),
        (lambda: cronbach_alpha([[1, 2]], "some"), "complete or pairwise"),
    ],
)
def test_what_cannot_be_compared_is_refused(call, reason):
    """Ragged lists, texts where numbers are wanted and unknown options raise ValueError with the reason."""
    with pytest.raises(ValueError, match=reason):
        call()
