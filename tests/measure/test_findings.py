"""Findings: bases, share and gap, bounds, intervals and benchmarks (rules R2, R3, R6, R7.8)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from gap_worlds import FINDINGS, HQ, PLAIN, QUESTIONS, YES_A, YES_B, framework, random_rows, register, sampled, world
from score_builders import choice

from civicmap.errors import RequestError
from civicmap.framework.types import AllOf, AnyOf, AtLeastOf, Base, Benchmark, Finding, InBand, Is, Not, Unit
from civicmap.measure.findings import find_gaps, holds
from civicmap.measure.results import EVERYONE, Bases
from civicmap.model import AnswerState, Entity, Register
from civicmap.stats import chi_square_simulated, hypergeometric_interval, wilson

FW = framework()
BLANK, NOT_ASKED, CLOSED = AnswerState.BLANK, AnswerState.NOT_ASKED, AnswerState.CLOSED
TEN = [
    *["yes"] * 3,
    "partly",
    "no",
    "no",
    CLOSED,
    "unsure",
    BLANK,
    AnswerState.UNRESOLVED,
    AnswerState.UNDER_REVIEW,
    AnswerState.NOT_APPLICABLE,
    NOT_ASKED,
]


def answered(answers, finding, frame=None, questions=QUESTIONS):
    """Return one finding over entities that answered question `a` so; `frame` is the number invited."""
    fw = framework(questions, (finding,))
    listed = None if frame is None else register(frame)
    rows = [{"entity": f"E{n:03}", **(a if isinstance(a, dict) else {"a": a})} for n, a in enumerate(answers)]
    return find_gaps(world(rows, listed, fw), fw).findings[0]


@pytest.mark.parametrize(
    ("base", "denominator"),
    [("frame", 20), ("respondents", 13), ("applicable", 11), ("given", 8), ("answered", 7)],
)
def test_each_base_leaves_out_what_it_says(base, denominator):
    """R2: each base leaves out the states it names; closed stays in all of them and in no numerator."""
    gap = answered(TEN, Finding("f", "F", YES_A, base=Base(base)), frame=20)

    assert gap.bases == Bases(20, 13, 11, 8, 7)
    assert (gap.numerator, gap.denominator, gap.share) == (3, denominator, 3 / denominator)
    assert (gap.gap_numerator, gap.gap_share) == (3, 3 / denominator)


def test_counts_name_every_answer_and_state():
    """An answer with a state is listed by itself and counted in its state; nothing is left out."""
    counts = answered(TEN, Finding("f", "F", YES_A)).counts

    assert (counts.answers, counts.stated) == ({"yes": 3, "partly": 1, "no": 2}, {"unsure": 1})
    assert (counts.dont_know, counts.blank, counts.unresolved, counts.under_review) == (1, 1, 1, 1)
    assert (counts.not_applicable, counts.not_asked, counts.closed, counts.not_known) == (1, 1, 1, None)


def test_a_compound_counts_verdicts():
    """A compound says has, lacks and neither, and tells don't know from what is otherwise not known."""
    rows = [{"a": a, "b": b} for a, b in product(["yes", "partly", "no", "unsure", BLANK, NOT_ASKED], repeat=2)]
    gap = answered(rows, Finding("f", "F", AllOf((YES_A, YES_B))))

    assert gap.counts.answers == {"has": 1, "lacks": 9, "neither": 3}
    assert (gap.counts.dont_know, gap.counts.not_known, gap.counts.not_asked) == (5, 7, 11)
    assert gap.bases == Bases(None, 36, 25, 18, 13)


# --- who lacks it ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (Is("plain", ("red",)), False),
        (AnyOf((YES_A, Is("plain", ("red",)))), False),
        (AllOf((YES_A, Is("plain", ("red",)))), True),
        (AtLeastOf(2, (YES_A, YES_B, Is("plain", ("red",)))), True),
        (AtLeastOf(1, (YES_A, YES_B, Is("plain", ("red",)))), False),
        (InBand("overall", ("meets",)), False),
        (Not(Is("plain", ("red",))), True),
        (Is("m", ("x",)), True),
    ],
)
def test_a_gap_that_cannot_be_told_has_a_reason(share, told):
    """R3: without points and without `not_in` there is no gap, and the reason is said."""
    gap = answered([{"a": "no", "b": "no", "plain": "blue"}], Finding("f", "F", share))

    assert (gap.gap_numerator is not None, gap.gap_share is not None, gap.gap_why is None) == (told, told, told)
    assert answered(["no"], Finding("f", "F", share, not_in=Is("a", ("no",)))).gap_numerator is not None


