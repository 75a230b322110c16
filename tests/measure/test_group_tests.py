"""Tests and differences between groups (rules R2 and R6), and their laws."""

from __future__ import annotations

import pytest
from gap_worlds import framework, register, sampled, world
from hypothesis import given
from hypothesis import strategies as st

from civicmap.measure.crosstab import crosstab
from civicmap.measure.differences import Side, differences
from civicmap.measure.findings import find_gaps
from civicmap.measure.results import GroupKey
from civicmap.measure.testing import ONE_GROUP, outcome
from civicmap.stats import benjamini_hochberg, boschloo, difference_newcombe, fisher_exact

FW = framework()
SIDES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=5)


def sides(counts, populations=None):
    """Return groups of (yes, no)."""
    sizes = populations or [None] * len(counts)
    return [Side(GroupKey("g", str(n)), y, y + no, p) for n, ((y, no), p) in enumerate(zip(counts, sizes, strict=True))]


def test_two_groups_are_tested_twice_and_differ_once():
    """Boschloo and Fisher stand beside each other; the difference is the first minus the second, finite where invited are known."""
    _, hq, field = find_gaps(sampled(), FW, by="level", only=["one"]).findings
    (test,) = hq.tests
    table = [[gap.numerator, gap.denominator - gap.numerator] for gap in (hq, field)]
    (between,) = test.differences

    assert (test.p, test.fisher) == (boschloo(table), fisher_exact(table))
    assert (between.value, between.than, between.method) == (hq.group.value, field.group.value, "newcombe_fpc")
    assert between.difference == hq.share - field.share
    assert tuple(between.interval) == tuple(
        difference_newcombe(
            hq.numerator,
            hq.denominator,
            field.numerator,
            field.denominator,
            population1=hq.population,
            population2=field.population,
        )
    )


def test_a_census_differs_by_a_point():
    """R6: where every entity of both groups responded and nobody is silent, a difference is a fact."""
    frame = register(20)
    made = world([{"entity": e.id, "a": "yes" if n % 3 else "no"} for n, e in enumerate(frame.entities)], frame)
    (test,) = find_gaps(made, FW, by="level", only=["one"]).findings[0].tests
    (between,) = test.differences

    assert between.method == "census"
    assert between.interval == pytest.approx((between.difference, between.difference))


def test_what_is_not_tested_says_why():
    """Each finding has a test or the reason why not: a group alone, the base of all invited, cells of one entity."""
    tests = {gap.finding.id: gap.tests[0] for gap in find_gaps(sampled(), FW, by="level").findings}
    untested = {name: test.why for name, test in tests.items() if test.method is None}

    assert set(untested) == {"level", "frame", "cells"}
    assert untested["level"] == ONE_GROUP
    assert all(untested.values())
    assert {test.tests for test in tests.values()} == {len(tests) - len(untested)}


def test_a_simulated_test_names_its_draws():
    """A p value that was drawn carries the number of draws and the seed."""
    found = outcome(((1, 3), (3, 1), (6, 1)))

    assert (found.method, found.draws, found.seed) == ("chi_square_simulated", 100_000, 2019)


@given(SIDES)
def test_each_of_several_groups_stands_against_the_rest(counts):
    """Of more than two groups each is compared with all the others, and an empty one says so instead."""
    groups = sides(counts)
    found = differences(groups)

    if len(groups) > 2:
        assert [one.value for one in found] == [side.group.value for side in groups]
    for one in found:
        assert (one.difference is None) == (one.why is not None) == (one.interval is None)
        if one.than is None:
            assert one.numerator + one.than_numerator == sum(side.count for side in groups)
            assert one.denominator + one.than_denominator == sum(side.of for side in groups)
        if one.interval:
            assert one.interval.low <= one.difference <= one.interval.high


@given(SIDES, st.randoms(use_true_random=False))
def test_names_of_groups_change_nothing_but_the_order(counts, chance):
    """Groups in another order have the same differences; only two groups change its sign."""
    order = list(range(len(counts)))
    chance.shuffle(order)
    groups = sides(counts)
    before = {one.value: one for one in differences(groups)}
    after = {one.value: one for one in differences([groups[n] for n in order])}

    if len(groups) > 2 or before.keys() == after.keys():
        assert after == before
    else:
        assert [-one.difference for one in after.values()] == [one.difference for one in before.values()]


@given(st.lists(st.none() | st.floats(0, 1), max_size=12))
def test_adjusting_keeps_the_order(ps):
    """Benjamini-Hochberg never lowers a p value, keeps their order, and leaves a missing one missing."""
    adjusted = benjamini_hochberg(ps)
    pairs = sorted((p, q) for p, q in zip(ps, adjusted, strict=True) if p is not None)

    assert [q is None for q in adjusted] == [p is None for p in ps]
    assert all(p <= q + 1e-12 for p, q in pairs)
    assert [q for _, q in pairs] == sorted(q for _, q in pairs)


def test_shares_across_groups_add_up():
    """Of all who gave an answer, the parts in the groups make the whole; within a group shares are of its base."""
    cells = crosstab(sampled(), FW, by="level")
    for whole in (cell for cell in cells if cell.group.by is None):
        parts = [c for c in cells if (c.question, c.answer) == (whole.question, whole.answer) and c.group.by]
        assert sum(part.numerator for part in parts) == whole.total == whole.numerator
        assert [part.across for part in parts] == [p.numerator / whole.total if whole.total else None for p in parts]


def test_a_crosstab_tests_a_choice_once_and_each_option_ticked():
    """Answers of a choice are tested together, options of a multiple choice one by one, all in one family."""
    cells = [c for c in crosstab(sampled(), FW, ["a", "m"], "level", tests=True) if not c.is_state]
    ps = {q: {c.tests[0].p for c in cells if c.question == q} for q in ("a", "m")}

    assert len(ps["a"]) == 1
    assert len(ps["m"]) > 1
    assert {c.tests[0].family for c in cells} == {"all by level"}
    assert all(len(c.tests[0].differences) == 1 for c in cells)
