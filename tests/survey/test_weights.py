"""Columns of weights: what is read, and each cell that holds none, named with what is done about it."""

from __future__ import annotations

import numpy as np
import pytest

from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read_waves

FRAMEWORK = """
civicmap: 1
id: weighed
version: "1"
title: Weighed
entity: {question: code}
instances: {key: [service]}
weighting: {design: {column: Expansion factor}}
profile: {who: {questions: {code: {text: Code?, type: text}, service: {text: Which service?, type: text}}}}
scales: {yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {open: {text: Open?, scale: yes_no}}}}}}}
"""


@pytest.fixture
def read(workbook, tmp_path):
    """Return a function that reads a table as the one wave of the framework above."""
    (tmp_path / "weighed.yaml").write_text(FRAMEWORK, encoding="utf-8")
    framework = load_framework(tmp_path / "weighed.yaml")

    def call(markdown, name="survey.csv"):
        return read_waves([workbook(markdown, name)], framework)[0].survey

    return call


def weight_problems(survey):
    """Return code id -> (where, count) of what is said of weights."""
    return {
        problem.code.id: (problem.where, problem.count)
        for problem in survey.problems
        if problem.code.id.startswith("weight-")
    }


def test_each_weight_that_is_none_is_named_with_its_cell(read):
    """Missing, unreadable, negative and zero weights are four problems at their cells; only a zero is kept as it is."""
    survey = read("""
        | code | open | weight |
        | ---- | ---- | ------ |
        | E1   | Yes  | 2.5    |
        | E2   | No   |        |
        | E3   | No   | heavy  |
        | E4   | Yes  | -1     |
        | E5   | Yes  | 0      |
        | E6   | Yes  | 1e999  |
    """)

    assert weight_problems(survey) == {
        "weight-missing": ("survey.csv!C3", 1),
        "weight-unreadable": ("survey.csv!C4", 2),
        "weight-negative": ("survey.csv!C5", 1),
        "weight-zero": ("survey.csv!C6", 1),
    }
    assert survey.weights[0].values.tolist() == pytest.approx([2.5, np.nan, np.nan, np.nan, 0, np.nan], nan_ok=True)


def test_a_problem_of_weights_says_what_is_done(read):
    """The repair says that such a row counts 0 in weighted figures until it is mended."""
    survey = read("| code | open | weight |\n| E1 | Yes | 1 |\n| E2 | No | -3 |")

    repair = next(problem.repair for problem in survey.problems if problem.code.id == "weight-negative")

    assert "counts 0 in weighted figures" in repair


def test_the_framework_may_name_the_column_of_weights(read):
    """A header under `weighting` is a column of weights, whatever it is called."""
    survey = read("| code | open | Expansion factor |\n| E1 | Yes | 3 |\n| E2 | No | 1,5 |", "survey.xlsx")

    assert [(one.header, one.letter, one.values.tolist()) for one in survey.weights] == [
        ("Expansion factor", "C", [3.0, 1.5])
    ]


def test_rows_of_an_entity_with_several_weights_have_none(read):
    """Rows of one entity that disagree are one problem at the first of them, and none of their weights is used."""
    survey = read("""
        | code | service | open | weight |
        | ---- | ------- | ---- | ------ |
        | E1   | a       | Yes  | 1      |
        | E2   | a       | Yes  | 2      |
        | E2   | b       | No   | 3      |
        | E3   | a       | Yes  | 4      |
        | E3   | b       | Yes  | 4      |
    """)

    assert weight_problems(survey) == {"weight-differs": ("survey.csv!D3", 2)}
    assert survey.weights[0].values.tolist() == pytest.approx([1, np.nan, np.nan, 4, 4], nan_ok=True)


def test_a_survey_without_weights_says_nothing_of_them(read):
    """No column of that role: no weights and no problem."""
    survey = read("| code | open |\n| E1 | Yes |")

    assert (survey.weights, weight_problems(survey)) == ((), {})
