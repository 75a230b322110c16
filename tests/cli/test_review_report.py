"""What review changed, in the report: outcomes and scores before and after, with entities only for those inside."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

FRAMEWORK = """
civicmap: 1
id: bridges
version: "1"
title: Bridges
language: en
stages: {self_report: Self-report, reply: Reply, final: Final}
disclosure: {threshold: 2}
entity: {question: bridge}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {bridge: {text: Which bridge?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    open: {text: Is it open?, scale: yn}, safe: {text: Is it safe?, scale: yn}, lit: {text: Is it lit?, scale: yn},
    wide: {text: Is it wide?, scale: yn}, high: {text: Is it high?, scale: yn}, old: {text: Is it old?, scale: yn}}}}}}}
"""
NAMES = tuple(f"Bridge{n:02}" for n in range(1, 13))
SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "report.schema.json"


@pytest.fixture
def reviewed(run, text_file):
    """Return a function that ingests twelve bridges and then replies and final answers: (bridge, open, comment)."""

    def ingest(replies, final=()):
        text_file(FRAMEWORK, "bridges.yaml")
        rows = [f"{name},{'Yes' if n % 2 else 'No'},No,Yes,No,Yes,No" for n, name in enumerate(NAMES)]
        text_file("\n".join(["bridge,open,safe,lit,wide,high,old", *rows]) + "\n", "bridges.csv")
        assert run("ingest", "bridges.csv", "--framework", "bridges.yaml").code == 0
        for stage, lines in (("reply", replies), ("final", final)):
            if lines:
                text_file("\n".join(["bridge,safe,open,safe comment", *lines]) + "\n", f"{stage}.csv")
                ran = run("ingest", f"{stage}.csv", "--stage", stage)
                assert ran.code == 0, ran.err
        return run

    return ingest


def review(run, audience):
    """Return what the report's JSON says of review; it keeps to the schema."""
    ran = run("report", "--format", "json", "--audience", audience)
    assert ran.code == 0, ran.err
    jsonschema.validate(ran.json, json.loads(SCHEMA.read_text(encoding="utf-8")))
    return ran.json["review"]


def counts(found):
    """Return stage and outcome -> answers and entities, without those of nobody."""
    return {
        (one["stage"], one["became"]): (one["answers"], one["entities"])
        for one in found["counts"]
        if one["answers"] != 0
    }


def _unaligned(text):
    """Return a text without the spaces that line up the columns of its tables."""
    return re.sub(" {2,}", " ", text)


def test_a_wave_of_one_stage_was_not_reviewed(reviewed):
    """Without a second stage there is nothing to tell, and no table of it."""
    run = reviewed(())

    assert review(run, "internal") is None
    assert run("tables", "-o", "tables").code == 0
    assert not list(Path("tables").glob("review*"))


def test_corrections_are_taken_over_or_set_back(reviewed):
    """A correction that still counts is accepted; one that a later stage replaced is rejected, and its score goes back."""
    run = reviewed(["Bridge01,Yes,,seen", "Bridge03,Yes,,seen"], ["Bridge03,No,,not so"])

    found = review(run, "internal")
    assert counts(found) == {
        ("reply", "accepted"): (1, 1),
        ("reply", "rejected"): (1, 1),
        ("final", "accepted"): (1, 1),
    }
    assert found["stage"] == "self_report"
    changed = [(one["entity"], one["node"], one["before"], one["after"]) for one in found["entities"]]
    before = pytest.approx(100 / 3)
    assert changed == [("Bridge01", "p", before, 50), ("Bridge01", "overall", before, 50)]
    [pillar, _] = found["scores"]
    assert (pillar["after"] - pillar["before"], pillar["changed"]) == (pytest.approx((50 - 100 / 3) / 12), 1)


def test_the_public_sees_no_change_of_few(reviewed):
    """R8: where the scores of fewer than the threshold changed, neither their number nor the means are shown."""
    run = reviewed(["Bridge01,Yes,,seen"])

    found = review(run, "public")
    assert found["entities"] == []
    assert {(one["before"], one["after"], one["changed"], one["withheld"]) for one in found["scores"]} == {
        (None, None, None, True)
    }
    assert counts(found) == {("reply", "accepted"): (None, None)}


def test_the_public_sees_a_summary_of_many(reviewed):
    """R8: where as many as the threshold changed, means and counts are shown, and no entity in any format."""
    run = reviewed([f"{name},Yes,,seen" for name in NAMES[:6]])

    found = review(run, "public")
    assert counts(found) == {("reply", "accepted"): (6, 6)}
    [pillar, _] = found["scores"]
    assert (pillar["changed"], pillar["withheld"]) == (6, False)
    assert pillar["after"] - pillar["before"] == pytest.approx(100 / 6 / 2)
    text = run("report", "--format", "md").out
    assert "| P | 41.7 | 50.0 | \\+8.3 | 6 |" in _unaligned(text)
    assert not [name for name in NAMES if name in text]


def test_those_inside_see_each_score(reviewed):
    """The internal report lists each score that review changed, in the tables too."""
    run = reviewed(["Bridge01,Yes,,seen"])

    assert "| Bridge01 | P | 33.3 | 50.0 | \\+16.7 |" in _unaligned(
        run("report", "--format", "md", "--audience", "internal").out
    )
    assert run("tables", "-o", "tables", "--audience", "internal").code == 0
    assert "Bridge01" in Path("tables/review_entities.csv").read_text(encoding="utf-8")
    assert run("tables", "-o", "public").code == 0
    assert sorted(path.name for path in Path("public").glob("review*")) == ["review.csv", "review_scores.csv"]


@pytest.mark.parametrize("lang", ["fr", "es"])
def test_the_tables_speak_the_language_of_the_report(reviewed, lang):
    """Review is told in the language of the report, with none of its keys left."""
    text = reviewed(["Bridge01,Yes,,seen"])("report", "--format", "md", "--lang", lang).out

    assert {"fr": "Suite donnée aux réponses", "es": "Resultado de la revisión"}[lang] in text
    assert "review." not in text
