"""Nodes: how members become a node, instances an entity, and composites stand beside the tree."""

from __future__ import annotations

import numpy as np
import pytest
from score_builders import UNRATED, choice, framework, node, survey

from civicmap.errors import FrameworkError
from civicmap.framework.types import (
    Absent,
    Aggregate,
    Bands,
    Coverage,
    Group,
    InGroup,
    Instances,
    Level,
    Missing,
    Points,
    RollUp,
    Treatment,
)
from civicmap.measure.score import score
from civicmap.model import AnswerState, Entity

FOUR = {"full": 100.0, "most": 80.0, "some": 25.0, "none": 0.0}
NA = AnswerState.NOT_APPLICABLE


def questions(*ids, **rest):
    """Return choices of four answers."""
    return [choice(question, FOUR, **rest) for question in ids]


def scored(fw, rows, name, *, rows_too=False, **rest):
    """Return a node's scores, as numbers or None."""
    found = score(survey(fw, rows, **rest), fw)
    values = (found.rows if rows_too else found.nodes)[name].score
    return [None if np.isnan(value) else float(value) for value in values]


@pytest.mark.parametrize(
    ("aggregate", "row", "expected"),
    [
        ("mean", {"a": "full", "b": "some", "c": "none"}, 125 / 3),
        ("mean", {"a": "full", "b": NA, "c": "none"}, 50),
        ("geometric", {"a": "full", "b": "some", "c": NA}, 50),
        ("geometric", {"a": "full", "b": "full", "c": "none"}, 0),
        ("min", {"a": "full", "b": "some", "c": "most"}, 25),
        ("min", {"a": "full", "b": NA, "c": NA}, 100),
        ("mean", {"a": NA, "b": NA, "c": NA}, None),
        ("geometric", {"a": NA, "b": NA, "c": NA}, None),
    ],
)
def test_aggregates(aggregate, row, expected):
    """R4: each aggregate over what is present; one zero makes a geometric mean zero."""
    fw = framework(questions("a", "b", "c"), settings={"p_i": {"aggregate": Aggregate(aggregate)}})

    assert scored(fw, [row], "p") == [expected if expected is None else pytest.approx(expected)]


def test_weights_are_renormalised_over_what_is_present():
    """R4: a question that does not apply leaves its weight to the others."""
    fw = framework([choice("a", FOUR, weight=3.0), choice("b", FOUR), choice("c", FOUR)])

    assert scored(fw, [{"a": "full", "b": "none", "c": NA}], "p") == [75]


def test_nested_and_flat_means_differ():
    """A flat mean takes every question below by its own weight, a nested one each child alike."""
    tree = {"one": ["a"], "two": ["b", "c", "d"]}
    row = {"a": "full", "b": "none", "c": "none", "d": "none"}

    assert scored(framework(questions(*"abcd"), tree), [row], "overall") == [50]
    flat = framework(questions(*"abcd"), tree, overall={"aggregate": Aggregate.FLAT_MEAN})
    assert scored(flat, [row], "overall") == [25]


def test_a_share_that_accepts_every_answer_has_no_worse_one():
    """R4: where each answer of the map is accepted, a blank cannot turn out worse than 100."""
    fw = framework([choice("a")], settings={"p": {"aggregate": Aggregate.SHARE, "accepted": ("yes", "partly", "no")}})

    found = score(survey(fw, [{"a": AnswerState.BLANK}]), fw).nodes["p"]

    assert (found.low[0], found.high[0]) == (100, 100)


def test_share_counts_accepted_answers():
    """A share is 100 times the part answered with an accepted answer, of those that are present."""
    share = {"p": {"aggregate": Aggregate.SHARE, "accepted": ("full", "most")}}
    fw = framework(questions(*"abcd"), settings=share)

    assert scored(fw, [{"a": "full", "b": "most", "c": "some", "d": NA}], "p") == [pytest.approx(200 / 3)]


def test_a_share_needs_no_points():
    """A scale without points is counted by its accepted answers; low and high still hold."""
    bare = [choice(q, {"yes": None, "no": None}, points=Points()) for q in ("a", "b")]
    fw = framework(bare, settings={"p": {"aggregate": Aggregate.SHARE, "accepted": ("yes",)}})

    found = score(survey(fw, [{"a": "yes"}]), fw).nodes["p"]

    assert (found.score[0], found.low[0], found.high[0]) == (100, 50, 100)
    assert found.answered[0] == 0.5


def test_a_fixed_base_divides_the_sum():
    """With `of`, 0, not applicable and absent cost the same, and a bonus adds nothing to the base."""
    fw = framework(questions("a", "b", "c"), settings={"p_i": {"fixed_base": {"": 2.0}}})

    rows = [{"a": "full", "b": cell, "c": NA} for cell in ("none", NA, AnswerState.BLANK)]
    assert [scored(fw, [row], "p") for row in rows] == [[50], [50], [50]]
    assert scored(fw, [{"a": "full", "b": "full", "c": "full"}], "p") == [150]


