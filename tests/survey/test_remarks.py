"""What stands beside answers is kept with its question and counts for nothing; credit without evidence is flagged or refused."""

from __future__ import annotations

import pytest

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.measure.trace import beside
from civicmap.model import AnswerState
from civicmap.survey.ingest import read, read_survey
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: remarks
version: "1"
title: Remarks
language: en
entity: {question: code}
stages: {own: Own word, review: Desk review}
EVIDENCE
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, partly: {label: Partly, points: 50}, no: {label: "No", points: 0}}}
  routes: {multi: count, answers: {court: {label: Court}, none: {label: None of these, exclusive: true}}}
profile: {who: {questions: {code: {text: Code, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    plan: {text: Is there a plan?, scale: plan},
    routes: {text: Which routes?, scale: routes},
    secret: {text: A secret?, scale: plan, tier: confidential, evidence: none},
    after: {text: What then?, scale: plan, asked_if: {plan: [yes, partly]}, evidence: none},
    link: {text: Where?, type: text}}}}}}}
"""


@pytest.fixture
def framework(text_file):
    """Return a function that loads the framework with a rule on evidence."""
    return lambda rule="": load_framework(text_file(FRAMEWORK.replace("EVIDENCE", rule), f"f{len(rule)}.yaml"))


def said(survey, fw, question, entity=0):
    """Return what stands beside a question."""
    return [(one.kind, one.text, one.address) for one in beside(survey, fw.question(question), entity)]


def test_four_kinds_of_remarks_stand_beside_a_question(workbook, framework):
    """Comment, evidence, page and confidence are known by their headers, kept with their cells, and answer nothing."""
    fw = framework()
    table = """
    | code | plan | plan comment | Is there a plan? - evidence | plan (page) | plan confidence | secret | secret comment |
    |---|---|---|---|---|---|---|---|
    | A | Yes | as of May | https://example.org | 12 | high | No | hush |
    | B | | later | | | | | |
    """
    survey = read_survey(workbook(table, "s.csv"), fw)

    assert said(survey, fw, "plan") == [
        ("comment", "as of May", "s.csv!C2"),
        ("evidence", "https://example.org", "s.csv!D2"),
        ("page", "12", "s.csv!E2"),
        ("confidence", "high", "s.csv!F2"),
    ]
    assert said(survey, fw, "plan", 1) == [("comment", "later", "s.csv!C3")]
    assert survey.cells["plan"] == ("B",)
    # Beside a confidential question it is only said that there is something.
    assert said(survey, fw, "secret") == [("comment", "given", "s.csv!H2")]


def test_a_long_table_has_columns_of_remarks(workbook, text_file, framework):
    """In a row for each answer, page and confidence are columns like comment and evidence."""
    fw = framework()
    text = "long: {entity: Body, question: Asked, answer: Given, page: At, confidence: Sure}\n"
    mapping = load_mapping(text_file(text, "long.yaml"), fw)
    table = "| Body | Asked | Given | At | Sure |\n|---|---|---|---|---|\n| A | plan | Yes | 7 | low |\n| A | secret | No | | |"
    survey = read([workbook(table, "l.csv")], fw, options=ReadOptions(mapping=mapping)).waves[0].survey

    assert said(survey, fw, "plan") == [("page", "7", "l.csv!D2"), ("confidence", "low", "l.csv!E2")]


def test_the_last_remark_of_all_stages_is_shown(workbook, framework):
    """A later stage's comment stands in place of an earlier one; what it leaves blank stays."""
    fw = framework()
    table = """
    | code | stage | plan | plan comment | plan evidence |
    |---|---|---|---|---|
    | A | own | Yes | in force | annex 1 |
    | A | Desk review | | not seen | |
    """
    survey = read_survey(workbook(table, "s.csv"), fw)

    assert survey.stages == ("own", "review")
    assert said(survey, fw, "plan") == [("comment", "not seen", "s.csv!D3"), ("evidence", "annex 1", "s.csv!E2")]


TABLE = """
| code | plan | plan evidence | plan page | routes | secret | after |
|---|---|---|---|---|---|---|
| A | Yes | annex | | Court | Yes | Yes |
| B | Partly | | | None of these | Yes | No |
| C | No | | | | | |
| D | Yes | | 4 | | | |
"""


def codes(survey, question):
    """Return a question's codes."""
    return survey.block.codes[survey.code_row(question)].tolist()


def test_credit_without_evidence_is_flagged(workbook, framework):
    """With `flag` an answer worth points beside which neither evidence nor page stands is a warning, and counts."""
    fw = framework("evidence: flag")
    survey = read_survey(workbook(TABLE, "s.csv"), fw)

    found = [(p.where, p.count) for p in survey.problems if p.code is Code.EVIDENCE_MISSING]
    assert found == [("s.csv!B3", 1), ("s.csv!E2", 1)]
    assert codes(survey, "plan") == codes(read_survey(workbook(TABLE, "s.csv"), framework()), "plan")


def test_credit_without_evidence_is_refused(workbook, framework):
    """With `refuse` it is under review: it earns nothing, closes nothing behind it, and is named with its cell."""
    fw = framework("evidence: refuse")
    survey = read_survey(workbook(TABLE, "s.csv"), fw)

    found = [(p.where, p.count) for p in survey.problems if p.code is Code.EVIDENCE_REFUSED]
    assert found == [("s.csv!B3", 1), ("s.csv!E2", 1)]
    review = AnswerState.UNDER_REVIEW
    assert [code == review for code in codes(survey, "plan")] == [False, True, False, False]
    assert [code == review for code in codes(survey, "routes")] == [True, False, False, False]
    assert review not in codes(survey, "secret")
    assert not survey.block.ticks[:, 0].any()


def test_evidence_of_any_stage_backs_an_answer(workbook, framework):
    """A link that the entity gave backs the value that the reviewer set."""
    fw = framework("evidence: refuse")
    table = """
    | code | stage | plan | plan evidence |
    |---|---|---|---|
    | A | own | Yes | annex |
    | A | review | Partly | |
    | B | own | Yes | |
    | B | review | Partly | |
    """
    survey = read_survey(workbook(table, "s.csv"), fw)

    assert [p.where for p in survey.problems if p.code is Code.EVIDENCE_REFUSED] == ["s.csv!C5"]


def test_no_rule_asks_for_no_evidence(workbook, framework):
    """Without the key nothing is said of evidence."""
    survey = read_survey(workbook(TABLE, "s.csv"), framework())

    assert not {Code.EVIDENCE_MISSING, Code.EVIDENCE_REFUSED} & {problem.code for problem in survey.problems}
