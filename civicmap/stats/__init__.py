"""Numbers in, numbers out: intervals, tests, agreement, weights, suppression. Knows no survey.

The functions are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.stats.contingency import (
        ChiSquare,
        barnard,
        boschloo,
        chi_square,
        chi_square_simulated,
        fisher_exact,
    )
    from civicmap.stats.intervals import (
        Interval,
        clopper_pearson,
        frame_bounds,
        hypergeometric_interval,
        item_bounds,
        wilson,
    )
    from civicmap.stats.multiplicity import benjamini_hochberg, holm

_HOME = {
    "ChiSquare": "contingency",
    "Interval": "intervals",
    "barnard": "contingency",
    "benjamini_hochberg": "multiplicity",
    "boschloo": "contingency",
    "chi_square": "contingency",
    "chi_square_simulated": "contingency",
    "clopper_pearson": "intervals",
    "fisher_exact": "contingency",
    "frame_bounds": "intervals",
    "holm": "multiplicity",
    "hypergeometric_interval": "intervals",
    "item_bounds": "intervals",
    "wilson": "intervals",
}

__all__ = [
    "ChiSquare",
    "Interval",
    "barnard",
    "benjamini_hochberg",
    "boschloo",
    "chi_square",
    "chi_square_simulated",
    "clopper_pearson",
    "fisher_exact",
    "frame_bounds",
    "holm",
    "hypergeometric_interval",
    "item_bounds",
    "wilson",
]


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'civicmap.stats' has no attribute {name!r}")
    return getattr(import_module(f"civicmap.stats.{_HOME[name]}"), name)
