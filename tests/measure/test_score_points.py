"""Points rules: what an answer earns, and what an unknown one could."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from score_builders import choice, framework, multi, number, survey

from civicmap.framework.types import Missing, Multi, MultiRule, Points, PointsRule, QuestionType, Step, Treatment
from civicmap.measure.score import score
from civicmap.model import AnswerState

ELEMENTS = {"a": 40.0, "b": 40.0, "c": 40.0, "none": 0.0, "other": None}


def points(questions, row, **rest):
    """Return (score, low, high) of the last question in one row."""
    fw = framework(questions)
    found = score(survey(fw, [row], **rest), fw).questions[questions[-1].id]
    return found.points[0], found.low[0], found.high[0]


@pytest.mark.parametrize(
    ("rule", "ticked", "expected"),
    [
        (Multi(MultiRule.SUM, cap=100), ["a", "b"], 80),
        (Multi(MultiRule.SUM, cap=100), ["a", "b", "c"], 100),
        (Multi(MultiRule.SUM, cap=60), ["a", "b"], 60),
        (Multi(MultiRule.SUM, cap=100), ["none"], 0),
        (Multi(MultiRule.SUM, cap=100), ["other"], 0),
        (Multi(MultiRule.SUM, cap=100), [], 0),
        ("count", ["a", "other"], 100 / 3),
        ("count", ["a", "b", "c"], 100),
        ("all", ["a", "b"], 0),
        ("all", ["a", "b", "c"], 100),
        ("any", ["c"], 100),
        ("any", ["other"], 0),
        ("any", ["none"], 0),
        (Multi(MultiRule.LADDER, steps=(Step(("a",), 30), Step(("a", "b"), 70))), ["a", "c"], 30),
        (Multi(MultiRule.LADDER, steps=(Step(("a",), 30), Step(("a", "b"), 70))), ["b", "a"], 70),
        (Multi(MultiRule.LADDER, steps=(Step(("a",), 30), Step(("a", "b"), 70))), ["b"], 0),
    ],
)
def test_multiple_choice(rule, ticked, expected):
    """A multiple choice earns what its rule says of the options ticked; exclusive and `other` are no part of a share."""
    assert points([multi("m", ELEMENTS, rule)], {"m": ticked})[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rule", "best"),
    [
        (Multi(MultiRule.SUM, cap=90), 90),
        ("count", 100),
        (Multi(MultiRule.LADDER, steps=(Step(("a",), 30), Step(("b",), 70))), 70),
    ],
)
def test_an_unknown_multiple_choice_could_earn_what_its_rule_allows(rule, best):
    """R4: a blank multiple choice lies between the worst and the best that any ticks could earn."""
    assert points([multi("m", ELEMENTS, rule)], {})[1:] == (0, best)


def test_a_negative_option_widens_the_worst():
    """R4: where options subtract, the worst is what they take away."""
    question = multi("m", {"good": 60.0, "bad": -30.0}, Multi(MultiRule.SUM))

    assert points([question], {})[1:] == (-30, 60)
    assert points([question], {"m": ["good", "bad"]})[0] == 30


@pytest.mark.parametrize(
    ("status", "form", "expected"),
    [
        ("yes", "yes", 100),
        ("partly", "partly", 25),
        ("no", AnswerState.BLANK, 0),  # 0 times anything is 0
        ("no", AnswerState.NOT_APPLICABLE, 0),
        ("yes", AnswerState.CLOSED, 0),
        (AnswerState.NOT_APPLICABLE, "yes", None),
        (AnswerState.BLANK, "yes", None),
        ("unsure", "yes", 0),  # a don't know is worth 0 here
        (AnswerState.CLOSED, AnswerState.NOT_APPLICABLE, 0),  # closed comes first
        (AnswerState.NOT_APPLICABLE, "unsure", None),  # not applicable comes before don't know
        ("unsure", AnswerState.BLANK, 0),  # don't know comes before blank
    ],
)
def test_product(status, form, expected):
    """A product multiplies parts of 100; else the first of closed, not applicable, not asked, don't know, blank counts."""
    questions = [choice("status"), choice("form"), _product("both", ("status", "form"))]

    found = points(questions, {"status": status, "form": form})[0]

    assert (None if np.isnan(found) else found) == expected


def _product(question_id, factors, **rest):
    """Return a question whose points are a product."""
    return number(question_id, Points(PointsRule.PRODUCT, factors=factors), kind=QuestionType.TEXT, **rest)


