"""`civicmap recommendations`: where entities stand on each, by the report's own numbers."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "recommendations.schema.json").read_text(
        encoding="utf-8"
    )
)


def _told(ran):
    assert ran.code == 0, ran.err
    jsonschema.validate(ran.json, SCHEMA)
    return ran.json


def test_each_recommendation_stands_where_the_report_says(sampled):
    """Every number is that of the public report's finding or indicator, withheld where that is."""
    told = _told(sampled("recommendations", "--format", "json"))
    report = sampled("report", "--format", "json").json
    findings = {one["id"]: one["shares"][0] for one in report["findings"]}
    nodes = {one["id"]: one["scores"][0] for one in report["indicators"]}
    standings = [standing for one in told["recommendations"] for standing in one["standings"]]

    assert len(told["recommendations"]) == 54
    assert {standing["kind"] for standing in standings} == {"finding", "indicator"}
    for one in standings:
        of = findings[one["id"]] if one["kind"] == "finding" else nodes[one["id"]]
        keys = ("numerator", "denominator", "share") if one["kind"] == "finding" else ("rated", "median", "bands")
        assert [one[key] for key in (*keys, "withheld")] == [of[key] for key in (*keys, "withheld")]
    assert report["recommendations"] == [
        {key: value for key, value in one.items() if key != "cited"} for one in told["recommendations"]
    ]


def test_what_is_linked_to_nothing_is_listed(sampled):
    """A recommendation without an indicator and an indicator without a recommendation are named, for people too."""
    told = _told(sampled("recommendations", "--format", "json"))
    text = " ".join(sampled("recommendations").out.split())

    assert told["without_indicator"] == ["R07", "R08", "R09", "R32"]
    assert [one["id"] for one in told["indicators_without"]] == ["PA26", "PO12", "PT11", "XC3"]
    assert {one["why"] for one in told["recommendations"] if not one["indicators"]} == {"no_indicator"}
    assert "Recommendations without an indicator" in text
    assert "Indicators without a recommendation" in text


@pytest.mark.parametrize(
    ("option", "value", "key"), [("--pillar", "Protection", "pillar"), ("--addressee", "states", "addressee")]
)
def test_filters_keep_what_they_say(sampled, option, value, key):
    """A pillar by id or title, an addressee by a part of its name."""
    everything = _told(sampled("recommendations", "--format", "json"))["recommendations"]
    kept = _told(sampled("recommendations", option, value, "--format", "json"))["recommendations"]

    assert 0 < len(kept) < len(everything)
    assert kept == [one for one in everything if value.casefold() in one[key].casefold()]


def test_an_unknown_pillar_is_refused_and_an_unknown_addressee_finds_nothing(sampled):
    """A pillar is one of the framework's; of an addressee the answer is that there is none, and which there are."""
    refused, none = sampled("recommendations", "--pillar", "no"), sampled("recommendations", "--addressee", "nobody")

    assert (refused.code, none.code) == (2, 0)
    assert "Addressees: " in none.out


def test_a_catalogue_of_ones_own_is_followed_up(sampled, tmp_path):
    """A recommendation with indicators of the framework stands on them; one with an unknown indicator is refused."""
    path = tmp_path / "own.csv"
    path.write_text("id,label,pillar,indicators\nX1,Own words,participation,PA20\n", encoding="utf-8")
    told = _told(sampled("recommendations", "--recommendations", "own.csv", "--format", "json"))
    table = list(
        csv.DictReader(io.StringIO(sampled("recommendations", "--recommendations", "own.csv", "--format", "csv").out))
    )
    path.write_text("id,label,indicators\nX1,Own words,PA2O\n", encoding="utf-8")
    refused = sampled("recommendations", "--recommendations", "own.csv")

    [one] = told["recommendations"]
    assert [link["id"] for link in one["indicators"]] == ["PA20"]
    assert "contest_participation" in {standing["id"] for standing in one["standings"]}
    assert {row["of"] for row in table} == {standing["id"] for standing in one["standings"]}
    assert refused.code == 2
    assert "own.csv:2: there is no indicator 'PA2O'" in refused.err


@pytest.mark.parametrize("kind", ["table", "csv", "md", "json"])
def test_public_output_names_no_entity(sampled, kind):
    """No entity stands beside where entities stand, and the invented survey says that it is one."""
    names = [one["name"] for one in sampled("score", "--format", "json").json["entities"]]
    out = sampled("recommendations", "--format", kind).out

    assert not [name for name in names if name in out]
    assert "ynthetic" in out
