"""Exact sums of many numbers, against math.fsum and fractions."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.stats.sums import exact_parts

KINDS = {
    "scores": lambda draw, n: draw.choice([0.0, 100 / 3, 66.7, 100.0, -10.0, 0.1], n),
    "any": lambda draw, n: draw.random(n) * 100,
    "wide": lambda draw, n: draw.standard_normal(n) * 10.0 ** draw.integers(-300, 280, n),
    "cancelling": lambda draw, n: np.concatenate(
        [draw.random(n // 2) * 1e9, -draw.random(n - n // 2) * 1e9, [2**-1074]]
    ),
    "huge": lambda draw, n: draw.choice([1e301, -1e301, 3.0], n),
    "nothing": lambda _draw, n: np.zeros(n),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [0, 1, 63, 64, 1_000, 30_000])
def test_parts_add_up_to_the_exact_sum(kind, count):
    """The sum of the parts is the sum of all in whole numbers, and rounded it is that of math.fsum."""
    values = KINDS[kind](np.random.default_rng(count), count)
    parts = exact_parts(values)

    assert sum(map(Fraction, parts)) == sum(map(Fraction, values.tolist()))
    assert math.fsum(parts) == math.fsum(values.tolist())


@pytest.mark.parametrize("wrong", [math.inf, -math.inf, math.nan])
def test_what_is_no_finite_number_is_not_added_up(wrong):
    """Infinity and NaN come back as they are, among the rest."""
    parts = exact_parts(np.array([*[1.0] * 100, wrong]))

    assert not math.isfinite(math.fsum(parts))


def test_parts_of_many_are_few():
    """A million scores have a handful of parts."""
    assert len(exact_parts(np.random.default_rng(1).random(1_000_000) * 100)) < 8


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["scores", "any", "wide", "cancelling"]), st.integers(0, 5_000), st.data())
def test_any_split_in_any_order_gives_one_sum(kind, count, data):
    """Values shuffled and cut anywhere have the same sum, to the last bit."""
    draw = np.random.default_rng(count)
    values = KINDS[kind](draw, count)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(values)), max_size=5)))
    pieces = np.split(draw.permutation(values), cuts)

    assert math.fsum(part for piece in pieces for part in exact_parts(piece)) == math.fsum(values.tolist())
