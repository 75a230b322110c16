"""Change between waves: laws that hold on any answers, and counts by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from change_worlds import IDS, ONE, everything, said, waves
from gap_worlds import framework, random_rows, register, world
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

import civicmap
from civicmap.errors import Code, RequestError
from civicmap.framework.types import Absent, Base, Instances, RollUp, Unit
from civicmap.measure.change import compare
from civicmap.model import AnswerState, Entity, Register

FW = framework()
SMALL = framework(findings=(ONE,))
FRAME = register(60)
CELLS = ["yes", "partly", "no", *(state for state in AnswerState if state is not AnswerState.ANSWERED)]
ANSWERS = st.dictionaries(st.sampled_from(IDS[:12]), st.sampled_from(CELLS), min_size=1)
# By hand: who has left each base.
LEFT = {
    Base.RESPONDENTS: [],
    Base.APPLICABLE: [AnswerState.NOT_APPLICABLE, AnswerState.NOT_ASKED],
}
LEFT[Base.GIVEN] = [*LEFT[Base.APPLICABLE], AnswerState.BLANK, AnswerState.UNRESOLVED, AnswerState.UNDER_REVIEW]
LEFT[Base.ANSWERED] = [*LEFT[Base.GIVEN], AnswerState.DONT_KNOW]


def changes(before, after, **rest):
    """Compare two waves of question a."""
    return compare(said(before, SMALL, "1"), said(after, SMALL, "2"), SMALL, **rest)


@settings(max_examples=60, deadline=None)
@given(ANSWERS, ANSWERS, st.sampled_from(list(LEFT)))
def test_pairs_are_those_of_a_count_by_hand(before, after, base):
    """R2: the panel is who is in the base of both waves; everyone else of a base came or left."""
    [found] = changes(before, after, base=base).findings
    in_one, in_two = ({e: cell == "yes" for e, cell in w.items() if cell not in LEFT[base]} for w in (before, after))
    both = in_one.keys() & in_two.keys()
    pairs = [(in_one[e], in_two[e]) for e in both]

    panel = found.panel
    assert [panel.yes_yes, panel.yes_no, panel.no_yes, panel.no_no] == [
        pairs.count((x, y)) for x in (True, False) for y in (True, False)
    ]
    assert panel.n == len(both)
    assert (found.leavers.x, found.leavers.n) == (sum(in_one[e] for e in in_one.keys() - both), len(in_one) - len(both))
    assert (found.entrants.x, found.entrants.n) == (
        sum(in_two[e] for e in in_two.keys() - both),
        len(in_two) - len(both),
    )
    assert found.leavers.elsewhere == len([e for e in in_one.keys() - both if e in after])


@settings(max_examples=60, deadline=None)
@given(ANSWERS, ANSWERS)
def test_parts_add_up_and_nothing_is_nan(before, after):
    """The three parts of a change are the change; where there is none, each is None and a reason stands beside it."""
    [found] = changes(before, after).findings
    parts, whole = found.decomposition, found.everyone.change

    if whole is None:
        assert (parts.panel, parts.composition, parts.wording) == (None, None, None)
        assert found.everyone.why
        assert parts.why
    else:
        assert parts.panel + parts.composition + parts.wording == pytest.approx(whole, abs=1e-12)
        assert parts.wording == 0
    for row in everything(compare(said(before, SMALL, "1"), said(after, SMALL, "2"), SMALL)):
        for part in row[2:]:
            fields = [getattr(part, name) for name in part.__dataclass_fields__]
            assert not any(isinstance(value, float) and math.isnan(value) for value in fields)


def test_the_panel_part_is_its_change_by_its_mean_weight():
    """10 of 20 become 14 of 20 in the panel; 20 of 25 and 20 of 40 are the panel: the weights are 0.8 and 0.5."""
    panel = {f"P{n:02}": ("yes" if n < 10 else "no") for n in range(20)}
    later = {f"P{n:02}": ("yes" if n < 14 else "no") for n in range(20)}
    [found] = changes(
        panel | {f"L{n}": "no" for n in range(5)}, later | {f"N{n:02}": "yes" for n in range(20)}
    ).findings

    assert found.everyone.change == pytest.approx(34 / 40 - 10 / 25)
    assert found.decomposition.panel == pytest.approx(0.65 * 4 / 20)
    assert found.decomposition.composition == pytest.approx(34 / 40 - 10 / 25 - 0.13)
    assert found.turnover.change == pytest.approx(1)


def test_mcnemar_by_hand():
    """15 leave yes and 5 come to it: the exact p is that of a fair coin; the mid-p takes half of what was seen off."""
    before = dict.fromkeys(IDS[:25], "yes") | dict.fromkeys(IDS[25:60], "no")
    after = {e: ("no" if n < 15 else "yes") for n, e in enumerate(IDS[:25])}
    after |= {e: ("yes" if n < 5 else "no") for n, e in enumerate(IDS[25:60])}
    [found] = changes(before, after).findings
    exact = binomtest(5, 20, 0.5).pvalue

    assert (found.panel.yes_yes, found.panel.yes_no, found.panel.no_yes, found.panel.no_no) == (10, 15, 5, 30)
    assert found.panel.mcnemar_exact == pytest.approx(exact)
    assert found.panel.mcnemar_midp == pytest.approx(exact - math.comb(20, 5) / 2**20)
    assert found.panel.change == pytest.approx(-10 / 60)
    assert found.panel.interval.low < -10 / 60 < found.panel.interval.high


@pytest.mark.parametrize("seed", range(3))
def test_a_wave_against_itself_has_no_change(seed):
    """Nothing differs from itself: no pair, no share and no score."""
    wave, _ = waves(seed, FRAME)
    found = compare(wave, wave, FW, by="level")

    for change in found.findings:
        assert change.everyone.change in (0, None)
        assert change.panel.yes_no in (0, None)
        assert change.panel.no_yes in (0, None)
        assert change.panel.change in (0, None)
        assert change.entrants.n in (0, None)
        assert change.decomposition.panel in (0, None)
    assert {change.change for change in found.scores.entities} <= {0.0, None}
    assert all(one.rose == one.fell == 0 for one in found.scores.summary)


@pytest.mark.parametrize("seed", range(3))
def test_turning_the_waves_round_negates(seed):
    """What rose fell, who came left; tests stay as they are, and an interval is turned."""
    before, after = waves(seed, FRAME)
    one, two = compare(before, after, FW), compare(after, before, FW)

    for there, back in zip(one.findings, two.findings, strict=True):
        for get in (
            lambda c: c.panel.change,
            lambda c: c.everyone.change,
            lambda c: c.everyone.z,
            lambda c: c.turnover.change,
            lambda c: c.decomposition.panel,
            lambda c: c.decomposition.composition,
        ):
            assert (get(there) is None) == (get(back) is None)
            assert get(there) is None or get(there) == pytest.approx(-get(back), abs=1e-12)
        assert there.entrants == back.leavers
        assert there.panel.mcnemar_midp == back.panel.mcnemar_midp
        if there.panel.interval is not None:
            assert there.panel.interval.low == pytest.approx(-back.panel.interval.high)
    means = {(c.group, c.node.id): c.change for c in one.scores.summary}
    assert all(
        means[c.group, c.node.id] == c.change or means[c.group, c.node.id] == pytest.approx(-c.change)
        for c in two.scores.summary
    )


@pytest.mark.parametrize("seed", range(3))
def test_both_shares_are_those_of_the_findings(seed):
    """Everyone's counts of each wave are what `find_gaps` gives for it, for each base, unit and group."""
    before, after = waves(seed, FRAME)
    for base in (None, "respondents", "given", "frame"):
        found = compare(before, after, FW, by="level", base=base)
        for survey, name in ((before, "before"), (after, "after")):
            gaps = civicmap.find_gaps(survey, FW, by="level", base=base).findings
            by_hand = {(g.finding.id, g.group.value): (g.numerator, g.denominator) for g in gaps}
            for change in found.findings:
                whole = getattr(change.everyone, f"{name}_denominator")
                assert (getattr(change.everyone, f"{name}_numerator"), whole) == by_hand[
                    change.finding.id, change.group.value
                ] or (whole is None and by_hand[change.finding.id, change.group.value][1] == 0)


