"""Bands: rounded half up or raw, with exact cuts."""

from __future__ import annotations

import numpy as np
import pytest
from score_builders import BANDS

from civicmap.framework.types import Bands
from civicmap.measure.bands import half_up, place_in_bands

THIRDS = Bands(("low", "middle", "high"), ("0", "100/3", "200/3"), rounded=False)


def band(score, bands):
    """Return the name of one score's band."""
    return bands.names[place_in_bands(np.array([score]), np.array([True]), bands)[0]]


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (0, "missing"),
        (-5, "missing"),
        (19.49, "missing"),
        (19.5, "approaches"),
        (20, "approaches"),
        (59.499999, "approaches"),
        (59.5, "meets"),
        (84.5, "exceeds"),
        (100, "exceeds"),
        (19.5 - 1e-13, "approaches"),  # a sum that stands for 19.5
    ],
)
def test_bands_are_cut_on_the_rounded_score(score, name):
    """R5: halves are rounded up, a cut belongs to the band above, the lowest is open below."""
    assert band(score, BANDS) == name


@pytest.mark.parametrize(
    ("score", "name"),
    [(33.33, "low"), (100 / 3, "middle"), (66.66, "middle"), (200 / 3 - 1e-14, "high"), (33.5, "middle")],
)
def test_raw_bands_have_exact_cuts(score, name):
    """R5: a cut may be a fraction, and a double that stands for it is on it."""
    assert band(score, THIRDS) == name


def test_a_fraction_cuts_whole_numbers_exactly():
    """On rounded scores 33 lies under 100/3, and 34 does not."""
    rounded = Bands(THIRDS.names, THIRDS.cuts)

    assert [band(score, rounded) for score in (33.4, 33.5)] == ["low", "middle"]


def test_what_is_not_rated_has_no_band():
    """R4: -1 where there is no rating, no score or no bands."""
    scores = np.array([50.0, 50.0, np.nan])

    assert place_in_bands(scores, np.array([True, False, True]), BANDS).tolist() == [1, -1, -1]
    assert place_in_bands(scores, np.array([True, True, True]), None).tolist() == [-1, -1, -1]


@pytest.mark.parametrize(("score", "rounded"), [(0.5, 1), (1.5, 2), (2.5, 3), (2.4999, 2), (2.5 - 1e-12, 3), (-0.5, 0)])
def test_half_up(score, rounded):
    """R5: half up, not half to even."""
    assert half_up(np.array([score]))[0] == rounded
