"""Codes packed into words are the codes, one by one, some and all; and a store of the first layout is still read."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.packed import WORD, Packed, pack, slots, unpacked, words_of
from civicmap.survey.encode import narrowest

SIZES = st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, 200, 256, 257, 5_000, 65_536, 65_537]), min_size=1, max_size=30)


@settings(deadline=None)
@given(sizes=SIZES, rows=st.integers(1, 40), seed=st.integers(0, 99))
def test_codes_come_out_as_they_went_in(sizes, rows, seed):
    """Whatever stands beside them, in whatever order the rows are written, and packed or not before."""
    draw = np.random.default_rng(seed)
    columns = {at: draw.integers(0, max(size, 1), rows).astype(narrowest(size)) for at, size in enumerate(sizes)}
    chosen = slots(sizes)
    order = draw.permutation(rows)

    words = pack(columns, chosen, slice(None))
    found = {at: Packed(words[slot.word], slot) for at, slot in chosen.items()}
    again = pack(found, chosen, order)

    assert set(chosen) == {at for at, size in enumerate(sizes) if size <= 1 << 16}
    assert len(words) == words_of(chosen) <= sum(slot.bits for slot in chosen.values()) // WORD * 2 + 1
    for at, held in found.items():
        assert np.array_equal(unpacked(held), columns[at])
        assert unpacked(held).dtype == columns[at].dtype
        assert held[order].tolist() == columns[at][order].tolist()
        assert [int(held[row]) for row in range(rows)] == columns[at].tolist()
        assert np.array_equal(Packed(again[held.slot.word], held.slot).unpacked(), columns[at][order])


@settings(deadline=None)
@given(sizes=st.lists(st.integers(1, 60), min_size=2, max_size=20), seed=st.integers(0, 99))
def test_translating_one_column_leaves_the_others(sizes, seed):
    """Codes that get other numbers stand in the same words as those that do not."""
    draw = np.random.default_rng(seed)
    columns = {at: draw.integers(0, size, 50).astype(np.uint8) for at, size in enumerate(sizes)}
    chosen = slots(sizes)
    words = pack(columns, chosen, slice(None))
    table = draw.permutation(sizes[0]).astype(np.uint8)

    Packed(words[chosen[0].word], chosen[0]).translate(table)

    columns[0] = table[columns[0]]
    for at, slot in chosen.items():
        assert Packed(words[slot.word], slot).unpacked().tolist() == columns[at].tolist()
