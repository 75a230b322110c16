"""Tallies: counts that add, whatever the order and the division of the rows (rule R2)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from gap_worlds import FINDINGS, framework, random_rows, register, sampled, world
from score_builders import choice

from civicmap.errors import RequestError
from civicmap.framework.types import AllOf, Finding, InGroup, Instances, Is, Not, RollUp, Unit
from civicmap.measure.counting import Tallied
from civicmap.measure.findings import gaps_of
from civicmap.measure.tally import tally
from civicmap.model import AnswerState

FW = framework()
FIELDS = ("respondents", "counts", "ticks", "findings", "answers", "heard")


def equal(one, two):
    """Say whether two tallies hold the same."""
    same = all(np.array_equal(getattr(one, field), getattr(two, field)) for field in FIELDS)
    frames = [f and (f.registers, f.invited.tolist(), f.narrowed.tolist(), f.by_group) for f in (one.frame, two.frame)]
    return same and one.groups == two.groups and frames[0] == frames[1]


def test_counts_are_what_counting_by_hand_gives():
    """Each answer, state and tick is counted once for each responding entity that gave it."""
    made = sampled(seed=4)
    made = replace(made, respondent=np.arange(len(made.entities)) % 5 > 0)
    found = tally(made, FW, "level")

    for row, question in enumerate(made.layout.questions):
        expected = Counter(
            (made.entities[e].groups["level"], int(code))
            for e, code in zip(made.row_entity, made.block.codes[row], strict=True)
            if made.respondent[e]
        )
        for place, key in enumerate(found.groups):
            counted = {code: n for code, n in enumerate(found.counts[row, place].tolist()) if n}
            assert counted == {code: n for (value, code), n in expected.items() if value == key.value}, question
    ticked = made.block.ticks[:, made.respondent[made.row_entity]].sum(axis=1)
    assert found.ticks.sum(axis=1).tolist() == ticked.tolist()
    assert found.respondents.sum() == made.respondent.sum()


@pytest.mark.parametrize("seed", range(5))
def test_groups_add_up_to_everyone(seed):
    """The values of a group, with those whose value is not known, are everyone."""
    made = sampled(seed=seed)
    entities = tuple(replace(e, groups={}) if place % 7 == 0 else e for place, e in enumerate(made.entities))
    made = replace(made, entities=entities)

    whole, divided = tally(made, FW), tally(made, FW, "level")

    for field, axis in zip(FIELDS, (0, 1, 1, 1, 1, 1), strict=True):
        assert np.array_equal(getattr(divided, field).sum(axis), getattr(whole, field).sum(axis)), field
    assert divided.frame.invited.sum() == whole.frame.invited.sum() == 60


@pytest.mark.parametrize("seed", range(5))
def test_north_and_south_are_everyone(seed):
    """Tallies of parts of the rows add up to the tally of all, bounds and intervals included."""
    frame = register(60, seed)
    ids = [e.id for e in frame.entities if (int(e.id[1:]) * 7 + seed) % 3]
    rows = random_rows(ids, seed)
    whole = tally(world(rows, frame), FW, "level")

    parts = [world(part, frame) for part in (rows[:5], rows[5:20], rows[20:])]
    added = tally(parts[0], FW, "level") + tally(parts[1], FW, "level") + tally(parts[2], FW, "level")

    assert equal(added, whole)
    assert gaps_of(added, FW, FW.findings) == gaps_of(whole, FW, FW.findings)


def test_registers_of_two_regions_add():
    """Two surveys, each with a register of its own, are one survey of both."""
    both = register(60)
    halves = [
        replace(both, entities=both.entities[:25], sha256="a" * 64),
        replace(both, entities=both.entities[25:], sha256="b" * 64),
    ]
    rows = random_rows([e.id for e in both.entities[10:50]])
    north, south = (
        tally(world([r for r in rows if r["entity"] in {e.id for e in half.entities}], half), FW, "level")
        for half in halves
    )

    whole = tally(world(rows, both), FW, "level")
    added = replace(north + south, frame=replace((north + south).frame, registers=whole.frame.registers))

    assert equal(added, whole)


def test_a_value_met_in_one_part_only_is_kept():
    """Parts that met different values of a group still add up."""
    frame = register(30)
    fields = [e for e in frame.entities if e.groups["level"] == "field"]
    others = [e for e in frame.entities if e.groups["level"] == "hq"]
    parts = [
        replace(world(random_rows([e.id for e in some]), replace(frame, entities=tuple(some))), register=None)
        for some in (others, fields)
    ]

    added = tally(parts[0], FW, "level") + tally(parts[1], FW, "level")

    assert [(key.value, int(n)) for key, n in zip(added.groups, added.respondents, strict=False)] == [
        ("hq", len(others)),
        ("field", len(fields)),
    ]
    assert added.frame is None


def test_tallies_of_different_things_do_not_add():
    """Counts of another framework, group or list of findings are refused."""
    made = sampled()

    with pytest.raises(ValueError, match="the same"):
        _ = tally(made, FW) + tally(made, FW, "level")
    with pytest.raises(ValueError, match="the same"):
        _ = tally(made, FW) + tally(made, FW, findings=FINDINGS[:1])


def test_the_order_of_rows_changes_nothing():
    """Who stands where in the file is in no count."""
    made = sampled(seed=2)
    order = np.random.default_rng(1).permutation(made.block.rows)
    block = replace(
        made.block,
        codes=made.block.codes[:, order],
        ticks=made.block.ticks[:, order],
        doubtful=made.block.doubtful[:, order],
    )
    shuffled = replace(made, block=block, entities=tuple(made.entities[place] for place in order))

    assert equal(tally(shuffled, FW, "level"), tally(made, FW, "level"))


def test_an_unknown_group_is_named():
    """A group that is not there is a problem that names those that are."""
    with pytest.raises(RequestError, match=r"no group 'colour'.*level"):
        tally(sampled(), FW, "colour")


# --- instances ------------------------------------------------------------------------------------------------------

HAVE = Finding("have", "Have", Is("a", ("yes",)))
POLICIES = [
    ("E1", ["yes", "no"]),
    ("E2", ["partly", "no"]),
    ("E3", ["no", "no"]),
    ("E4", ["yes", AnswerState.NOT_APPLICABLE]),
    ("E5", ["unsure", "no"]),
]


def policies(by, unit=Unit.ENTITY):
    """Return the verdict counts of a finding over entities with two policies each."""
    fw = framework(
        (choice("a"),), (replace(HAVE, unit=unit),), instances=Instances(("policy",), "blank", "indicator", by)
    )
    rows = [
        {"entity": e, "instance": str(n), "a": answer} for e, answers in POLICIES for n, answer in enumerate(answers)
    ]
    columns = tally(world(rows, fw=fw), fw).findings[0].sum(axis=0)
    return {verdict.name: int(columns[verdict]) for verdict in list(Tallied)[:7] if columns[verdict]}


@pytest.mark.parametrize("by", [RollUp.BEST, RollUp.MEAN, RollUp.SUM])
def test_one_instance_is_enough_unless_the_worst_counts(by):
    """R2: under best, mean and sum an entity has what any of its instances has."""
    assert policies(by) == {"HAS": 2, "LACKS": 1, "NEITHER": 1, "DONT_KNOW": 1}


def test_every_instance_must_have_it_where_the_worst_counts():
    """R2: under worst an entity has what each instance that it applies to has."""
    assert policies(RollUp.WORST) == {"HAS": 1, "LACKS": 4}


def test_instances_can_be_counted_themselves():
    """R2: with `unit: instance` every policy counts."""
    assert policies(RollUp.BEST, Unit.INSTANCE) == {
        "HAS": 2,
        "LACKS": 5,
        "NEITHER": 1,
        "DONT_KNOW": 1,
        "NOT_APPLICABLE": 1,
    }


def test_a_group_in_a_condition_is_that_of_the_rows_entity():
    """A condition on a group looks at the entity of each row."""
    findings = (Finding("hq", "Hq", AllOf((InGroup("level", ("hq",)), Not(Is("a", ("no",))))), unit=Unit.INSTANCE),)
    fw = framework((choice("a"),), findings)
    frame = register(6)
    rows = [{"entity": e.id, "instance": n, "a": "yes"} for e in frame.entities for n in "12"]

    columns = tally(world(rows, frame, fw), fw).findings[0].sum(axis=0)

    assert columns[Tallied.HAS] == 2 * sum(e.groups["level"] == "hq" for e in frame.entities)
