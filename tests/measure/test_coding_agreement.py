"""Agreement of coders: equal to the statistics of the rating lists, and a reason where nothing is defined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.framework.types import Answer
from civicmap.measure.coding import NO_VARIATION, Judged, agreement, ranks
from civicmap.measure.coding_bootstrap import alpha_spread
from civicmap.model import AnswerState
from civicmap.stats import cohen_kappa, krippendorff_alpha

SCALE = (
    Answer("yes", "Yes", 100.0),
    Answer("partly", "Partly", 50.0),
    Answer("no", "No", 0.0),
    Answer("dont_know", "Don't know", state=AnswerState.DONT_KNOW),
)
NAMES = ("Ann", "Ben", "Cem")


def judged(rows, rating=None, answers=SCALE, scale="policy", name="q"):
    """Return an item from a list of codes for each coder, -1 for none; each unit is an entity of its own."""
    codes = np.array(rows, np.int16)
    own = np.full(codes.shape[1], -1) if rating is None else np.array(rating)
    return Judged(name, name, "rating", scale, answers, codes, own, np.arange(codes.shape[1]))


@given(st.lists(st.tuples(*[st.integers(-1, 3)] * 3), min_size=2, max_size=25))
def test_alpha_is_that_of_the_lists(units):
    """Both alphas equal the statistic of the coders' lists; don't know is missing where there is an order."""
    one = judged(list(zip(*units, strict=True)))
    made = agreement([one], NAMES, draws=5).overall
    rank = ranks(SCALE)
    nominal = krippendorff_alpha([[None if c < 0 else c for c in row] for row in one.codes.tolist()])
    ordinal = krippendorff_alpha(
        [[None if c < 0 or rank[c] < 0 else int(rank[c]) for c in row] for row in one.codes.tolist()], "ordinal"
    )

    for measure, value in ((made.alpha_nominal, nominal), (made.alpha_ordinal, ordinal)):
        assert measure.value == (value if measure.n > 1 else None)
        assert (measure.value is None) == (measure.why is not None)


def test_the_share_kappa_and_self_ratings_are_counted_by_hand():
    """Two coders, four shared units: three of four alike; kappas are those of the lists; one coder is below the entity once."""
    first, second = [0, 0, 1, 2, -1], [0, 1, 1, 2, 0]
    made = agreement([judged([first, second], rating=[0, 0, 1, 1, -1])], NAMES[:2], draws=50).items[0]

    assert (made.pairs, made.same, made.share, made.twice, made.units) == (4, 3, 0.75, 4, 5)
    assert made.kappa.value == cohen_kappa(first[:4], second[:4])
    assert made.kappa_quadratic.value == cohen_kappa(first[:4], second[:4], "quadratic")
    ann = made.coders[0]
    assert (ann.rated, ann.same, ann.lower, ann.higher) == (4, 3, 1, 0)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[0, 0, 0], [0, 0, 0]], NO_VARIATION),
        ([[0, 1, 2], [-1, -1, 2]], "undefined, Ben: a coder with one rating"),
        ([[0, 1, 2], [-1, -1, -1]], "undefined, one coder"),
        ([[0, 1, -1, -1], [-1, -1, 2, 0]], "undefined, no unit was coded twice"),
    ],
)
def test_what_is_undefined_says_why(rows, why):
    """Alpha and kappa are None with the reason where there is no variation or too little was coded; never NaN."""
    made = agreement([judged(rows)], NAMES[:2], draws=10).items[0]

    for measure in (made.alpha_nominal, made.alpha_ordinal, made.kappa, made.kappa_quadratic):
        assert (measure.value, measure.why, measure.low) == (None, why, None)


def test_different_scales_have_no_common_alpha():
    """Over items on two scales there is a share of pairs, and no coefficient; items on one scale are pooled."""
    rows = [[0, 1, 2], [0, 1, 1]]
    two = agreement([judged(rows), judged(rows, scale="other", name="r")], NAMES[:2], draws=5)
    one = agreement([judged(rows), judged(rows, name="r")], NAMES[:2], draws=5)

    assert two.overall.share == 2 / 3
    assert two.overall.alpha_nominal.value is None
    assert "2 scales" in two.overall.alpha_nominal.why
    assert one.overall.alpha_nominal.value == krippendorff_alpha([r + r for r in rows])
    assert [scale.id for scale in one.scales] == ["policy"]


def test_the_interval_is_seeded_and_indifferent_to_the_order_of_coders():
    """One seed gives one interval, whoever is named first; without any disagreement there is none, with the reason."""
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 60)
    codes = np.where(rng.random((3, 60)) < 0.8, truth, rng.integers(0, 3, (3, 60)))
    how = {"ordinal": True, "draws": 400, "seed": 5}
    spread = alpha_spread(codes, np.arange(60), **how)

    assert spread == alpha_spread(codes[::-1], np.arange(60), **how)
    assert spread.low < krippendorff_alpha(codes.tolist(), "ordinal") < spread.high
    assert alpha_spread(np.array([truth, truth]), np.arange(60), **how).why.startswith("no two codes differ")


def test_a_result_is_a_table_too():
    """`to_frame` has a row for each item and the overall."""
    frame = agreement([judged([[0, 1], [0, 2]])], NAMES[:2], draws=5).to_frame()

    assert list(frame["id"]) == ["q", "overall"]
