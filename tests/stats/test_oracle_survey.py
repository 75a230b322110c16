"""A whole survey against an R script that follows the rules without civicmap (rules R1 to R4, R6)."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest

import civicmap

HERE = Path(__file__).parent / "oracles" / "survey"
LIMITS = {"low": 0, "high": 1}


@pytest.fixture(scope="module")
def framework():
    """Return the framework of the survey."""
    return civicmap.load_framework(HERE / "framework.yaml")


@pytest.fixture(scope="module")
def survey(framework):
    """Return the survey as civicmap reads it."""
    return civicmap.read_survey(HERE / "survey.csv", framework, civicmap.load_register(HERE / "register.csv"), "1")


def _rows(name):
    """Return the rows of a table that R wrote."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _same(found, expected):
    """Return whether a number is the one that R wrote, to 1e-9; empty is none."""
    if expected == "":
        return found is None or math.isnan(found)
    return found is not None and math.isclose(found, float(expected), rel_tol=0, abs_tol=1e-9)


def _numbers(gap):
    """Return what R wrote of a finding, by column."""
    spans = {"": gap.interval, "item_": gap.item_bounds, "frame_": gap.frame_bounds}
    found = {f"{name}{side}": span and span[place] for name, span in spans.items() for side, place in LIMITS.items()}
    bases = {name: getattr(gap.bases, name) for name in ("frame", "respondents", "applicable", "given", "answered")}
    return (
        found
        | bases
        | {"numerator": gap.numerator, "denominator": gap.denominator, "share": gap.share, "gap": gap.gap_numerator}
    )


@pytest.mark.parametrize("by", ["", "level", "kind"])
@pytest.mark.parametrize("base", ["respondents", "applicable", "given", "answered"])
def test_findings_equal_those_of_r(survey, framework, base, by):
    """R2, R3, R6: numerators, all bases, shares, bounds and intervals with their method, by question and group."""
    found = {
        (gap.finding.id, gap.group.value or ""): gap
        for gap in civicmap.find_gaps(survey, framework, by or None, base).findings
        if bool(gap.group.by) == bool(by)
    }
    expected = [row for row in _rows("findings.csv") if row["by"] == by and row["base"] == base]
    different = []
    for row in expected:
        gap = found.pop((row["finding"], row["value"]))
        numbers = _numbers(gap)
        different += [
            (row["finding"], row["value"], name, row[name], value)
            for name, value in numbers.items()
            if not _same(value, row[name])
        ]
        if (gap.method or "") != row["method"]:
            different.append((row["finding"], row["value"], "method", row["method"], gap.method))

    assert not found
    assert not different, f"{len(different)}: {different[:12]}"


def test_every_method_of_an_unweighted_share_occurs():
    """The survey has a census, a base whose population is counted, and others."""
    assert {row["method"] for row in _rows("findings.csv")} == {"census", "hypergeometric", "wilson_fpc"}


@pytest.mark.parametrize("node", ["i1", "i4", "i5", "d1", "first", "second", "overall"])
def test_scores_equal_those_of_r(survey, framework, node):
    """R4: scores, low and high, both coverages and the rating of every entity."""
    scores = civicmap.score(survey, framework)
    result = scores.nodes[node]
    places = {entity.id: place for place, entity in enumerate(scores.entities)}
    expected = [row for row in _rows("scores.csv") if row["node"] == node]
    columns = {
        "score": result.score,
        "low": result.low,
        "high": result.high,
        "coverage": result.answered,
        "applicable": result.applicable,
    }
    different = [
        (row["entity"], name, row[name], float(np.asarray(column)[places[row["entity"]]]))
        for row in expected
        for name, column in columns.items()
        if not _same(float(np.asarray(column)[places[row["entity"]]]), row[name])
    ]
    if node in {"first", "second", "overall"}:
        different += [
            (row["entity"], "rated", row["rated"], bool(result.rated[places[row["entity"]]]))
            for row in expected
            if (row["rated"] == "TRUE") != bool(result.rated[places[row["entity"]]])
        ]

    assert len(expected) == 130
    assert not different, f"{len(different)}: {different[:12]}"
