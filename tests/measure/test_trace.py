"""Where numbers come from: the cells of a finding, and the sums behind a score (rules R3 and R4)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from gap_worlds import FINDINGS, framework, sampled, world
from score_builders import YES_PARTLY_NO, choice, multi, node, number
from score_builders import framework as tree
from score_builders import survey as answers

from civicmap.framework.evaluate import Verdict
from civicmap.framework.types import (
    Aggregate,
    Instances,
    Level,
    Missing,
    Points,
    QuestionType,
    RollUp,
    Treatment,
    Unit,
)
from civicmap.measure.contributions import explain
from civicmap.measure.findings import find_gaps
from civicmap.measure.score import score
from civicmap.measure.trace import answer_text, trace
from civicmap.model import AnswerState, Source

FW = framework()
SOURCE = Source("survey.xlsx", "0" * 64, "plain", "", None, "Responses", 1, 9)


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda f: f.id)
def test_what_is_traced_is_what_is_counted(finding):
    """The verdicts that `explain` lists are those that the share and the gap count."""
    made = sampled(seed=3)
    gap = find_gaps(made, FW, only=[finding.id]).findings[0]
    says = Counter(one.verdict for one in trace(made, FW, finding))

    assert says[Verdict.HAS] == gap.numerator
    assert says.total() == gap.bases.respondents
    if gap.gap_numerator is not None:
        assert says[Verdict.LACKS] == gap.gap_numerator


def test_each_cell_has_its_address():
    """Every entity is listed with file, sheet and cell of each question read, and with what the cell was taken for."""
    made = world([{"entity": "E1", "a": "no", "b": "yes"}, {"entity": "E2", "a": "yes", "b": AnswerState.BLANK}])
    made = replace(made, sources=(SOURCE,), cells={"a": ("C",), "b": ("F",)})

    traced = trace(made, FW, FW.finding("any"))

    assert [(one.entity.id, one.verdict) for one in traced] == [("E1", Verdict.HAS), ("E2", Verdict.HAS)]
    assert [(cell.question, cell.address, cell.answer) for one in traced for cell in one.cells] == [
        ("a", "survey.xlsx!Responses!C2", "no"),
        ("b", "survey.xlsx!Responses!F2", "yes"),
        ("a", "survey.xlsx!Responses!C3", "yes"),
        ("b", "survey.xlsx!Responses!F3", "blank"),
    ]


def test_options_in_columns_of_their_own_are_a_range():
    """A multiple choice with a column for each option is named from its first cell to its last."""
    made = replace(world([{"entity": "E1", "m": ["x"]}]), sources=(SOURCE,), cells={"m": ("D", "E", "G")})

    (one,) = trace(made, FW, FW.finding("ticked"))

    assert [cell.address for cell in one.cells] == ["survey.xlsx!Responses!D2:G2"]


def test_every_kind_of_cell_is_told_in_words():
    """Labels, ticked options, numbers, dates and states are shown as they were understood."""
    fw = framework(
        (
            choice("c"),
            multi("m", {"x": 1, "y": 1}, "sum"),
            number("n", Points()),
            number("d", Points(), QuestionType.DATE),
        ),
        (),
    )
    rows = [
        {"entity": "1", "c": "yes", "m": ["x", "y"], "n": 3.0, "d": date(2019, 5, 31).toordinal()},
        {"entity": "2", "c": AnswerState.NOT_ASKED, "m": [], "n": 2.5, "d": AnswerState.CLOSED},
    ]
    made = world(rows, fw=fw)

    told = [[answer_text(made, question, row) for question in fw.questions] for row in (0, 1)]

    assert told == [["yes", "x; y", "3", "2019-05-31"], ["not asked", "no option", "2.5", "closed"]]


# --- scores ---------------------------------------------------------------------------------------------------------

QUESTIONS = (
    choice("a", weight=2.0),
    choice("b"),
    choice("c", YES_PARTLY_NO | {"never": -20.0}),
    multi("m", {"x": 30, "y": 50}, "sum"),
)
PILLARS = {"p": ["a", "b"], "q": ["c", "m"]}
ROWS = [
    {"entity": "1", "a": "yes", "b": "partly", "c": "never", "m": ["x", "y"]},
    {"entity": "2", "a": "unsure", "b": AnswerState.BLANK, "c": "no", "m": ["y"]},
    {"entity": "3", "a": AnswerState.NOT_APPLICABLE, "b": "partly", "c": AnswerState.CLOSED},
]


@pytest.mark.parametrize("name", ["p", "q", "overall"])
@pytest.mark.parametrize("entity", range(3))
def test_what_answers_add_is_the_score(name, entity):
    """The parts of the weight add up to 1, and what the answers add to the score, at any level."""
    fw = tree(QUESTIONS, PILLARS)
    made = answers(fw, ROWS)

    found = explain(made, fw, entity, fw.node(name))

    assert sum(part.part or 0 for part in found.parts) == pytest.approx(1)
    assert sum(part.adds or 0 for part in found.parts) == pytest.approx(found.score)
    assert found.score == score(made, fw).nodes[name].score[entity]


def test_silence_adds_nothing_and_is_still_listed():
    """R4: what leaves the mean has no points and no weight; don't know has both."""
    fw = tree(QUESTIONS, PILLARS)
    found = explain(answers(fw, ROWS), fw, 1, fw.node("p"))

    assert [(part.question, part.answer, part.points, part.part, part.adds) for part in found.parts] == [
        ("a", "Unsure", 0, 1, 0),
        ("b", "blank", None, None, None),
    ]


