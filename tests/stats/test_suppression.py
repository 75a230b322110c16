"""Suppression, against enumeration of every table that a reader could think of."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.stats import audit_suppression, suppress

TABLES = st.tuples(st.integers(2, 3), st.integers(2, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 6), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


def _ranges(table, hidden):
    """Return the possible counts of each hidden cell by trying every filling that agrees with all totals."""
    values = np.array(table)
    free = sorted(hidden)
    tops = [range(min(values[r].sum(), values[:, c].sum()) + 1) for r, c in free]
    possible = {cell: set() for cell in free}

    def fill(place, left):
        if place == len(free):
            if not any(left.values()):
                for cell, count in zip(free, chosen, strict=True):
                    possible[cell].add(count)
            return
        r, c = free[place]
        for count in tops[place]:
            if count <= min(left["r", r], left["c", c]):
                chosen[place] = count
                fill(place + 1, {**left, ("r", r): left["r", r] - count, ("c", c): left["c", c] - count})

    rows, columns = {r for r, _ in free}, {c for _, c in free}
    left = {("r", r): sum(values[r, c] for c in columns if (r, c) in hidden) for r in rows}
    left |= {("c", c): sum(values[r, c] for r in rows if (r, c) in hidden) for c in columns}
    chosen = [0] * len(free)
    fill(0, left)
    return possible


@settings(max_examples=40, deadline=None)
@given(TABLES, st.data())
def test_the_attack_finds_what_enumeration_finds(table, data):
    """The range of each hidden cell is that of all tables with the same totals, and every number in it is possible."""
    cells = list(itertools.product(range(len(table)), range(len(table[0]))))
    hidden = data.draw(st.sets(st.sampled_from(cells)))

    found = audit_suppression(table, hidden, 3).ranges

    for cell, possible in _ranges(table, hidden).items():
        assert possible == set(range(found[cell].low, found[cell].high + 1))


def _cost(table, hidden):
    """Return what a choice of hidden cells costs: cells, a zero double; then the counts."""
    counts = [table[r][c] for r, c in hidden]
    return sum(1 if count else 2 for count in counts), sum(counts)


@settings(max_examples=25, deadline=None)
@given(TABLES, st.integers(2, 5))
def test_nothing_is_hidden_without_need(table, threshold):
    """The choice protects as well as hiding everything would, and of all choices that do it is the cheapest."""
    found = suppress(table, threshold)
    cells = list(itertools.product(range(len(table)), range(len(table[0]))))
    primary = {(r, c) for r, c in cells if 0 < table[r][c] < threshold}

    def widths(hidden):
        ranges = audit_suppression(table, hidden, threshold).ranges
        return {cell: min(threshold, int(ranges[cell].high - ranges[cell].low + 1)) for cell in primary}

    best = widths(cells)
    assert found.primary == primary <= found.hidden
    assert widths(found.hidden) == best
    others = [cell for cell in cells if cell not in primary]
    if len(others) <= 6:
        for more in itertools.chain.from_iterable(itertools.combinations(others, k) for k in range(len(others) + 1)):
            if _cost(table, [*primary, *more]) < _cost(table, found.hidden):
                assert not primary or widths([*primary, *more]) != best


def test_a_block_with_a_corner_of_three():
    """1, 10, 10 and 3 hidden together: 0 to 11 for the one, 2 to 13 for the three."""
    table = [[1, 10, 20], [10, 3, 30], [20, 30, 40]]

    found = suppress(table, 5)

    assert found.hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert found.primary == {(0, 0), (1, 1)}
    assert audit_suppression(table, found.hidden, 5) == (
        True,
        {(0, 0): (0, 11), (0, 1): (0, 11), (1, 0): (0, 11), (1, 1): (2, 13)},
    )


def test_two_hidden_in_each_line_may_be_too_few():
    """A block whose counts leave few choices is widened until the small count could be any of as many as wanted."""
    table = [[1, 1, 50, 9], [1, 1, 50, 9], [50, 50, 50, 50]]
    block = {(0, 0), (0, 1), (1, 0), (1, 1)}

    assert audit_suppression(table, block, 5).safe is False
    found = suppress(table, 5)
    assert block < found.hidden
    assert audit_suppression(table, found.hidden, 5).safe


def test_a_survey_sized_table_is_made_safe():
    """A table of 24 groups by 6 answers with many small counts is safe afterwards, and the same twice."""
    table = np.random.Generator(np.random.PCG64(4)).negative_binomial(1, 0.06, (24, 6))

    found = suppress(table, 5)

    assert found == suppress(table.tolist(), 5)
    assert audit_suppression(table, found.hidden, 5).safe


def test_ties_go_to_the_first_cells():
    """Of choices that cost the same the one with the earliest cells is taken."""
    table = [[1, 20, 20, 20], [20, 20, 20, 20], [20, 20, 20, 20]]

    assert suppress(table, 5).hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_zeros_are_spared():
    """A zero is no secret, and hidden only where it saves two cells."""
    assert suppress([[0, 7], [9, 8]], 5) == (set(), set())
    assert (0, 1) not in suppress([[1, 0, 9], [0, 0, 9], [9, 9, 9]], 5).hidden


def test_a_list_has_one_total():
    """In a single row or column the total is the only one published."""
    assert suppress([[3, 9, 8, 7]], 5).hidden == {(0, 0), (0, 3)}
    assert suppress([[3], [9], [8]], 5).hidden == {(0, 0), (2, 0)}


def test_what_cannot_be_protected_is_not_called_safe():
    """Where totals are too small all that helps is hidden, and the audit says that it isn't enough."""
    table = [[1, 2], [10, 20]]
    found = suppress(table, 5)

    assert found.hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}
    assert audit_suppression(table, found.hidden, 5).safe is False
    assert audit_suppression([[4]], suppress([[4]], 5).hidden, 5) == (False, {(0, 0): (4, 4)})


def test_a_small_count_in_sight_is_not_safe():
    """A table that shows a small count is not safe, whatever else it hides."""
    assert audit_suppression([[1, 9], [9, 9]], [], 5) == (False, {})
    assert audit_suppression([[6, 9], [9, 9]], [], 5) == (True, {})


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda: suppress([[1, 2], [3]], 5), "as many cells"),
        (lambda: suppress([], 5), "at least one cell"),
        (lambda: suppress([[1, -2]], 5), "negative"),
        (lambda: suppress([[1, 2.5]], 5), "whole"),
        (lambda: suppress([[1, None]], 5), "number"),
        (lambda: suppress([1, 2], 5), "must be a list"),
        (lambda: suppress([[1, 2]], 0), "at least 1"),
        (lambda: audit_suppression([[1, 2]], [(0, 2)], 5), "not in the table"),
        (lambda: audit_suppression([[1, 2]], [(1, 0)], 5), "not in the table"),
    ],
)
def test_what_is_no_table_is_refused(call, reason):
    """Ragged rows, what is no count and cells that are not there raise ValueError with the reason."""
    with pytest.raises(ValueError, match=reason):
        call()
