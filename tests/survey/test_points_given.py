"""Numbers that are points by themselves, and rows that nobody answers for: what is wrong is named at its cell."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, Severity
from civicmap.framework.load import load_framework
from civicmap.measure.score import score
from civicmap.survey.ingest import read
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: points
version: "1"
title: Points
entity: {question: code}
instances: {key: [service]}
coverage: {answered: 0, applicable: 0}
profile: {w: {questions: {code: {text: Code, type: text}, service: {text: Service, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
    given: {text: Points given, type: number, points: value, range: [0, 2]}, staff: {text: Staff, type: number, points: {at_least: 2}, scored: false}}}}}}}
"""
MAPPING = "long: {entity: body, instance: item, question: asked, answer: said}\n"


@pytest.fixture
def framework(text_file):
    """Return the framework."""
    return load_framework(text_file(FRAMEWORK.lstrip(), "points.yaml"))


def test_a_number_beyond_its_points_is_named_and_counts_as_the_nearer_end(framework, text_file):
    """More points than a question can give, or fewer, are a warning at the first such cell; other numbers may be any."""
    path = text_file("code,service,given,staff\nA,x,3,900\nB,x,-1,5\nC,x,3,1\nD,x,1.5,0\n", "a.csv")
    found = read([path], framework, options=ReadOptions())

    said = sorted((one.where, one.count, one.severity) for one in found.problems if one.code is Code.NUMBER_OUTSIDE)
    assert said == [("a.csv!C2", 2, Severity.WARNING), ("a.csv!C3", 1, Severity.WARNING)]
    assert score(found.waves[0].survey, framework).nodes["p"].score.tolist() == [2, 0, 2, 1.5]


@pytest.mark.parametrize(
    ("table", "mapping", "row"),
    [
        ("code,service,given\nA,x,1\n,y,2\n", None, "a.csv!3"),
        ("body,item,asked,said\nA,x,given,1\n,y,given,2\n", MAPPING, "a.csv!3"),
    ],
    ids=["wide", "long"],
)
def test_an_instance_of_nobody_stops(table, mapping, row, framework, text_file):
    """An instance with an answer and without an entity is an error at its row, in a wide table and in a long one."""
    told = None if mapping is None else load_mapping(text_file(mapping, "m.yaml"), framework)
    found = read([text_file(table, "a.csv")], framework, options=ReadOptions(mapping=told))

    assert found.stops()
    assert [one.where for one in found.problems if one.code is Code.ROW_NO_ENTITY] == [row]