def test_the_order_of_rows_is_immaterial():
    """Shuffled rows give the same comparison, since a wave's rows have an order of their own."""
    rows = random_rows(IDS[:30], seed=5)
    before, after = world(rows, FRAME, wave="1"), world(random_rows(IDS[10:40], seed=6), FRAME, wave="2")
    turned = world(rows[::-1], FRAME, wave="1")

    assert everything(compare(before, after, FW)) == everything(compare(turned, after, FW))


def test_who_changed_group_came_and_left():
    """The panel of a group's value is who belongs to it in both waves."""
    before, after = waves(1, FRAME)
    moved = replace(
        after,
        entities=tuple(
            replace(e, groups={"level": "hq" if e.groups["level"] == "field" else "field"}) for e in after.entities
        ),
    )

    for change in compare(before, replace(moved, register=None), FW, by="level", only=["one"]).findings[1:]:
        assert change.panel.n == 0
        assert change.panel.why
        assert change.entrants.elsewhere + change.leavers.elsewhere > 0


def test_waves_without_a_common_entity():
    """R10: no pair is a stated result: n is 0, nothing is NaN, and the reason stands beside it."""
    found = changes({"A": "yes", "B": "no"}, {"C": "yes"})
    [change] = found.findings

    assert change.panel.n == 0
    assert (change.panel.change, change.panel.interval, change.panel.mcnemar_exact) == (None, None, None)
    assert change.panel.why
    assert change.everyone.change == pytest.approx(0.5)
    assert change.decomposition.composition == pytest.approx(0.5)
    assert found.scores.entities == ()
    assert {one.n for one in found.scores.summary} == {0}
    assert {one.change for one in found.scores.summary} == {None}


