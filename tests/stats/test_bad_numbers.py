"""What is handed in by mistake: every function says why in words, or gives None; never NaN, a warning or another error."""

from __future__ import annotations

import math
import time
from fractions import Fraction

import numpy as np
import pytest

from civicmap import stats
from civicmap.stats import (
    barnard,
    boschloo,
    chi_square,
    chi_square_simulated,
    cronbach_alpha,
    fisher_exact,
    frame_bounds,
    hypergeometric_interval,
    item_bounds,
    mcnemar,
    rake,
    weighted_share,
    wilson,
)

GOOD = {
    "wilson": (3, 9, 0.95, 20),
    "clopper_pearson": (3, 9, 0.95),
    "hypergeometric_interval": (3, 9, 20, 0.95),
    "item_bounds": (3, 2, 9),
    "frame_bounds": (3, 2, 4, 20),
    "fisher_exact": ([[3, 4], [5, 6]], "less"),
    "fisher_exact_each": ([[[3, 4], [5, 6]]], "less"),
    "boschloo": ([[3, 4], [5, 6]], "central"),
    "barnard": ([[3, 4], [5, 6]],),
    "chi_square": ([[3, 4], [5, 6]],),
    "chi_square_simulated": ([[3, 4], [5, 6]], 100, 1),
    "mcnemar": (3, 4, "exact"),
    "difference_newcombe": (3, 9, 2, 8, 0.95, 20, 30),
    "difference_miettinen_nurminen": (3, 9, 2, 8, 0.95),
    "paired_newcombe": (3, 9, 2, 8, 0.95),
    "paired_tango": (3, 9, 2, 8, 0.95),
    "partially_overlapping_z": ([3, 9, 2, 8], [3, 4], [5, 6]),
    "benjamini_hochberg": ([0.1, 0.2],),
    "holm": ([0.1, 0.2],),
    "kish_effective_n": ([1, 2],),
    "kish_deff": ([1, 2],),
    "weighted_share": ([1, 0], [1, 2]),
    "poststratify": ([1, 2], ["a", "b"], {"a": 1, "b": 3}),
    "rake": ([1, 2], [(["a", "b"], {"a": 1, "b": 3})]),
    "krippendorff_alpha": ([[1, 2, 3], [1, 2, 2]], "ordinal"),
    "cohen_kappa": ([1, 2, 2], [1, 1, 2], "linear"),
    "cronbach_alpha": ([[1, 2], [3, 3], [1, 4]], "complete"),
    "suppress": ([[3, 9], [8, 7]], 5),
    "audit_suppression": ([[3, 9], [8, 7]], [(0, 0), (0, 1)], 5),
}
WRONG = [
    math.nan, math.inf, -math.inf, -1, -0.5, 1.5, 10**400, "3", "", b"1", 1j, object(), None, True, [], [None], ["a"], [math.nan], [-1, 2],
    [[]], [[], []], [[1, 2], [3]], [[[1]]], {}, {"a": 1}, {"a": math.nan}, set(), np.array([]), np.array([math.nan, 1]), np.array(math.nan),
    Fraction(1, 3),
]  # fmt: skip


def _hollow(value):
    """Return whether a result holds what is no number."""
    if isinstance(value, dict):
        return _hollow(list(value.values()))
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return any(map(_hollow, value))
    return isinstance(value, float) and not math.isfinite(value)


def test_every_function_is_tried():
    """There are arguments for each public function."""
    assert set(GOOD) == {name for name in stats.__all__ if name.islower()}