def test_the_complement_is_never_the_gap():
    """R3: partly neither has it nor lacks it."""
    gap = answered(["yes", "partly", "partly", "no"], Finding("f", "F", YES_A))

    assert (gap.share, gap.gap_share) == (1 / 4, 1 / 4)


# --- intervals ------------------------------------------------------------------------------------------------------

YES_NO = [*["yes"] * 4, *["no"] * 6]


@pytest.mark.parametrize(
    ("answers", "rest", "frame", "method"),
    [
        (YES_NO, {}, 10, "census"),
        ([*YES_NO, NOT_ASKED], {}, 11, "census"),
        ([*YES_NO, BLANK], {}, 11, "census"),
        ([*YES_NO, BLANK], {"base": Base.GIVEN}, 11, "wilson_fpc"),
        ([*YES_NO, "unsure"], {"base": Base.ANSWERED}, 11, "wilson_fpc"),
        ([*YES_NO, (NOT_ASKED,)], {}, 11, "wilson_fpc"),
        ([*YES_NO, (NOT_ASKED,)], {"base": Base.RESPONDENTS}, 11, "census"),
        (YES_NO, {}, 20, "hypergeometric"),
        ([*YES_NO, BLANK], {}, 20, "hypergeometric"),
        ([*YES_NO, NOT_ASKED], {}, 20, "wilson_fpc"),
        ([*YES_NO, NOT_ASKED], {"base": Base.RESPONDENTS}, 20, "hypergeometric"),
        (YES_NO, {"base": Base.GIVEN}, 20, "wilson_fpc"),
        (YES_NO, {"among": Not(Is("plain", ("red",)))}, 20, None),
        (YES_NO, {"among": Not(Is("a", ("partly",)))}, 20, "wilson_fpc"),
        (YES_NO, {"among": Not(Is("a", ("partly",)))}, 10, "census"),
        (YES_NO, {}, None, "wilson"),
        (YES_NO, {"base": Base.FRAME}, 20, None),
        (YES_NO, {"unit": Unit.INSTANCE}, 20, None),
        ([BLANK], {"base": Base.GIVEN}, 20, None),
    ],
)
def test_the_case_decides_the_method(answers, rest, frame, method):
    """R6: the first line of the table that fits names the method; where none does, the reason is said."""
    gap = answered(answers, Finding("f", "F", YES_A, **rest), frame)

    assert gap.method == method
    assert (gap.interval is None) == (gap.interval_why is not None) == (method is None)


def test_intervals_are_those_of_their_method():
    """R6: the population of the base is N x applicable / respondents, not rounded."""
    some = [*YES_NO, BLANK, NOT_ASKED]

    assert answered(YES_NO, Finding("f", "F", YES_A), 10).interval == (0.4, 0.4)
    assert answered(YES_NO, Finding("f", "F", YES_A), 20).interval == hypergeometric_interval(4, 10, 20)
    assert answered(some, Finding("f", "F", YES_A), 20).interval == wilson(4, 11, population=20 * 11 / 12)
    assert answered(some, Finding("f", "F", YES_A, base=Base.GIVEN), 20).interval == wilson(
        4, 10, population=20 * 11 / 12
    )
    assert answered(YES_NO, Finding("f", "F", YES_A)).interval == wilson(4, 10)


@pytest.mark.parametrize("seed", range(10))
def test_the_bounds_enclose_the_share(seed):
    """R6: item bounds enclose a share of who answered, and frame bounds enclose item bounds."""
    for gap in find_gaps(sampled(seed=seed), FW, by="level").findings:
        if gap.base is Base.FRAME:  # its item bounds are over applicable, who are not its base
            continue
        if gap.share is not None:
            assert gap.item_bounds.low <= gap.share <= gap.item_bounds.high
        if gap.frame_bounds and gap.item_bounds:
            assert gap.frame_bounds.low <= gap.item_bounds.low
            assert gap.item_bounds.high <= gap.frame_bounds.high


def _brute(fw, finding, rows, frame, *, all_silent):
    """Return the lowest and highest share over every way that what is unknown could have been answered."""
    open_cells = [
        (place, question)
        for place, row in enumerate(rows)
        for question in ("a", "b")
        if row[question] in (BLANK, (NOT_ASKED,))
    ]
    rows = [dict(row) for row in rows]
    if all_silent:
        silent = [e.id for e in frame.entities if e.id not in {row["entity"] for row in rows}]
        rows += [{"entity": each} for each in silent]
        first = len(rows) - len(silent)
        open_cells += [(place, question) for place in range(first, len(rows)) for question in ("a", "b")]
    shares = []
    for ends in product(["yes", "no"], repeat=len(open_cells)):
        for (place, question), end in zip(open_cells, ends, strict=True):
            rows[place][question] = end
        gap = find_gaps(world(rows, frame, fw), fw, only=[finding.id]).findings[0]
        shares += [Fraction(gap.numerator, gap.denominator)] if gap.denominator else []
    return float(min(shares)), float(max(shares))


