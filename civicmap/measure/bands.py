"""Bands: the name for a stretch of a score. Scores are doubles, so cuts and halves have a margin."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Bands

MARGIN: Final = 1e-9
"""A double this near to a cut or a half is taken as on it.

Sums of thirds or of weights such as 0.1 miss the number that they stand for by some 1e-14, either way. Scores differ
by far more than the margin wherever they differ at all.
"""


def half_up(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to whole points, halves up; NaN stays NaN."""
    return np.floor(score + 0.5 + MARGIN)


def place_in_bands(score: NDArray[np.float64], rated: NDArray[np.bool_], bands: Bands | None) -> NDArray[np.int16]:
    """Return the index of each score's band, -1 where it is not rated or there are no bands. The lowest is open below."""
    if bands is None:
        return np.full(score.shape, -1, dtype=np.int16)
    shown = half_up(score) if bands.rounded else score
    found = np.zeros(score.shape, dtype=np.int16)
    for step in _steps(bands):
        found += shown >= step
    found[~rated | np.isnan(score)] = -1
    return found


@lru_cache(maxsize=64)
def _steps(bands: Bands) -> tuple[float, ...]:
    """Return from what shown score on each band but the lowest begins."""
    cuts = [Fraction(cut) for cut in bands.cuts[1:]]
    if bands.rounded:
        # A whole number reaches a cut when it reaches the next whole number: no double stands for the fraction.
        return tuple(float(math.ceil(cut)) for cut in cuts)
    return tuple(float(cut) - MARGIN for cut in cuts)
