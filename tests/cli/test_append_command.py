"""`civicmap ingest --append` and `check --append`: what they store, keep and say."""

from __future__ import annotations

import json

import pytest

from civicmap.store.store import Store

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
  p: {title: P, dimensions: {d: {title: D, indicators: {W: {title: W, questions: {plan: {text: Is there a plan?, scale: plan}, deep: {text: How deep?, type: number}}}}}}}
"""


@pytest.fixture
def wells(run, text_file, workbook):
    """Return `run`, in a folder where a first file with a framework and a register is stored as wave 2019."""
    text_file(FRAMEWORK, "wells.yaml")
    text_file("id,name\nA,Alpha\nB,Beta\nC,Gamma\n", "register.csv")
    workbook("| Well | plan |\n|---|---|\n| A | Yes |\n| | |\n| B | No |", "one.csv")
    done = run("ingest", "one.csv", "--framework", "wells.yaml", "--register", "register.csv", "--wave", "2019")
    assert done.code == 0, done.err
    return run


def test_append_keeps_framework_and_register(wells, workbook, tmp_path):
    """Neither need be named again: the wave keeps them, and the new rows are read with them."""
    workbook("| Well | deep |\n|---|---|\n| Gamma | 4 |", "two.csv")
    told = wells("ingest", "two.csv", "--append", "--format", "json").json
    stored = Store(tmp_path / "civicmap.duckdb").read("2019")

    assert (told["wave"], told["responses"], told["framework"]["id"]) == ("2019", 3, "wells")
    assert told["rows"] == {"read": 4, "responses": 3, "blank": 1, "not_responses": 0}
    assert [file["name"] for file in told["files"]] == ["one.csv", "two.csv"]
    assert [column["header"] for column in told["columns"]] == ["Well", "deep"]
    assert [entity.id for entity in stored.register.entities] == ["A", "B", "C"]


def test_the_same_file_twice_changes_nothing(wells):
    """The run says that nothing changed, and the store is the same file."""
    ran = wells("ingest", "one.csv", "--append", "--wave", "2019")

    assert ran.code == 0
    assert "Nothing changed" in ran.err
    assert "already" in ran.err


def test_problems_leave_the_wave_as_it_was(wells, workbook, tmp_path):
    """An entity that answers otherwise: exit 1, both places, and the stored bytes unchanged."""
    before = (tmp_path / "civicmap.duckdb").read_bytes()
    workbook("| Well | plan |\n|---|---|\n| C | Yes |\n| A | No |", "two.csv")
    ran = wells("ingest", "two.csv", "--append")

    assert ran.code == 1
    assert "two.csv!3" in ran.err
    assert "one.csv!2" in ran.err
    assert (tmp_path / "civicmap.duckdb").read_bytes() == before


def test_another_framework_is_used_and_said(wells, text_file, workbook, tmp_path):
    """A framework that is named counts for all rows of the wave, and a note says so."""
    text_file(FRAMEWORK.replace('version: "1"', 'version: "2"'), "next.yaml")
    workbook("| Well | plan |\n|---|---|\n| C | Yes |", "two.csv")
    ran = wells("ingest", "two.csv", "--append", "--framework", "next.yaml")

    assert ran.code == 0
    assert "wave 2019 was read with wells 1; all of it is read with wells 2 now" in ran.err
    assert Store(tmp_path / "civicmap.duckdb").read("2019").framework.version == "2"


def test_without_a_store_it_is_an_ordinary_ingest(run, text_file, workbook):
    """A note says that the wave begins."""
    text_file(FRAMEWORK, "wells.yaml")
    workbook("| Well | plan |\n|---|---|\n| C | Yes |", "two.csv")
    ran = run("ingest", "two.csv", "--append", "--framework", "wells.yaml")

    assert ran.code == 0
    assert "there is no wave 1 in the store" in ran.err


def test_check_looks_at_the_whole_wave_and_stores_nothing(wells, workbook, tmp_path):
    """With --append, check finds doubles with the stored rows."""
    before = (tmp_path / "civicmap.duckdb").read_bytes()
    workbook("| Well | plan |\n|---|---|\n| A | No |", "two.csv")
    ran = wells("check", "two.csv", "--append", "--format", "json")

    assert ran.code == 1
    assert "entity-twice" in [problem["code"] for problem in json.loads(ran.out)["problems"]]
    assert (tmp_path / "civicmap.duckdb").read_bytes() == before


def test_a_long_table_says_what_became_of_its_rows(wells, workbook, text_file):
    """The account in words and in JSON is one: what is no response of its own is a further row of one."""
    text_file("long: {entity: W, question: Q, answer: R}", "long.yaml")
    workbook("| W | Q | R |\n|---|---|---|\n| C | plan | Yes |\n| C | deep | 4 |\n| A | plan | Yes |", "long.csv")
    words = wells("check", "long.csv", "--framework", "wells.yaml", "--mapping", "long.yaml")
    told = wells("check", "long.csv", "--framework", "wells.yaml", "--mapping", "long.yaml", "--format", "json").json

    assert "3 rows read: 2 responses, 1 further row of them, 0 blank, 0 other." in words.out
    assert told["rows"] == {"read": 3, "responses": 2, "blank": 0, "not_responses": 1}


def test_the_column_table_of_several_files_names_each(wells, workbook):
    """Two files' columns are told apart, within 80 characters."""
    workbook("| Well | deep |\n|---|---|\n| C | 4 |", "two.csv")
    ran = wells("check", "one.csv", "two.csv", "--framework", "wells.yaml")

    assert "two.csv   B        deep" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines())


def test_one_mapping_is_written_for_all_files(wells, workbook, tmp_path):
    """The columns of each stand under its name, and the next run by it says the same."""
    workbook("| Well | deep |\n|---|---|\n| C | 4 |", "two.csv")
    first = wells(
        "check", "one.csv", "two.csv", "--framework", "wells.yaml", "--write-mapping", "m.yaml", "--format", "json"
    )
    second = wells(
        "check", "one.csv", "two.csv", "--framework", "wells.yaml", "--mapping", "m.yaml", "--format", "json"
    )

    assert "# two.csv" in (tmp_path / "m.yaml").read_text(encoding="utf-8").replace('"', "")
    assert first.json["columns"] == second.json["columns"]
    assert first.json["content_sha256"] == second.json["content_sha256"]
