"""Reasons are worded where they are read, and read like a tuple."""

from __future__ import annotations

import numpy as np
import pytest

from civicmap.measure.reasons import Reasons


def reasons():
    """Return the reasons of four scores, two of them rated, and the cases that were worded."""
    worded = []

    def word(case):
        worded.append(case)
        return f"{case[0]} of {case[1]}"

    return Reasons(np.array([True, False, True, False]), np.array([1, 3]), np.array([[2, 2], [4, 4]]), word), worded


def test_reasons_read_like_a_tuple():
    """Length, places from either end, slices, iteration and equality are those of a tuple of the same reasons."""
    found, _ = reasons()

    assert len(found) == 4
    assert (found[1], found[-1], found[0]) == ("2 of 4", "2 of 4", None)
    assert found[1:] == ("2 of 4", None, "2 of 4")
    assert list(found) == [None, "2 of 4", None, "2 of 4"]
    assert found == (None, "2 of 4", None, "2 of 4")
    assert found != (None, "2 of 4", None, "3 of 4")
    with pytest.raises(IndexError):
        found[4]


def test_each_case_is_worded_once_and_only_where_it_is_read():
    """What is rated is never worded, and two scores of one case share its words."""
    found, worded = reasons()

    assert worded == []
    list(found)
    assert worded == [(2, 4)]
