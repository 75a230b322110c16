"""One table in every container gives the same wave, and a folder of them is read whole."""

from __future__ import annotations

import pandas as pd
import pyreadstat
import pytest
from hand_made import ods_parts, ods_row, ods_sheet, ods_value, write_parts

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: parks
version: "1"
title: Parks
language: en
entity: {question: park}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, dont_know: {label: "Don't know", state: dont_know}}}
profile: {who: {questions: {park: {text: Park, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {plan: {text: Plan?, scale: plan}, staff: {text: Staff, type: number}, begun: {text: Begun, type: date}}}}}}}
"""
TABLE = """
| Park | Plan? | Staff | Begun |
|---|---|---|---|
| A | Yes | 3 | 2019-05-31 |
| B | Don't know | 0.5 | |
| C | No | | 2020-01-01 |
"""
ROWS = [["A", "Yes", 3.0, "2019-05-31"], ["B", "Don't know", 0.5, None], ["C", "No", None, "2020-01-01"]]


@pytest.fixture
def framework(text_file):
    """Return the framework."""
    return load_framework(text_file(FRAMEWORK, "parks.yaml"))


def _ods(folder):
    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, float):
            return ods_value("float", f"{value:g}")
        return ods_value("date", value) if value[0] == "2" else value

    rows = [ods_row("Park", "Plan?", "Staff", "Begun"), *(ods_row(*map(cell, row)) for row in ROWS)]
    return write_parts(folder / "a.ods", ods_parts(ods_sheet("".join(rows)), ods_sheet(ods_row("notes"), "Read me")))


def _sav(folder):
    codes = {"Yes": 1.0, "No": 2.0, "Don't know": 98.0}
    columns = {
        "v1": [row[0] for row in ROWS],
        "v2": [codes[row[1]] for row in ROWS],
        "v3": [row[2] for row in ROWS],
        "v4": pd.to_datetime([row[3] for row in ROWS]),
    }
    path = folder / "a.sav"
    pyreadstat.write_sav(
        pd.DataFrame(columns),
        str(path),
        column_labels=["Park", "Plan?", "Staff", "Begun"],
        variable_value_labels={"v2": {code: label for label, code in codes.items()}},
        missing_ranges={"v2": [98]},
        variable_format={"v4": "DATE11"},
    )
    return path


@pytest.fixture
def containers(workbook, tmp_path):
    """Return the table in each container, by its ending."""
    book, text = workbook(TABLE, "a.xlsx"), workbook(TABLE, "a.csv")
    archive = write_parts(
        tmp_path / "a.zip",
        [("CSV/a.csv", text.read_bytes()), ("a-repeat.csv", "PARENT_KEY,KEY\n1,2\n"), ("media/x.csv", "Park,Plan?\n")],
    )
    return {"xlsx": book, "csv": text, "ods": _ods(tmp_path), "sav": _sav(tmp_path), "zip": archive}


def answers(reading):
    """Return each column's question and texts by row, and the rows' numbers counted from the first."""
    [wave] = reading.waves
    texts = {column.column.question: [column.texts[code] for code in column.codes] for column in wave.raw.columns}
    return texts, [int(number - wave.raw.row_number[0]) for number in wave.raw.row_number]


@pytest.mark.parametrize("ending", ["csv", "ods", "sav", "zip"])
def test_one_table_in_every_container(containers, framework, ending):
    """Every container gives the answers of the workbook, to the letter."""
    found = {each: read([containers[each]], framework, options=ReadOptions()) for each in ("xlsx", ending)}

    assert answers(found[ending]) == answers(found["xlsx"])
    assert found[ending].count == found["xlsx"].count


def test_the_other_tables_of_an_archive_are_named(containers, framework):
    """The table with the most known headers is read; the others are named, each by its path."""
    reading = read([containers["zip"]], framework, options=ReadOptions())

    assert reading.sources[0].sheet == "CSV/a.csv"
    assert [problem.where for problem in reading.problems if problem.code is Code.SHEET_NOT_READ] == [
        "a.zip!a-repeat.csv"
    ]


def test_a_folder_holds_every_kind(containers, framework, tmp_path):
    """A folder is read whole, whatever containers its files are."""
    reading = read([tmp_path], framework, options=ReadOptions())

    assert [source.name for source in reading.sources] == ["a.csv", "a.ods", "a.sav", "a.xlsx", "a.zip"]
