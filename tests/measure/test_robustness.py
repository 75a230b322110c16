"""The robustness of scores (rule R5): other weights, parts and ways of averaging beside the framework's own."""

from __future__ import annotations

import numpy as np
import pytest
from score_builders import choice, framework, survey

from civicmap.errors import Code, RequestError
from civicmap.measure.robust_compare import depart, mean_ranks, spearman
from civicmap.measure.robust_tree import around, dirichlet, make_tree
from civicmap.measure.robustness import robustness
from civicmap.measure.score import score

FW = framework([choice(q) for q in "abcd"], {"p": ["a", "b"], "r": ["c", "d"]})
ROWS = [
    {"entity": "1", "a": "yes", "b": "no", "c": "yes", "d": "partly"},
    {"entity": "2", "a": "no", "b": "no", "c": "yes"},
    {"entity": "3", "a": "partly", "b": "yes", "c": "no", "d": "unsure"},
    {"entity": "4", "a": "yes", "b": "yes", "c": "yes", "d": "yes"},
]
MADE = survey(FW, ROWS)


@pytest.mark.parametrize("node", ["p", "r", "overall"])
def test_the_frameworks_own_weights_give_its_scores(node):
    """The tree that weights are drawn for is the one that scores are made by."""
    found = make_tree(MADE, FW).scores(node, slice(0, 1))[0]

    np.testing.assert_array_equal(found, score(MADE, FW).nodes[node].score)


def test_a_seed_gives_the_same_and_ranges_hold_the_median():
    """Draws are seeded; the 5th, 50th and 95th of each entity stand in order, and equal answers never move."""
    one, two = (robustness(MADE, FW, ["overall"], draws=200, seed=7).nodes[0] for _ in range(2))
    for first, second in zip(one.drawings, two.drawings, strict=True):
        np.testing.assert_array_equal(first.scores, second.scores)
        assert (np.diff(first.scores, axis=0) >= 0).all()
        assert first.scores[:, 3].tolist() == pytest.approx([100.0] * 3)


def test_drawn_weights_keep_their_sum():
    """A fixed base divides drawn weights as it divides the framework's."""
    generator = np.random.Generator(np.random.PCG64(1))
    for how in (dirichlet, around):
        assert how(generator, [1.0, 3.0, 2.0], 50).sum(axis=1) == pytest.approx(np.full(50, 6.0))


def test_a_part_left_out_is_as_if_it_were_not_there():
    """Without a question a score is that of a framework without it."""
    tree = make_tree(MADE, FW)
    short = framework([choice(q) for q in "ab"], {"p": ["a"]})

    found = tree.scores("p", slice(0, 1), frozenset({"b"}))[0]

    np.testing.assert_array_equal(found, score(survey(short, ROWS), short).nodes["p"].score)


def test_ranks_are_off_unless_asked_for():
    """R5: ranks are off; asked for, each entity has a range of them."""
    off = robustness(MADE, FW, ["overall"], draws=20).nodes[0]
    on = robustness(MADE, FW, ["overall"], draws=20, ranks=True).nodes[0]

    assert off.ranks is None
    assert off.drawings[0].ranks is None
    assert on.ranks[3] == 1
    assert on.drawings[0].ranks[:, 3].tolist() == [1, 1, 1]


def test_too_many_draws_are_refused():
    """What would fill memory is refused, with what can be asked for."""
    with pytest.raises(RequestError) as refused:
        robustness(MADE, FW, draws=10_000_000)

    (problem,) = refused.value.problems
    assert problem.code is Code.DRAWS_TOO_MANY
    assert "1250000" in problem.repair


def test_order_is_compared_by_mean_ranks():
    """Spearman's correlation is 1 for the same order, -1 for the reverse, and undefined where there is none."""
    assert mean_ranks(np.array([5.0, 1.0, 5.0])).tolist() == [2.5, 1.0, 2.5]
    assert spearman(np.array([1.0, 2, 3]), np.array([2.0, 4, 9])) == 1
    assert spearman(np.array([1.0, 2, 3]), np.array([3.0, 2, 1])) == -1
    assert spearman(np.array([1.0, 2]), np.array([3.0, 3])) is None


def test_nobody_rated_is_nothing_to_compare():
    """Without a rated entity nothing is compared, and nothing is NaN."""
    nobody = depart(np.array([np.nan]), np.array([1.0]), np.array([False]), None)

    assert (nobody.compared, nobody.mean_shift, nobody.spearman) == (0, None, None)
