"""Weighted shares and intervals: rule R6's row "weighted", laws, and weights that cannot be had."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from gap_worlds import LEVELS, YES_A, framework, random_rows, register, world
from hypothesis import given, settings
from hypothesis import strategies as st
from score_builders import number

from civicmap.errors import RequestError
from civicmap.framework.types import Base, Benchmark, Finding, Group, Unit, WeightRule
from civicmap.measure.crosstab import crosstab
from civicmap.measure.findings import find_gaps
from civicmap.measure.weighting import make_weights, weights_of
from civicmap.model import Entity, Register, RowWeights
from civicmap.stats import kish_effective_n, weighted_share, wilson

F = Finding("f", "F", YES_A)
FW = framework(findings=(F,))
UNWEIGHTED = ("numerator", "denominator", "gap_numerator", "item_bounds", "frame_bounds", "bases", "counts", "base")


def weighed(rows, values, frame=None, fw=FW, header="w"):
    """Return a survey of these rows, each with a weight."""
    made = world(rows, frame, fw)
    return replace(made, weights=(RowWeights(header, "Z", np.array(values, float)),))


def sample(seed=0, count=60, responding=40, frame=True, scale=1.0):
    """Return a survey of random answers and weights."""
    members = register(count, seed)
    ids = [e.id for e in members.entities][:responding]
    rng = np.random.default_rng(seed)
    values = np.round(rng.uniform(0.2, 5, responding), 3) * scale
    made = weighed(random_rows(ids, seed), values, members)
    return made if frame else replace(made, register=None)


def gaps(survey, by="level", fw=FW, weights="w", **rest):
    """Return group value -> the weighted finding."""
    found = find_gaps(survey, fw, by, weights=make_weights(survey, fw, weights), **rest)
    return {gap.group.value: gap for gap in found.findings}


def one(answer, entity):
    """Return an entity's row."""
    return {"entity": entity, "a": answer, "b": "yes"}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 50), st.booleans(), st.sampled_from([b for b in Base if b is not Base.FRAME]))
def test_each_group_is_what_weighted_share_says_of_its_respondents(seed, frame, base):
    """R6: share, V over all respondents of the group, times 1 - n/N with a register, Kish where V = 0."""
    survey = sample(seed, frame=frame)
    weights = survey.weights[0].values
    level = np.array([entity.groups["level"] for entity in survey.entities])
    plain = {gap.group.value: gap for gap in find_gaps(survey, FW, "level", base).findings}
    codes = survey.block.codes[survey.code_row("a")]
    question = FW.question("a")
    out = {
        Base.RESPONDENTS: (),
        Base.APPLICABLE: (1, 3),
        Base.GIVEN: (1, 3, 0, 4, 5),
        Base.ANSWERED: (1, 3, 0, 4, 5, 2),
    }[base]

    for value, gap in gaps(survey, base=base).items():
        own = survey.respondent & ((level == value) if value else True)
        invited = [e for e in survey.register.entities if value in (None, e.groups["level"])] if frame else []
        expected = weighted_share(
            (codes[own] == question.code("yes")).astype(int).tolist(),
            weights[own].tolist(),
            fpc=[len(invited)] * int(own.sum()) if frame else None,
            domain=(~np.isin(codes[own], out)).tolist(),
        )
        if expected is None or gap.method == "census":
            continue
        assert gap.share == pytest.approx(expected.share, rel=1e-9, abs=1e-12)
        assert gap.weighted.se == pytest.approx(expected.se, rel=1e-9, abs=1e-12)
        if expected.n_effective is not None:
            limits = wilson(expected.share * expected.n_effective, expected.n_effective)
            assert gap.interval == pytest.approx(tuple(limits), rel=1e-7, abs=1e-9)
        for field in UNWEIGHTED:
            assert getattr(gap, field) == getattr(plain[value], field), field
        assert gap.weighted.unweighted_share == plain[value].share
        assert gap.counted() == plain[value]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 20), st.sampled_from([1e-300, 1e-6, 0.5, 3, 1e6, 1e300]))
