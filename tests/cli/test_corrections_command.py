"""`check --log` and `--corrections`: one file that goes from civicmap to people and back."""

from __future__ import annotations

import csv
import io

import pytest

from civicmap.survey.corrections.cleaning_log import load_cleaning_log, log_bytes

FRAMEWORK = """
civicmap: 1
id: wells
version: "1"
title: Wells
language: en
entity: {question: well}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {well: {text: Well, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {W: {title: W, questions: {plan: {text: Is there a plan?, scale: plan}}}}}}}
"""
WELLS = """
| Well | Is there a plan? |
|---|---|
| A | Yess |
| B | Perhaps |
| C | Yess |
"""


@pytest.fixture
def wells(run, text_file, workbook):
    """Return a function that runs a command on a survey of three wells, two of their answers misspelt."""
    text_file(FRAMEWORK, "wells.yaml")
    workbook(WELLS)
    return lambda command, *rest: run(command, "survey.xlsx", *rest, "--framework", "wells.yaml")


def rows(path):
    """Return the lines of a CSV log."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def fill(path, **words):
    """Fill in the lines that have a proposal, as a person would, and save the log again."""
    lines = rows(path)
    for line in filter(lambda line: line["proposed"], lines):
        line.update({"new": line["proposed"], "who": "Ada", "why": "a slip"} | words)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_log_goes_out_and_comes_back(wells, tmp_path, run, kind):
    """Every cell has a line; filled in, the log mends the wave, which is stored with it; a second run changes nothing."""
    told = wells("check", "--log", "c.csv")
    assert "Written to c.csv: 3 lines, 0 of them filled in." in told.err
    assert [(row["cell"], row["old"], row["proposed"]) for row in rows(tmp_path / "c.csv")] == [
        ("B2", "Yess", "Yes"),
        ("B3", "Perhaps", ""),
        ("B4", "Yess", "Yes"),
    ]
    fill(tmp_path / "c.csv")
    if kind == "xlsx":
        (tmp_path / "c.xlsx").write_bytes(log_bytes(load_cleaning_log(tmp_path / "c.csv").lines, ".xlsx"))

    ran = wells("ingest", "--corrections", f"c.{kind}", "--format", "json")

    assert ran.code == 0
    assert ran.json["corrections"] == {"applied": 2, "ignored": int(kind == "csv")}
    assert [p["where"] for p in ran.json["problems"] if p["code"] == "answer-unknown"] == ["survey.xlsx!Responses!B3"]
    scores = run("score", "--level", "question", "--format", "json").json["rows"]
    assert [row["score"] for row in scores if row["id"] == "plan"] == [100, None, 100]
    assert "Nothing changed" in wells("ingest", "--corrections", f"c.{kind}").err


def test_a_log_that_is_given_back_grows(wells, tmp_path):
    """What people wrote is kept where the log is both read and written, and nothing is lost otherwise."""
    wells("check", "--log", "c.csv")
    fill(tmp_path / "c.csv")
    before = (tmp_path / "c.csv").read_bytes()

    refused = wells("check", "--log", "c.csv")
    assert (refused.code, "--corrections c.csv" in refused.err) == (2, True)
    assert (tmp_path / "c.csv").read_bytes() == before

    told = wells("check", "--corrections", "c.csv", "--log", "c.csv")
    again = (tmp_path / "c.csv").read_bytes()
    assert "3 lines, 2 of them filled in" in told.err
    assert [row["who"] for row in rows(tmp_path / "c.csv")] == ["Ada", "", "Ada"]
    wells("check", "--corrections", "c.csv", "--log", "c.csv")
    assert (tmp_path / "c.csv").read_bytes() == again


@pytest.mark.parametrize(
    ("log", "words"), [("survey.xlsx", "is no cleaning log"), ("c.txt", ".csv, .xlsx"), ("c", ".csv, .xlsx")]
)
def test_a_log_is_written_over_nothing_else(wells, tmp_path, log, words):
    """A file that is no log stays, and an ending that says no kind of log is refused."""
    before = (tmp_path / "survey.xlsx").read_bytes()

    ran = wells("check", "--log", log)

    assert (ran.code, words in ran.err) == (2, True)
    assert (tmp_path / "survey.xlsx").read_bytes() == before


def test_a_log_that_cannot_be_followed_stores_nothing(wells, tmp_path):
    """A correction of another file's text stops the ingest, and the log itself is named with its line."""
    wells("check", "--log", "c.csv")
    fill(tmp_path / "c.csv", old="No")

    ran = wells("ingest", "--corrections", "c.csv", "--store", "s.duckdb")

    assert ran.code == 1
    assert "c.csv!2: B2 holds 'Yess', and not 'No' as the log says" in ran.err
    assert not (tmp_path / "s.duckdb").exists()


def test_a_log_that_is_none_is_refused(wells):
    """A file without the columns of a log, or none at all, ends with 2 and says what is missing."""
    ran = wells("ingest", "--corrections", "wells.yaml")
    gone = wells("ingest", "--corrections", "gone.csv")

    assert (ran.code, "no column 'cell'" in ran.err) == (2, True)
    assert (gone.code, "there is no such file" in gone.err) == (2, True)
