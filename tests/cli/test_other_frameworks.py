"""A framework is data: scorecards with other names and shapes run the whole way without a change of code."""

from __future__ import annotations

import json

import pytest

TWO_PILLARS = """
civicmap: 1
id: water-and-energy
version: "1"
title: Water and energy plans of cities
language: en
entity: {question: city, name: city_name}
scales:
  plan:
    answers:
      adopted: {label: Adopted, points: 100}
      drafted: {label: Drafted, points: 40}
      missing: {label: None yet, points: 0}
      unsure: {label: Unsure, state: dont_know}
profile:
  who:
    questions:
      city: {text: City code, type: text}
      city_name: {text: City, type: text}
pillars:
  water:
    title: Water
    dimensions:
      supply:
        title: Supply
        indicators:
          W1:
            title: Supply plan
            questions:
              supply_plan: {text: Is there a supply plan?, scale: plan}
              supply_update: {text: Is its update planned?, scale: plan, closed_by: {supply_plan: missing}}
  energy:
    title: Energy
    weight: 3
    dimensions:
      heat:
        title: Heat
        indicators:
          E1:
            title: Heat plan
            questions:
              heat_plan: {text: Is there a heat plan?, scale: plan}
findings:
  has_supply_plan: {title: Supply plan adopted, share: {supply_plan: adopted}, base: respondents}
  both_plans: {title: Both plans adopted, share: {supply_plan: adopted, heat_plan: adopted}}
"""

CITIES = """
| City code | City | Is there a supply plan? | supply_update | Is there a heat plan? |
| --- | --- | --- | --- | --- |
| c1 | Northford {{7*7}} | Adopted | Adopted | Drafted |
| c2 | Eastwich \\| pipe | None yet | | Adopted |
| c3 | <script>alert(1)</script> | Unsure | | None yet |
| c4 | =cmd() | adopted | Drafted | ADOPTED |
"""


@pytest.fixture
def cities(run, workbook, text_file):
    """Return `run`, in a folder where four cities' answers are ingested."""
    text_file(TWO_PILLARS, "cities.yaml")
    workbook(CITIES)
    done = run("ingest", "survey.xlsx", "--framework", "cities.yaml")
    assert done.code == 0, done.err
    return run


def test_two_pillars_of_other_names_are_scored(cities):
    """Points, a closed question, weights of 1 and 3: the arithmetic of four cities by hand."""
    entities = cities("score", "--format", "json").json["entities"]
    scores = {e["entity"]: {n: s["score"] for n, s in e["scores"].items() if n != "overall"} for e in entities}
    overall = {e["entity"]: e["scores"]["overall"]["score"] for e in entities}

    assert scores == {
        "c1": {"water": 100.0, "energy": 40.0},
        "c2": {"water": 0.0, "energy": 100.0},
        "c3": {"water": 0.0, "energy": 0.0},
        "c4": {"water": 70.0, "energy": 100.0},
    }
    assert overall["c1"] == pytest.approx((100 + 3 * 40) / 4)


def test_findings_of_other_names_are_counted(cities):
    """A single and a joint finding, on respondents and on the applicable."""
    found = {f["id"]: (f["numerator"], f["denominator"]) for f in cities("gaps", "--format", "json").json["findings"]}

    assert found == {"has_supply_plan": (2, 4), "both_plans": (1, 4)}


@pytest.mark.parametrize("kind", ["md", "html", "docx", "json"])
def test_every_format_of_the_report_is_made(cities, tmp_path, kind):
    """The report of another framework is made in every format, for the public and for the house."""
    for audience in ("public", "internal"):
        ran = cities("report", "--format", kind, "--audience", audience, "-o", f"out.{kind}")
        assert ran.code == 0, ran.err
        assert (tmp_path / f"out.{kind}").stat().st_size > 1000


def test_a_public_report_names_no_entity(cities):
    """No name or code of an entity stands in public output, in Markdown or in JSON."""
    for kind in ("md", "json"):
        text = cities("report", "--format", kind, "-o", "-").out
        assert not any(name in text for name in ("Northford", "Eastwich", "alert(1)", "=cmd"))


def test_hostile_names_stay_text(cities):
    """Names with markup, templates and formulas come out as they went in."""
    entities = cities("score", "--format", "json").json["entities"]
    assert [e["name"] for e in entities] == [
        "Northford {{7*7}}",
        "Eastwich | pipe",
        "<script>alert(1)</script>",
        "=cmd()",
    ]

    assert "'=cmd()" in cities("score", "--format", "csv").out
    assert "49" not in cities("score").out.split("Northford")[1].splitlines()[0][:10]


def test_another_framework_reads_the_stored_wave_again(cities, text_file):
    """An edited framework needs no second read of the file."""
    text_file(TWO_PILLARS.replace("points: 40", "points: 60"), "edited.yaml")

    entities = cities("score", "--framework", "edited.yaml", "--format", "json").json["entities"]

    assert entities[0]["scores"]["energy"]["score"] == 60.0


def test_one_response_is_a_survey_too(run, workbook, text_file):
    """A wave of one entity is scored and reported without a fault and without a percentage."""
    text_file(TWO_PILLARS, "cities.yaml")
    workbook("\n".join(CITIES.strip().splitlines()[:3]))

    assert run("ingest", "survey.xlsx", "--framework", "cities.yaml").code == 0
    assert run("report", "--format", "md").code == 0
    assert json.loads(run("gaps", "--format", "json").out)["findings"][0]["denominator"] == 1