def test_the_unit_of_weights_does_not_matter(seed, scale):
    """Weights that are all larger by one factor give the same shares and intervals."""
    for value, gap in gaps(sample(seed)).items():
        other = gaps(sample(seed, scale=scale))[value]
        assert other.share == pytest.approx(gap.share, rel=1e-9)
        assert other.interval == pytest.approx(gap.interval, rel=1e-7)


def test_the_order_of_entities_changes_no_bit():
    """Sums of weights are exact: whatever order entities stand in, every number is the same to the last bit."""
    rng = np.random.default_rng(1)
    ids = [f"E{n:03}" for n in range(50)]
    rows, values = random_rows(ids, 3), rng.uniform(0.01, 9, 50)
    order = rng.permutation(50).tolist()
    names = sorted(ids)
    mixed = [replaced | {"entity": names[at]} for at, replaced in enumerate(rows[place] for place in order)]

    first = gaps(weighed(rows, values), by=None)[None]
    second = gaps(weighed(mixed, values[order]), by=None)[None]

    assert (first.share, first.interval, first.weighted) == (second.share, second.interval, second.weighted)


def test_groups_add_up_to_everyone():
    """The weighted share of everyone is that of the groups, each by the weight of its base."""
    survey = sample(4)
    cells = crosstab(survey, FW, ["a"], "level", "respondents", weights=make_weights(survey, FW, "w"))
    weights = survey.weights[0].values
    level = np.array([entity.groups["level"] for entity in survey.entities])
    size = {value: weights[survey.respondent & (level == value)].sum() for value in ("hq", "field")}

    for answer in ("yes", "partly", "no"):
        share = {cell.group.value: cell.share for cell in cells if cell.answer == answer}
        mean = (share["hq"] * size["hq"] + share["field"] * size["field"]) / (size["hq"] + size["field"])
        assert share[None] == pytest.approx(mean, rel=1e-12)


def test_a_share_of_nobody_rests_on_kish():
    """R6: where V = 0 the interval is Wilson's on Kish's effective n, times (N - 1)/(N - n) with a register."""
    values = [1, 2, 3, 4, 5, 6]
    rows = [one("no", f"E{n:03}") for n in range(6)]

    alone = gaps(weighed(rows, values), by=None)[None]
    framed = gaps(weighed(rows, values, register(20)), by=None)[None]

    size = kish_effective_n(values)
    assert (alone.share, alone.weighted.se, alone.weighted.n_effective) == (0, 0, pytest.approx(size))
    assert framed.weighted.n_effective == pytest.approx(size * 19 / 14)
    assert framed.interval == pytest.approx(tuple(wilson(0, size * 19 / 14)))


def test_a_census_is_a_point_at_the_weighted_share():
    """R6: where every entity of the frame responded there is nothing left to chance, weighted or not."""
    rows = [one("yes" if n < 3 else "no", f"E{n:03}") for n in range(8)]
    gap = gaps(weighed(rows, range(1, 9), register(8)), by=None)[None]

    assert (gap.method, gap.interval) == ("census", (6 / 36, 6 / 36))


def test_a_group_of_one_has_an_interval():
    """One respondent without a register: V cannot vary, Kish's n is 1, and nothing is NaN."""
    gap = gaps(weighed([one("yes", "E1")], [2.5]), by=None)[None]

    assert (gap.share, gap.weighted.n_effective) == (1, 1)
    assert gap.interval == pytest.approx(tuple(wilson(1, 1)))


def test_who_has_no_weight_counts_nothing_in_weighted_shares():
    """Unusable and zero weights are counted and leave the weighted share; n of N stays what it was."""
    rows = [one("yes", "E1"), one("no", "E2"), one("no", "E3"), one("yes", "E4")]
    survey = weighed(rows, [1, 3, np.nan, 0])
    weights = make_weights(survey, FW, "w")
    gap = gaps(survey, by=None)[None]

    assert (gap.share, gap.numerator, gap.denominator) == (0.25, 2, 4)
    assert (weights.respondents, weights.without, weights.zero, weights.low, weights.high) == (4, 1, 1, 1, 3)
    assert weights.effective_n == pytest.approx(1.6)


