"""Linked tables, against enumeration of every world that a reader could think of."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.stats.linked import Item, Row, System, audit, protect

COUNTS = st.lists(st.integers(0, 6), min_size=2, max_size=4)


def _nested(inner, gaps):
    """Return two nested sets by group: what is published are both by group and both of everyone."""
    outer = [small + gap for small, gap in zip(inner, gaps, strict=True)]
    size = len(inner)
    sums = [((n, 1),) for n in range(2 * size)]
    totals = [tuple((n, 1) for n in range(size)), tuple((n, 1) for n in range(size, 2 * size))]
    rows = tuple(Row(((n, -1), (n + size, 1)), 0, None) for n in range(size))
    items = tuple(Item((sum_,), 10) for sum_ in sums) + tuple(Item((total,), 100) for total in totals)
    between = [((n, -1), (n + size, 1)) for n in range(size)]
    secrets = [sum_ for sum_, value in zip([*sums, *between], [*inner, *outer, *gaps], strict=True) if 0 < value < 3]
    return System((*inner, *outer), (12,) * (2 * size), rows, items, tuple(secrets))


def _worlds(system, hidden):
    """Yield every world that agrees with what is shown."""
    shown = [told for place, item in enumerate(system.items) if place not in hidden for told in item.tells]

    def value(world, sum_):
        return sum(world[variable] * weight for variable, weight in sum_)

    for world in itertools.product(*(range(most + 1) for most in system.most)):
        if all(value(world, told) == value(system.values, told) for told in shown) and all(
            (row.low is None or value(world, row.sum) >= row.low)
            and (row.high is None or value(world, row.sum) <= row.high)
            for row in system.rows
        ):
            yield world


@settings(deadline=None, max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=2))
def test_each_secret_keeps_as_many_values_as_enumeration_finds(pairs):
    """Every secret keeps the threshold of values, counted one by one over all worlds, or as many as hiding all leaves."""
    system = _nested([a for a, _ in pairs], [b for _, b in pairs])
    found = protect(system, 3)
    worlds = list(_worlds(system, found.hidden))
    every = list(_worlds(system, frozenset(range(len(system.items)))))

    for secret, seen in zip(system.secrets, found.secrets, strict=True):
        values = {sum(world[v] * w for v, w in secret) for world in worlds}
        possible = {sum(world[v] * w for v, w in secret) for world in every}
        assert min(len(values), 3) == seen.candidates >= min(len(possible), 3)
        assert audit(system, found.hidden)[system.secrets.index(secret)] == (min(values), max(values))


def test_nothing_secret_hides_nothing():
    """Without a secret nothing is withheld, and what is fixed stays as it was fixed."""
    system = System((7, 8), (9, 9), (), (Item((((0, 1),),), fixed=True), Item((((1, 1),),))), ())

    assert protect(system, 5).hidden == {0}


def test_a_small_difference_costs_one_of_two_sets():
    """Where two nested totals differ by one, the cheaper is withheld."""
    system = System(
        (20, 21), (40, 40), (Row(((0, -1), (1, 1)), 0, None),),
        (Item((((0, 1),),), 5), Item((((1, 1),),), 4)), (((0, -1), (1, 1)),),
    )  # fmt: skip

    assert protect(system, 5).hidden == {1}


def test_an_item_goes_with_what_it_depends_on():
    """What stands beside a number is withheld with it."""
    system = System((2, 30), (40, 40), (), (Item((((0, 1),),)), Item((((1, 1),),), 1, None, 0)), (((0, 1),),))

    assert protect(system, 5).hidden == {0, 1}


def test_what_is_published_whatever_happens_is_said_to_be_open():
    """A secret that is released has one value, and no more was possible."""
    system = System((2,), (40,), (), (Item((((0, 1),),), fixed=False),), (((0, 1),),))
    (secret,) = protect(system, 5).secrets

    assert (secret.candidates, secret.possible, secret.safe) == (1, 1, True)


def test_the_threshold_is_at_least_one():
    """A threshold below 1 is refused."""
    with pytest.raises(ValueError, match="threshold"):
        protect(System((), (), (), (), ()), 0)
