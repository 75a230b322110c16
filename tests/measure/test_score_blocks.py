"""Scores hang on an entity's rows alone: not on the block they are folded in, the other rows, or the way they are looked up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_builders import choice, framework, multi, node, number, survey

from civicmap.framework.types import (
    Absent,
    Aggregate,
    AllOf,
    Bands,
    Coverage,
    Group,
    InGroup,
    Instances,
    Is,
    Level,
    Missing,
    Multi,
    MultiRule,
    Points,
    PointsRule,
    RollUp,
    Treatment,
)
from civicmap.measure import passes, tables
from civicmap.measure.score import score
from civicmap.model import AnswerState, Entity

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WHOLE = {"no": -10.0, "partly": 37.5, "mostly": 60.0, "yes": 100.0}
THIRDS = {"no": -10.0, "partly": 100 / 3, "mostly": 66.7, "yes": 100.0}
FIELD = InGroup("kind", ("field",))
GATES = {"b": {"asked_if": FIELD}, "c": {"asked_if": Is("b", ("yes",))}, "e": {"asked_if": AllOf((FIELD,))}}
CHOICES = ("a", "b", "c", "d", "e", "f")
STATES = [state for state in AnswerState if state is not AnswerState.ANSWERED]
VALUES = st.one_of(
    st.sampled_from([*THIRDS, "unsure"]), st.sampled_from([*STATES, (AnswerState.NOT_ASKED,), (AnswerState.BLANK,)])
)
ROW = st.fixed_dictionaries(
    dict.fromkeys(CHOICES, VALUES)
    | {
        "ticks": st.sampled_from([[], ["x"], ["x", "y"], AnswerState.BLANK]),
        "value": st.sampled_from([0.0, 12.5, 99.0]),
    }
)
treatments = st.sampled_from([Treatment.ZERO, Treatment.EXCLUDE, 30.0])
silences = st.builds(Missing, treatments, treatments, treatments)
WEIGHTS = st.sampled_from([0.1, 1 / 3, 1.0, 2.0])
rules = st.sampled_from(list(Aggregate))
BANDS = Bands(("low", "middle", "high"), ("0", "100/3", "60"), points=(0.0, 40.0, 100.0))


@st.composite
def worlds(draw):
    """Return a framework of every kind of node, and rows of some entities of two kinds."""
    extra = {q: draw(st.booleans()) for q in ("b", "e")}
    worth, weights = draw(st.sampled_from([(THIRDS, WEIGHTS), (WHOLE, st.sampled_from([0.25, 1.0, 3.0]))]))
    questions = [
        choice(q, worth, weight=draw(weights), missing=draw(silences), extra=extra.get(q, False), **GATES.get(q, {}))
        for q in CHOICES
    ]
    questions += [
        multi("ticks", {"x": 20.0, "y": 50.0}, Multi(MultiRule.SUM, cap=60.0)),
        number("value", Points(PointsRule.VALUE, low=0.0, high=100.0)),
    ]
    accepted = {"aggregate": Aggregate.SHARE, "accepted": ("yes", "mostly")}
    rule = {name: {"aggregate": draw(rules)} for name in ("one_i", "two_i", "one", "two", "three")}
    rule = {name: accepted if one["aggregate"] is Aggregate.SHARE else one for name, one in rule.items()}
    coverage = Coverage(0.5, 0.5)
    composites = [
        node("own", Level.COMPOSITE, ["a", "e"], of_questions=True, missing=draw(silences), coverage=coverage),
        node("gated", Level.COMPOSITE, ["b", "f"], of_questions=True, asked_if=FIELD),
        node("base", Level.COMPOSITE, ["a", "d"], of_questions=True, fixed_base={"": 3.0}),
        node("bands", Level.COMPOSITE, ["one", "two"], by_band=True),
        node("twice", Level.COMPOSITE, ["one", "own"]),
    ]
    at = draw(st.sampled_from([None, None, "question", "indicator", "pillar", "overall"]))
    fw = framework(
        questions,
        {"one": ["a", "b", "c"], "two": ["d", "e", "f"], "three": ["ticks", "value"]},
        settings={name: one | {"bands": BANDS, "coverage": coverage} for name, one in rule.items()},
        overall={"coverage": coverage},
        composites=composites,
        instances=at and Instances(("i",), Absent.BLANK, at, draw(st.sampled_from(list(RollUp)))),
        groups=(Group("kind", "Kind"),),
    )
    drawn = draw(st.lists(st.lists(ROW, min_size=1, max_size=1 if at is None else 3), min_size=1, max_size=9))
    return fw, drawn


def made(fw, entities, names=None):
    """Return a survey of some entities, each given by its rows; every second name is of the field."""
    names = names or [f"{place:03}" for place in range(len(entities))]
    rows = [
        {"entity": name, "instance": str(n)} | row
        for name, own in zip(names, entities, strict=True)
        for n, row in enumerate(own)
    ]
    kinds = tuple(Entity(name, name, groups={"kind": ("field", "head")[int(name) % 2]}) for name in sorted(names))
    return survey(fw, rows, entities=kinds)


def bits(result, places):
    """Return everything that a node's scores say of some rows, to the last bit."""
    parts = (result.score, result.low, result.high, result.answered, result.applicable, result.rated, result.band)
    return [part[places].tobytes() for part in parts], [result.why[place] for place in places]