def test_a_base_without_weight_says_so():
    """A group in which nobody has a weight has no weighted share, with the reason."""
    rows = [one("yes", "E000"), one("no", "E001"), one("no", "E002")]
    frame = Register(
        tuple(Entity(f"E{n:03}", "", groups={"level": "hq" if n else "field"}) for n in range(5)),
        ("level",), "register.csv", "1" * 64,
    )  # fmt: skip
    gap = gaps(weighed(rows, [0, 1, 1], frame))["field"]

    assert (gap.share, gap.interval, gap.weighted.unweighted_share) == (None, None, 1)
    assert "weight above 0" in gap.interval_why


def test_the_base_frame_has_no_weighted_share():
    """Who did not respond has no weight: the base `frame` is refused in words, its count stays."""
    gap = gaps(sample(), by=None, base="frame")[None]

    assert gap.share is None
    assert "did not respond" in gap.weighted.why


def test_a_benchmark_is_judged_by_the_weighted_share():
    """What a published figure is compared with is the share that is shown."""
    fw = framework(findings=(replace(F, benchmark=Benchmark("most", over="0.5")),))
    survey = weighed([one("yes", "E1"), one("no", "E2"), one("no", "E3")], [8, 1, 1], fw=fw)

    assert find_gaps(survey, fw).findings[0].holds is False
    assert gaps(survey, by=None, fw=fw)[None].holds is True


def test_instances_carry_the_weight_of_their_entity():
    """A finding on instances weighs each by its entity, and has no interval (R6)."""
    fw = framework(findings=(replace(F, unit=Unit.INSTANCE),))
    rows = [one("yes", "E1"), one("no", "E2")]
    gap = gaps(weighed(rows, [3, 1], fw=fw), by=None, fw=fw)[None]

    assert (gap.share, gap.interval) == (0.75, None)
    assert "not independent" in gap.interval_why


# --- to the register -------------------------------------------------------------------------------------------------


def frame_of(**counts):
    """Return a register with so many entities of each level."""
    levels = [level for level, count in counts.items() for _ in range(count)]
    entities = tuple(
        Entity(f"E{n:03}", "", groups={"level": level} if level != "none" else {}) for n, level in enumerate(levels)
    )
    return Register(entities, ("level",), "register.csv", "1" * 64)


def responding(frame, numbers):
    """Return a survey in which these members of a register answered, every second one yes."""
    rows = [one("yes" if n % 2 else "no", f"E{n:03}") for n in numbers]
    return world(rows, frame, FW)


@pytest.mark.parametrize("rule", [WeightRule(post_stratify=("level",)), WeightRule(rake=("level",))])
def test_weights_add_up_to_the_register(rule):
    """The weights of each value's respondents add up to the register's count of it."""
    survey = responding(frame_of(hq=12, field=30), [*range(6), *range(12, 22)])
    values = weights_of(survey, FW, rule).values

    assert (values[:6].sum(), values[6:].sum()) == pytest.approx((12, 30))


def test_who_has_no_value_is_a_cell_of_its_own():
    """Members and respondents of no value of the group are weighted to each other."""
    survey = responding(frame_of(hq=10, none=10), [*range(10), *range(10, 15)])

    assert make_weights(survey, FW, post_stratify=["level"]).values.tolist() == [1] * 10 + [2] * 5


