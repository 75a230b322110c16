"""SPSS files: labels for values, missing values that are answers, and a reader that cannot take the program down."""

from __future__ import annotations

import math
import struct
import time
from datetime import date, datetime
from datetime import time as clock

import pandas as pd
import pyreadstat
import pytest

from civicmap.errors import Code, RequestError, UnreadableError
from civicmap.survey.container.door import open_file
from civicmap.survey.container.sav_cells import Texts
from civicmap.survey.tables import MultipleSet

DICTIONARY_ENDS = struct.pack("<ii", 999, 0)
CASES_STATED = 80  # place of the number of cases in the header


@pytest.fixture
def sav(tmp_path):
    """Return a function that writes an SPSS file of columns by name; options as in pyreadstat."""

    def make(columns, name="survey.sav", **options):
        path = tmp_path / name
        pyreadstat.write_sav(pd.DataFrame(columns), str(path), compress=path.suffix == ".zsav", **options)
        return path

    return make


def rows_of(path, **options):
    """Return the rows of an SPSS file."""
    with open_file(path, **options) as container:
        [table] = container.tables
        return list(table.rows())


def refusal(path, **options):
    """Return the one problem with which a file is refused."""
    with pytest.raises(UnreadableError) as caught:
        rows_of(path, **options)
    [problem] = caught.value.problems
    return problem


def with_sets(path, text, subtype=7):
    """Put a record of multiple-response sets into an SPSS file."""
    content, record = path.read_bytes(), text.encode()
    at = content.index(DICTIONARY_ENDS)
    path.write_bytes(content[:at] + struct.pack("<iiii", 7, subtype, 1, len(record)) + record + content[at:])
    return path


@pytest.mark.parametrize("name", ["survey.sav", "survey.zsav", "survey.csv"])
def test_names_labels_and_cases_by_number(sav, name):
    """Row -1 holds the names, row 0 the labels, and case 2 is row 2; whatever the file is named."""
    path = sav(
        {"id": ["a", "b ", "c"], "q": [1.0, 2.0, math.nan]},
        name,
        column_labels=["Entity", None],
        variable_value_labels={"q": {1: "Yes", 2: "No"}},
    )

    assert rows_of(path) == [(-1, ["id", "q"]), (0, ["Entity"]), (1, ["a", "Yes"]), (2, ["b", "No"]), (3, ["c"])]


def test_a_user_missing_value_is_an_answer(sav):
    """Don't know keeps its label, an unlabelled one its number; only what is missing for the system is blank."""
    path = sav(
        {"q": [1.0, 98.0, 99.0, math.nan, 3.0]},
        variable_value_labels={"q": {1: "Yes", 98: "Don't know"}},
        missing_ranges={"q": [98, 99]},
    )

    assert [cells for _, cells in rows_of(path)[2:]] == [["Yes"], ["Don't know"], ["99"], [], ["3"]]


def test_days_times_numbers_and_texts(sav):
    """Cells read as those of a workbook: ISO days, whole numbers without a point, words such as NA as words."""
    path = sav(
        {
            "day": [date(2019, 5, 31)],
            "moment": [datetime(2019, 5, 31, 9, 30)],  # noqa: DTZ001
            "clock": [clock(9, 5)],
            "whole": [3.0],
            "part": [0.25],
            "text": ["NA"],
            "formula": ["=cmd|' /C calc'!A0"],
        }
    )

    assert rows_of(path)[2][1] == [
        "2019-05-31",
        "2019-05-31 09:30:00",
        "09:05:00",
        "3",
        "0.25",
        "NA",
        "=cmd|' /C calc'!A0",
    ]


def test_blank_cases_keep_their_number(sav):
    """A case without any value is a blank row between others, and left out at the end."""
    path = sav({"q": [math.nan, 1.0, math.nan], "t": ["", "x", " "]})

    assert rows_of(path)[2:] == [(1, []), (2, ["1", "x"])]


