"""What each review stage changed: counted against a loop over the cells, with its base."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.framework.load import load_framework
from civicmap.measure.rounds import rounds, said_by_stage
from civicmap.spreadsheet import csv_text
from civicmap.survey.ingest import read_survey

STAGES = ("own", "review", "final")
FRAMEWORK = """
civicmap: 1
id: rounds
version: "1"
title: Rounds
language: en
entity: {question: code}
stages: [own, review, final]
answers: {dont_know: {label: "Don't know", state: dont_know}}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, partly: {label: Partly, points: 50}, no: {label: "No", points: 0}}, plus: [dont_know]}
  routes: {multi: count, answers: {court: {label: Court}, phone: {label: Phone}, none: {label: None of these, exclusive: true}}}
profile: {who: {questions: {code: {text: Code, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    plan: {text: A plan?, scale: plan}, routes: {text: Routes?, scale: routes}}}}}}}
  q: {title: Q, dimensions: {e: {title: E, indicators: {J: {title: J, questions: {
    staff: {text: Staff?, type: number}, link: {text: Link?, type: text}}}}}}}
"""
ASKED = {"plan": "p", "routes": "p", "staff": "q", "link": "q"}
POINTS = {
    "plan": {"Yes": 100, "Partly": 50, "No": 0},
    "routes": {"Court": 50, "Court; Phone": 100, "None of these": 0},
}


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Return the framework, and a function that reads rows of (entity, stage) -> question -> text."""
    folder = tmp_path_factory.mktemp("rounds")
    (folder / "rounds.yaml").write_text(FRAMEWORK, encoding="utf-8")
    framework = load_framework(folder / "rounds.yaml")

    def survey(rows):
        lines = [[*key, *(cells.get(name, "") for name in ASKED)] for key, cells in rows.items()]
        path = folder / "survey.csv"
        path.write_text(csv_text(["code", "stage", *ASKED], lines), encoding="utf-8")
        return read_survey(path, framework)

    return framework, survey


def by_hand(rows, stage, questions):
    """Return (held, raised, lowered, other, confirmed, first) of a stage, cell by cell."""
    held = raised = lowered = other = confirmed = first = 0
    for entity, at in rows:
        if at != stage:
            continue
        for name in questions:
            earlier = [rows[entity, one][name] for one in STAGES[: STAGES.index(stage)]
                       if rows.get((entity, one), {}).get(name)]  # fmt: skip
            now = rows[entity, stage].get(name, "")
            held += bool(earlier)
            first += bool(now and not earlier)
            if not (now and earlier):
                continue
            points = POINTS.get(name, {})
            step = points[now] - points[earlier[-1]] if now in points and earlier[-1] in points else 0
            confirmed += now == earlier[-1]
            raised += step > 0
            lowered += step < 0
            other += now != earlier[-1] and step == 0
    return held, raised, lowered, other, confirmed, first


CELLS = st.fixed_dictionaries(
    {
        "plan": st.sampled_from(("", "Yes", "Partly", "No", "Don't know")),
        "routes": st.sampled_from(("", "Court", "Court; Phone", "None of these")),
        "staff": st.sampled_from(("", "1", "2")),
        "link": st.sampled_from(("", "here", "there")),
    }
)
ROWS = st.dictionaries(st.tuples(st.sampled_from("ABCD"), st.sampled_from(STAGES)), CELLS, min_size=1, max_size=10)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS)
def test_changes_are_those_of_a_loop_over_the_cells(bench, rows):
    """Each stage's counts, for everything, each pillar and each question, are those counted by hand; parts add up."""
    framework, survey = bench
    found = rounds(survey(rows), framework, each=True)

    assert list(dict.fromkeys(one.stage for one in found)) == [s for s in STAGES if any(k[1] == s for k in rows)]
    for one in found:
        questions = [one.question] if one.question else [q for q, p in ASKED.items() if one.pillar in (None, p)]
        counts = (one.held, one.raised, one.lowered, one.other, one.confirmed, one.first)
        assert counts == by_hand(rows, one.stage, questions)
        assert one.responses == one.entities == sum(stage == one.stage for _, stage in rows)
        assert one.changed + one.confirmed + one.left == one.held
        assert one.rate is None if not one.held else one.rate == one.changed / one.held
    for stage in {one.stage for one in found}:
        whole, *pillars = [one for one in found if one.stage == stage and one.question is None]
        assert whole.changed == sum(one.changed for one in pillars)


def test_an_unread_text_changes_nothing(bench):
    """A text that nobody can read is no value: it neither changes nor confirms, and hides nothing from the next stage."""
    framework, survey = bench
    rows = {("A", "own"): {"plan": "No"}, ("A", "review"): {"plan": "hm"}, ("A", "final"): {"plan": "Yes"}}
    review, final = [one for one in rounds(survey(rows), framework) if one.pillar is None][1:]

    assert (review.held, review.changed, review.left) == (1, 0, 1)
    assert (final.held, final.raised) == (1, 1)


def test_without_a_stage_there_is_nothing_to_count(bench, workbook):
    """A wave whose rows say no stage has no rounds, and no stage says anything of an answer."""
    framework, _ = bench
    plain = read_survey(workbook("| code | plan |\n|---|---|\n| A | Yes |", "plain.csv"), framework)

    assert rounds(plain, framework) == ()
    assert said_by_stage(plain, framework.question("plan"), 0) == ()


def test_every_stage_is_named_with_its_cell(bench):
    """What each stage says of a question, first to last, with the one that counts."""
    framework, survey = bench
    rows = {("A", "final"): {}, ("A", "review"): {"plan": "Yes"}, ("A", "own"): {"plan": "No"}}
    said = said_by_stage(survey(rows), framework.question("plan"), 0)

    assert [(one.stage, one.answer, one.address, one.counts) for one in said] == [
        ("own", "No", "survey.csv!C4", False),
        ("review", "Yes", "survey.csv!C3", True),
    ]
