"""The cleaning log as a file: what people and spreadsheet programs do to it, and what comes back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.errors import Code, UnreadableError
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey.corrections.cleaning_log import COLUMNS, Line, load_cleaning_log, log_bytes
from civicmap.survey.folding import clean

SIGNED = Line("s.csv", "B2", "2", "B", "plan", "A", "Yess", "Yes", "", "Ada", "a slip", "2021-03-01", number=2)
TEXTS = st.text(
    st.one_of(st.sampled_from("'=+-@\t ,;\n\"éя中ab12|"), st.characters(exclude_categories=("Cs", "Cc"))), max_size=12
)


def back(tmp_path, content, suffix=".csv", encoding=None):
    """Return the log that a file of these bytes holds."""
    path = tmp_path / f"log{suffix}"
    path.write_bytes(content)
    return load_cleaning_log(path, encoding)


def test_the_columns_come_in_the_order_that_scripts_rely_on(tmp_path):
    """A log begins with the columns file, cell, row … date; what civicmap adds stands after them."""
    header = next(csv.reader(io.StringIO(log_bytes([SIGNED], ".csv").decode())))

    assert header[:12] == [
        "file",
        "cell",
        "row",
        "column",
        "question",
        "entity",
        "old",
        "new",
        "state",
        "who",
        "why",
        "date",
    ]
    assert header[12:] == ["proposed", "problem", "message"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_line_comes_back_as_it_was_written(tmp_path, suffix):
    """Both kinds of file give the same lines back, with the columns that people added."""
    lines = [SIGNED, replace(SIGNED, cell="B3", row="3", new="=1+1", more=(("Seen by", "@Grace"),), number=3)]

    assert list(back(tmp_path, log_bytes(lines, suffix), suffix).lines) == lines


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''-5", "+41", "@x", "-", "\t=x", "'quoted'", "it's", "'", "''"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_text_that_a_program_would_run_is_written_as_text(tmp_path, text, suffix):
    """No cell of a log begins as a formula, and exactly the apostrophe that was added is taken away again."""
    content = log_bytes([replace(SIGNED, new=text)], suffix)
    cells = [
        cell for row in csv.reader(io.StringIO(log_bytes([replace(SIGNED, new=text)], ".csv").decode())) for cell in row
    ]

    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
    assert back(tmp_path, content, suffix).lines[0].new == text


@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_any_text_comes_back_from_csv_as_from_xlsx(tmp_path_factory, texts):
    """A property: CSV and XLSX give the same lines, whatever people wrote in them."""
    folder = tmp_path_factory.mktemp("logs")
    lines = [
        replace(SIGNED, new=f"{text}x", why=text, row=str(at), number=at) for at, text in enumerate(texts, start=2)
    ]
    found = [back(folder, log_bytes(lines, suffix), suffix).lines for suffix in (".csv", ".xlsx")]

    assert [[clean(line.why) for line in held] for held in found] == [[clean(line.why) for line in lines]] * 2
    assert [line.new for line in found[0]] == [line.new for line in lines]
    assert [clean(line.new) for line in found[1]] == [clean(line.new) for line in lines]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_log_that_a_program_saved_again_is_read(tmp_path, encoding, separator):
    """Byte order marks, UTF-16, the code page of western Excel, semicolons and tabs make no difference."""
    text = log_bytes([replace(SIGNED, new="Prévu", why="voilà")], ".csv").decode()
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(csv.reader(io.StringIO(text)))

    log = back(tmp_path, stream.getvalue().encode(encoding))

    assert (log.lines[0].new, log.lines[0].why, log.recoded) == ("Prévu", "voilà", encoding == "cp1252")


def test_an_encoding_that_is_named_is_no_guess(tmp_path):
    """A log that is not UTF-8 is read in the encoding of the survey files where one is named."""
    log = back(tmp_path, log_bytes([replace(SIGNED, new="да")], ".csv").decode().encode("cp1251"), encoding="cp1251")

    assert (log.lines[0].new, log.recoded) == ("да", False)


def test_a_line_that_nobody_touched_is_counted_and_not_held(tmp_path):
    """Lines without a word of a person are counted; a name alone is a person's word."""
    lines = [replace(SIGNED, new="", who="", why="", date=""), replace(SIGNED, new="", why="", date="")]

    log = back(tmp_path, log_bytes(lines, ".csv"))

    assert (log.untouched, [line.who for line in log.lines], log.lines[0].decided) == (1, ["Ada"], False)


def test_the_header_is_found_under_a_title_on_any_sheet(tmp_path):
    """A person may add a title, a sheet, capitals and columns, and reorder them."""
    sheets = [
        Sheet("Read me", ["How to use this"], [["fill in new"]]),
        Sheet("Log", ["Cleaning of 2021"], [[], ["New", "Cell", "FILE", "Seen"], ["Yes", "B2", "s.csv", "ok"]]),
    ]

    log = back(tmp_path, xlsx_bytes(sheets), ".xlsx")

    assert log.lines == (Line("s.csv", "B2", new="Yes", number=4, more=(("Seen", "ok"),)),)
    assert log.where(log.lines[0]) == "log.xlsx!Log!4"


@pytest.mark.parametrize(
    ("header", "lacking"),
    [("file,cell,who", "new"), ("file,new,row", "cell"), ("file,new,column", "cell"), ("a,b", "cell")],
)
def test_a_file_without_the_columns_of_a_log_is_none(tmp_path, header, lacking):
    """A table that says no cell, or nothing new, is refused with the column that it lacks."""
    with pytest.raises(UnreadableError) as caught:
        back(tmp_path, f"{header}\n1,2,3\n".encode())

    assert [(p.code, lacking in p.message) for p in caught.value.problems] == [(Code.CORRECTION_COLUMN, True)]


def test_signs_that_no_workbook_holds_are_replaced_in_both_kinds(tmp_path):
    """Control characters and half characters become replacement signs, in CSV as in XLSX."""
    lines = [replace(SIGNED, why="a\x01b\ud800c")]

    found = {back(tmp_path, log_bytes(lines, suffix), suffix).lines[0].why for suffix in (".csv", ".xlsx")}

    assert found == {"a\ufffdb\ufffdc"}
    assert len(COLUMNS) == len(set(COLUMNS))
