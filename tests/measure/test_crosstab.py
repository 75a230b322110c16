"""Crosstabs: every answer and state of a question by a group (rules R2 and R6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gap_worlds import QUESTIONS, YES_A, framework, sampled, world
from score_builders import choice, number

from civicmap.errors import RequestError
from civicmap.framework.types import Answer, Finding, Instances, Points, Question, QuestionType, RollUp
from civicmap.measure.crosstab import crosstab
from civicmap.measure.findings import find_gaps
from civicmap.measure.results import EVERYONE
from civicmap.model import AnswerState

FW = framework()


def counts(cells, question, group=None):
    """Return answer -> numerator of one question in one group."""
    return {c.answer: c.numerator for c in cells if c.question == question and c.group.value == group}


def test_answers_and_states_are_all_the_respondents():
    """Every respondent has one answer of a choice or one state, in each group and for each seed."""
    for seed in range(5):
        cells = crosstab(sampled(seed=seed), FW, ["a", "b", "plain"], "level")
        for question in ("a", "b", "plain"):
            for group in (None, "hq", "field"):
                of = next(c.bases for c in cells if c.question == question and c.group.value == group)
                assert sum(counts(cells, question, group).values()) == of.respondents


def test_groups_add_up_to_everyone():
    """The values of a group are everyone, answer by answer."""
    cells = crosstab(sampled(), FW, by="level")

    for question in ("a", "b", "m", "plain"):
        whole, hq, field = (counts(cells, question, group) for group in (None, "hq", "field"))
        assert {answer: hq[answer] + field[answer] for answer in whole} == whole


@pytest.mark.parametrize("base", ["frame", "respondents", "applicable", "given", "answered"])
def test_an_answer_is_what_a_finding_on_it_is(base):
    """Numbers, base and interval of an answer are those of the finding that asks for it."""
    fw = framework(findings=(Finding("f", "F", YES_A),))
    made = sampled()
    gap = find_gaps(made, fw, base=base).findings[0]

    cell = next(c for c in crosstab(made, fw, ["a"], base=base) if c.answer == "yes")

    for field in ("numerator", "denominator", "share", "interval", "method", "interval_why", "bases", "base"):
        assert getattr(cell, field) == getattr(gap, field), field


def test_options_of_a_multiple_choice_can_overlap():
    """Each option is counted by itself, over those to which the question applies."""
    cells = crosstab(world([{"m": ["x", "y"]}, {"m": ["x"], "entity": "2"}, {"m": [], "entity": "3"}]), FW, ["m"])

    assert {c.answer: (c.numerator, c.denominator) for c in cells if not c.is_state} == {
        "x": (2, 3),
        "y": (1, 3),
        "none": (0, 3),
        "other": (0, 3),
    }


STATED = Question(
    "s",
    "S",
    QuestionType.CHOICE,
    (
        Answer("yes", "Yes"),
        Answer("no_case", "No case arose", state=AnswerState.NOT_APPLICABLE),
        Answer("dont_know", "I don't know", state=AnswerState.DONT_KNOW),
    ),
)


def test_an_answer_with_a_state_stands_by_itself():
    """It has a row of its own; a bare state is counted with the answer of its name, or by itself."""
    fw = framework((STATED,), ())
    given = ["yes", "no_case", "dont_know", AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE, AnswerState.CLOSED]
    cells = crosstab(world([{"entity": str(n), "s": a} for n, a in enumerate(given)], fw=fw), fw)

    assert {c.answer: (c.label, c.numerator, c.share) for c in cells if c.is_state and c.numerator} == {
        "no_case": ("No case arose", 1, None),
        "dont_know": ("I don't know", 2, None),
        "not_applicable": ("Not applicable", 1, None),
        "closed": ("Closed", 1, None),
    }


def test_instances_are_rolled_up_first():
    """R2: an entity has an answer if any of its instances has; its states are those of all of them together."""
    fw = framework((choice("a"),), (), instances=Instances(("policy",), "blank", "indicator", RollUp.BEST))
    answers = [("1", "yes"), ("1", "no"), ("2", AnswerState.BLANK), ("2", "unsure"), ("3", "unsure"), ("3", "unsure")]
    rows = [{"entity": e, "instance": str(n), "a": a} for n, (e, a) in enumerate(answers)]
    cells = crosstab(world(rows, fw=fw), fw)

    assert {c.answer: c.numerator for c in cells if c.numerator} == {"yes": 1, "no": 1, "dont_know": 1, "blank": 1}
    assert {c.denominator for c in cells} == {3}


def test_a_number_has_states_only():
    """A question without answers to choose from is counted by state, and only where it is asked for."""
    fw = framework((*QUESTIONS, number("n", Points())), ())
    made = world([{"entity": "1", "n": 3.0}, {"entity": "2"}], fw=fw)

    assert {c.answer: c.numerator for c in crosstab(made, fw, ["n"]) if c.numerator} == {"answered": 1, "blank": 1}
    assert "n" not in {c.question for c in crosstab(made, fw)}


def test_questions_come_as_asked_and_unknown_ones_are_named():
    """Questions stand in the order asked, each once; those that are not there are a problem."""
    cells = crosstab(sampled(), FW, ["b", "a", "b"])

    assert list(dict.fromkeys(c.question for c in cells)) == ["b", "a"]
    assert {c.group for c in cells} == {EVERYONE}
    with pytest.raises(RequestError, match="no question 'nought'"):
        crosstab(sampled(), FW, ["a", "nought"])


def test_who_did_not_respond_is_in_no_count():
    """R2: an empty form is not a response."""
    made = world([{"entity": "1", "a": "yes"}, {"entity": "2"}])
    made = replace(made, respondent=made.respondent & [True, False])

    assert {c.answer: c.numerator for c in crosstab(made, FW, ["a"]) if c.numerator} == {"yes": 1}
