"""The policies that entities list: on a sheet of their own, or in a file."""

from __future__ import annotations

import pytest

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.model import Policy
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: schools
version: "1"
title: Schools
language: en
entity: {question: school, headers: [School code]}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {school: {text: School, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {S1: {title: Safe ways to school, questions: {safe_ways: {text: Is there a plan?, scale: plan}}}}}}}
"""
BOOK = """
## Responses
| School code | safe_ways |
|---|---|
| A | Yes |
| B | No |
## Policies
| School code | topic | title | year | link | public | own |
|---|---|---|---|---|---|---|
| A | S1 | Plan on safe ways | 2018 | example.org/plan | yes | no |
| a. | Safe ways to school | Annex =1+1 | adopted | | | yes |
| B | safe_wayz | Draft | | | No | |
| Z | safe_ways | Other | 2020-05-01 | | | |
"""
LISTED = (
    Policy("A", "S1", "Plan on safe ways", 2018, "example.org/plan", public=True, own=False),
    Policy("A", "S1", "Annex =1+1", None, "", public=None, own=True),
    Policy("B", "safe_wayz", "Draft", None, "", public=False, own=None),
    Policy("Z", "S1", "Other", 2020, "", public=None, own=None),
)


@pytest.fixture
def framework(text_file):
    """Return a framework with one indicator."""
    return load_framework(text_file(FRAMEWORK, "schools.yaml"))


def test_a_sheet_of_policies_is_read_beside_the_responses(framework, workbook):
    """Topics are found by id and title, entities in any spelling; what fits nothing is named and kept."""
    reading = read([workbook(BOOK)], framework, options=ReadOptions())

    assert reading.sources[0].sheet == "Responses"
    assert reading.waves[0].raw.policies == LISTED
    assert [(problem.code, problem.where) for problem in reading.problems] == [
        (Code.POLICY_YEAR, "survey.xlsx!Policies!D3"),
        (Code.POLICY_TOPIC, "survey.xlsx!Policies!4"),
        (Code.POLICY_NO_ENTITY, "survey.xlsx!Policies!5"),
    ]
    assert "did you mean 'safe_ways'" in reading.problems[1].message


def test_a_file_of_policies_says_the_same(framework, workbook):
    """A file named with --policies is read as a sheet is."""
    responses, policies = BOOK.split("## Policies")
    options = ReadOptions(policies=workbook(policies, "policies.csv"))

    reading = read([workbook(responses)], framework, options=options)

    assert reading.waves[0].raw.policies == LISTED
    assert reading.problems[0].where == "policies.csv!D3"


def test_a_list_without_the_needed_columns_is_named(framework, workbook):
    """A list that says no entity or title cannot be used, and says which column it lacks."""
    responses, _ = BOOK.split("## Policies")
    options = ReadOptions(policies=workbook("| topic | year |\n|---|---|\n| S1 | 2018 |", "policies.csv"))

    codes = [problem.code for problem in read([workbook(responses)], framework, options=options).problems]

    assert codes.count(Code.POLICY_COLUMN) == 2
