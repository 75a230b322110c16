"""What the room costs to import, and that all its functions are at hand."""

from __future__ import annotations

import inspect
import subprocess
import sys

import civicmap.stats

SIGNATURES = {
    "wilson": ["x", "n", "confidence", "population"],
    "clopper_pearson": ["x", "n", "confidence"],
    "hypergeometric_interval": ["x", "n", "population", "confidence"],
    "item_bounds": ["yes", "missing", "applicable"],
    "frame_bounds": ["yes", "missing", "nonresponding", "population"],
    "fisher_exact": ["table", "alternative"],
    "fisher_exact_each": ["tables", "alternative"],
    "boschloo": ["table", "convention"],
    "barnard": ["table"],
    "chi_square": ["table", "correction"],
    "chi_square_simulated": ["table", "draws", "seed"],
    "mcnemar": ["b", "c", "method"],
    "difference_newcombe": ["x1", "n1", "x2", "n2", "confidence", "population1", "population2"],
    "difference_miettinen_nurminen": ["x1", "n1", "x2", "n2", "confidence"],
    "paired_newcombe": ["a", "b", "c", "d", "confidence"],
    "paired_tango": ["a", "b", "c", "d", "confidence"],
    "partially_overlapping_z": ["panel", "first_only", "second_only"],
    "benjamini_hochberg": ["ps"],
    "holm": ["ps"],
    "kish_effective_n": ["weights"],
    "kish_deff": ["weights"],
    "weighted_share": ["y", "weights", "strata", "clusters", "fpc", "domain"],
    "poststratify": ["weights", "cells", "totals"],
    "rake": ["weights", "margins"],
    "krippendorff_alpha": ["ratings", "level"],
    "cohen_kappa": ["a", "b", "weights"],
    "cronbach_alpha": ["rows", "missing"],
    "suppress": ["table", "threshold"],
    "audit_suppression": ["table", "hidden", "threshold"],
}


def test_every_function_has_its_arguments():
    """The functions and their arguments are those that the room promises."""
    found = {name: list(inspect.signature(getattr(civicmap.stats, name)).parameters) for name in SIGNATURES}

    assert found == SIGNATURES


def test_importing_all_of_it_loads_no_scipy():
    """SciPy is paid for by the functions that need it, and SciPy's statistics by none."""
    code = (
        "import sys, civicmap.stats as s\n"
        "[getattr(s, name) for name in s.__all__]\n"
        "s.wilson(3, 9), s.boschloo([[3, 4], [5, 6]]), s.mcnemar(3, 4), s.paired_tango(1, 2, 3, 4)\n"
        "s.chi_square([[3, 4], [5, 6]])\n"
        "assert not any(name.startswith(('scipy', 'pandas')) for name in sys.modules)\n"
        "s.clopper_pearson(3, 9), s.suppress([[1, 9], [8, 7]], 5)\n"
        "assert 'scipy.stats' not in sys.modules\n"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True).stderr == ""


def test_every_function_says_what_it_refuses():
    """Each docstring tells what comes back, and for what a ValueError is raised."""
    for name in SIGNATURES:
        words = " ".join(inspect.getdoc(getattr(civicmap.stats, name)).split())

        assert words.startswith("Return "), name
        assert "Raises ValueError" in words or "rrors as" in words, name
