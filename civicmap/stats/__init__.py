"""Numbers in, numbers out: intervals, tests, agreement, weights, suppression. Knows no survey.

The functions are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.stats.agreement import cohen_kappa, cronbach_alpha, krippendorff_alpha
    from civicmap.stats.attack import Audit, audit_suppression
    from civicmap.stats.contingency import barnard, boschloo
    from civicmap.stats.differences import difference_miettinen_nurminen, difference_newcombe
    from civicmap.stats.fisher import fisher_exact, fisher_exact_each
    from civicmap.stats.independence import ChiSquare, chi_square, chi_square_simulated
    from civicmap.stats.intervals import (
        Interval,
        clopper_pearson,
        frame_bounds,
        hypergeometric_interval,
        item_bounds,
        wilson,
    )
    from civicmap.stats.linearised import WeightedShare, weighted_share
    from civicmap.stats.multiplicity import benjamini_hochberg, holm
    from civicmap.stats.paired import (
        Test,
        mcnemar,
        paired_newcombe,
        paired_tango,
        partially_overlapping_z,
    )
    from civicmap.stats.suppression import Suppressed, suppress
    from civicmap.stats.weighting import (
        kish_deff,
        kish_effective_n,
        poststratify,
        rake,
    )

_HOME = {
    "Audit": "attack",
    "ChiSquare": "independence",
    "Interval": "intervals",
    "Suppressed": "suppression",
    "Test": "paired",
    "WeightedShare": "linearised",
    "audit_suppression": "attack",
    "barnard": "contingency",
    "benjamini_hochberg": "multiplicity",
    "boschloo": "contingency",
    "chi_square": "independence",
    "chi_square_simulated": "independence",
    "clopper_pearson": "intervals",
    "cohen_kappa": "agreement",
    "cronbach_alpha": "agreement",
    "difference_miettinen_nurminen": "differences",
    "difference_newcombe": "differences",
    "fisher_exact": "fisher",
    "fisher_exact_each": "fisher",
    "frame_bounds": "intervals",
    "holm": "multiplicity",
    "hypergeometric_interval": "intervals",
    "item_bounds": "intervals",
    "kish_deff": "weighting",
    "kish_effective_n": "weighting",
    "krippendorff_alpha": "agreement",
    "mcnemar": "paired",
    "paired_newcombe": "paired",
    "paired_tango": "paired",
    "partially_overlapping_z": "paired",
    "poststratify": "weighting",
    "rake": "weighting",
    "suppress": "suppression",
    "weighted_share": "linearised",
    "wilson": "intervals",
}

__all__ = [
    "Audit",
    "ChiSquare",
    "Interval",
    "Suppressed",
    "Test",
    "WeightedShare",
    "audit_suppression",
    "barnard",
    "benjamini_hochberg",
    "boschloo",
    "chi_square",
    "chi_square_simulated",
    "clopper_pearson",
    "cohen_kappa",
    "cronbach_alpha",
    "difference_miettinen_nurminen",
    "difference_newcombe",
    "fisher_exact",
    "fisher_exact_each",
    "frame_bounds",
    "holm",
    "hypergeometric_interval",
    "item_bounds",
    "kish_deff",
    "kish_effective_n",
    "krippendorff_alpha",
    "mcnemar",
    "paired_newcombe",
    "paired_tango",
    "partially_overlapping_z",
    "poststratify",
    "rake",
    "suppress",
    "weighted_share",
    "wilson",
]


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'civicmap.stats' has no attribute {name!r}")
    return getattr(import_module(f"civicmap.stats.{_HOME[name]}"), name)
