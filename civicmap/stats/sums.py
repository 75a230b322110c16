"""Sums of very many numbers that are rounded once, at the end: whatever the order, the blocks or the thread."""

from __future__ import annotations

from math import frexp, isfinite, ldexp
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FEW: Final = 64  # as many numbers are parts themselves
_BLOCK: Final = 1 << 14  # numbers worked on together: they stay in the processor's cache
_DIGITS: Final = 53  # bits of a float
_TOP: Final = 1000  # the exponent above which adding would overflow


def exact_parts(values: NDArray[np.float64]) -> list[float]:
    """Return a few numbers whose exact sum is that of all `values` (n,). Where these are not all finite, nothing is added up.

    Parts of several arrays, one after another, are those of all of them: `math.fsum` of them is the sum of everything,
    rounded once.
    """
    while len(values) > _FEW:
        parts = [part for start in range(0, len(values), _BLOCK) for part in _cut(values[start : start + _BLOCK])]
        if len(parts) == len(values):
            break
        values = np.array(parts)
    return list(values.tolist())


def _cut(values: NDArray[np.float64]) -> list[float]:
    """Return the exact sums of the leading bits of all values, of the next ones, and so on until nothing is left.

    So few bits are cut off each time that their sum is exact in any order (Rump, Ogita and Oishi 2008).
    """
    top = float(np.abs(values).max())
    exponent, spare = frexp(top)[1], len(values).bit_length() + 1
    if len(values) <= _FEW or exponent + spare > _TOP or not isfinite(top):
        return list(values.tolist())
    parts, rest = [], values.copy()
    while rest.any():
        step = ldexp(1.0, exponent + spare)
        leading = rest + step
        leading -= step
        parts.append(float(leading.sum()))
        rest -= leading
        exponent += spare - _DIGITS
    return parts
