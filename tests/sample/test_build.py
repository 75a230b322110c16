"""The bundled sample is what its sources make, cell by cell, and its script notices when it is not."""

from __future__ import annotations

import re

import pytest

from civicmap.resources import sample
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey.synthetic.cells import MARK, MARK_COLUMN

WORKBOOKS = ("survey_wave1.xlsx", "survey_wave2.xlsx")


@pytest.mark.parametrize("name", ["register.csv", *WORKBOOKS])
def test_the_sample_is_what_its_sources_make(build, made, name):
    """Every cell of the bundled files equals the one that the script makes from the sources."""
    assert build.differences(name, made[name]) == []


def test_two_runs_make_the_same_bytes(build, made):
    """The script gives the same bytes again: nothing in it depends on the clock or on chance without a seed."""
    assert build.files() == made


def test_one_changed_cell_is_noticed(build, cells):
    """A workbook in which one cell differs is named by sheet, row and column."""
    sheets = cells["survey_wave1.xlsx"]
    rows = [list(row) for row in sheets["Responses"]]
    rows[7][12] = "another answer"
    pages = [
        Sheet(name, [str(cell) for cell in (rows if name == "Responses" else table)[0]], _body(name, rows, table))
        for name, table in sheets.items()
    ]

    found = build.differences("survey_wave1.xlsx", xlsx_bytes(pages))

    assert len(found) == 1
    assert found[0].startswith("survey_wave1.xlsx!Responses row 8 column 13: ")


def _body(name, rows, table):
    return [list(row) for row in (rows if name == "Responses" else table)[1:]]


def test_a_missing_file_is_noticed(build, made):
    """A file that is not there is a difference, not a crash."""
    assert build.differences("not_there.xlsx", made["survey_wave1.xlsx"]) == ["not_there.xlsx: is not there"]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_every_row_and_the_workbook_say_that_they_are_synthetic(cells, name):
    """R9: the mark stands in a column of every response and on a sheet of its own."""
    sheets = cells[name]
    header, *rows = sheets["Responses"]
    place = header.index(MARK_COLUMN)

    assert {row[place] for row in rows if any(row)} == {"yes"}
    assert (MARK,) in sheets["About"]


def test_nobody_real_is_in_it(made):
    """Addresses are roles at example.org, countries are codes that no country has, and links lead to example.org."""
    register = made["register.csv"].decode()
    addresses = re.findall(r"\S+@[^\s,]+", register)
    countries = [line.split(",")[8] for line in register.splitlines()[1:] if line.startswith("F-")]

    assert len(addresses) == 180
    assert all(
        re.fullmatch(r".*,focal\.point\.[hf]\d{3}@example\.org|focal\.point\.[hf]\d{3}@example\.org", a)
        for a in addresses
    )
    assert len(countries) == 120
    assert all(re.fullmatch("X[A-Z]{2}", code) for code in countries)


def test_every_oddity_is_explained_and_in_its_file(build, cells):
    """Each odd cell of the sources stands in the workbook of its wave, and says why it is there."""
    files = dict(zip(("2019", "2021"), WORKBOOKS, strict=True))
    texts = {wave: {cell for row in cells[name]["Responses"] for cell in row} for wave, name in files.items()}
    sources = build.read("oddities.csv")

    assert {oddity["wave"] for oddity in sources} == set(files)
    assert [oddity for oddity in sources if oddity["text"] not in texts[oddity["wave"]]] == []
    assert all(oddity["why"] for oddity in sources)


def test_the_sample_lies_where_the_program_looks(made):
    """What the demonstration copies is there."""
    assert all((sample() / name).is_file() for name in (*made, "framework.yaml"))