def test_an_unknown_factor_keeps_the_other_as_the_limit():
    """R4: half times unknown lies between 0 and a half."""
    questions = [choice("status"), choice("form"), _product("both", ("status", "form"))]

    assert points(questions, {"status": "partly"})[1:] == (0, 50)


def test_a_product_may_have_itself_among_its_factors():
    """A question's own answer can be one of the factors, and a factor worth 0 counts although the question is not asked."""
    own = choice("form", points=Points(PointsRule.PRODUCT, factors=("status", "form")))

    assert points([choice("status"), own], {"status": "partly", "form": "partly"})[0] == 25
    assert points([choice("status"), own], {"status": "no", "form": AnswerState.NOT_ASKED})[0] == 0


def test_numbers():
    """`value` is the number itself within its range; `at_least` gives 100 from the limit on."""
    value = number("n", Points(PointsRule.VALUE))
    limit = number("n", Points(PointsRule.AT_LEAST, limit=3))

    assert points([value], {"n": 62.5}) == (62.5, 62.5, 62.5)
    assert points([value], {"n": 120.0})[0] == 100
    assert points([value], {})[1:] == (0, 100)
    assert [points([limit], {"n": n})[0] for n in (2.9, 3.0)] == [0, 100]


def test_a_date_within_months_of_the_closing_day():
    """`within_months` counts calendar months back from the closing day, the day itself included."""
    question = number("d", Points(PointsRule.WITHIN_MONTHS, limit=6), kind=QuestionType.DATE)

    def at(day, **rest):
        return points([question], {"d": float(day.toordinal())}, **rest)

    closing = {"closed_on": date(2019, 8, 31)}
    assert at(date(2019, 2, 28), **closing)[0] == 100
    assert at(date(2019, 2, 27), **closing)[0] == 0
    assert np.isnan(at(date(2019, 2, 28))[0])  # nobody said when the wave closed
    assert at(date(2019, 2, 28))[1:] == (0, 100)


@pytest.mark.parametrize(
    ("state", "missing", "expected"),
    [
        (AnswerState.CLOSED, Missing(), 0),
        (AnswerState.DONT_KNOW, Missing(), 0),
        (AnswerState.DONT_KNOW, Missing(dont_know=Treatment.EXCLUDE), None),
        (AnswerState.DONT_KNOW, Missing(dont_know=25.0), 25),
        *((state, Missing(), None) for state in (AnswerState.BLANK, AnswerState.UNRESOLVED, AnswerState.UNDER_REVIEW)),
        *(
            (state, Missing(blank=Treatment.ZERO), 0)
            for state in (AnswerState.BLANK, AnswerState.UNRESOLVED, AnswerState.UNDER_REVIEW)
        ),
        (AnswerState.NOT_APPLICABLE, Missing(), None),
        (AnswerState.NOT_ASKED, Missing(), None),
        (AnswerState.NOT_APPLICABLE, Missing(not_applicable=Treatment.ZERO), 0),
        (AnswerState.NOT_ASKED, Missing(not_applicable=40.0), 40),
    ],
)
def test_every_state_earns_what_the_framework_says(state, missing, expected):
    """R4: the table of states; closed is 0 whatever the treatment of silence."""
    found = points([choice("q", missing=missing)], {"q": state})[0]

    assert (None if np.isnan(found) else found) == expected


def test_an_answer_that_has_a_state_counts_as_the_state():
    """R1: "unsure" keeps a code of its own and counts as don't know."""
    fw = framework([choice("q")])

    found = score(survey(fw, [{"q": "unsure"}]), fw).questions["q"]

    assert found.state == (AnswerState.DONT_KNOW,)
    assert (found.points[0], found.low[0], found.high[0]) == (0, 0, 100)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ((AnswerState.NOT_ASKED,), (20, 90)),  # an unknown asked_if: as if asked
        ((AnswerState.BLANK,), (0, 90)),  # an unknown closed_by: closed or open
        (AnswerState.BLANK, (20, 90)),
        (AnswerState.DONT_KNOW, (0, 90)),  # its score of 0 lies below the worst answer, and is enclosed
        (AnswerState.NOT_ASKED, (None, None)),
        ("some", (50, 50)),
    ],
)
def test_low_and_high_of_a_cell(cell, expected):
    """R4: an unknown cell is the worst or best of its map; behind an unknown gate it is closed or open, or as if asked."""
    question = choice("q", {"least": 20.0, "some": 50.0, "most": 90.0})

    found = points([question], {"q": cell})[1:]

    assert tuple(None if np.isnan(limit) else limit for limit in found) == expected
