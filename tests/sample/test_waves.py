"""What the bundled survey shows: every state, every kind of problem, and shares that hold by construction."""

from __future__ import annotations

import numpy as np
import pytest

import civicmap
from civicmap.errors import Severity
from civicmap.model import AnswerState
from civicmap.resources import sample

WAVES = ("2019", "2021")


def _states(survey, framework):
    """Return every state that a cell of the survey is in."""
    return {
        question.state(int(code))
        for question, row in zip(framework.questions, survey.block.codes, strict=True)
        for code in np.unique(row)
    }


def _codes(survey):
    return {problem.code.id for problem in survey.problems}


def test_rows_of_the_first_wave(waves):
    """R2, R10: 104 forms came in of 180 units, three of them without an answer; blank and equal rows are not forms."""
    survey = waves["2019"]

    assert len(survey.register.entities) == 180
    assert (survey.count.read, survey.count.responses, survey.count.blank, survey.count.not_responses) == (
        107,
        104,
        2,
        1,
    )
    assert len(survey.entities) == 104
    assert int(survey.respondent.sum()) == 101


@pytest.mark.parametrize("wave", WAVES)
def test_it_is_marked_and_dated(waves, wave):
    """R9: the survey knows that it is synthetic; its closing day comes from the framework."""
    assert waves[wave].synthetic
    assert waves[wave].closed_on.isoformat() == f"{wave}-05-31"


def test_every_state_is_there(waves, fw):
    """R1: between them the waves hold every state that a cell can be in."""
    first, second = (_states(waves[wave], fw) for wave in WAVES)

    assert first | second == set(AnswerState)
    assert set(AnswerState) - first == {AnswerState.UNDER_REVIEW}  # all answered in 2019 were cleared: see the channels


def test_problems_of_the_first_wave(waves):
    """R10: what the sources put in is found: unreadable answers, gates, offers, groups, parents, blank and equal rows."""
    assert _codes(waves["2019"]) >= {
        "answer-unknown",
        "answer-exclusive",
        "answer-behind-gate",
        "answer-not-offered",
        "number-unreadable",
        "date-unreadable",
        "group-differs",
        "parent-differs",
        "row-blank",
        "row-equal",
        "row-no-answer",
        "column-not-kept",
    }
    assert {problem.severity for problem in waves["2019"].problems} == {Severity.WARNING, Severity.NOTE}


def test_the_default_framework_reads_it_too(waves):
    """The same file is read by the shipped framework, with the same respondents and no other unknown answer."""
    plain = civicmap.read_survey(sample() / "survey_wave1.xlsx", civicmap.load_framework(), wave="2019")

    assert int(plain.respondent.sum()) == int(waves["2019"].respondent.sum())
    assert "column-unmapped" not in _codes(plain)
    unknown = [[p.message for p in s.problems if p.code.id == "answer-unknown"] for s in (plain, waves["2019"])]
    assert unknown[0] == unknown[1]


def test_policies_are_listed_under_indicators(waves, fw):
    """Every policy that a unit lists stands under an indicator, own and headquarters' alike, public and not."""
    indicators = {node.id for node in fw.nodes}

    for survey in waves.values():
        assert survey.policies
        assert {policy.topic for policy in survey.policies} <= indicators
        assert {policy.own for policy in survey.policies} == {True, False}
        assert {policy.public for policy in survey.policies} == {True, False}


def _judged(survey, framework):
    return {gap.finding.id: gap for gap in civicmap.find_gaps(survey, framework).findings if gap.holds is not None}


def test_benchmarks_hold_by_construction(waves, fw):
    """All ten published shares that can be judged hold in 2019; the one that was invented fails."""
    judged = _judged(waves["2019"], fw)

    assert len(judged) == 11
    assert {name for name, gap in judged.items() if not gap.holds} == {"four_languages_invented"}
    assert judged["four_languages_invented"].finding.benchmark.invented
    contest = judged["contest_participation"]
    assert (contest.numerator, contest.denominator) == (34, 101)
    assert contest.base == "respondents"


def test_benchmarks_of_the_second_wave(waves, fw):
    """In 2021 they hold as well, but for "all": forms not cleared are under review, and their channels not known."""
    judged = _judged(waves["2021"], fw)
    channels = judged["varied_channels"]

    assert {name for name, gap in judged.items() if not gap.holds} == {"four_languages_invented", "varied_channels"}
    assert channels.numerator < channels.denominator
    assert channels.item_bounds.high == 1


def test_two_thirds_of_the_units_answer_again(waves):
    """Change can be told for a panel, and units enter and leave: both waves share most of their respondents."""
    first, second = (
        {e.id for e, r in zip(waves[wave].entities, waves[wave].respondent, strict=True) if r} for wave in WAVES
    )

    assert len(first & second) >= 60
    assert first - second
    assert second - first


@pytest.mark.parametrize("wave", WAVES)
def test_scores_spread_over_all_bands(waves, fw, wave):
    """Each pillar has entities in every band, and some that answered too little to be rated."""
    scores = civicmap.score(waves[wave], fw)

    for pillar in fw.pillars:
        node = scores.nodes[pillar.id]
        assert {int(band) for band in node.band if band >= 0} == {0, 1, 2, 3}, pillar.id
        assert not node.rated.all()