BRUTE = [f for f in FINDINGS if f.id in {"one", "all", "any", "not", "among", "level"}]
BRUTE_ROWS = [
    {"entity": "E000", "a": "yes", "b": BLANK},
    {"entity": "E001", "a": BLANK, "b": "yes"},
    {"entity": "E002", "a": "yes", "b": (NOT_ASKED,)},
    {"entity": "E003", "a": "no", "b": "no"},
    {"entity": "E005", "a": NOT_ASKED, "b": "yes"},
    {"entity": "E006", "a": "yes", "b": "yes"},
]


@pytest.mark.parametrize("finding", BRUTE, ids=lambda f: f.id)
@pytest.mark.parametrize("base", [Base.RESPONDENTS, Base.APPLICABLE])
def test_bounds_are_what_trying_every_answer_gives(finding, base):
    """R6: bounds are the extremes over all ways in which what is not known, or did not respond, could turn out."""
    finding = replace(finding, base=base)
    fw = framework((choice("a"), choice("b")), (finding,))
    frame = register(8)
    gap = find_gaps(world(BRUTE_ROWS, frame, fw), fw).findings[0]

    assert gap.frame_bounds == pytest.approx(_brute(fw, finding, BRUTE_ROWS, frame, all_silent=True))
    if finding.among is None:
        assert gap.item_bounds == pytest.approx(_brute(fw, finding, BRUTE_ROWS, frame, all_silent=False))


def test_no_register_has_no_frame():
    """R2: without a register there is neither a frame nor frame bounds, and a share of it is not made up."""
    gap = answered(YES_NO, Finding("f", "F", YES_A, base=Base.FRAME))

    assert (gap.bases.frame, gap.frame_bounds, gap.share, gap.denominator) == (None, None, None, 0)
    assert "not known" in gap.interval_why


def test_a_register_can_tell_who_meets_a_condition():
    """R2: `among` a group of the register has a known frame; `among` an answer has none."""
    frame = register(20)
    rows = [{"entity": e.id, "a": "yes", "b": "yes"} for e in frame.entities[:12]]
    gaps = {g.finding.id: g for g in find_gaps(world(rows, frame), FW).findings}

    assert gaps["level"].bases.frame == sum(e.groups["level"] == "hq" for e in frame.entities)
    assert gaps["among"].bases.frame is None


# --- benchmarks, requests, groups -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({"from_": "1/3", "to": "1/3"}, True),
        ({"under": "1/3"}, False),
        ({"over": "1/3"}, False),
        ({"from_": "0.30", "to": "0.36"}, True),
        ({"from_": "0.34"}, False),
        ({"to": "0.3333"}, False),
        ({}, None),
    ],
)
def test_a_benchmark_is_judged_exactly(bounds, expected):
    """R7.8: from and to are included, over and under are not, by exact fractions; words alone are not judged."""
    assert holds(Benchmark("a third", **bounds), 1, 3) is expected
    assert holds(Benchmark("a third", **bounds), 0, 0) is None
    assert holds(None, 1, 3) is None


def test_only_what_was_asked_for_is_returned():
    """Findings come in framework order, whatever the order of the request."""
    found = find_gaps(sampled(), FW, only=["any", "one"]).findings

    assert [gap.finding.id for gap in found] == ["one", "any"]


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"only": ["one", "nought"]}, "no finding 'nought'.*one, all"),
        ({"base": "everybody"}, "no base 'everybody'.*respondents"),
        ({"by": "colour"}, "no group 'colour'"),
    ],
)
def test_what_is_not_there_is_named(request_, reason):
    """A finding, base or group that is not there is a problem that lists those that are."""
    with pytest.raises(RequestError, match=reason):
        find_gaps(sampled(), FW, **request_)


def test_a_base_can_be_asked_for():
    """The base asked for takes the place of each finding's own."""
    assert {gap.base for gap in find_gaps(sampled(), FW, base="answered").findings} == {Base.ANSWERED}


def test_everyone_stands_before_each_value_in_order():
    """A finding is told for everyone, then for the values of the scale in its order."""
    found = find_gaps(sampled(), FW, by="level", only=["one"])

    assert found.findings[0].group == EVERYONE
    assert [gap.group.label for gap in found.findings] == ["", "Headquarters", "Field"]
    assert (found.invited, found.responded) == (60, 40)


def test_numbers_of_groups_add_up_to_everyone():
    """Numerators, denominators and frames of the values are those of everyone."""
    found = find_gaps(sampled(), FW, by="level").findings

    for first in range(0, len(found), 3):
        whole, *parts = found[first : first + 3]
        for name in ("numerator", "denominator"):
            assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
        if whole.bases.frame is not None:
            assert sum(part.bases.frame for part in parts) == whole.bases.frame