@pytest.mark.parametrize("function", GOOD)
def test_a_mistake_is_a_reason_in_words(function):
    """Whatever stands in the place of any argument: a result without NaN, or a ValueError with its reason."""
    call, good = getattr(stats, function), GOOD[function]
    assert call(*good) is not None
    for place in range(len(good)):
        for wrong in WRONG:
            try:
                found = call(*good[:place], wrong, *good[place + 1 :])
            except ValueError as error:
                assert len(str(error)) > 10  # noqa: PT017 - a result is as good
            else:
                assert not _hollow(found), (place, wrong)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson("3", 9),
        lambda: wilson([1, None], 9),
        lambda: wilson([1, 2], [3, 4, 5]),
        lambda: wilson(0.5, 0.5, population=0.7) and wilson(0.2, 0.5, population=0.7),
        lambda: wilson(1, 3, "high"),
        lambda: wilson(1, 3, -0.1),
        lambda: wilson(1, 3, 95),
        lambda: hypergeometric_interval(1, 2, None),
        lambda: hypergeometric_interval(1, 2, math.inf),
        lambda: item_bounds(math.nan, 1, 3),
        lambda: item_bounds([3, 4], [1, 1], [5, 4]),
        lambda: frame_bounds(1, 1, 1, 2),
        lambda: fisher_exact([[0, 0], [3, 4]]),
        lambda: fisher_exact([[1, 2], [3]]),
        lambda: fisher_exact([[1, None], [3, 4]]),
        lambda: fisher_exact([["1", 2], [3, 4]]),
        lambda: fisher_exact([[10**9, 1], [3, 4]]),
        lambda: boschloo([[4000, 1], [4000, 3]]),
        lambda: barnard([[1, 2, 3], [4, 5, 6]]),
        lambda: chi_square([[0, 3], [0, 4]]),
        lambda: chi_square_simulated([[1, 3], [2, 4]], 0, 1),
        lambda: chi_square_simulated([[1, 3], [2, 4]], 10, None),
        lambda: chi_square_simulated([[1, 3], [2, 4]], 10, -1),
        lambda: mcnemar(1.5, 2),
        lambda: weighted_share([1, 0], [1, None]),
        lambda: weighted_share([1, 0], [1, -1]),
        lambda: weighted_share([1, [0]], [1, 1]),
        lambda: weighted_share([1, 0], [1, 1], domain=[True, None]),
        lambda: weighted_share([1, 0], [1, 1], domain=["yes", "no"]),
        lambda: weighted_share([1, 0], [1, 1], fpc=[5, None]),
        lambda: rake([1, 1], [(["a", None], {"a": 2})]),
        lambda: rake([1, 1], [(["a", ["b"]], {"a": 2})]),
        lambda: rake([1, 1], [("ab", [1, 2])]),
        lambda: stats.krippendorff_alpha([[1, [2]], [1, 2]]),
        lambda: stats.benjamini_hochberg([0.1, 1.2]),
        lambda: stats.audit_suppression([[1, 2]], [(0, 0, 0)], 5),
        lambda: stats.audit_suppression([[1, 2]], [(1, 0)], 5),
        lambda: stats.suppress([[1, 2], [3]], 5),
        lambda: stats.suppress([[1, 2]], 0),
    ],
)
def test_what_is_refused(call):
    """Impossible counts, shapes, levels, designs and labels are refused."""
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        call()


def test_missing_p_values_of_arrays_stay_missing():
    """NaN in an array of p values is a missing one: None, and not counted."""
    assert stats.holm(np.array([0.01, math.nan, 0.04])) == [0.02, None, 0.04]


def test_items_that_cancel_have_no_alpha():
    """The sum of an item and its reverse does not vary, whatever rounding leaves of its variance."""
    rows = [[x / 7, 1 - x / 7] for x in (1, 2, 5, 11, 3)]

    assert cronbach_alpha(rows) is None
    assert cronbach_alpha(rows, "pairwise") is None


def test_bounds_of_columns():
    """Bounds of columns of counts are arrays, None where a base is empty."""
    low, high = frame_bounds([1, 0], [1, 0], 1, [5, 1])
    empty = item_bounds([1, 0], [0, 0], [2, 0])

    assert (low.tolist(), high.tolist()) == ([0.2, 0.0], [0.6, 1.0])
    assert (empty.low.tolist(), empty.high.tolist()) == ([0.5, None], [0.5, None])


def test_raking_that_converges_slowly_still_meets_the_margins():
    """Where the labels of two margins nearly coincide, fitting alone would take thousands of rounds."""
    one, two = ["a"] * 500 + ["b"] * 500, ["x"] * 499 + ["y", "x"] + ["y"] * 499
    found = rake(np.ones(1000), [(one, {"a": 700, "b": 300}), (two, {"x": 690, "y": 310})])

    assert found[:500].sum() == pytest.approx(700, abs=1e-9)
    assert found[np.array(two) == "x"].sum() == pytest.approx(690, abs=1e-9)
    # The odds ratio of the start is kept: that is what makes it the raked one.
    assert found[0] * found[999] / found[499] / found[500] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(3_000_000, 10_000_000),
        lambda: hypergeometric_interval(30_000, 61_000, 100_000),
        lambda: boschloo([[70, 80], [90, 60]]),
        lambda: boschloo([[70, 80], [90, 60]], "minlike"),
        lambda: barnard([[70, 80], [90, 60]]),
        lambda: fisher_exact([[70_000, 80_000], [90_000, 90_000]]),
        lambda: mcnemar(4_990_000, 5_000_000, "midp"),
        lambda: chi_square_simulated([[3, 9, 4], [8, 2, 3], [4, 4, 7]], 100_000, 2019),
    ],
)
def test_large_counts_take_a_moment(call):
    """Millions counted, a population of 100,000, groups of 150 and 100,000 draws take no more than a few seconds."""
    begun = time.perf_counter()
    call()

    assert time.perf_counter() - begun < 5


def test_many_pairs_equal_few_computed_in_whole_numbers():
    """The quick way for many pairs gives what whole numbers give."""
    b, c = 2100, 1950
    ways = [math.comb(b + c, k) for k in range(c + 1)]

    assert mcnemar(b, c) == pytest.approx(float(Fraction(2 * sum(ways), 2 ** (b + c))), rel=1e-10)
    assert mcnemar(b, c, "midp") == pytest.approx(float(Fraction(2 * sum(ways) - ways[c], 2 ** (b + c))), rel=1e-9)
