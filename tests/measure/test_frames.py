"""Results as tables of pandas."""

from __future__ import annotations

import civicmap
from civicmap.resources import sample


def test_results_have_a_frame():
    """Tally, scores and gaps give tables that agree with what they hold."""
    framework = civicmap.load_framework(sample() / "framework.yaml")
    register = civicmap.load_register(sample() / "register.csv")
    survey = civicmap.read_survey([sample() / "survey_wave1.xlsx"], framework, register, "2019")
    tally, scores = civicmap.tally(survey, framework), civicmap.score(survey, framework)
    gaps = civicmap.find_gaps(survey, framework, by="level")

    counted = tally.to_frame()
    assert counted.groupby("question")["count"].sum().eq(survey.respondent.sum()).all()
    assert len(scores.to_frame()) == len(scores.nodes) * len(survey.entities)
    table = gaps.to_frame()
    assert list(table["share"].dropna()) == [gap.share for gap in gaps.findings if gap.share is not None]