def test_what_is_no_sum_is_not_told_as_one():
    """A geometric mean has answers with points, and no parts that add up."""
    fw = tree(QUESTIONS, PILLARS, settings={"p_i": {"aggregate": Aggregate.GEOMETRIC}})
    found = explain(answers(fw, ROWS), fw, 0, fw.node("p"))

    assert [(part.points, part.part, part.adds) for part in found.parts] == [(100, None, None), (50, None, None)]


def test_the_lowest_has_all_the_weight():
    """Where the lowest counts, it adds the whole score and the others nothing."""
    fw = tree(QUESTIONS, PILLARS, settings={"p_i": {"aggregate": Aggregate.MIN}})
    found = explain(answers(fw, ROWS), fw, 0, fw.node("p"))

    assert [(part.points, part.part, part.adds) for part in found.parts] == [(100, 0, 0), (50, 1, 50)]


def test_a_share_of_accepted_answers_adds_up():
    """R4: where a node is the share of accepted answers, each of them is worth 100 and the others nothing."""
    fw = tree(QUESTIONS, PILLARS, settings={"p": {"aggregate": Aggregate.SHARE, "accepted": ("yes",)}})
    found = explain(answers(fw, ROWS), fw, 0, fw.node("p"))

    assert [part.points for part in found.parts] == [100, 0]
    assert sum(part.adds for part in found.parts) == pytest.approx(found.score)


@pytest.mark.parametrize("at", ["question", "indicator", "dimension", "pillar", "overall"])
@pytest.mark.parametrize("base", [{}, {"": 4.0}])
@pytest.mark.parametrize("by", list(RollUp))
def test_what_instances_add_is_the_score(at, base, by):
    """R4: instances become one by a rule, and what their answers add is the score, at any level, with weights."""
    fw = tree(QUESTIONS, PILLARS, instances=Instances(("policy",), "blank", at, by, base))
    rows = [dict(row, entity="1", instance=name) for row, name in zip(ROWS, "xyz", strict=True)]
    made = answers(fw, rows)

    for name in ("p_i", "p", "q", "overall"):
        found = explain(made, fw, 0, fw.node(name))
        assert sum(part.adds or 0 for part in found.parts) == pytest.approx(found.score)


@pytest.mark.parametrize("at", ["question", "indicator", "dimension", "pillar", "overall"])
@pytest.mark.parametrize("base", [{}, {"": 4.0}])
def test_what_divided_instances_add_is_the_score(at, base):
    """R4: instances of one answer first become one, and what their answers add is still the score."""
    kind = choice("kind", {"head": None, "branch": None}, points=Points())
    instances = Instances(("policy",), "blank", at, RollUp.MEAN, base, "kind")
    fw = tree((*QUESTIONS, kind), PILLARS, instances=instances)
    kinds = ("branch", "head", "branch")
    rows = [dict(row, entity="1", instance=n, kind=k) for row, n, k in zip(ROWS, "xyz", kinds, strict=True)]
    made = answers(fw, rows)

    for name in ("p_i", "p", "q", "overall"):
        found = explain(made, fw, 0, fw.node(name))
        assert sum(part.adds or 0 for part in found.parts) == pytest.approx(found.score)


def test_the_best_instance_has_all_the_weight():
    """Where the best instance counts, it adds the whole score; the others are listed with their points."""
    fw = tree((choice("a"),), instances=Instances(("policy",), "blank", "indicator", RollUp.BEST))
    made = answers(fw, [{"entity": "1", "instance": "x", "a": "no"}, {"entity": "1", "instance": "y", "a": "yes"}])

    found = explain(made, fw, 0, fw.node("p"))

    assert [(part.instance, part.points, part.adds) for part in found.parts] == [("x", 0, 0), ("y", 100, 100)]
    assert found.score == 100


def test_a_composite_that_treats_silence_its_own_way_adds_up():
    """R4: a composite's own treatment reaches into its members, whose weight then counts there and not by themselves."""
    composite = node("c", Level.COMPOSITE, ("p_i", "q_i"), missing=Missing(blank=Treatment.ZERO))
    fw = tree((choice("a"), choice("b")), {"p": ["a"], "q": ["b"]}, composites=(composite,))

    found = explain(answers(fw, [{"entity": "1", "a": "yes", "b": AnswerState.BLANK}]), fw, 0, fw.node("c"))

    assert [(part.points, part.part, part.adds) for part in found.parts] == [(100, 0.5, 50), (0, 0.5, 0)]
    assert found.score == 50


def test_pooled_cells_are_traced_question_by_question():
    """A finding over cells lists each entity once for each question."""
    traced = trace(world([{"entity": "1", "a": "yes", "b": "no"}]), FW, FW.finding("cells"))

    assert FW.finding("cells").unit is Unit.CELL
    assert [(one.question, one.verdict) for one in traced] == [("a", Verdict.HAS), ("b", Verdict.LACKS)]
