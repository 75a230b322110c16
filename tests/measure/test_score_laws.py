"""Laws that hold for every framework and every answer."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_builders import YES_PARTLY_NO, choice, framework, survey

from civicmap.framework.types import Absent, Aggregate, Instances, Missing, RollUp, Treatment
from civicmap.measure import passes
from civicmap.measure.score import score
from civicmap.model import AnswerState

IDS = ("a", "b", "c", "d")
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
answered = st.sampled_from(sorted(YES_PARTLY_NO))
STATES = [state for state in AnswerState if state is not AnswerState.ANSWERED]
cells = st.one_of(answered, st.sampled_from(["unsure", *STATES, (AnswerState.NOT_ASKED,), (AnswerState.BLANK,)]))
treatments = st.sampled_from([Treatment.ZERO, Treatment.EXCLUDE, 30.0])
silences = st.builds(Missing, treatments, treatments, treatments)
weights = st.sampled_from([0.1, 0.3, 1.0, 2.0, 7.0])
means = st.sampled_from([Aggregate.MEAN, Aggregate.FLAT_MEAN, Aggregate.GEOMETRIC, Aggregate.MIN])
rolls = st.sampled_from(list(RollUp))
LEVELS = ("question", "indicator", "dimension", "pillar", "overall")


@st.composite
def frameworks(draw):
    """Return a framework of four questions in two pillars, any aggregate, any treatment, with or without instances."""
    questions = [choice(q, weight=draw(weights), missing=draw(silences)) for q in IDS]
    rules = {name: {"aggregate": draw(means)} for name in ("one_i", "one", "two_i", "two")}
    at = draw(st.sampled_from([None, *LEVELS]))
    # A sum of instances is no mean: it may leave the range of its parts, but not the laws.
    instances = at and Instances(("i",), Absent.BLANK, at, draw(rolls))
    return framework(
        questions,
        {"one": ["a", "b"], "two": ["c", "d"]},
        settings=rules,
        overall={"aggregate": draw(means)},
        instances=instances,
    )


def rows_of(fw, row, other):
    """Return one entity's rows: two instances where the framework has them."""
    if fw.instances is None:
        return [{"entity": "x"} | row]
    return [{"entity": "x", "instance": "1"} | row, {"entity": "x", "instance": "2"} | other]


def row(values=cells):
    """Return a strategy of rows."""
    return st.fixed_dictionaries(dict.fromkeys(IDS, values))


@QUICK
@given(frameworks(), row(), row())
def test_the_score_lies_between_low_and_high(fw, first, second):
    """R4: low and high enclose the score of every node, at every level."""
    found = score(survey(fw, rows_of(fw, first, second)), fw)

    for result in (*found.nodes.values(), *found.rows.values()):
        known = ~np.isnan(result.score)
        assert (result.low[known] <= result.score[known]).all()
        assert (result.score[known] <= result.high[known]).all()


@QUICK
@given(frameworks(), row(), st.lists(st.sampled_from(IDS), min_size=1, max_size=3, unique=True))
def test_low_and_high_are_what_trying_every_answer_gives(fw, first, unknown):
    """R4: low is the least score that any answers to what is not known would give, or the score itself; high the most."""
    # Points that do not begin at 0: a don't know worth 0 widens its own node, and must widen none above it by itself.
    worth = {"no": 10.0, "partly": 40.0, "yes": 90.0}
    fw = replace(fw, instances=None, questions=tuple(choice(q.id, worth, missing=q.missing) for q in fw.questions))
    known = {q: "partly" if cell not in worth else cell for q, cell in first.items()}
    silent = dict(zip(unknown, (AnswerState.BLANK, "unsure", AnswerState.UNRESOLVED), strict=False))
    tried = [known | dict(zip(unknown, guess, strict=True)) for guess in product(worth, repeat=len(unknown))]

    found = score(survey(fw, [{"entity": "x"} | known | silent]), fw)
    guesses = score(survey(fw, [{"entity": str(n)} | row for n, row in enumerate(tried)]), fw)

    for name, result in found.nodes.items():
        possible = [*guesses.nodes[name].score, *result.score[~np.isnan(result.score)]]
        assert result.low[0] == pytest.approx(min(possible), abs=1e-9)
        assert result.high[0] == pytest.approx(max(possible), abs=1e-9)


