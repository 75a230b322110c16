"""P values of several tests, adjusted for their number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.stats.inputs import is_missing, listed, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def benjamini_hochberg(ps: Sequence[float | None]) -> list[float | None]:
    """Return p values adjusted for the false discovery rate (Benjamini and Hochberg 1995), in the order given.

    A missing p (None, NaN) stays None and is not counted in the family, as R's p.adjust does. Assumes tests that do not
    depend negatively on each other. Raises ValueError for p outside 0..1.
    """
    return _step(ps, lambda rank, m: m / rank, falling=True)


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Return p values adjusted for the family-wise error rate (Holm 1979), in the order given.

    Holds however the tests depend on each other. Missing p values and errors as `benjamini_hochberg`.
    """
    return _step(ps, lambda rank, m: m - rank + 1, falling=False)


def _step(ps: Sequence[float | None], factor: Callable[[int, int], float], *, falling: bool) -> list[float | None]:
    """Return adjusted p values: each times its factor by rank, made monotone from the largest down or the smallest up."""
    ps = listed(ps, what="p values")
    known = [(number(p, "a p value"), place) for place, p in enumerate(ps) if not is_missing(p)]
    if any(not 0 <= p <= 1 for p, _ in known):
        raise ValueError("a p value lies between 0 and 1")
    ranked = sorted(known)
    scaled = [p * factor(rank, len(ranked)) for rank, (p, _) in enumerate(ranked, start=1)]
    if falling:
        monotone = np.minimum.accumulate(np.array(scaled[::-1]))[::-1]
    else:
        monotone = np.maximum.accumulate(np.array(scaled))
    adjusted: list[float | None] = [None] * len(ps)
    for (_, place), value in zip(ranked, monotone.tolist(), strict=True):
        adjusted[place] = min(1.0, value)
    return adjusted