@pytest.mark.parametrize(
    ("labels", "name", "texts"),
    [
        ({1.0: "Yes", 2.0: "Yes", 3.0: "No"}, "F8.2", {1.0: "1", 2.0: "2", 3.0: "No"}),
        ({1.0: " Yes ", 2.0: "  "}, None, {1.0: "Yes", 2.0: "2", None: "", math.nan: ""}),
        ({"y  ": "Yes"}, "A3", {"y": "Yes", "n ": "n", " x": " x"}),
        ({}, "DATE11", {13778640000.0: "2019-05-31", 1e18: "1e+18", math.inf: "inf", -1e300: "-1e+300"}),
        ({0.0: "Never"}, "DATETIME20", {0.0: "Never", 1.0: "1582-10-14 00:00:01"}),
        ({}, "MOYR8", {13776048000.0: "2019-05-01"}),
        ({}, "TIME8", {32700.0: "09:05:00", 108000.0: "30:00:00", -60.0: "-0:01:00"}),
        ({}, "DTIME10", {32700.0: "9:05:00"}),
        ({}, "DOLLAR8", {1e15: "1000000000000000.0", 12.0: "12"}),
    ],
)
def test_values_as_texts(labels, name, texts):
    """A label stands for its value; two values under one label stay numbers; a day that no calendar has does too."""
    known = Texts(labels, name)

    assert {value: known[value] for value in texts} == pytest.approx(texts, nan_ok=True)


def test_multiple_response_sets(sav):
    """The sets are given with what a ticked cell reads, in the file's long names."""
    path = with_sets(
        sav(
            {"first_option": [1.0], "second_option": [0.0], "m1": [1.0], "m2": [2.0]},
            variable_value_labels={"second_option": {1: "Yes", 0: "No"}},
        ),
        "$q3=D1 1 7 Pick it first_op second_o\n$q4=C 3 Set m1 m2 gone\n",
    )

    with open_file(path) as container:
        sets = container.tables[0].sets

    assert sets == (
        MultipleSet("q3", "Pick it", "dichotomy", ("1", "Yes"), ("first_option", "second_option")),
        MultipleSet("q4", "Set", "category", (), ("m1", "m2")),
    )


def test_sets_that_count_a_text(sav):
    """Of a set that counts a text, the file's reader does not tell which: nothing is claimed."""
    path = with_sets(sav({"a": ["Y"], "b": ["N"]}), "$s=D1 Y 4 Text a b\n")

    with open_file(path) as container:
        assert container.tables[0].sets == (MultipleSet("s", "Text", "dichotomy", (), ("a", "b")),)


def test_an_encoding_that_is_not_the_stated_one(sav):
    """Bytes that the stated encoding does not have are refused with the option that names one, and read with it."""
    path = sav({"id": ["a"]}, column_labels=["Gen?ve"])
    path.write_bytes(path.read_bytes().replace(b"Gen?ve", "Genève".encode("cp1252")))

    problem = refusal(path)
    read = rows_of(path, encoding="cp1252")

    assert (problem.code, "--encoding" in problem.repair) == (Code.FILE_UNREADABLE, True)
    assert read[1] == (0, ["Genève"])
    with pytest.raises(RequestError):
        rows_of(path, encoding="klingon")


def test_many_cases_are_read_in_parts(sav):
    """Cases beyond the first part follow in order, each once."""
    path = sav({"n": [float(n) for n in range(1, 7_001)], "t": [f"case {n}" for n in range(1, 7_001)]})

    rows = rows_of(path)

    assert rows[2:] == [(n, [str(n), f"case {n}"]) for n in range(1, 7_001)]


def test_parts_that_end_where_the_file_does(sav):
    """A file whose cases fill its first part to the last is read whole, once."""
    assert len(rows_of(sav({"n": [1.0] * 2_000}))) == 2_002


def test_a_file_with_variables_and_no_case(sav):
    """A file without cases has its header rows only."""
    assert rows_of(sav({"id": pd.Series([], dtype=str), "q": pd.Series([], dtype=float)})) == [
        (-1, ["id", "q"]),
        (0, []),
    ]