@QUICK
@given(frameworks(), row(answered), row(answered))
def test_with_nothing_missing_low_score_and_high_are_one(fw, first, second):
    """R4: with every question answered nothing is open."""
    for result in score(survey(fw, rows_of(fw, first, second)), fw).nodes.values():
        assert result.low[0] == result.score[0] == result.high[0]


@QUICK
@given(frameworks(), row(), row(), st.sampled_from(IDS))
def test_a_better_answer_never_lowers_a_score(fw, first, second, question):
    """From no to partly to yes no node falls."""
    ladder = [
        score(survey(fw, rows_of(fw, first | {question: answer}, second)), fw) for answer in ("no", "partly", "yes")
    ]

    for name in ladder[0].nodes:
        scores = [float(step.nodes[name].score[0]) for step in ladder]
        if not np.isnan(scores).any():
            assert scores[0] <= scores[1] + 1e-12
            assert scores[1] <= scores[2] + 1e-12


@QUICK
@given(frameworks(), row(), row(), st.permutations(IDS))
def test_the_order_of_questions_changes_no_digit(fw, first, second, order):
    """Every score is the same double whatever the order of questions in the file."""
    nodes = tuple(
        replace(node, children=tuple(sorted(node.children, key=order.index))) if node.of_questions else node
        for node in fw.nodes
    )
    turned = replace(fw, questions=tuple(sorted(fw.questions, key=lambda q: order.index(q.id))), nodes=nodes)

    one, two = (score(survey(made, rows_of(made, first, second)), made) for made in (fw, turned))

    for name, result in one.nodes.items():
        assert result.score.tobytes() == two.nodes[name].score.tobytes()
        assert result.low.tobytes() == two.nodes[name].low.tobytes()


@QUICK
@given(frameworks(), row(), row(), st.sampled_from(IDS))
def test_a_question_that_does_not_apply_is_as_if_absent(fw, first, second, question):
    """With `not_applicable: exclude` a node's score is what it would be in a framework without the question."""
    fw = replace(fw, questions=tuple(replace(q, missing=Missing()) for q in fw.questions))
    gone = replace(
        fw,
        questions=tuple(q for q in fw.questions if q.id != question),
        nodes=tuple(
            replace(node, children=tuple(c for c in node.children if c != question)) if node.of_questions else node
            for node in fw.nodes
        ),
    )
    never = {question: AnswerState.NOT_APPLICABLE}

    with_it = score(survey(fw, rows_of(fw, first | never, second | never)), fw)
    without = score(survey(gone, rows_of(gone, first, second)), gone)

    for name, result in with_it.nodes.items():
        assert result.score.tobytes() == without.nodes[name].score.tobytes()


@QUICK
@given(frameworks(), st.lists(st.tuples(row(), row()), min_size=1, max_size=7))
def test_blocks_change_nothing(fw, entities):
    """Many entities folded a few rows at a time have the scores that each has alone."""
    rows = [line | {"entity": str(n)} for n, pair in enumerate(entities) for line in rows_of(fw, *pair)]
    alone = [score(survey(fw, [line for line in rows if line["entity"] == str(n)]), fw) for n in range(len(entities))]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "BLOCK_ROWS", 3)
        together = score(survey(fw, rows), fw)

    for name, result in together.nodes.items():
        np.testing.assert_array_equal(result.score, [one.nodes[name].score[0] for one in alone])
        assert result.why == tuple(one.nodes[name].why[0] for one in alone)


@QUICK
@given(frameworks(), answered)
def test_equal_answers_give_that_score(fw, answer):
    """Whatever the weights, a mean of equal points is those points."""
    if fw.instances is not None and fw.instances.by is RollUp.SUM:
        fw = replace(fw, instances=replace(fw.instances, by=RollUp.MEAN))
    same = dict.fromkeys(IDS, answer)

    found = score(survey(fw, rows_of(fw, same, same)), fw).nodes["overall"].score[0]

    assert found == pytest.approx(YES_PARTLY_NO[answer], abs=1e-9)
