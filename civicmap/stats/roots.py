"""Where a falling function crosses a height: what the limits of score intervals are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_HALVINGS = 64  # more than a double has digits


def crossing(function: Callable[[float], float], height: float, low: float, high: float) -> float:
    """Return where a falling function passes a height, by halving; the nearer end where it does not within low..high."""
    if function(low) <= height:
        return low
    if function(high) >= height:
        return high
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if function(middle) > height:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def ratio(difference: float, variance: float) -> float:
    """Return difference / sqrt(variance): 0 where both are 0, and beyond all bounds where the variance alone is."""
    if variance > 0:
        return float(difference / variance**0.5)
    return 0.0 if difference == 0 else float("inf") if difference > 0 else float("-inf")
