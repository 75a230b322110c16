"""The folds over rows: the same counts for every block, split, order and way of counting, to the last digit."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import reduce
from itertools import pairwise
from operator import add

import numpy as np
import pytest
from gap_worlds import FINDINGS, QUESTIONS, YES_A, framework, random_rows, register, world
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from score_builders import choice, number

from civicmap.framework.types import AllOf, AnyOf, AtLeast, AtLeastOf, Finding, Instances, Is, Not, RollUp, Unit
from civicmap.measure import code_counts, combinations
from civicmap.measure.code_counts import count_each, weigh_each
from civicmap.measure.findings import find_gaps
from civicmap.measure.tally import tally
from civicmap.measure.weighting import make_weights
from civicmap.model import RowWeights

SOME = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
YES_C = Is("c", ("yes",))
TICKED = Is("m", ("x",))
MORE = (
    Finding("joint", "Joint", AllOf((YES_A, Not(TICKED))), among=AnyOf((YES_C, Is("b", ("no",))))),
    Finding("ticks", "Ticks", AtLeast("m", 1), among=TICKED, not_in=Is("m", ("none",))),
    Finding("each", "Each", AtLeastOf(2, (YES_A, YES_C, Is("plain", ("red",)))), unit=Unit.INSTANCE),
    Finding("value", "Value", AtLeast("n", 3)),
)
FW = framework((*QUESTIONS, choice("c"), number("n", None)), (*FINDINGS, *MORE))
FIELDS = ("respondents", "counts", "ticks", "findings", "answers", "heard")


def people(seed, count):
    """Return a register and a row of random answers of each of its entities but some."""
    frame = register(count, seed)
    rng = random.Random(seed)
    rows = random_rows([e.id for e in frame.entities if rng.random() < 0.8], seed, silence=rng.choice([0.1, 0.5]))
    for row in rows:
        row["c"], row["n"] = rng.choice(["yes", "partly", "no", "unsure"]), float(rng.randrange(6))
    return frame, rows


def counted(made):
    """Return all of a tally's counts, by group value: whichever order the groups were met in."""
    values = [*(key.value for key in made.groups), None]
    order = sorted(range(len(values)), key=lambda place: str(values[place]))
    axes = (0, 1, 1, 1, 1, 1)
    found = [np.take(getattr(made, field), order, axis).tolist() for field, axis in zip(FIELDS, axes, strict=True)]
    return found, made.frame.invited[order].tolist(), made.frame.narrowed[:, order].tolist()


@SOME
@given(
    st.integers(0, 10_000), st.integers(1, 60), st.lists(st.integers(0, 60), max_size=4), st.sampled_from([1, 3, 50])
)
def test_any_split_of_the_rows_in_any_order_gives_the_same_tally(seed, count, cuts, block):
    """Rows shuffled, cut anywhere, counted in blocks of any size and added in any order are the tally of all."""
    frame, rows = people(seed, count)
    whole = counted(tally(world(rows, frame, FW), FW, "level"))
    rng = random.Random(seed)
    rng.shuffle(rows)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    pieces = [rows[start:end] for start, end in pairwise(edges)]
    rng.shuffle(pieces)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code_counts, "BLOCK", block)
        patch.setattr(combinations, "ROWS_EACH", 0)
        parts = [tally(world(piece, frame, FW), FW, "level") for piece in pieces]

    assert counted(reduce(add, parts)) == whole


@SOME
@given(st.integers(0, 10_000), st.integers(1, 60), st.sampled_from([None, "level"]), st.booleans())
def test_combinations_count_what_rows_do(seed, count, by, weighted):
    """Findings judged once for each combination of codes are those judged row by row, weighted or not."""
    frame, rows = people(seed, count)
    made = world(rows, frame, FW)
    if weighted and rows:
        values = np.random.default_rng(seed).random(len(rows)) * 9 + 0.1
        made = replace(made, weights=(RowWeights("w", "Z", values),))
    weights = make_weights(made, FW, "w") if weighted and made.respondent.any() else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(combinations, "ROWS_EACH", 0)
        alike = find_gaps(made, FW, by, weights=weights)
        patch.setattr(combinations, "MOST", 0)
        one_by_one = find_gaps(made, FW, by, weights=weights)

    assert alike == one_by_one


@pytest.mark.parametrize("by", list(RollUp))
def test_instances_are_folded_before_they_are_counted(by):
    """R2: where entities have several rows, findings of entities are judged row by row, those of instances by combination."""
    fw = replace(FW, instances=Instances(("policy",), "blank", "indicator", by))
    _, rows = people(3, 40)
    made = world([row | {"instance": n} for row in rows for n in "12"], None, fw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(combinations, "ROWS_EACH", 0)
        alike = find_gaps(made, fw)
        patch.setattr(combinations, "MOST", 0)
        assert find_gaps(made, fw) == alike


@SOME
@given(
    st.integers(0, 10_000),
    st.one_of(st.integers(0, 900), st.integers(5_000, 9_000)),
    st.integers(1, 7),
    st.sampled_from([1, 2, 30, 300]),
    st.sampled_from([97, 1 << 17]),
)
def test_counts_of_codes_are_those_of_going_through_the_rows(seed, rows, questions, groups, block):
    """Three questions in a pass, two, or one by one, in blocks of any size: every answer counts once, with its weight."""
    draw = np.random.default_rng(seed)
    codes = draw.integers(0, 14, (questions, rows)).astype(np.uint8)
    bins, weights = draw.integers(0, groups + 1, rows), draw.integers(0, 2**40, rows)
    counts, sums = np.zeros((2, questions, groups + 1, 14), np.int64)
    for question in range(questions):
        np.add.at(counts[question], (bins, codes[question]), 1)
        np.add.at(sums[question], (bins, codes[question]), weights)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code_counts, "BLOCK", block)
        assert count_each(codes, bins, groups, 14).tolist() == counts[:, :groups].tolist()
        assert weigh_each(codes, bins, groups, 14, weights.astype(float)).tolist() == sums[:, :groups].tolist()
