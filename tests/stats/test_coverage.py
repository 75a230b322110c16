"""How often intervals hold the truth, by enumeration over every truth (rule R6): what the documented script says."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "benchmarks" / "coverage.py"))
coverage, applicable_only, difference = (SCRIPT[name] for name in ("coverage", "applicable_only", "difference"))


@pytest.mark.parametrize(("size", "n"), [(180, 110), (180, 150), (12, 8), (60, 40), (40, 37), (9, 1)])
def test_the_hypergeometric_interval_never_holds_the_truth_too_seldom(size, n):
    """For every truth of each population it covers 95 per cent or more."""
    assert coverage("hypergeometric", size, n).least >= 0.95


def test_wilson_with_the_population_covers_on_average():
    """At N = 180 and n = 110 it covers 94 to 97 per cent on average over every truth."""
    assert 0.94 <= coverage("wilson_fpc", 180, 110).mean <= 0.97


@pytest.mark.parametrize("method", ["hypergeometric", "wilson_fpc"])
def test_the_population_narrows_the_interval_by_a_third(method):
    """At N = 180 and n = 110 the interval is at least 35 per cent narrower than a plain Wilson interval."""
    assert coverage(method, 180, 110).width <= 0.65 * coverage("wilson", 180, 110).width


@pytest.mark.parametrize("method", ["hypergeometric", "wilson_fpc"])
def test_a_census_is_a_point_that_is_always_right(method):
    """With everyone answering there is nothing left to chance."""
    assert coverage(method, 180, 180) == (1, 1, 0)


@pytest.mark.parametrize(("size", "n", "least"), [(12, 8, 0.909), (180, 150, 0.833)])
def test_where_wilson_falls_short(size, n, least):
    """In small groups and near a census Wilson covers less for some truths, which is why it comes second."""
    assert coverage("wilson_fpc", size, n).least == pytest.approx(least, abs=0.0006)


@pytest.mark.parametrize(("size", "n", "out"), [(180, 110, 20), (180, 110, 60), (60, 40, 20)])
def test_a_base_of_those_to_whom_it_applies(size, n, out):
    """R6: with N of the base = N x applicable / respondents, not rounded, Wilson covers 94 to 97 per cent on average."""
    found = applicable_only(size, n, out)

    assert 0.94 <= found.mean <= 0.97
    assert found.least >= 0.90


def test_differences_between_finite_groups():
    """Newcombe's interval with both populations covers near 95 per cent, a third narrower than the plain one."""
    finite, plain = (difference((72, 58), (108, 52), finite=finite, step=12) for finite in (True, False))

    assert finite.least >= 0.93
    assert finite.width <= 0.65 * plain.width


def test_the_page_has_the_tables_that_the_script_writes():
    """docs/methods/shares.md has the tables of benchmarks/coverage.py as they are."""
    page = (ROOT / "docs" / "methods" / "shares.md").read_text("utf-8")

    for table in SCRIPT["tables"]().strip().split("\n\n"):
        assert table in page
