"""Exceptions by kind, entity or answer leave both points and maximum; explain and card of several instances."""

from __future__ import annotations

import pytest

FRAMEWORK = """
civicmap: 1
id: bridges
version: "1"
title: Bridges
language: en
entity: {question: bridge}
coverage: {answered: 0.5, applicable: 0.1}
groups: {kind: {title: Kind, register: kind}, code: {title: Code, register: id}}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, no_case: {label: No case arose, state: not_applicable}}}
profile: {w: {questions: {bridge: {text: Which bridge?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    open: {text: Is it open?, scale: yn}, safe: {text: Is it safe?, scale: yn}, lit: {text: Is it lit?, scale: yn, weight: 2GATE}}}}}}}
"""
REGISTER = "id,name,kind\nB1,Old Span,road\nB2,Long Span,rail\nB3,New Span,road\n"


@pytest.fixture
def bridges(run, text_file):
    """Return a function that ingests three bridges, whose third question has a gate, and gives run."""

    def ingest(gate="", lit=("Yes", "", "No"), *more):
        text_file(FRAMEWORK.replace("GATE", f", {gate}" if gate else ""), "bridges.yaml")
        text_file(REGISTER, "register.csv")
        answers = [f"{name},Yes,No,{said}" for name, said in zip(("B1", "long span", "B3"), lit, strict=True)]
        text_file("\n".join(["bridge,open,safe,lit", *answers]) + "\n", "bridges.csv")
        ran = run("ingest", "bridges.csv", "--framework", "bridges.yaml", "--register", "register.csv", *more)
        assert ran.code == 0, ran.err
        return run

    return ingest


def score(run, entity):
    """Return score, low, high and coverage of an entity's pillar."""
    found = run("score", "--entity", entity, "--format", "json").json["entities"][0]["scores"]["p"]
    return tuple(found[name] for name in ("score", "low", "high", "coverage"))


@pytest.mark.parametrize(
    ("gate", "excepted"),
    [
        ("asked_if: {not: {code: B2}}", "B2"),
        ("asked_if: {not: {code: [B2, B7]}}", "B2"),
        ("asked_if: {kind: road}", "B2"),
    ],
)
def test_an_exception_leaves_points_and_maximum(bridges, gate, excepted):
    """R1, R4: who is excepted, alone or by kind, scores as if the question were not there, low and high too."""
    run = bridges(gate)

    assert score(run, excepted) == (50, 50, 50, 1)
    assert score(run, "B1") == (75, 75, 75, 1)
    assert score(run, "B3") == (25, 25, 25, 1)
    parts = run("explain", "--entity", excepted, "--pillar", "p", "--format", "json").json["parts"]
    lit = next(part for part in parts if part["question"] == "lit")
    assert (lit["state"], lit["points"], lit["adds"]) == ("not_asked", None, None)


def test_an_answer_may_be_the_exception(bridges):
    """R4: an answer that is not applicable leaves points and maximum."""
    assert score(bridges(lit=("Yes", "No case arose", "No")), "B2") == (50, 50, 50, 1)


def test_what_is_answered_all_the_same_counts_until_it_is_corrected(bridges, text_file):
    """R1: an answer behind an exception counts, with a warning; a correction to a state takes it out."""
    gate = "asked_if: {not: {code: B2}}"
    assert score(bridges(gate, ("Yes", "No", "No")), "B2") == (25, 25, 25, 1)

    text_file("file,cell,new,state,who,why\nbridges.csv,D3,,not_applicable,desk,no lamps by rule\n", "log.csv")
    assert score(bridges(gate, ("Yes", "No", "No"), "--corrections", "log.csv"), "B2") == (50, 50, 50, 1)


def test_one_entity_can_be_named_in_a_finding(bridges):
    """The group by id serves every condition: a base narrowed to one entity counts one."""
    run = bridges()
    found = run("crosstab", "open", "--by", "code", "--format", "json").json["findings"]

    assert {one["group"]["value"]: one["denominator"] for one in found if one["group"]["by"]} == {
        "B1": 1,
        "B2": 1,
        "B3": 1,
    }


@pytest.mark.parametrize("by", ["mean", "best", "worst"])
def test_several_instances_are_explained_one_by_one(run, text_file, by):
    """Explain lists each instance's answers, adding up to the score; the card says which instance would raise it."""
    framework = FRAMEWORK.replace("GATE", "").replace(
        "entity: {question: bridge}",
        f"entity: {{question: bridge}}\ninstances: {{key: [span], roll_up: {{at: question, by: {by}}}}}",
    )
    asked = "{text: Which bridge?, type: text}"
    text_file(framework.replace(asked, f"{asked}, span: {{text: Which span?, type: text}}"), "bridges.yaml")
    text_file("bridge,span,open,safe,lit\nB1,north,Yes,No,No\nB1,south,No,No,Yes\n", "bridges.csv")
    assert run("ingest", "bridges.csv", "--framework", "bridges.yaml").code == 0

    explained = run("explain", "--entity", "B1", "--pillar", "p", "--format", "json").json
    card = run("card", "B1", "--format", "json").json["card"]

    assert len(explained["parts"]) == 6
    assert {part["instance"] for part in explained["parts"]} == {"north", "south"}
    assert sum(part["adds"] for part in explained["parts"]) == pytest.approx(explained["score"])
    assert card["scores"][0]["score"] == explained["score"]
    assert card["raises"]
    assert {one["instance"] for one in card["raises"]} <= {"north", "south"}
    assert "(north)" in run("card", "B1").out or "(south)" in run("card", "B1").out
