"""Weighted shares, standard errors and intervals (rule R6, "weighted") against R's survey package."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gap_worlds import framework, world

from civicmap.framework.types import Base, Finding, Group, Is, WeightRule
from civicmap.measure.findings import find_gaps
from civicmap.measure.weighting import make_weights
from civicmap.model import AnswerState, Entity, Register, RowWeights

HERE = Path(__file__).parent / "oracles"  # weighted_shares.R makes weighted_shares.csv
BASES = {"base": Base.APPLICABLE, "given": Base.GIVEN, "all": Base.RESPONDENTS}
GROUPS = tuple(Group(name, name, register=name) for name in ("level", "region", "country"))
RULES = {
    "strata": WeightRule("w", strata="level"),
    "clusters": WeightRule("w", strata="level", clusters="country"),
    "post": WeightRule(post_stratify=("level",)),
    "cross": WeightRule(post_stratify=("level", "region")),
    "rake": WeightRule(rake=("level", "region")),
    "column": WeightRule("w"),
    "loose": WeightRule("w"),
}
FW = framework(findings=(Finding("f", "F", Is("a", ("yes",))),), groups=GROUPS, weighting=RULES)


def member(i):
    """Return an entity of the frame, as the R script has it."""
    groups = {
        "level": ("hq", "field", "country")[(i * 7 + i // 5) % 3],
        "region": "nesw"[(i * 11 + i // 9) % 4],
        "country": f"c{(i * 3 + i // 7) % 24}",
    }
    return Entity(f"E{i:03}", f"E{i:03}", groups=groups)


def answer(i):
    """Return a respondent's answer or state."""
    kind = (i * 31 + i // 4) % 23
    states = {
        18: AnswerState.DONT_KNOW,
        19: AnswerState.BLANK,
        20: AnswerState.NOT_APPLICABLE,
        21: AnswerState.NOT_ASKED,
    }
    return states.get(kind, "yes" if kind < 9 else "no")


def made(register=True):
    """Return the survey that the R script draws: 131 of a frame of 180."""
    frame = Register(tuple(map(member, range(180))), ("level", "region", "country"), "register.csv", "1" * 64)
    drawn = [i for i in range(180) if (i * 13 + i // 7) % 18 < 13]
    survey = world([{"entity": f"E{i:03}", "a": answer(i), "b": "yes"} for i in drawn], frame, FW)
    weights = np.array([1 + (i * 29) % 17 / 4 for i in drawn])
    survey = replace(survey, weights=(RowWeights("w", "W", weights),))
    return survey if register else replace(survey, register=None)


def rows():
    """Return what R found."""
    with (HERE / "weighted_shares.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("case", RULES)
@pytest.mark.parametrize("base", BASES)
def test_shares_errors_and_intervals_are_those_of_r(case, base):
    """Share, linearised standard error, effective n and Wilson interval equal R's to 1e-7, for all and by group (R6)."""
    survey = made(register=case != "loose")
    weights = make_weights(survey, FW, case)
    gaps = {
        gap.group.value or "": gap for gap in find_gaps(survey, FW, "region", BASES[base], weights=weights).findings
    }

    for row in rows():
        if (row["case"], row["base"]) == (case, base):
            gap = gaps[row["region"]]
            ours = (gap.share, gap.weighted.se, gap.weighted.n_effective, *gap.interval)
            theirs = [float(row[name]) for name in ("share", "se", "n_effective", "low", "high")]
            assert ours == pytest.approx(theirs, rel=1e-7), row["region"]
            assert gap.method == "wilson_weighted"
