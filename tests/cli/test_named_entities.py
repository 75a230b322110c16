"""Entities by name in reports: those inside see each with its scores; the public only where rule R8 lets it."""

from __future__ import annotations

from pathlib import Path

import pytest

FRAMEWORK = """
civicmap: 1
id: bridges
version: "1"
title: Bridges
language: en
RULES
entity: {question: bridge}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {bridge: {text: Which bridge?, type: text}}}}
pillars:
  open:
    title: Open
    dimensions: {d: {title: D, indicators: {I: {title: Width, questions: {a: {text: Wide?, scale: yn}}}, J: {title: Light, questions: {b: {text: Lit?, scale: yn}}}}}}
  shut:
    title: Shut
    dimensions: {e: {title: E, indicators: {K: {title: Key, questions: {c: {text: Locked?, scale: yn, tier: confidential}}}}}}
"""
ROWS = [f"Bridge{n:02},{'Yes' if n % 2 else 'No'},Yes,{'No' if n % 3 else 'Yes'}" for n in range(1, 13)]


@pytest.fixture
def stored(run, text_file):
    """Return a function that ingests twelve bridges under some rules of disclosure, and gives back the command."""

    def ingest(rules):
        text_file(FRAMEWORK.replace("RULES", rules), "bridges.yaml")
        text_file("\n".join(["bridge,a,b,c", *ROWS]), "bridges.csv")
        assert run("ingest", "bridges.csv", "--framework", "bridges.yaml").code == 0
        return run

    return ingest


def test_those_inside_see_each_entity_with_its_scores_and_indicators(stored):
    """A row for each, and a chart of entities by indicators whose columns are numbered and told below it."""
    run = stored("")
    named = run("report", "--format", "json", "--audience", "internal").json["named"]
    assert [one["id"] for one in named] == [f"Bridge{n:02}" for n in range(1, 13)]
    assert [one["scores"][0]["score"] for one in named][:2] == [100.0, 50.0]
    assert {score["node"] for score in named[0]["scores"]} == {"open", "shut", "overall"}
    assert run("report", "-o", "r.md", "--audience", "internal").code == 0
    text = Path("r.md").read_text(encoding="utf-8")
    assert "Open: each entity, by indicator" in text
    assert "Columns are indicators: 1 Width; 2 Light." in text


@pytest.mark.parametrize("form", ["md", "html", "json"])
def test_the_public_sees_nobody(stored, form):
    """Unless the framework releases names, no format holds one."""
    assert "Bridge0" not in stored("")("report", "--format", form, "-o", "-").out


def test_released_names_stand_beside_what_is_wholly_public(stored):
    """A pillar with a confidential question, and the overall above it, stay without names."""
    run = stored("tier: public\ndisclosure: {release_names: true}")
    named = run("report", "--format", "json").json["named"]
    assert len(named) == 12
    assert {score["node"] for one in named for score in (*one["scores"], *one["indicators"])} == {"open", "I", "J"}
