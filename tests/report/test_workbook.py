"""Tables as workbooks: what each sheet holds and where, and how a spreadsheet program reads it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess

import openpyxl
import pytest
from report_builders import FIELD, GROUP, HEAD, NASTY, finding, report, score, share

from civicmap.report.catalogue.contents import all_tables
from civicmap.report.ladder import wording
from civicmap.report.tables import table_files
from civicmap.report.workbook import workbook
from civicmap.spreadsheet import Sheet, sheet_names, xlsx_bytes


def _divided(**changes):
    shares = (
        share(),
        share(31, 60, group=FIELD),
        share(None, None, group=HEAD, share=None, interval=None, withheld=True),
    )
    return report(**{"group": GROUP, "findings": (finding(*shares, title=f"={NASTY}"),), **changes})


def _book(made):
    return openpyxl.load_workbook(io.BytesIO(workbook(all_tables(made), made)))


def test_each_table_is_a_sheet_and_notes_come_last():
    """One workbook holds every table, each on a sheet of its id, and a sheet of notes; each table has a file of its own too."""
    made = _divided()
    ids = [table.id for table in all_tables(made)]

    assert _book(made).sheetnames == [*ids, "notes"]
    assert list(table_files(made, "xlsx")) == [*(f"{one}.xlsx" for one in ids), "tables.xlsx"]
    alone = openpyxl.load_workbook(io.BytesIO(table_files(made, "xlsx")["gaps.xlsx"]))
    assert alone.sheetnames == ["gaps", "notes"]


def test_a_sheet_is_a_title_a_line_and_one_table_from_a3():
    """A1 is the title, A2 says where words are explained, the header stands frozen in row 3, and nothing is empty or merged."""
    made = _divided()
    book = _book(made)

    for table in all_tables(made):
        sheet = book[table.id]
        assert sheet["A1"].value == table.caption
        assert "notes" in sheet["A2"].value
        assert [cell.value for cell in sheet[3]] == list(table.fields)
        assert all(cell.font.bold for cell in sheet[3])
        assert sheet.freeze_panes == "A4"
        assert not sheet.merged_cells.ranges
        assert [one.ref for one in sheet.tables.values()] == [sheet.dimensions.replace("A1", "A3")]
        assert all(cell.value not in (None, "") for line in sheet.iter_rows(min_row=3) for cell in line)


def test_numbers_are_numbers_and_shares_percentages():
    """Numbers are kept unrounded as numbers; shares are parts of 1 shown as whole percentages; a formula is a text."""
    sheet = _book(_divided())["gaps_by_group"]
    header = [cell.value for cell in sheet[3]]
    first = dict(zip(header, sheet[4], strict=True))

    assert first["share"].value == 31 / 60
    assert (first["share"].number_format, first["numerator"].number_format) == ("0%", "#,##0")
    assert (first["share"].data_type, first["title"].data_type) == ("n", "s")
    assert first["title"].value.startswith("={{")


def test_what_is_missing_says_why():
    """A withheld number is two dots and what is not defined a dash, and both signs are explained in the notes."""
    book = _book(_divided())
    header = [cell.value for cell in book["gaps_by_group"][3]]
    hidden = dict(zip(header, (cell.value for cell in book["gaps_by_group"][5]), strict=True))

    assert (hidden["numerator"], hidden["share"], hidden["interval_low"]) == ("..", "..", "..")
    items = {row[1]: row[2] for row in book["notes"].iter_rows(min_row=4, values_only=True)}
    assert items["Sign .."] == wording().say("sheet.withheld")
    assert items["Sign –"] == wording().say("sheet.none")


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_notes_define_bases_marks_and_columns(language):
    """The notes name every base that occurs, the marks, how the workbook was made, and each column's heading."""
    made = _divided(language=language, synthetic=True)
    words = wording(language)
    rows = list(_book(made)["notes"].iter_rows(min_row=4, values_only=True))
    said = {row[2] for row in rows}

    assert words.say("rules.base_respondents") in said
    assert words.say("marks.synthetic") in said
    assert any("b" * 64 in text and "a" * 64 in text for text in said)
    columns = {(row[0], row[1].rpartition(" ")[2]): row[2] for row in rows}
    assert columns["gaps", "numerator"] == words.say("column.tally")


def test_the_document_has_its_properties_and_tells_no_clock():
    """Title, subject and author are set; the day is the same for every workbook, and so are the bytes."""
    made = _divided()
    properties = _book(made).properties

    assert (properties.title, properties.subject, properties.creator) == ("All tables", "Civic space", "civicmap")
    assert properties.created.year == 2000
    assert workbook(all_tables(made), made) == workbook(all_tables(made), made)


def test_names_of_sheets_fit_and_differ():
    """Names are cut to 31 characters, without forbidden signs, and differ whatever the capitals."""
    names = sheet_names(["a" * 40, "A" * 40, "x/y:z", "x_y_z", "", "'q'"])

    assert names == ["a" * 31, "A" * 29 + "_2", "x_y_z", "x_y_z_2", "_", "q"]


def test_a_sheet_without_rows_is_a_header():
    """A table without rows is a title and a header: no program is told of a table that is not there."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Sheet("s", ["a", "b"], [], title="T", about="t")])))

    assert [cell.value for cell in book["s"][3]] == ["a", "b"]
    assert not book["s"].tables


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_reads_numbers_as_numbers(tmp_path):
    """LibreOffice opens the workbook: shares are percentages, counts and scores numbers, and there is no formula."""
    made = _divided(indicators=(), pillars=report().pillars)
    (tmp_path / "tables.xlsx").write_bytes(workbook(all_tables(made), made))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", "fods", "--outdir", str(tmp_path), "tables.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    text = (tmp_path / "tables.fods").read_text(encoding="utf-8")

    assert "table:formula" not in text
    values = re.findall(r'office:value-type="(\w+)"[^>]*office:value="([^"]+)"', text)
    assert ("percentage", f"{31 / 60:.15g}") in [(kind, f"{float(value):.15g}") for kind, value in values]
    assert ("float", str(score().rated)) in values
