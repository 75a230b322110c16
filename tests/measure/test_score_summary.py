"""Scores over entities: summaries and ranks."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from score_builders import BANDS, choice, framework, survey

from civicmap.framework.types import Coverage, Group, Ranks
from civicmap.measure import passes
from civicmap.measure.ranks import competition, rank
from civicmap.measure.score import score
from civicmap.measure.summary import quantile, summarize
from civicmap.model import AnswerState, Entity

POINTS = {"top": 100.0, "good": 61.0, "weak": 20.0, "none": 0.0}
RATED = {"coverage": Coverage(), "bands": BANDS}


def made(answers, **rest):
    """Return (scores, survey, framework) of entities with one answer each."""
    fw = framework([choice("a", POINTS)], settings={"p": RATED}, overall=RATED, **rest)
    filled = survey(fw, [{"entity": f"{n:02}", "a": answer} for n, answer in enumerate(answers)])
    return score(filled, fw), filled, fw


def test_a_summary_is_over_rated_entities():
    """R4: what is not rated is counted and not averaged; quartiles are R's type 7; every band is there."""
    pillar, overall = summarize(*made(["top", "good", "weak", "none", AnswerState.BLANK]))

    assert (pillar.node, overall.node) == ("p", "overall")
    assert (pillar.rated, pillar.not_rated) == (4, 1)
    assert (pillar.mean, pillar.median) == (45.25, 40.5)
    assert (pillar.q1, pillar.q3) == (15, 70.75)  # quantile(c(100, 61, 20, 0), type = 7)
    assert dict(pillar.bands) == {"missing": 1, "approaches": 1, "meets": 1, "exceeds": 1}
    assert pillar.group.by is None


def test_nobody_rated_is_no_mean():
    """Without a rated entity there is no mean and no quartile."""
    pillar = summarize(*made([AnswerState.BLANK]))[0]

    assert (pillar.rated, pillar.mean, pillar.median, pillar.q1, pillar.q3) == (0, None, None, None, None)


def test_an_empty_form_is_no_entity_of_the_summary():
    """Who sent a form without an answer is no responding entity, and not "not rated" either."""
    scores, filled, fw = made(["top", AnswerState.BLANK])
    filled = replace(filled, respondent=np.array([True, False]))

    assert summarize(scores, filled, fw)[0].not_rated == 0


def test_any_node_can_be_summarized():
    """The nodes asked for come in the order asked."""
    assert [summary.node for summary in summarize(*made(["top"]), nodes=["overall", "p_i"])] == ["overall", "p_i"]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.sampled_from([0.25, 0.5, 0.75]))
def test_quantiles_are_those_of_numpy(values, part):
    """Linear interpolation between order statistics is numpy's default, too."""
    assert quantile(sorted(values), part) == pytest.approx(float(np.quantile(values, part)), abs=1e-9)


def test_ranks_share_the_lowest():
    """R5: from unrounded scores, the lowest rank shared; scores that differ only in the last bits are one."""
    assert competition([50.0, 80.4, 80.0, 80.4, 0.1 + 0.2, 0.3]).tolist() == [4, 1, 3, 1, 5, 5]


@given(st.lists(st.sampled_from([0.0, 12.5, 50.0, 99.0]), min_size=1, max_size=8))
def test_a_rank_is_one_more_than_the_number_above(values):
    """A rank counts who stands strictly above."""
    expected = [1 + sum(other > own for other in values) for own in values]

    assert competition(values).tolist() == expected


def test_ranks_are_off_unless_asked_for():
    """R5: without `ranks` nobody is ranked; with them, who is not rated is not."""
    answers = ["weak", "top", AnswerState.BLANK, "weak"]

    assert rank(*_ranked(answers, None)) == (None,) * 4
    assert rank(*_ranked(answers, Ranks("competition"))) == (2, 1, None, 2)


def _ranked(answers, ranks):
    """Return what `rank` takes."""
    return made(answers, ranks=ranks)