def test_a_fixed_base_per_wave():
    """`of` may differ by wave; a wave without one is a fault, not a guess."""
    fw = framework(questions("a"), settings={"p_i": {"fixed_base": {"2014": 2.0, "2015": 4.0}}})

    assert scored(fw, [{"a": "full"}], "p", wave="2014") == [50]
    assert scored(fw, [{"a": "full"}], "p", wave="2015") == [25]
    with pytest.raises(FrameworkError, match="2014, 2015 and none for '1'"):
        scored(fw, [{"a": "full"}], "p")


def test_a_pillar_of_weight_0_is_scored_and_stays_out_of_the_overall():
    """R4: cross-cutting questions have pillar weight 0."""
    fw = framework(questions("a", "b"), {"one": ["a"], "two": ["b"]}, settings={"two": {"weight": 0.0}})
    rows = [{"a": "full", "b": "none"}]

    assert scored(fw, rows, "two") == [0]
    assert scored(fw, rows, "overall") == [100]


KIND = choice("kind", {"head": None, "branch": None}, points=Points())


def divided(at="indicator", **rest):
    """Return a framework whose instances first become one within each answer to `kind`."""
    return framework(
        [*questions("a"), KIND], {"p": ["a"]}, instances=Instances(("i",), Absent.BLANK, at, RollUp.MEAN, **rest)
    )


def instances(*cells):
    """Return an entity's rows from pairs of kind and answer."""
    return [
        {"entity": "x", "instance": str(place), "kind": kind, "a": answer} for place, (kind, answer) in enumerate(cells)
    ]


@pytest.mark.parametrize("at", ["question", "indicator", "dimension", "pillar", "overall"])
def test_instances_of_one_answer_first_become_one(at):
    """R4: with `within`, three branches count together as much as the head; one kind that does not apply is left out."""
    rows = instances(("branch", "none"), ("head", "full"), ("branch", "none"), ("branch", "none"))

    assert scored(divided(at), rows, "overall") == [25]
    assert scored(divided(at, within="kind"), rows, "overall") == [50]
    away = instances(("branch", "some"), ("head", NA), ("branch", "none"))
    assert scored(divided(at, within="kind"), away, "overall") == [12.5]


def test_instances_divided_keep_to_their_entities():
    """Kinds are those of one entity each, in any order of rows; a kind that nobody named is one too."""
    rows = [
        {"entity": e, "instance": str(place), "kind": kind, "a": answer}
        for e, cells in {
            "x": (("head", "full"), ("branch", "none"), ("branch", "some")),
            "y": (("branch", "full"),),
            "z": ((AnswerState.BLANK, "full"), (AnswerState.BLANK, "full"), ("head", "none")),
        }.items()
        for place, (kind, answer) in enumerate(cells)
    ]

    assert scored(divided(within="kind"), rows, "p") == [56.25, 100, 50]


def test_a_fixed_number_of_kinds_divides_the_sum():
    """With `within`, `of` is the number of kinds: one that is missing costs what a 0 costs."""
    rows = instances(("branch", "full"), ("branch", "full"))

    assert scored(divided(within="kind", fixed_base={"": 2.0}), rows, "p") == [50]


@pytest.mark.parametrize(("by", "expected"), [("mean", 50), ("best", 100), ("worst", 0), ("sum", 100)])
def test_instances_are_rolled_up(by, expected):
    """R4: instances become one entity at the level named, by the rule named; one that does not apply is left out."""
    fw = framework(questions("a"), instances=Instances(("i",), Absent.BLANK, "indicator", RollUp(by)))
    rows = [{"entity": "x", "instance": str(n), "a": answer} for n, answer in enumerate(("full", "none", NA))]

    assert scored(fw, rows, "p") == [expected]
    assert scored(fw, rows, "p_i", rows_too=True) == [100, 0, None]


def test_the_level_of_the_roll_up_matters():
    """The best of each indicator is more than the best instance."""
    rows = [
        {"entity": "x", "instance": "1", "a": "full", "b": "none"},
        {"entity": "x", "instance": "2", "a": "none", "b": "full"},
    ]

    def made(at):
        instances = Instances(("i",), Absent.BLANK, at, RollUp.BEST)
        return scored(
            framework(questions("a", "b"), {"one": ["a"], "two": ["b"]}, instances=instances), rows, "overall"
        )

    assert made("question") == made("pillar") == [100]
    assert made("overall") == [50]


