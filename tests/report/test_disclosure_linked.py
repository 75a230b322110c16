"""An attacker made of the published JSON and of the framework alone, against the numbers of a whole report together."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from civicmap.framework.load import load_framework
from civicmap.report.build import build_report
from civicmap.report.render import render
from civicmap.survey.ingest import read_survey

THRESHOLD = 5
ANSWERS = ("yes", "partly", "no", "dk", "")
FRAMEWORK = """
civicmap: 1
id: linked
version: "1"
title: Linked
language: en
entity: {question: who}
scales:
  yn:
    answers:
      yes: {label: "Yes", points: 100}
      partly: {label: Partly, points: 50}
      no: {label: "No", points: 0}
      dk: {label: "Don't know", state: dont_know}
  part: {answers: {north: {label: North}, south: {label: South}, east: {label: East}}}
profile: {about: {questions: {who: {text: Who, type: text}, where: {text: Where, scale: part}}}}
groups: {part: {title: Part, question: where}}
pillars:
  voice:
    title: Voice
    dimensions:
      d:
        title: D
        indicators:
          V1: {title: A, questions: {a: {text: First question, scale: yn}}}
          V2: {title: B, questions: {b: {text: Second question, scale: yn}}}
findings:
  strict: {share: {a: yes}, base: respondents}
  wide: {share: {a: [yes, partly]}, base: respondents}
  both: {share: {a: yes, b: yes}, base: respondents}
  other: {share: {b: yes}, base: respondents}