@pytest.mark.parametrize("keep", [5, 60, 170, 300, -20, -1])
@pytest.mark.parametrize("name", ["survey.sav", "survey.zsav"])
def test_a_file_that_is_cut_off(sav, keep, name):
    """A file cut off anywhere is called damaged."""
    path = sav({"id": ["a", "b"], "q": [1.0, 2.0]}, name)
    path.write_bytes(path.read_bytes()[:keep])

    problem = refusal(path)

    assert (problem.code, problem.where) == (Code.FILE_UNREADABLE, name)
    assert problem.repair


@pytest.mark.parametrize("stated", [1_000_000_000, 2_000_000_000])
def test_a_file_that_states_a_billion_cases(sav, stated):
    """A number of cases that is not there takes neither the memory nor the time for them."""
    path = sav({"id": ["a", "b"], "q": [1.0, 2.0]})
    content = bytearray(path.read_bytes())
    struct.pack_into("<i", content, CASES_STATED, stated)
    path.write_bytes(content)
    begun = time.perf_counter()

    try:
        assert len(rows_of(path)) == 4  # the largest numbers count as none
    except UnreadableError as fault:
        assert "damaged" in fault.problems[0].message  # noqa: PT017 - either outcome will do
    assert time.perf_counter() - begun < 30  # it may not hang


def test_a_file_that_states_no_number_of_cases(sav):
    """A file that leaves the number of its cases open is read to its end."""
    path = sav({"id": ["a", "b"], "q": [1.0, 2.0]})
    content = bytearray(path.read_bytes())
    struct.pack_into("<i", content, CASES_STATED, -1)
    path.write_bytes(content)

    assert len(rows_of(path)) == 4


def test_a_variable_whose_name_is_lost(sav):
    """A damaged file may name a variable with nothing: its cases are read, under an empty name."""
    path = sav({"first": ["a"], "second": ["b"]})
    content = path.read_bytes()
    path.write_bytes(content.replace(b"SECOND  ", b"\0ECOND  ", 1))

    rows = rows_of(path)

    assert rows[0] == (-1, ["first", ""])
    assert rows[2] == (1, ["a", "b"])


def test_damage_anywhere_is_a_table_or_a_problem(sav):
    """Whatever bytes of a file are changed, the outcome is a table or a problem with the file's name."""
    path = sav({"id": ["a", "b"], "q": [1.0, 2.0]}, variable_value_labels={"q": {1: "Yes"}})
    content = path.read_bytes()
    for at in range(4, len(content), 61):
        path.write_bytes(content[:at] + b"\xff\xff\xff\x7f" + content[at + 4 :])
        try:
            rows_of(path)
        except UnreadableError as fault:
            assert fault.problems[0].where == path.name  # noqa: PT017 - either outcome will do


def test_a_reader_that_stops_without_a_word(sav, monkeypatch):
    """If the reading process dies, that is a problem of the file, and not of the program."""
    path = sav({"q": [1.0]})
    monkeypatch.setattr("civicmap.survey.container.sav._CHILD", "civicmap.errors")

    problem = refusal(path)

    assert (problem.code, "its reader stopped" in problem.message) == (Code.FILE_UNREADABLE, True)


def test_the_size_of_what_is_read_is_bounded(sav, monkeypatch):
    """Cases beyond the limit are refused with the limit, while they stream."""
    path = sav({"n": [1.0] * 2_500})
    monkeypatch.setattr("civicmap.survey.container.sav.MOST_CELLS", 2_000)

    assert refusal(path).code is Code.FILE_TOO_LARGE


def test_a_reader_that_cannot_be_started(sav, monkeypatch):
    """If there is no other process to be had, that is a problem with a way out."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    problem = refusal(sav({"q": [1.0]}))

    assert (problem.code, "cannot be started" in problem.message) == (Code.FILE_UNREADABLE, True)