def test_a_fixed_base_of_instances():
    """A missing instance costs what a 0 costs, in each wave by its own base."""
    instances = Instances(("i",), Absent.BLANK, "indicator", RollUp.MEAN, {"2014": 2.0, "2015": 4.0})
    fw = framework(questions("a"), instances=instances)
    rows = [{"entity": "x", "instance": "1", "a": "full"}, {"entity": "y", "instance": "1", "a": NA}]

    assert scored(fw, rows, "p", wave="2014") == [50, 0]
    assert scored(fw, rows, "p", wave="2015") == [25, 0]


def composite(name, children, *, of_questions=False, **rest):
    """Return a composite."""
    return node(name, Level.COMPOSITE, children, of_questions=of_questions, **rest)


def test_composites_of_every_kind():
    """A composite takes questions, nodes or composites, across the tree."""
    made = (
        composite("of_q", ["a", "b"], of_questions=True),
        composite("of_p", ["one", "two"]),
        composite("of_c", ["of_q", "of_p"], aggregate=Aggregate.MIN),
    )
    fw = framework(questions("a", "b", "c"), {"one": ["a"], "two": ["b", "c"]}, composites=made)
    rows = [{"a": "full", "b": "none", "c": "full"}]

    assert [scored(fw, rows, name) for name in ("of_q", "of_p", "of_c")] == [[50], [75], [50]]


def test_a_composites_missing_wins_over_its_questions():
    """`missing` at a composite rules everything below it, and its coverage; the tree keeps its own."""
    strict = composite("strict", ["p"], missing=Missing(dont_know=Treatment.EXCLUDE))
    fw = framework(questions("a", "b"), composites=(strict,))

    found = score(survey(fw, [{"a": "full", "b": "unsure"}]), fw).nodes

    assert (found["p"].score[0], found["strict"].score[0]) == (50, 100)
    assert (found["p"].answered[0], found["strict"].answered[0]) == (1, 0.5)


def test_a_composite_by_band():
    """`use: band` takes each member's band in points; a member that is not rated leaves the mean."""
    bands = Bands(("low", "high"), ("0", "50"), points=(0.0, 40.0))
    tree = {"one": ["a"], "two": ["b"]}
    settings = {"one": {"bands": bands}, "two": {"bands": bands, "coverage": Coverage()}}
    fw = framework(
        questions("a", "b"), tree, settings=settings, composites=(composite("c", ["one", "two"], by_band=True),)
    )

    assert scored(fw, [{"a": "most", "b": "some"}], "c") == [20]
    assert scored(fw, [{"a": "most", "b": AnswerState.BLANK}], "c") == [40]


def test_a_composite_is_made_in_each_instance_and_rolled_up():
    """A composite of questions stands at the height of an indicator: each instance has one, and so has the entity."""
    every = composite("every", ["a", "b"], of_questions=True, aggregate=Aggregate.MIN)
    instances = Instances(("i",), Absent.BLANK, "indicator", RollUp.MEAN)
    fw = framework(questions("a", "b"), instances=instances, composites=(every,))
    rows = [
        {"entity": "x", "instance": "1", "a": "full", "b": "full"},
        {"entity": "x", "instance": "2", "a": "full", "b": "none"},
    ]

    assert scored(fw, rows, "every", rows_too=True) == [100, 0]
    assert scored(fw, rows, "every") == [50]


def test_a_composite_that_is_not_asked_for():
    """Where a composite's own gate is false it is not applicable; the tree is untouched."""
    gated = composite("gated", ["a"], of_questions=True, asked_if=InGroup("kind", ("field",)))
    fw = framework(questions("a"), composites=(gated,), groups=(Group("kind", "Kind"),))
    entities = (Entity("x", "x", groups={"kind": "field"}), Entity("y", "y", groups={"kind": "other"}))
    rows = [{"entity": "x", "a": "full"}, {"entity": "y", "a": "full"}]

    found = score(survey(fw, rows, entities=entities), fw).nodes

    assert found["gated"].score.tolist()[0] == 100
    assert np.isnan(found["gated"].score[1])
    assert found["gated"].why == (None, "no question applies")
    assert found["p"].score.tolist() == [100, 100]


def test_coverage_counts_question_by_instance():
    """R4: answered of applicable is over question and instance, applicable of all over questions."""
    instances = Instances(("i",), Absent.BLANK, "indicator", RollUp.BEST)
    fw = framework(questions("a", "b"), instances=instances, settings={"p": {"coverage": UNRATED}})
    rows = [
        {"entity": "x", "instance": "1", "a": "full", "b": NA},
        {"entity": "x", "instance": "2", "a": AnswerState.BLANK, "b": NA},
    ]

    found = score(survey(fw, rows), fw).nodes["p"]

    assert (found.answered[0], found.applicable[0]) == (0.5, 0.5)