def settled(scores):
    """Return scores with every node made: they are made when they are read, which may be after a setting is gone."""
    return replace(scores, nodes=dict(scores.nodes), rows=dict(scores.rows))


def assert_same(one, other):
    """Hold the scores of two surveys of the same rows against each other."""
    for those, these in ((one.nodes, other.nodes), (one.rows, other.rows)):
        assert list(those) == list(these)
        for name, result in those.items():
            everyone = list(range(len(result.score)))
            assert bits(result, everyone) == bits(these[name], everyone), name


@SOME
@given(worlds(), st.sampled_from([1, 2, 3, 7]))
def test_no_block_and_no_table_shows_in_a_bit(world, rows):
    """Every node, for entities and instances, is the same in blocks of any size, with tables of patterns and without."""
    fw, entities = world
    whole = made(fw, entities)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "MOST_PATTERNS", 0)
        patch.setattr(tables, "RUN_PATTERNS", 0)
        plain = settled(score(whole, fw))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "PATTERNS_A_ROW", np.inf)
        patch.setattr(tables, "MOST_PATTERNS", 0)
        patch.setattr(tables, "RUN_PATTERNS", 80)
        in_runs = settled(score(whole, fw))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "PATTERNS_A_ROW", np.inf)
        together = settled(score(whole, fw))
        patch.setattr(passes, "BLOCK_ROWS", rows)
        apart = settled(score(whole, fw))

    assert_same(plain, together)
    assert_same(plain, apart)
    assert_same(plain, in_runs)


@SOME
@given(worlds(), st.sampled_from([1, 2, 3, 7]))
def test_scores_alone_are_those_beside_the_other_columns(world, rows):
    """What a summary reads, made without low and high, has the bits of the full columns."""
    fw, entities = world
    whole = made(fw, entities)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "PATTERNS_A_ROW", np.inf)
        full = score(whole, fw)
        patch.setattr(passes, "BLOCK_ROWS", rows)
        alone = score(whole, fw)
        for those, these in ((full.nodes, alone.nodes), (full.rows, alone.rows)):
            for name, result in those.items():
                expected = np.where(result.rated, result.score, np.nan)
                assert these.rated(name).tobytes() == expected.tobytes(), name


@SOME
@given(worlds(), st.randoms(use_true_random=False), st.integers(0, 9))
def test_any_split_of_the_rows_in_any_order_gives_the_same_scores(world, random, cut):
    """Entities scored in two parts, drawn in any order, have the scores that they have together."""
    fw, entities = world
    names = [f"{place:03}" for place in range(len(entities))]
    random.shuffle(names)
    parts = [part for part in (names[:cut], names[cut:]) if part]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "PATTERNS_A_ROW", np.inf)
        whole = score(made(fw, entities), fw)
        for part in parts:
            found = score(made(fw, [entities[int(name)] for name in part], part), fw)
            for name, result in whole.nodes.items():
                here = sorted(map(int, part))
                assert bits(result, here) == bits(found.nodes[name], list(range(len(part)))), name
