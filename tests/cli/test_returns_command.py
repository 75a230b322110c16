"""Workbooks out to the entities of a register, and the folder of those that came back in."""

from __future__ import annotations

import pytest

FRAMEWORK = """
civicmap: 1
id: ferries
version: "1"
title: Ferries
language: en
entity: {question: ferry}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  kinds: {multi: count, answers: {rope: {label: Rope}, steam: {label: Steam}, other: {label: Other, other: true}}}
profile: {who: {questions: {ferry: {text: Which ferry?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    runs: {text: Does it run?, scale: yn}, kinds: {text: How is it moved?, scale: kinds}, seats: {text: How many seats?, type: number}}}}}}}
"""
REGISTER = """
| id | name |
|---|---|
| F1 | First ferry |
| F2 | Second ferry |
| F3 | Third ferry |
"""


@pytest.fixture
def sent(run, text_file, workbook, tmp_path):
    """Return the folder of workbooks, one for each entity, none filled in."""
    text_file(FRAMEWORK, "ferries.yaml")
    workbook(REGISTER, "register.csv")
    arguments = ("--framework", "ferries.yaml", "--each-entity", "returns", "--register", "register.csv")
    ran = run("questionnaire", "--format", "xlsx", *arguments)
    assert (ran.code, ran.err) == (0, "Wrote 3 workbooks to returns.\n")
    return tmp_path / "returns"


def fill(path, answers):
    """Write answers into a workbook as a person would, by the keys of its rows."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    page = book["Answers"]
    header = next(row for row in page.iter_rows() if any(cell.value == "Answer" for cell in row))
    at = next(cell.column for cell in header if cell.value == "Answer")
    for row in page.iter_rows(min_row=header[0].row + 1):
        if row[0].value in answers:
            page.cell(row[0].row, at).value = answers[row[0].value]
    book.save(path)


def ingest(run, *more):
    """Return what ingesting the folder gives, as JSON."""
    rest = ("--framework", "ferries.yaml", "--register", "register.csv", "--format", "json", *more)
    return run("ingest", "returns", *rest)


def test_what_comes_back_is_one_wave(run, sent):
    """Each workbook that was filled in is one response; the others are named, and those who sent nothing too."""
    fill(sent / "return-F1.xlsx", {"runs": "Yes", "kinds/rope": "Yes", "seats": 12})
    fill(sent / "return-F2.xlsx", {"runs": "No", "seats": "a dozen"})

    ran = ingest(run)

    told = ran.json
    assert (ran.code, told["responses"], told["entities"]) == (0, 2, 2)
    assert {one["dialect"] for one in told["files"]} == {"return"}
    assert told["rows"] == {"read": 2, "responses": 2, "blank": 0, "not_responses": 0}
    assert told["waves"][0]["missing"] == ["F3"]
    assert "no answer from 1 of 3 invited: F3" in ran.err
    where = {one["code"]: one["where"] for one in told["problems"]}
    assert where["return-untouched"] == "return-F3.xlsx"
    assert where["number-unreadable"].startswith("return-F2.xlsx!Answers!")


def test_a_returned_workbook_is_the_wave_of_a_table(run, sent, workbook):
    """Answers in workbooks and the same answers in a table are stored alike."""
    fill(sent / "return-F1.xlsx", {"runs": "Yes", "kinds/rope": "Yes", "kinds/steam": "yes", "seats": 12})
    fill(sent / "return-F2.xlsx", {"runs": "No", "seats": 3})
    workbook(
        "| ferry | runs | kinds | seats |\n|---|---|---|---|\n| F1 | Yes | Rope; Steam | 12 |\n| F2 | No | | 3 |",
        "table.csv",
    )

    returned = ingest(run).json["content_sha256"]
    typed = run("ingest", "table.csv", "--framework", "ferries.yaml", "--format", "json").json["content_sha256"]

    assert returned == typed


def test_a_cell_of_a_workbook_is_the_address_of_its_answer(run, sent):
    """`explain` points at the row of the workbook in which the question stands."""
    fill(sent / "return-F1.xlsx", {"runs": "Yes"})
    ingest(run)

    shown = run("explain", "--entity", "F1", "--pillar", "p")

    from openpyxl import load_workbook

    page = load_workbook(sent / "return-F1.xlsx")["Answers"]
    row = next(cells[0].row for cells in page.iter_rows() if cells[0].value == "runs")
    assert "cells of: return-F1.xlsx!Answers" in shown.out
    assert f" E{row}\n" in shown.out


def test_two_workbooks_of_one_entity_are_refused(run, sent):
    """Two different returns of one entity stop, and both files are named; --duplicates settles it."""
    fill(sent / "return-F1.xlsx", {"runs": "Yes"})
    (sent / "second.xlsx").write_bytes((sent / "return-F1.xlsx").read_bytes())
    fill(sent / "second.xlsx", {"runs": "No"})

    refused = ingest(run)

    assert refused.code == 1
    said = next(one for one in refused.json["problems"] if one["code"] == "entity-twice")
    assert "second.xlsx" in said["where"]
    assert "return-F1.xlsx" in said["message"]
    assert ingest(run, "--duplicates", "last").code == 0


def test_a_wave_that_is_named_wins_over_the_workbooks(run, sent, tmp_path):
    """Workbooks say which wave they were made for; --wave says otherwise."""
    for file in sent.iterdir():
        file.unlink()
    run("questionnaire", "--format", "xlsx", "--framework", "ferries.yaml", "--each-entity", "returns", "--register", "register.csv", "--wave", "2021")  # fmt: skip
    fill(sent / "return-F1.xlsx", {"runs": "Yes"})

    assert ingest(run).json["wave"] == "2021"
    assert ingest(run, "--wave", "2022").json["wave"] == "2022"


def test_last_wave_s_answers_stand_in_the_workbook(run, sent):
    """With --last-wave each entity sees and keeps what it said before."""
    fill(sent / "return-F1.xlsx", {"runs": "Yes", "seats": 12})
    ingest(run)
    made = run("questionnaire", "--format", "xlsx", "--framework", "ferries.yaml", "--each-entity", "again", "--register", "register.csv", "--last-wave", "1")  # fmt: skip

    from openpyxl import load_workbook

    page = load_workbook(sent.parent / "again" / "return-F1.xlsx")["Answers"]
    cells = [cell.value for row in page.iter_rows() for cell in row]
    assert made.code == 0
    assert "Last time" in " ".join(filter(lambda value: isinstance(value, str), cells))
    assert cells.count("Yes") >= 2


def test_workbooks_need_a_register_and_a_folder(run, text_file):
    """Without both there is nobody to write for; the message names the options."""
    text_file(FRAMEWORK, "ferries.yaml")

    ran = run("questionnaire", "--format", "xlsx", "--framework", "ferries.yaml")

    assert ran.code == 2
    assert "name both: --each-entity returns/ --register register.csv" in ran.err