def test_the_order_of_entities_changes_no_summary():
    """Sums are exact whatever the order."""
    answers = ["top", "good", "weak", "none"]
    summaries = {repr(summarize(*made(order))) for order in itertools.permutations(answers)}

    assert len(summaries) == 1


def grouped(ranks=None):
    """Return what `made` does, with the entities in two groups and one in none."""
    scores, filled, fw = made(["top", "good", "weak", "none"], groups=(Group("kind", "Kind"),), ranks=ranks)
    kinds = ("b", "a", "b", "")
    entities = tuple(Entity(e.id, e.name, groups={"kind": k}) for e, k in zip(filled.entities, kinds, strict=True))
    return replace(scores, entities=entities), replace(filled, entities=entities), fw


def test_a_summary_by_group():
    """Everyone comes first, then each value of the group by name; who has none counts among everyone only."""
    found = summarize(*grouped(), by="kind", nodes=["p"])

    assert [(one.group.by, one.group.value, one.rated, one.mean) for one in found] == [
        (None, None, 4, 45.25),
        ("kind", "a", 1, 61.0),
        ("kind", "b", 2, 60.0),
    ]


THIRDS = {"no": -10.0, "partly": 100 / 3, "mostly": 66.7, "yes": 100.0}
ANSWERS = st.sampled_from([*THIRDS, AnswerState.BLANK, AnswerState.NOT_APPLICABLE])
PEOPLE = st.lists(
    st.tuples(ANSWERS, ANSWERS, st.sampled_from(["a", "b", "c", ""]), st.booleans()), min_size=1, max_size=40
)


def divided(people, order):
    """Return a survey of people, each (two answers, group, responded), who are met in some order."""
    fw = framework([choice("a", THIRDS, weight=0.1), choice("b", THIRDS)], settings={"p": RATED}, overall=RATED)
    fw = replace(fw, groups=(Group("kind", "Kind"),))
    names = {person: f"{place:03}" for place, person in enumerate(order)}
    rows = [{"entity": names[person], "a": people[person][0], "b": people[person][1]} for person in order]
    kinds = tuple(Entity(names[person], "", groups={"kind": people[person][2]}) for person in order)
    return replace(survey(fw, rows, entities=kinds), respondent=np.array([people[person][3] for person in order])), fw


def plain(scores, filled, node, kind):
    """Return a summary's numbers, one entity after another."""
    found = scores.nodes[node]
    of = [e for e in range(len(filled.entities)) if filled.respondent[e]]
    of = [e for e in of if kind is None or filled.entities[e].groups["kind"] == kind]
    values = sorted(float(found.score[e]) for e in of if found.rated[e])
    bands = [sum(found.band[e] == place for e in of) for place in range(4)]
    quartiles = [quantile(values, part) if values else None for part in (0.25, 0.5, 0.75)]
    return len(values), len(of) - len(values), math.fsum(values) / len(values) if values else None, *quartiles, bands


@settings(max_examples=60, deadline=None)
@given(PEOPLE, st.randoms(use_true_random=False), st.sampled_from([1, 2, 7, 16_384]))
def test_no_order_and_no_block_shows_in_a_summary(people, random, rows):
    """By group and over everyone, a summary is what going through the entities gives, in any order and in blocks of any size."""
    order = list(range(len(people)))
    random.shuffle(order)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "BLOCK_ROWS", rows)
        filled, fw = divided(people, order)
        found = summarize(score(filled, fw), filled, fw, by="kind")

    straight, _ = divided(people, range(len(people)))
    known = score(straight, fw)
    for one in found:
        numbers = one.rated, one.not_rated, one.mean, one.q1, one.median, one.q3, list(one.bands.values())
        assert numbers == plain(known, straight, one.node, one.group.value)


def test_ranks_within_a_group():
    """R5: within a group each value has its own first; an entity without a value has no rank."""
    assert rank(*grouped(Ranks("competition", within="kind"))) == (1, 1, 2, None)