def test_all_yes_has_no_statistic_and_a_reason():
    """Where everyone always said the same, z and p are None, with the reason."""
    [change] = changes(dict.fromkeys(IDS[:5], "yes"), dict.fromkeys(IDS[2:9], "yes")).findings

    assert (change.everyone.change, change.everyone.z, change.everyone.p) == (0, None, None)
    assert change.everyone.why
    assert change.panel.mcnemar_exact == 1


def test_an_empty_base_is_said():
    """All not applicable in one wave: no change, and the reason names the wave."""
    [change] = changes(dict.fromkeys(IDS[:5], AnswerState.NOT_APPLICABLE), dict.fromkeys(IDS[:5], "yes")).findings

    assert change.everyone.before is None
    assert change.everyone.change is None
    assert "earlier wave" in change.everyone.why


def test_units_of_one_entity_get_no_test():
    """R6: pooled cells and instances are counted pair by pair, and have neither interval nor p, with the reason."""
    before, after = waves(2)
    cells = next(c for c in compare(before, after, FW).findings if c.unit is Unit.CELL)

    assert cells.panel.n > 20
    assert (cells.panel.interval, cells.panel.mcnemar_midp, cells.everyone.z) == (None, None, None)
    assert cells.panel.why
    assert cells.everyone.change is not None