"""
# How each finding reads an entity's two answers: the attacker's own knowledge of the framework.
READINGS = {
    "strict": lambda a, _b: a == "yes",
    "wide": lambda a, _b: a in {"yes", "partly"},
    "both": lambda a, b: a == b == "yes",
    "other": lambda _a, b: b == "yes",
}
KINDS = list(itertools.product(ANSWERS, ANSWERS))
PARTS = ("north", "south", "east", None)
SECRETS = {
    **READINGS,
    "between": lambda a, _b: a == "partly",
    "strict_not_both": lambda a, b: a == "yes" and b != "yes",
    "other_not_both": lambda a, b: b == "yes" and a != "yes",
    "neither": lambda a, _b: a == "partly",
}


def _row(reading, part):
    """Return the weights of a count over parts x kinds of entities; all parts for everyone."""
    return np.array([float(reading(*kind) and part in (own, "everyone")) for own in PARTS for kind in KINDS])


def _known(shown):
    """Return the rows and values of all that the public report says of who answered what."""
    rows, values = [], []

    def tell(reading, part, value):
        if value is not None:
            rows.append(_row(reading, part))
            values.append(float(value))

    for response in shown["responses"]:
        tell(lambda _a, _b: True, _part(response["group"]), response["responded"])
    for finding in shown["findings"]:
        reading = READINGS[finding["id"]]
        for share in finding["shares"]:
            tell(reading, _part(share["group"]), share["numerator"])
        everyone = finding["shares"][0]
        if finding["id"] in {"strict", "wide"}:
            tell(lambda a, _b: a == "no", "everyone", everyone["gap_numerator"])
            if everyone["counts"] is not None:
                tell(lambda a, _b: a == "dk", "everyone", everyone["counts"]["dont_know"])
    return np.array(rows), np.array(values)


def _part(group):
    return "everyone" if group["by"] is None else group["value"]


def _candidates(rows, values, secret, total):
    """Return how many values an integer program leaves a count, counted up to the threshold."""
    size = rows.shape[1]

    def solve(cost, more=None):
        matrix = rows if more is None else np.vstack([rows, secret])
        wanted = values if more is None else np.append(values, more)
        return milp(
            cost,
            integrality=np.ones(size),
            bounds=Bounds(np.zeros(size), np.full(size, float(total))),
            constraints=LinearConstraint(matrix, wanted - 1e-6, wanted + 1e-6),
        )

    low, high = round(solve(secret).fun), round(-solve(-secret).fun)
    found = 0
    for value in range(low, high + 1):
        found += solve(np.zeros(size), value).x is not None
        if found == THRESHOLD:
            break
    return found


@pytest.fixture
def linked(tmp_path):
    """Return the framework of this module."""
    (tmp_path / "linked.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return load_framework(tmp_path / "linked.yaml")


ENTITIES = st.lists(
    st.tuples(st.sampled_from(["North", "South", "East", "North", "South", ""]), st.sampled_from(KINDS)),
    min_size=1,
    max_size=60,
)
WORDS = {"yes": "Yes", "partly": "Partly", "no": "No", "dk": "Don't know", "": ""}


def _publish(entities, workbook, framework):
    lines = [f"| Unit-{n:03} | {part} | {WORDS[a]} | {WORDS[b]} |" for n, (part, (a, b)) in enumerate(entities)]
    head = "| who | where | a | b |\n| - | - | - | - |\n"
    survey = read_survey([workbook(head + "\n".join(lines))], framework)
    return json.loads(render(build_report(survey, framework, by="part"), "json"))


def _attack(entities, shown):
    """Try every small count that the reader could ask for; return those narrowed further than they must be."""
    heard = [(part.lower() or None, kind) for part, kind in entities if part or any(kind)]
    if not shown["responses"][0]["responded"]:
        return []
    rows, values = _known(shown)
    if not len(rows):
        return []
    listed = [_part(response["group"]) for response in shown["responses"]]
    sizes = {_part(response["group"]): response["responded"] for response in shown["responses"]}
    least, found = rows[:0], []
    # What must be known even if every share were withheld: who responded.
    keep = [place for place in range(len(listed)) if sizes[listed[place]] is not None]
    bare = (rows[: len(keep)], values[: len(keep)])
    del least
    for name, reading in SECRETS.items():
        for part in listed:
            count = sum(reading(*kind) for own, kind in heard if part in (own, "everyone"))
            if 0 < count < THRESHOLD:
                secret = _row(reading, part)
                left = _candidates(rows, values, secret, len(entities))
                if left < THRESHOLD and left < _candidates(*bare, secret, len(entities)):
                    found.append((name, part, count, left))
    return found


@settings(deadline=None, max_examples=12)
@given(entities=ENTITIES)
def test_an_attacker_of_the_whole_report_finds_no_small_count(entities, tmp_path_factory):
    """R8: from all published numbers, each small count, and each small difference of two findings, keeps five values."""
    folder = tmp_path_factory.mktemp("linked")
    (folder / "linked.yaml").write_text(FRAMEWORK, encoding="utf-8")
    framework = load_framework(folder / "linked.yaml")
    head = "who,where,a,b\n"
    lines = [f"Unit-{n:03},{part},{WORDS[a]},{WORDS[b]}" for n, (part, (a, b)) in enumerate(entities)]
    (folder / "survey.csv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    shown = json.loads(
        render(build_report(read_survey([folder / "survey.csv"], framework), framework, by="part"), "json")
    )

    assert _attack(entities, shown) == []


def test_a_small_difference_of_two_findings_is_not_told(linked, workbook):
    """R8: where one finding holds all that another does and two entities more, one of the two is withheld."""
    entities = [("North", ("yes", "no"))] * 20 + [("North", ("partly", "no"))] * 2 + [("North", ("no", "yes"))] * 20
    shown = _publish(entities, workbook, linked)
    totals = {each["id"]: each["shares"][0]["numerator"] for each in shown["findings"]}

    assert None in (totals["strict"], totals["wide"])
    assert _attack(entities, shown) == []


def test_none_and_all_of_a_small_group_are_withheld(linked, workbook):
    """R8: that none of seven has it says as much of each as a small count does; of forty it may be said."""
    entities = [("South", ("no", "no"))] * 7 + [("North", ("yes", "no"))] * 20 + [("North", ("no", "yes"))] * 20
    shown = _publish(entities, workbook, linked)
    strict = {_part(share["group"]): share for share in shown["findings"][0]["shares"]}

    assert strict["south"]["withheld"]
    assert strict["north"]["withheld"]
    assert strict["everyone"]["numerator"] == 20


def test_a_report_that_hides_nothing_passes(linked, workbook):
    """R8: the assessment says pass and names no reason where no count is small."""
    kinds = [("yes", "yes"), ("yes", "no"), ("no", "yes"), ("no", "no"), ("partly", "no"), ("partly", "partly")]
    entities = [(part, kind) for part in ("North", "South") for kind in kinds for _ in range(12)]
    shown = _publish(entities, workbook, linked)

    assert shown["disclosure"] == {"assessment": "pass", "threshold": 5, "hidden": 0, "reasons": [], "exceptions": []}