CANNOT = (
    (responding(frame_of(hq=12, field=30), [*range(4), *range(12, 22)]), "4 of 12 of level Headquarters responded", "--rake"),
    (responding(frame_of(hq=12, field=30), range(12, 22)), "0 of 12 of level Headquarters", "--rake"),
    (replace(responding(frame_of(hq=9), range(9)), register=None), "there is no register", "--register"),
    (
        replace(responding(frame_of(hq=9, field=9), range(18)), register=frame_of(hq=9, field=3)),
        "the register holds 3 of level Field, and 9 responded",
        "complete the register",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("survey", "what", "how"), CANNOT)
def test_weights_to_the_register_are_refused_in_words(survey, what, how):
    """Cells under five, nobody in a cell, no register and a frame smaller than its respondents: what, and what to do."""
    with pytest.raises(RequestError) as refused:
        make_weights(survey, FW, post_stratify=["level"])

    assert what in str(refused.value)
    assert how in str(refused.value)
    assert {problem.code.id for problem in refused.value.problems} == {"weight-totals"}


def test_a_group_that_the_register_does_not_know_is_refused():
    """Weights to a choice of the questionnaire have no counts to add up to."""
    with pytest.raises(RequestError, match="the register does not know plain"):
        make_weights(responding(frame_of(hq=9), range(9)), FW, rake=["plain"])


def test_margins_that_cannot_be_met_together_are_refused():
    """Raking that does not converge ends with the reason, and no NaN."""
    groups = (LEVELS, Group("kind", "Kind", register="kind"))
    fw = framework(findings=(F,), groups=groups)
    members = [("hq", "x"), ("hq", "x"), ("field", "y"), ("hq", "y"), ("hq", "y"), ("field", "x")]
    entities = tuple(Entity(f"E{n}", "", groups={"level": a, "kind": b}) for n, (a, b) in enumerate(members))
    frame = Register(entities, ("level", "kind"), "register.csv", "1" * 64)
    survey = world([one("yes", f"E{n}") for n in (0, 2)], frame, fw)

    with pytest.raises(RequestError, match="cannot be met together"):
        make_weights(survey, fw, rake=["level", "kind"])


# --- names, and weights that are none --------------------------------------------------------------------------------


def test_a_column_is_named_by_header_letter_or_question():
    """`--weight` takes the header, however it is spelt, the letter, or the id of a number question."""
    fw = framework((*FW.questions, number("staff", None)), (F,))
    survey = weighed(
        [one("yes", "E1") | {"staff": 4}, one("no", "E2") | {"staff": 1}], [3, 1], fw=fw, header="My weight"
    )

    for name in ("My weight", "my WEIGHT", "z"):
        assert make_weights(survey, fw, name).values.tolist() == [3, 1]
    assert make_weights(survey, fw, "staff").values.tolist() == [4, 1]


@pytest.mark.parametrize(
    ("values", "code"), [([0, 0], "weight-none"), ([np.nan, np.nan], "weight-none"), ([1e-9, 1e9], "weight-range")]
)
def test_weights_that_cannot_weigh_are_refused(values, code):
    """All zero, none at all, or too far apart for exact sums: refused, with the reason."""
    with pytest.raises(RequestError) as refused:
        make_weights(weighed([one("yes", "E1"), one("no", "E2")], values), FW, "w")

    assert refused.value.problems[0].code.id == code


def test_a_name_that_is_no_weight_is_refused():
    """An unknown name lists what there is; a wave without weights says how to get them; two of a name want a letter."""
    survey = weighed([one("yes", "E1")], [1])
    with pytest.raises(RequestError, match="no weight 'v'"):
        make_weights(survey, FW, "v")
    with pytest.raises(RequestError, match="role weight in a --mapping file"):
        make_weights(replace(survey, weights=()), FW, "w")
    with pytest.raises(RequestError, match="by its letter: Z, AA"):
        make_weights(replace(survey, weights=(*survey.weights, RowWeights("w", "AA", np.ones(1)))), FW, "w")
    with pytest.raises(RequestError, match="one source"):
        make_weights(survey, FW, "w", rake=["level"])
    with pytest.raises(RequestError, match="no column or group"):
        make_weights(survey, FW, "")
    with pytest.raises(RequestError, match="no column or group"):
        make_weights(survey, FW, rake=[])
    assert make_weights(survey, FW) is None


def test_a_lonely_cluster_has_no_interval():
    """A stratum of which one cluster was drawn shows no variation: no standard error, with the reason."""
    fw = framework(findings=(F,), weighting={"drawn": WeightRule("w", strata="level")})
    frame = frame_of(hq=10, field=10)
    rows = [one("yes", "E000"), one("no", "E010"), one("yes", "E011")]
    gap = gaps(weighed(rows, [1, 2, 3], frame, fw), by=None, fw=fw, weights="drawn")[None]

    assert gap.share == pytest.approx(4 / 6)
    assert (gap.interval, gap.weighted.se) == (None, None)
    assert "single cluster" in gap.interval_why
