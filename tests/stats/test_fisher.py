"""Fisher's exact test of many tables at once, against SciPy, whole numbers and numbers of sixty digits."""

from __future__ import annotations

import json
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats as scipy_stats

from civicmap.stats import fisher_exact, fisher_exact_each

SIDES = ("two-sided", "less", "greater")
NEAR = 1e-12
TABLES = arrays.arrays(
    np.int64, st.tuples(st.integers(1, 12), st.just(2), st.just(2)), elements=st.integers(0, 90)
).map(lambda tables: tables + (tables.sum(axis=2, keepdims=True) == 0) * np.array([1, 0]))


def drawn(seed, count, most):
    """Return tables of two groups of up to so many, with shares near each other and far apart."""
    draw = np.random.default_rng(seed)
    sizes = draw.integers(1, most + 1, (count, 2))
    shares = np.clip(draw.random((count, 1)) + draw.normal(0, 1.5, (count, 2)) / np.sqrt(sizes), 0, 1)
    yes = np.rint(sizes * shares).astype(np.int64)
    return np.stack([yes, sizes - yes], axis=2)


def exact(table, side):
    """Return the p value in whole numbers, rounded once."""
    (a, b), (c, d) = table
    low, high = max(0, a - d), min(a + c, a + b)
    ways = [comb(a + b, x) * comb(c + d, a + c - x) for x in range(low, high + 1)]
    here = ways[a - low]
    tails = {
        "less": ways[: a - low + 1],
        "greater": ways[a - low :],
        "two-sided": [way for way in ways if way * 10**7 <= here * (10**7 + 1)],
    }
    return float(Fraction(sum(tails[side]), sum(ways)))


def sixty_digits(table, side):
    """Return the p value from the likeliest table outwards, past the one seen, to where nothing adds to sixty digits."""
    (a, b), (c, d) = table
    mode = (a + c + 1) * (a + b + 1) // (a + b + c + d + 2)
    with localcontext(Context(prec=60)):
        chances = {mode: Decimal(1)}
        for way in (1, -1) if a > mode else (-1, 1):  # towards the one seen first
            x = mode
            while chances[x] > chances.get(a, 0) * Decimal("1e-60"):
                up, down = (a + b - x) * (a + c - x), x * (d - a + x)
                beyond = (x + 1) * (d - a + x + 1) if way > 0 else (a + b - x + 1) * (a + c - x + 1)
                chances[x + way] = chances[x] * (up if way > 0 else down) / beyond
                x += way
        tie = chances[a] * (1 + Decimal("1e-7"))
        holds = {"less": lambda x: x <= a, "greater": lambda x: x >= a, "two-sided": lambda x: chances[x] <= tie}[side]
        return float(sum(sorted(chance for x, chance in chances.items() if holds(x))) / sum(chances.values()))


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize(("count", "most"), [(800, 8), (800, 60), (400, 400), (60, 5_000)])
def test_many_tables_equal_scipy(side, count, most):
    """Thousands of tables, zero margins among them, have SciPy's p value to twelve digits."""
    tables = drawn(most, count, most)
    theirs = [scipy_stats.fisher_exact(table, alternative=side)[1] for table in tables]

    assert fisher_exact_each(tables, side) == pytest.approx(theirs, rel=NEAR, abs=0)


@pytest.mark.parametrize("side", SIDES)
def test_the_stored_cases_of_r_all_at_once(side):
    """The p values that R's fisher.test gave, for all of its tables together."""
    cases = json.loads((Path(__file__).parent / "oracles" / "from_r.json").read_text("utf-8"))["cases"]
    theirs = [(told[0], p) for function, told, _, p, *_ in cases if function == "fisher_exact" and told[1] == side]

    assert len(theirs) > 20
    assert fisher_exact_each([table for table, _ in theirs], side) == pytest.approx([p for _, p in theirs], rel=1e-9)


@pytest.mark.parametrize("side", SIDES)
def test_tables_equal_whole_numbers(side):
    """Counted in whole numbers, p is the same to fourteen digits, however small."""
    tables = np.concatenate([drawn(7, 150, 120), [[[90, 2], [3, 80]], [[0, 70], [70, 0]], [[4, 0], [9, 0]]]])

    assert fisher_exact_each(tables, side) == pytest.approx(
        [exact(table, side) for table in tables.tolist()], rel=1e-14, abs=0
    )


@pytest.mark.parametrize("side", SIDES)
def test_a_million_counted_lose_no_digits(side):
    """Groups of a million have the p value of sixty digits, where logarithms of factorials would leave nine."""
    tables = drawn(3, 4, 1_000_000)

    assert fisher_exact_each(tables, side) == pytest.approx(
        [sixty_digits(table, side) for table in tables.tolist()], rel=NEAR, abs=0
    )


def test_what_is_too_unlikely_for_a_number_is_zero():
    """Where all of a million say yes and all of another no, p is 0, or 1 on the other side."""
    table = [[1_000_000, 0], [0, 1_000_000]]

    assert [fisher_exact(table, side) for side in SIDES] == [0.0, 1.0, 0.0]


@settings(max_examples=60, deadline=None)
@given(TABLES, st.sampled_from(SIDES))
def test_no_table_shows_in_anothers_bits(tables, side):
    """A table alone, in any company, in any order, as list or array, has one p value to the last bit."""
    together = fisher_exact_each(tables, side)
    company = np.concatenate([tables[::-1], drawn(1, 9, 200)])

    assert [fisher_exact(table, side) for table in tables] == together.tolist()
    assert fisher_exact_each(company, side)[: len(tables)][::-1].tolist() == together.tolist()
    assert fisher_exact_each(tables.tolist(), side).tolist() == together.tolist()


def test_no_tables_have_no_p_values():
    """A list without a table gives an array without a value."""
    assert fisher_exact_each([]).shape == (0,)
    assert fisher_exact_each(np.zeros((0, 2, 2), np.int64)).shape == (0,)


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        (np.array([[[1, 2], [3, -4]]]), "from 0 to"),
        (np.array([[[1, 2], [0, 0]]]), "each row"),
        (np.array([[[10**7, 10**7], [1, 0]]]), "up to 20,000,000"),
        (np.array([[2**63, 1], [1, 1]], np.uint64)[None], "from 0 to"),
        (np.zeros((3, 2, 3), np.int64), "two rows and two columns"),
        ([[[1, 2], [3, 4]], [[1, 2], [3, 4.5]]], "whole"),
        (3, "list"),
    ],
)
def test_what_is_no_list_of_tables_is_refused(tables, words):
    """Counts below 0 or in parts, other shapes, empty rows and too many counted are refused with the reason."""
    with pytest.raises(ValueError, match=words):
        fisher_exact_each(tables)


def test_a_side_that_is_none_is_refused():
    """Only three alternatives are known."""
    with pytest.raises(ValueError, match="alternative"):
        fisher_exact_each([[[1, 2], [3, 4]]], "both")
