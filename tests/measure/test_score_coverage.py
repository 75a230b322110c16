"""Whether a score is rated, and why not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from score_builders import choice, framework, survey

from civicmap.framework.types import AllOf, Coverage, InGroup, Is, Missing, Treatment
from civicmap.measure.score import score
from civicmap.model import AnswerState

NA, BLANK, NOT_ASKED = AnswerState.NOT_APPLICABLE, AnswerState.BLANK, AnswerState.NOT_ASKED
RATED = {"coverage": Coverage()}


def pillar(row, *, settings=None, **questions):
    """Return the one pillar of a framework of four questions, for one entity."""
    fw = framework([choice(q, **questions.get(q, {})) for q in "abcd"], settings={"p": settings or RATED})
    return score(survey(fw, [row]), fw).nodes["p"]


@pytest.mark.parametrize(
    ("row", "rated", "why"),
    [
        ({"a": "yes", "b": "no", "c": "yes"}, True, None),
        ({"a": "yes", "b": "no"}, False, "2 of 4 answers given; 75 per cent needed"),
        ({"a": "yes", "b": "unsure", "c": AnswerState.CLOSED}, True, None),
        ({"a": "yes", "b": NA, "c": NA, "d": "no"}, True, None),
        ({"a": "yes", "b": NA, "c": NA, "d": NOT_ASKED}, False, "1 of 4 questions apply; 50 per cent needed"),
        (dict.fromkeys("abcd", NA), False, "no question applies"),
    ],
)
def test_thresholds(row, rated, why):
    """R4: three quarters of what applies answered, and half of the questions applicable, both included."""
    found = pillar(row)

    assert (bool(found.rated[0]), found.why[0]) == (rated, why)


def test_a_score_that_is_not_rated_is_kept_and_never_banded():
    """R4: the number stays, without a band."""
    found = pillar({"a": "yes"})

    assert (found.score[0], found.band[0], bool(found.rated[0])) == (100, -1, False)


def test_an_excluded_dont_know_is_not_an_answer():
    """R4: a don't know counts as answered unless it is excluded."""
    row = {"a": "yes", "b": "unsure", "c": "yes", "d": "yes"}

    assert pillar(row).answered[0] == 1
    assert pillar(row, b={"missing": Missing(dont_know=Treatment.EXCLUDE)}).answered[0] == 0.75


def test_a_blank_that_is_worth_zero_is_not_answered():
    """R4: `blank: zero` changes the score, not the coverage."""
    zero = {"missing": Missing(blank=Treatment.ZERO)}
    found = pillar({"a": "yes", "b": "yes"}, c=zero, d=zero)

    assert (found.score[0], found.answered[0]) == (50, 0.5)


def test_a_threshold_is_compared_exactly():
    """7 of 10 reaches 0.7, whatever the doubles say."""
    fw = framework([choice(f"q{n}") for n in range(10)], settings={"p": {"coverage": Coverage(0.7, 0.7)}})

    rows = [{f"q{n}": "yes" for n in range(7)}, {f"q{n}": "yes" if n < 7 else NA for n in range(10)}]

    assert [bool(score(survey(fw, [row]), fw).nodes["p"].rated[0]) for row in rows] == [True, True]


def test_a_question_for_other_groups_leaves_all():
    """R4: an `asked_if` on a group alone also leaves "all", and what hangs on such a question does too."""
    field = InGroup("level", ("field",))
    row = {"a": "yes", "b": NOT_ASKED, "c": NOT_ASKED, "d": NOT_ASKED}
    gates = {"b": {"asked_if": field}, "c": {"asked_if": AllOf((field,))}, "d": {"asked_if": Is("c", ("yes",))}}

    assert pillar(row, **gates).applicable[0] == 1
    assert pillar(row, b=gates["b"]).applicable[0] == pytest.approx(1 / 3)
    mixed = {"asked_if": AllOf((field, Is("a", ("no",))))}
    assert pillar(row, b=mixed, c=mixed, d=mixed).applicable[0] == 0.25


def test_the_overall_needs_every_pillar_that_applies():
    """R4: a pillar with weight to which anything applies must be rated; the reason names those that are not."""
    tree = {"one": ["a"], "two": ["b"], "three": ["c"]}
    settings = dict.fromkeys(tree, RATED) | {"three": RATED | {"weight": 0.0}}
    fw = framework([choice(q) for q in "abc"], tree, settings=settings, overall=RATED)
    rows = [
        {"entity": "1", "a": "yes", "b": "no"},  # three is blank, and has no weight
        {"entity": "2", "a": "yes", "b": BLANK, "c": "yes"},
        {"entity": "3", "a": "yes", "b": NA},  # two does not apply
        {"entity": "4", "a": BLANK, "b": BLANK},
        {"entity": "5", "a": NA, "b": NA, "c": "yes"},
    ]

    found = score(survey(fw, rows), fw).nodes["overall"]

    assert found.rated.tolist() == [True, False, True, False, False]
    assert found.why == (None, "not rated: Two", None, "not rated: One, Two", "no question applies")
    assert found.score[1] == 100


def test_the_overall_of_a_flat_mean_is_rated_by_its_pillars():
    """The rule on pillars holds however the overall is made."""
    tree = {"one": ["a"], "two": ["b"]}
    from civicmap.framework.types import Aggregate

    fw = framework(
        [choice(q) for q in "ab"],
        tree,
        settings=dict.fromkeys(tree, RATED),
        overall=RATED | {"aggregate": Aggregate.FLAT_MEAN},
    )

    found = score(survey(fw, [{"a": "yes"}]), fw).nodes["overall"]

    assert found.why == ("not rated: Two",)


def test_an_empty_survey_has_no_scores():
    """No rows give empty arrays, not a fault."""
    fw = framework([choice("a")])
    empty = survey(fw, [])

    found = score(replace(empty, entities=()), fw)

    assert found.nodes["overall"].score.shape == (0,)
    assert found.nodes["overall"].why == ()
    assert found.questions["a"].state == ()
