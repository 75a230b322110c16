"""Pairs: the same entities in two surveys."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gap_worlds import QUESTIONS, random_rows, world

from civicmap.measure.pair import align, align_entities, align_rows, count_pairs
from civicmap.model import FIRST_ANSWER

IDS = [f"E{n:03}" for n in range(40)]
BEFORE = world(random_rows(IDS[:30], seed=1))
AFTER = world(random_rows(IDS[10:], seed=2))
WIDTH = FIRST_ANSWER + 4


def test_entities_of_both_are_aligned_by_id():
    """Who is in both stands side by side, and everyone else is an entrant or a leaver."""
    paired = align_entities(BEFORE, AFTER)

    assert [BEFORE.entities[p].id for p in paired.before] == [AFTER.entities[p].id for p in paired.after] == IDS[10:30]
    assert [BEFORE.entities[p].id for p in paired.leavers] == IDS[:10]
    assert [AFTER.entities[p].id for p in paired.entrants] == IDS[30:]


def test_who_did_not_respond_is_in_no_pair():
    """An empty form in one of the surveys leaves the other's answer without a partner."""
    silent = replace(AFTER, respondent=np.arange(len(AFTER.entities)) > 0)

    assert [BEFORE.entities[p].id for p in align_entities(BEFORE, silent).leavers] == IDS[:11]
    assert len(align_rows(BEFORE, silent).before) == 19


def test_pairs_are_counted_as_by_hand():
    """Each pair of codes is counted once; the margins are the counts of each survey's paired rows."""
    paired = align_rows(BEFORE, AFTER)
    one, two = (survey.block.codes[survey.code_row(QUESTIONS[0].id)] for survey in (BEFORE, AFTER))

    found = count_pairs(paired, one, two, WIDTH)

    by_hand = list(zip(one[paired.before].tolist(), two[paired.after].tolist(), strict=True))
    assert all(found[pair] == by_hand.count(pair) for pair in np.ndindex(WIDTH, WIDTH))
    assert found.sum() == 20
    assert (found == count_pairs(align_rows(AFTER, BEFORE), two, one, WIDTH).T).all()


def test_a_key_that_stands_twice_is_refused():
    """Nothing can be aligned by a key that two rows share."""
    with pytest.raises(ValueError, match="once"):
        align(["a", "a"], ["a"])
