"""`civicmap framework`: list, show, check, new and schema."""

from __future__ import annotations

import json

import jsonschema
import pytest


def test_new_prints_a_framework_that_check_finds_sound(run, tmp_path):
    """What `new` writes passes `check`, and is never written over a file that is there."""
    assert run("framework", "new", "-o", "my.yaml").code == 0

    checked = run("framework", "check", "my.yaml")
    assert (checked.code, checked.out) == (0, "my.yaml: sound\n")
    again = run("framework", "new", "-o", "my.yaml")
    assert again.code == 2
    assert "nothing is overwritten" in again.err
    assert run("framework", "new").out == (tmp_path / "my.yaml").read_text(encoding="utf-8")


def test_check_names_every_fault_and_exits_1(run, tmp_path):
    """A bad framework gives a line per fault on stdout and exit code 1; any other command gives 2 (R10)."""
    text = run("framework", "new").out.replace("points: 50}", 'points: "50"}').replace("multi: count", "mutli: count")
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")

    checked = run("framework", "check", "bad.yaml")

    assert checked.code == 1
    lines = checked.out.splitlines()
    assert [line.split(": ")[1] for line in lines[:-1]] == ["bad.yaml:24", "bad.yaml:27"]
    assert lines[-1] == "bad.yaml: 2 faults"
    shown = run("framework", "show", "bad.yaml")
    assert (shown.code, shown.out) == (2, "")
    assert "bad.yaml:24" in shown.err


def test_check_as_json(run, tmp_path):
    """Faults as JSON carry code, severity, place, message and repair."""
    (tmp_path / "bad.yaml").write_text("civicmap: 2\nextends: three-ps\n", encoding="utf-8")

    checked = run("framework", "check", "bad.yaml", "--format", "json")

    assert checked.code == 1
    assert checked.json["sound"] is False
    assert checked.json["problems"][0] | {"message": "", "repair": ""} == {
        "code": "framework-value",
        "severity": "error",
        "where": "bad.yaml:1",
        "message": "",
        "repair": "",
        "count": 1,
    }


def test_show_fits_a_terminal_of_80_columns(run):
    """The outline names every pillar, question and finding, and no line is wider than 80 columns."""
    shown = run("framework", "show")
    framework = run("framework", "show", "--format", "json").json["framework"]

    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    for thing in (*framework["questions"], *framework["findings"]):
        assert f" {thing['id']}" in shown.out


def test_show_says_how_points_come_about(run, tmp_path):
    """Points, rules, tiers, weights and gates stand beside a question."""
    text = run("framework", "new").out
    (tmp_path / "my.yaml").write_text(
        text.replace("refusal?, scale: policy", "refusal?, scale: policy, tier: confidential, weight: 2"),
        encoding="utf-8",
    )

    out = run("framework", "show", "my.yaml").out

    assert "info_policy [choice, points 100 50 0]" in out
    assert "complaint [choice, points 100 50 0, weight 2, confidential]" in out
    assert "info_channels [multi, points by count]" in out
    assert "complaint_reviewed [date, 100 if within months 24]" in out
    assert "closed by: A policy on access to information is “No”" in out


def test_list_names_the_shipped_frameworks(run):
    """The default framework stands first."""
    assert run("framework").out.splitlines()[2].startswith("three-ps")
    assert run("framework", "list", "--format", "json").json["frameworks"][0]["id"] == "three-ps"


def test_schema_is_a_json_schema(run):
    """The schema is printed as JSON and valid."""
    jsonschema.Draft202012Validator.check_schema(json.loads(run("framework", "schema").out))


@pytest.mark.parametrize("arguments", [["chekc"], ["check", "nowhere.yaml"], ["show", "nothing"]])
def test_what_is_not_there_exits_2(run, arguments):
    """An unknown action, file or id is a plain message and exit code 2."""
    ran = run("framework", *arguments)

    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err
