"""`civicmap ingest` and `check`: what they print, store and answer."""

from __future__ import annotations

import json

import pytest

FRAMEWORK = """
civicmap: 1
id: wells
version: "1"
title: Wells
language: en
entity: {question: well}
wave: {question: year}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {well: {text: Well, type: text}, year: {text: Year, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {W: {title: W, questions: {plan: {text: Is there a plan?, scale: plan}}}}}}}
"""
TWO_WAVES = """
| Well | Year | Is there a plan? | Depth |
|---|---|---|---|
| A | 2019 | Yes | 3 |
| B | 2019 | Perhaps | 4 |
| A | 2021 | No | 5 |
"""


@pytest.fixture
def wells(run, text_file):
    """Return a function that runs a command on a file with a framework of one question."""
    text_file(FRAMEWORK, "wells.yaml")
    return lambda command, *rest: run(command, *rest, "--framework", "wells.yaml")


def test_a_file_with_two_waves_is_stored_as_two(wells, workbook, run):
    """Each wave of a file is stored under its own name; the object lists them, with no single name."""
    workbook(TWO_WAVES)

    told = wells("ingest", "survey.xlsx", "--format", "json").json

    assert told["wave"] is None
    assert [(one["wave"], one["responses"], one["entities"]) for one in told["waves"]] == [
        ("2019", 2, 2),
        ("2021", 1, 1),
    ]
    assert told["rows"] == {"read": 3, "responses": 3, "blank": 0, "not_responses": 0}
    assert run("score", "--wave", "2019", "--format", "json").json["wave"] == "2019"


def test_the_column_table_says_what_each_header_was_taken_for(wells, workbook):
    """On stdout stands a table of columns, within 80 characters, and on stderr every problem."""
    workbook(TWO_WAVES)

    ran = wells("check", "survey.xlsx", "--wave", "2019")

    assert ran.code == 0
    assert max(map(len, ran.out.splitlines())) <= 80
    assert [line.split()[-1] for line in ran.out.splitlines() if line.startswith("C ")] == ["plan"]
    assert "3 rows read: 2 responses, 0 blank, 1 other." in ran.out
    assert "C3: 'Perhaps' is not an answer to plan" in ran.err
    assert "'Depth'" in ran.err


@pytest.mark.parametrize("arguments", [("check", "survey.xlsx"), ("ingest", "survey.xlsx", "--dry-run")])
def test_check_and_a_dry_run_store_nothing(wells, workbook, tmp_path, arguments):
    """Both answer as an ingest would, and leave no store."""
    workbook(TWO_WAVES)

    ran = wells(*arguments, "--format", "json")

    assert (ran.code, ran.json["stored"]) == (0, False)
    assert ran.json["content_sha256"] is None
    assert not (tmp_path / "civicmap.duckdb").exists()


def test_problems_that_stop_are_told_as_json_too(wells, workbook):
    """With exit code 1 the object is still printed: nothing stored, and every problem in it, errors first."""
    workbook(TWO_WAVES + "| B | 2019 | No | 4 |\n")

    ran = wells("ingest", "survey.xlsx", "--format", "json")

    assert ran.code == 1
    assert ran.json["stored"] is False
    assert [(one["code"], one["severity"]) for one in ran.json["problems"]] == [
        ("entity-twice", "error"),
        ("column-unmapped", "warning"),
        ("answer-unknown", "warning"),
    ]
    assert "row 3" in ran.err


def test_strict_shows_warnings_as_errors(wells, workbook):
    """Under --strict a warning has the severity that it then has: error."""
    workbook(TWO_WAVES)

    ran = wells("check", "survey.xlsx", "--strict", "--format", "json")

    assert ran.code == 1
    assert {one["severity"] for one in ran.json["problems"]} == {"error"}


def test_faults_of_the_register_come_with_those_of_the_survey(wells, workbook, text_file):
    """A register with an id twice stops the ingest, in one run with what is wrong with the answers."""
    text_file("id,name\nA,Alpha\nA,Again\n", "register.csv")
    workbook(TWO_WAVES)

    ran = wells("ingest", "survey.xlsx", "--register", "register.csv")

    assert ran.code == 1
    assert "register.csv!3" in ran.err
    assert "'B' is not in the register" in ran.err
    assert "'Perhaps'" in ran.err


def test_a_written_mapping_makes_the_next_run_the_same(wells, workbook, tmp_path):
    """--write-mapping writes a file that --mapping takes, with the same columns and answers."""
    workbook(TWO_WAVES)
    first = wells("check", "survey.xlsx", "--wave", "2019", "--write-mapping", "mapping.yaml", "--format", "json").json
    second = wells("check", "survey.xlsx", "--wave", "2019", "--mapping", "mapping.yaml", "--format", "json").json

    assert first["columns"] == second["columns"]
    assert first["content_sha256"] == second["content_sha256"]
    assert (tmp_path / "mapping.yaml").read_text(encoding="utf-8").startswith("# What civicmap took")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--closes", "31 May"),
        ("--sheet", "Nowhere"),
        ("--encoding", "klingon"),
        ("--duplicates", "newest"),
        ("--header-rows", "0"),
        ("--mapping", "nowhere.yaml"),
        ("--register", "nowhere.csv"),
        ("--policies", "nowhere.csv"),
    ],
)
def test_unreadable_arguments_exit_2(wells, workbook, arguments):
    """A bad option or a file that cannot be read is exit code 2, in words, with nothing on stdout."""
    workbook(TWO_WAVES, "survey.csv")
    workbook(TWO_WAVES)
    file = "survey.csv" if "--encoding" in arguments else "survey.xlsx"

    ran = wells("ingest", file, *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert arguments[0] in ran.err or arguments[1] in ran.err


def test_the_closing_day_is_stored(wells, workbook, run):
    """--closes is kept with the wave, and another day is another state of the store."""
    workbook(TWO_WAVES)
    wells("ingest", "survey.xlsx", "--closes", "2019-05-31")

    same = wells("ingest", "survey.xlsx", "--closes", "2019-05-31")
    other = wells("ingest", "survey.xlsx", "--closes", "2019-06-30")

    assert "Nothing changed" in same.err
    assert "Nothing changed" not in other.err


def test_personal_columns_do_not_reach_the_store(wells, workbook, tmp_path):
    """R8: what is not kept is nowhere in the store's file."""
    workbook("| Well | Year | Is there a plan? | E-mail |\n|---|---|---|---|\n| A | 2019 | Yes | someone@example.org |")

    ran = wells("ingest", "survey.xlsx", "--format", "json")

    assert ran.code == 0
    assert b"someone@example.org" not in (tmp_path / "civicmap.duckdb").read_bytes()
    assert "someone@example.org" not in json.dumps(ran.json)
