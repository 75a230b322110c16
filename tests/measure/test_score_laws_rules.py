"""Laws of scores over every points rule together: ladders, sums, products, penalties, gates, roll-ups, composites."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_builders import choice, framework, multi, node, survey

from civicmap.framework.types import (
    Absent,
    Aggregate,
    Bands,
    Instances,
    Level,
    Missing,
    Multi,
    MultiRule,
    Points,
    PointsRule,
    RollUp,
    Step,
    Treatment,
)
from civicmap.measure.contributions import explain
from civicmap.measure.score import score
from civicmap.model import AnswerState

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LADDER = Multi(MultiRule.LADDER, steps=(Step(("draft",), 25.0), Step(("draft", "adopted"), 100 / 3)))
SUM = Multi(MultiRule.SUM, cap=60.0)
STATES = st.sampled_from([state for state in AnswerState if state is not AnswerState.ANSWERED])
DOUBTFUL = st.sampled_from([(AnswerState.NOT_ASKED,), (AnswerState.BLANK,)])
GRADES = ("no", "partly", "yes")
FINES = ("four", "one", "none")
# question -> its answers, the worst first: each at least as good as the one before
STEPS = {
    "grade": GRADES,
    "status": GRADES,
    "form": GRADES,
    "fine": FINES,
    "ladder": ([], ["adopted"], ["draft"], ["draft", "adopted"]),
    "sum": ([], ["little"], ["little", "much"]),
}
treatments = st.sampled_from([Treatment.ZERO, Treatment.EXCLUDE, 30.0])
weights = st.sampled_from([0.1, 1 / 3, 1.0, 7.0])


def question(name, **rest):
    """Return one question of the rule that its name says."""
    if name == "ladder":
        return multi(name, {"draft": None, "adopted": None}, LADDER, **rest)
    if name == "sum":
        return multi(name, {"little": 20.0, "much": 50.0}, SUM, **rest)
    if name == "fine":
        return choice(name, {"four": -40.0, "one": -10.0, "none": 0.0}, **rest)
    if name == "form":
        return choice(name, points=Points(PointsRule.PRODUCT, factors=("status", "form")), **rest)
    return choice(name, **rest)


@st.composite
def worlds(draw, cells=True, aggregates=(Aggregate.MEAN, Aggregate.FLAT_MEAN, Aggregate.MIN, Aggregate.GEOMETRIC)):
    """Return a framework and one entity's rows; `cells`: silence and gates too."""
    silence = Missing(draw(treatments), draw(treatments), draw(treatments))
    questions = [question(name, weight=draw(weights), missing=silence) for name in STEPS]
    at = draw(st.sampled_from([None, "question", "indicator", "pillar", "overall"]))
    by = draw(st.sampled_from(list(RollUp)))
    base = {} if by in (RollUp.BEST, RollUp.WORST) else draw(st.sampled_from([{}, {"": 4.0}]))
    bands = Bands(
        ("low", "middle", "high"), ("0", "100/3", "60"), rounded=draw(st.booleans()), points=(0.0, 40.0, 100.0)
    )
    rule = {name: {"aggregate": draw(st.sampled_from(aggregates))} for name in ("one_i", "two_i", "one", "two")}
    composites = [
        node("mixed", Level.COMPOSITE, ["grade", "ladder", "form"], of_questions=True),
        node("fixed", Level.COMPOSITE, ["grade", "fine", "sum"], of_questions=True, fixed_base={"": 5.0}),
        node("status_of", Level.COMPOSITE, ["one", "two"], by_band=True),
    ]
    fw = framework(
        questions,
        {"one": ["grade", "status", "form"], "two": ["fine", "ladder", "sum"]},
        settings={name: one | {"bands": bands} for name, one in rule.items()},
        composites=composites,
        instances=at and Instances(("i",), Absent.BLANK, at, by, base),
    )
    values = {
        name: st.one_of(st.sampled_from(steps), STATES, DOUBTFUL) if cells else st.sampled_from(steps)
        for name, steps in STEPS.items()
    }
    rows = [
        {"entity": "x", "instance": str(n)} | draw(st.fixed_dictionaries(values)) for n in range(1 if at is None else 3)
    ]
    return fw, rows


def scores(fw, rows):
    """Return node -> score."""
    return {name: float(found.score[0]) for name, found in score(survey(fw, rows), fw).nodes.items()}


@QUICK
@given(worlds())
def test_low_and_high_enclose_the_score_under_every_rule(world):
    """R4: low <= score <= high at every node, for entities and for instances."""
    found = score(survey(*(world[0], world[1])), world[0])

    for result in (*found.nodes.values(), *found.rows.values()):
        known = ~np.isnan(result.score)
        assert (result.low[known] <= result.score[known]).all()
        assert (result.score[known] <= result.high[known]).all()


@QUICK
@given(worlds(cells=False))
def test_nothing_missing_leaves_nothing_open_under_every_rule(world):
    """R4: with every question answered low, score and high are one double."""
    fw, rows = world

    for result in score(survey(fw, rows), fw).nodes.values():
        assert result.low.tobytes() == result.score.tobytes() == result.high.tobytes()


@QUICK
@given(worlds(), st.sampled_from(sorted(STEPS)))
def test_a_better_answer_lowers_no_score_under_every_rule(world, name):
    """Step by step from the worst answer to the best, no node falls; its presence is the same in each step."""
    fw, rows = world
    steps = [scores(fw, [rows[0] | {name: answer}, *rows[1:]]) for answer in STEPS[name]]

    for worse, better in pairwise(steps):
        for node_id, value in worse.items():
            if not np.isnan([value, better[node_id]]).any():
                assert value <= better[node_id] + 1e-9, node_id


@QUICK
@given(worlds(), st.permutations(sorted(STEPS)))
def test_no_order_shows_in_a_digit_under_every_rule(world, order):
    """Order of questions in the file and of instances in the data changes no double."""
    fw, rows = world
    turned = replace(
        fw,
        questions=tuple(sorted(fw.questions, key=lambda q: order.index(q.id))),
        nodes=tuple(
            replace(one, children=tuple(sorted(one.children, key=order.index))) if one.of_questions else one
            for one in fw.nodes
        ),
    )

    one, two = score(survey(fw, rows), fw), score(survey(turned, rows[::-1]), turned)

    for name, result in one.nodes.items():
        assert result.score.tobytes() == two.nodes[name].score.tobytes()


@QUICK
@given(worlds(aggregates=(Aggregate.MEAN, Aggregate.FLAT_MEAN, Aggregate.MIN)))
def test_contributions_add_up_to_the_score_under_every_rule(world):
    """What each answer adds sums to the score of every node that is a sum of answers."""
    fw, rows = world
    made = survey(fw, rows)

    for one in fw.nodes:
        told = explain(made, fw, 0, one)
        adds = [part.adds for part in told.parts]
        if told.score is not None and not one.by_band and None not in adds:
            assert sum(adds) == pytest.approx(told.score, abs=1e-9), one.id