def test_instances_pair_by_name():
    """Instances are pairs where entity and name are the same in both waves."""
    finding = replace(ONE, unit=Unit.INSTANCE)
    fw = framework(findings=(finding,), instances=Instances(("name",), Absent.NOT_ASKED, "indicator", RollUp.BEST))
    one = world([{"entity": "A", "instance": i, "a": "yes"} for i in "xy"], None, fw, wave="1")
    two = world([{"entity": "A", "instance": i, "a": "no"} for i in "yz"], None, fw, wave="2")
    [change] = compare(one, two, fw).findings

    assert (change.panel.n, change.panel.yes_no) == (1, 1)
    assert (change.leavers.x, change.leavers.n, change.entrants.n) == (1, 1, 1)


def test_scores_change_where_rated_in_both():
    """Yes is 100 points, partly 50: each entity in both waves has its change, and the summary is their mean."""
    found = changes({"A": "yes", "B": "no", "C": "no"}, {"A": "partly", "B": "no", "D": "yes"})
    overall = {c.entity.id: (c.before, c.after, c.change) for c in found.scores.entities}
    [summary] = found.scores.summary

    assert overall == {"A": (100, 50, -50), "B": (0, 0, 0)}
    assert (summary.n, summary.change, summary.rose, summary.same, summary.fell) == (2, -25, 0, 1, 1)


def test_a_successor_in_the_later_wave_is_named():
    """Who left is matched by id alone; whose successor answered is listed, however many came between."""
    members = (
        Entity("A", "A", successor="B"),
        Entity("B", "B", successor="C"),
        Entity("C", "C"),
        Entity("R", "R", successor="S"),
        Entity("S", "S", successor="R"),
    )
    frame = Register(members, (), "r.csv", "0" * 64)
    one = replace(said({"A": "yes", "R": "no"}, SMALL, "1"), register=frame)
    two = replace(said({"C": "no"}, SMALL, "2"), register=frame)

    assert [(m.entity.id, m.successor.id) for m in compare(one, two, SMALL).moved] == [("A", "C")]


@pytest.mark.parametrize(
    ("asked", "kind"), [({"only": ["nought"]}, "finding"), ({"by": "nought"}, "group"), ({"base": "nought"}, "base")]
)
def test_what_is_not_there_is_named(asked, kind):
    """R10: a finding, group or base that is not there is refused by name."""
    with pytest.raises(RequestError, match=f"no {kind} 'nought'"):
        changes({"A": "yes"}, {"A": "no"}, **asked)


def test_another_framework_altogether_is_refused():
    """Waves of two frameworks do not compare; the repair names --framework."""
    other = replace(SMALL, id="other", sha256="1" * 64)
    with pytest.raises(RequestError) as caught:
        compare(said({"A": "yes"}, SMALL, "1"), said({"A": "no"}, other, "2"), other, earlier=SMALL)

    [problem] = caught.value.problems
    assert problem.code is Code.WAVES_FRAMEWORK
    assert "--framework" in problem.repair


def test_a_survey_of_other_questions_is_refused():
    """A survey that the framework did not read would be read by the wrong codes."""
    with pytest.raises(RequestError) as caught:
        compare(said({"A": "yes"}, framework(FW.questions[:1]), "1"), said({"A": "no"}, SMALL, "2"), SMALL)

    assert caught.value.problems[0].code is Code.SURVEY_FRAMEWORK


def test_frames_agree_with_results():
    """`to_frame()` has a row for each finding and group, and one for each entity and node."""
    before, after = waves(3, FRAME)
    found = civicmap.compare(before, after, FW, by="level")
    table = found.to_frame()

    assert list(table["panel_n"].dropna()) == [c.panel.n for c in found.findings if c.panel.n is not None]
    assert len(table) == len(found.findings)
    assert len(found.scores.to_frame()) == len(found.scores.entities)


def test_rows_without_a_named_entity_are_no_pairs():
    """Row 2 of one file is not row 2 of another: without a column of entities nobody is in both waves."""
    [change] = changes({"2": "yes", "3": "no"}, {"2": "no", "3": "no"}).findings

    assert change.panel.n == 0
    assert (change.leavers.n, change.entrants.n) == (2, 2)