def test_a_group_that_the_register_does_not_know_has_no_frame():
    """R6: without the number invited in a group there is no frame for it, only for everyone."""
    frame = register(60)
    made = world(random_rows([e.id for e in frame.entities[:30]]), frame)
    bare = replace(frame, entities=tuple(replace(e, groups={}) for e in frame.entities))
    whole, *parts = find_gaps(replace(made, register=bare), FW, by="level", only=["one"]).findings

    assert whole.bases.frame == 60
    assert {(part.bases.frame, part.frame_bounds, part.method) for part in parts} == {(None, None, "wilson")}


def test_tests_are_adjusted_within_their_family():
    """Each finding that can be compared between groups is tested once, beside each of its entries."""
    fw = framework(findings=(*FINDINGS[:3], replace(FINDINGS[3], family="own")))
    found = find_gaps(sampled(), fw, by="level").findings
    tests = {gap.finding.id: gap.tests for gap in found}

    assert all(gap.tests == tests[gap.finding.id] for gap in found)
    assert [test.method for (test,) in tests.values()] == ["boschloo"] * 4
    assert tests["two"][0].p_adjusted == tests["two"][0].p
    assert all(test.p_adjusted >= test.p for (test,) in tests.values())


def test_what_does_not_vary_has_no_p_value():
    """Where every entity says the same, a test is undefined and not 1."""
    frame = register(20)
    made = world([{"entity": e.id, "a": "yes"} for e in frame.entities], frame)

    (test,) = find_gaps(made, FW, by="level", only=["one"]).findings[0].tests

    assert (test.p, test.p_adjusted) == (None, None)


def test_plain_answers_need_no_points():
    """A share needs no points, only a gap does."""
    gap = answered([{"plain": "red"}, {"plain": "blue"}], Finding("f", "F", Is("plain", ("red",))), questions=(PLAIN,))

    assert (gap.share, gap.gap_share) == (0.5, None)


def test_among_a_group_narrows_every_base():
    """R2: `among` narrows the base to who meets it."""
    frame = register(20)
    gap = find_gaps(
        world([{"entity": e.id, "b": "yes"} for e in frame.entities], frame),
        framework(findings=(Finding("f", "F", YES_B, among=HQ),)),
    ).findings[0]
    hq = sum(e.groups["level"] == "hq" for e in frame.entities)

    assert gap.bases == Bases(hq, hq, hq, hq, hq)
    assert gap.method == "census"


@pytest.mark.parametrize(
    ("groups", "method"),
    [
        ([(9, 12), (2, 11)], "boschloo"),
        ([(400, 500), (30, 400)], "chi_square"),
        ([(9, 30), (12, 25), (20, 40)], "chi_square"),
    ],
)
def test_the_table_decides_the_test(groups, method):
    """Two groups are tested exactly while that is quick; large expected counts need no simulation."""
    test = _tested(groups)

    assert test.method == method
    assert 0 < test.p <= 1


def test_small_expected_counts_are_simulated():
    """Three groups with small expected counts are tested by drawing tables with the same margins, always the same."""
    groups = [(1, 4), (3, 4), (6, 6)]
    test = _tested(groups)
    exact = chi_square_simulated([[yes, of - yes] for yes, of in groups], 20_000, 1).p

    assert test.method == "chi_square_simulated"
    assert test.p == pytest.approx(exact, abs=0.01)
    assert _tested(groups) == test


def _tested(groups):
    """Return the test of one question over groups of (yes, of)."""
    rows = [(str(group), "yes" if n < yes else "no") for group, (yes, of) in enumerate(groups) for n in range(of)]
    ids = [f"E{n:04}" for n in range(len(rows))]
    entities = tuple(Entity(i, i, groups={"level": group}) for i, (group, _) in zip(ids, rows, strict=True))
    frame = Register(entities, ("level",), "r.csv", "2" * 64)
    made = world([{"entity": i, "a": answer} for i, (_, answer) in zip(ids, rows, strict=True)], frame)
    (test,) = find_gaps(made, framework(findings=FINDINGS[:1]), by="level").findings[0].tests
    return test


def test_who_responded_without_being_in_the_register_was_asked():
    """R2: the frame is never smaller than those who responded."""
    fw, frame = framework(findings=FINDINGS[:1]), register(5)
    made = world([{"entity": e.id, "a": "yes"} for e in frame.entities], frame)
    short = replace(made, register=replace(frame, entities=frame.entities[:3]))

    gap = find_gaps(short, fw).findings[0]

    assert (gap.bases.frame, gap.method, gap.frame_bounds) == (5, "census", (1, 1))
