"""A table that is larger than what is held in memory is the same table."""

from __future__ import annotations

import os

import numpy as np
import pytest

from civicmap import spilled
from civicmap.spilled import Spilled


@pytest.mark.parametrize("columns", [1, 4_095, 4_096, 10_001])
@pytest.mark.parametrize("limit", [0, spilled.LARGE])
def test_what_was_written_is_there(monkeypatch, columns, limit):
    """Rows that rested are read back as they were, wherever pages begin."""
    monkeypatch.setattr(spilled, "LARGE", limit)
    held = Spilled(5, columns)
    wanted = np.random.default_rng(1).integers(0, 9, (5, columns)).astype(np.uint8)

    assert not held.array.any()
    for row in range(5):
        held.array[row] = wanted[row]
        held.rest(row)

    assert np.array_equal(held.array, wanted)


def test_a_disk_without_room_is_not_needed(monkeypatch):
    """Where no room can be reserved, the table is held in memory."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spilled, "LARGE", 0)
    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    held = Spilled(2, 10)
    held.array[1] = 3
    held.rest(1)

    assert held.array.tolist() == [[0] * 10, [3] * 10]
