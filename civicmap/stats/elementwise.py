"""A method for one set of counts, applied to arrays of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.stats.inputs import broadcast, objects
from civicmap.stats.intervals import Interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike


def each(limits: Callable[..., Interval | None], *counts: ArrayLike | None) -> Interval | None:
    """Return what a method makes of the counts: arrays of limits where any is a list or an array, with None if undefined."""
    cases = broadcast([objects(numbers, "counts") for numbers in counts])
    shape = cases[0].shape
    if not shape:
        return limits(*(numbers.item() for numbers in cases))
    found = [limits(*case) for case in zip(*(numbers.ravel().tolist() for numbers in cases), strict=True)]
    dtype = object if None in found else float
    low, high = (
        np.array([interval and interval[side] for interval in found], dtype=dtype).reshape(shape) for side in (0, 1)
    )
    return Interval(low, high)  # type: ignore[arg-type] # arrays for arrays
