"""Opening files by what they are: workbooks and text tables, whole or refused with a reason."""

from __future__ import annotations

import random
import time
import warnings
import zipfile
from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from hand_made import parts, text_cell, write_parts

from civicmap.errors import Code, RequestError, UnreadableError
from civicmap.survey.container.door import open_file


def rows_of(path, **options):
    """Return every row of a file's first table."""
    with open_file(path, **options) as container:
        return [cells for _, cells in container.tables[0].rows()]


def refusal(path, **options):
    """Return the one problem with which a file is refused."""
    with pytest.raises(UnreadableError) as caught:
        rows_of(path, **options)
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "old Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900) + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"%PDF-1.4", "PDF"),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>", "HTML"),
        (b"<HTML><body>", "HTML"),
        (b'{"a": 1}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (b"$FL2@(#) SPSS", "SPSS"),
        (b"PAR1xxxx", "Parquet"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (bytes(range(256)) * 8, "no text"),
        (bytes(range(128, 256)) * 8, "not UTF-8"),
        (b"\x7fELF" + b"\x02\0\0\0" * 90 + b"\0\xd8" * 9, "no text"),
        (b'[\n {"a": 1}]', "JSON"),
        (b"[]", "JSON"),
        (b"{ }", "JSON"),
        (b"BZh91AY&SY", "archive"),
        (b"<stata_dta><header>", "Stata"),
        (b"a\0b\0\0\0c\0\0" * 40, "no text"),
    ],
)
@pytest.mark.parametrize("name", ["survey.xlsx", "survey.csv"])
def test_a_file_of_another_kind_is_named_whatever_its_ending(tmp_path, name, content, says):
    """What a file is comes from its bytes, and the message says what to do with it."""
    path = tmp_path / name
    path.write_bytes(content)

    problem = refusal(path)

    assert says in problem.message
    assert problem.where == name
    assert problem.repair


def test_missing_empty_and_folder(tmp_path):
    """A file that is not there, one of 0 bytes and a folder are three different refusals."""
    (tmp_path / "empty.csv").touch()

    codes = [refusal(tmp_path / name).code for name in ("nowhere.csv", "empty.csv", ".")]

    assert codes == [Code.FILE_MISSING, Code.FILE_EMPTY, Code.FILE_TYPE]


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ([("mimetype", "application/vnd.oasis.opendocument.text")], "OpenDocument"),
        ([("mimetype", "application/vnd.oasis.opendocument.spreadsheet")], "without a part content.xml"),
        ([("word/document.xml", "<w/>")], "Word"),
        ([("photo.jpg", "a,b")], "zip archive"),
        ([("[Content_Types].xml", "<a/>"), ("xl/workbook.bin", "")], "xlsb"),
        ([*parts(""), ("../../evil.xml", "<a/>")], "outside itself"),
        ([*parts(""), ("xl/sharedStrings.xml", "<a>" + "x" * 30_000_000 + "</a>")], "times its packed size"),
        (parts("", prolog='<!DOCTYPE a [<!ENTITY b "c">]>'), "entities"),
        (parts("", prolog="<!-- " + "x" * 200_000 + ' --><!DOCTYPE a SYSTEM "file:///etc/passwd">'), "entities"),
        (parts("<row"), "damaged"),
    ],
)
def test_a_zip_that_is_no_safe_workbook(tmp_path, members, says):
    """A zip file is refused before a parser sees it, where it is no workbook or would do harm."""
    problem = refusal(write_parts(tmp_path / "survey.xlsx", members))

    assert says in problem.message


def test_a_text_that_no_cell_can_hold(tmp_path):
    """A text of megabytes is refused before it is parsed, even where it hardly shrinks."""
    text = random.Random(1).randbytes(2_500_000).hex()

    problem = refusal(write_parts(tmp_path / "survey.xlsx", parts(f'<row r="1">{text_cell("A1", text)}</row>')))

    assert problem.code is Code.FILE_TOO_LARGE


def test_a_million_cells_that_name_no_place(tmp_path):
    """Cells beyond the last column of any sheet are refused, whether they say where they stand or not."""
    for cells in ("<c><v>1</v></c>" * 20_000, text_cell("ZZZ1", "a")):
        path = write_parts(tmp_path / "survey.xlsx", parts(f'<row r="1">{cells}</row>'))

        assert "a column that no spreadsheet has" in refusal(path).message


def test_escaped_signs_and_phonetic_readings(tmp_path):
    """`_x000D_` is the sign that it stands for, half a pair of surrogates is none, and a reading aid is no text."""
    cells = (
        text_cell("A1", "a_x000D_\nb")
        + text_cell("B1", "_xD83D__xDE00_ _xD800_ _x0000_ _x12_")
        + '<c r="C1" t="inlineStr"><is><r><t>kan</t></r><r><t>ji</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></is></c>'
    )
    path = write_parts(tmp_path / "survey.xlsx", parts(f'<row r="1">{cells}</row>'))

    assert rows_of(path) == [["a\r\nb", "\U0001f600 \ufffd \ufffd _x12_", "kanji"]]


def test_a_number_that_is_none_stays_text(tmp_path):
    """A cell that says it is a number and holds none is read as it stands; a day that no calendar has is an error."""
    cells = (
        '<c r="A1"><v>NaN</v></c><c r="B1"><v>1.50</v></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="d"><v>soon</v></c>'
    )
    path = write_parts(tmp_path / "survey.xlsx", parts(f'<row r="1">{cells}</row>'))

    assert rows_of(path) == [["NaN", "1.5", "TRUE", "soon"]]


def test_names_with_a_prefix_and_the_strict_form(tmp_path):
    """The sheet is read by what its names mean, not by how they are abbreviated."""
    rows = f'<row r="1">{text_cell("A1", "a")}</row>'
    for old, new in (
        ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
        ("<", "<x:"),
    ):
        *rest, (name, sheet) = parts(rows)
        prolog, body = sheet.split("?>")
        body = (
            body.replace(old, new).replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=" if new == "<x:" else "xmlns=")
        )

        assert rows_of(write_parts(tmp_path / "survey.xlsx", [*rest, (name, f"{prolog}?>{body}")])) == [["a"]]


def test_two_members_of_one_name(tmp_path):
    """An archive that holds a part twice is refused: readers differ in which they take."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = write_parts(tmp_path / "survey.xlsx", [*parts(""), ("xl/workbook.xml", "<a/>")])

    assert "two members of one name" in refusal(path).message


def test_too_many_members(tmp_path):
    """An archive of ten thousand parts and more is refused."""
    path = write_parts(tmp_path / "survey.xlsx", [*parts(""), *((f"x{n}", "") for n in range(10_001))])

    assert refusal(path).code is Code.FILE_TOO_LARGE


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
def test_a_workbook_that_is_cut_off(workbook, keep):
    """A workbook cut off anywhere is called damaged."""
    path = workbook("| a | b |\n|---|---|\n| 1 | 2 |")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])

    assert refusal(path).code is Code.FILE_UNREADABLE


def test_parts_that_are_missing_or_broken_never_raise_anything_else(workbook, tmp_path):
    """Whatever part of a workbook is lost or spoilt, the outcome is a table or an UnreadableError."""
    with zipfile.ZipFile(workbook("| a | b |\n|---|---|\n| x | 2 |")) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    for at, (name, content) in enumerate(members):
        for spoilt in ([], [(name, b"<a/>")], [(name, content[: len(content) // 2])], [(name, b"")]):
            path = write_parts(tmp_path / f"spoilt{at}.xlsx", [*members[:at], *spoilt, *members[at + 1 :]])
            try:
                rows_of(path)
            except UnreadableError as fault:
                assert fault.problems[0].where == path.name  # noqa: PT017 - either outcome will do


def test_cells_become_the_texts_that_people_see(tmp_path):
    """Whole numbers have no point, truth is TRUE, days are ISO, and words such as NA and null are words."""
    import openpyxl

    book = openpyxl.Workbook()
    values = [3, 3.0, 0.5, 0.1 + 0.2, 1e20, True, False, "NA", "N/A", "null", "0", 0, " kept "]
    values += [date(2019, 5, 31), datetime(2019, 5, 31, 9, 30), clock(9, 5), timedelta(hours=30)]  # noqa: DTZ001
    for at, value in enumerate([*values, "#N/A", "#DIV/0!", "12345678901234567"], start=1):
        book.active.cell(1, at).value = value
    book.save(tmp_path / "survey.xlsx")

    plain = ["3", "3", "0.5", "0.3", "1e+20", "TRUE", "FALSE", "NA", "N/A", "null", "0", "0", " kept "]
    times = ["2019-05-31", "2019-05-31 09:30:00", "09:05:00", "30:00:00"]
    assert rows_of(tmp_path / "survey.xlsx") == [[*plain, *times, "#N/A", "#DIV/0!", "12345678901234567"]]


def test_formulas_give_their_last_result_or_themselves(tmp_path):
    """A formula never computed stays as text, an empty result is empty, and an error stays an error."""
    cells = (
        '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f></c><c r="C1" t="str"><f>""</f><v></v></c>'
        '<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1" t="str"><f>A1</f><v>Yes</v></c>'
    )
    path = write_parts(tmp_path / "survey.xlsx", parts(f'<row r="1">{cells}</row>'))

    assert rows_of(path) == [["2", "=1+1", "", "#DIV/0!", "Yes"]]


def test_an_answer_that_began_with_an_equals_sign_is_kept(tmp_path):
    """Some writers put a text with "=" before it down as a formula with the result 0: the text is there, and sums are sums."""
    cells = (
        '<c r="A1"><f>we agree in part</f><v>0</v></c><c r="B1"><f>SUM(A1:A3)</f><v>0</v></c>'
        '<c r="C1"><f>A1</f><v>0</v></c><c r="D1"><f>Нет</f><v>0</v></c><c r="E1"><f>cmd|calc</f><v>0</v></c>'
    )
    path = write_parts(tmp_path / "survey.xlsx", parts(f'<row r="1">{cells}</row>'))

    assert rows_of(path) == [["=we agree in part", "0", "0", "=Нет", "=cmd|calc"]]


def test_a_false_dimension_loses_nothing(tmp_path):
    """A sheet that claims to be one cell large is read whole."""
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", n)}{text_cell(f"B{n}", "x")}</row>' for n in (1, 2))
    path = write_parts(tmp_path / "survey.xlsx", parts(rows, before='<dimension ref="C5:C5"/>'))

    assert rows_of(path) == [["1", "x"], ["2", "x"]]


def test_a_stray_cell_in_the_last_corner(tmp_path):
    """A cell at XFD1048576 costs seconds, not the machine."""
    rows = f'<row r="1">{text_cell("A1", "a")}</row><row r="1048576">{text_cell("XFD1048576", "z")}</row>'
    path = write_parts(tmp_path / "survey.xlsx", parts(rows))
    begun = time.perf_counter()

    with open_file(path) as container:
        table = container.tables[0]
        first, last, count = None, None, 0
        for number, cells in table.rows():
            first, last, count = first or (number, cells), (number, cells), count + 1

    assert (first, last[0], len(last[1]), count) == ((1, ["a"]), 1_048_576, 16_384, 1_048_576)
    assert time.perf_counter() - begun < 60  # it may not hang


def test_a_million_formatted_rows_without_content(tmp_path):
    """Rows that are formatted and empty are left out at the end of a sheet, within seconds."""
    rows = f'<row r="1">{text_cell("A1", "a")}</row>'
    rows += "".join(f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="0"/></row>' for n in range(2, 1_000_001))
    path = write_parts(tmp_path / "survey.xlsx", parts(rows))
    begun = time.perf_counter()

    assert rows_of(path) == [["a"]]
    assert time.perf_counter() - begun < 60  # it may not hang


@pytest.mark.parametrize(
    "mark", ["<c r='B{n}'><v>7</v></c>", "<c r='B{n}'><v\n>7</v></c>", "<c r='B{n}' ><v\t>7</v ></c >"]
)
def test_a_value_after_many_blank_rows_is_found(tmp_path, mark):
    """Formatted and empty rows hide nothing: the last value counts, however the XML is spaced, and what follows is left."""
    blank = '<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="0"/></row>'
    rows = [blank.format(n=n) for n in range(1, 60_001)]
    rows[39_999] = f'<row r="40000">{mark.format(n=40_000)}</row>'
    after = "<conditionalFormatting sqref='A1'><cfRule><formula>1</formula></cfRule></conditionalFormatting>"
    *rest, (name, sheet) = parts("".join(rows))
    path = write_parts(tmp_path / "survey.xlsx", [*rest, (name, sheet.replace("</worksheet>", f"{after}</worksheet>"))])

    found = rows_of(path)

    assert (len(found), found[-1], any(found[:-1])) == (40_000, ["", "7"], False)


def test_a_row_that_no_spreadsheet_has(tmp_path):
    """A row number beyond the last of any sheet is a damaged file, not an endless loop."""
    path = write_parts(tmp_path / "survey.xlsx", parts(f'<row r="4000000000">{text_cell("A4000000000", "a")}</row>'))

    assert refusal(path).code is Code.FILE_UNREADABLE


@pytest.mark.parametrize("order", [(1, 3, 2), (1, 1), (2, 1)])
def test_rows_out_of_order_are_refused(tmp_path, order):
    """Rows that do not ascend would be lost by the parser without a word, so the file is refused."""
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in order)

    assert "out of order" in refusal(write_parts(tmp_path / "survey.xlsx", parts(rows))).message


def test_rows_without_numbers_are_read(tmp_path):
    """Rows and cells need not say where they stand: then each follows the last."""
    cell = '<c t="inlineStr"><is><t>x</t></is></c>'
    path = write_parts(tmp_path / "survey.xlsx", parts(f"<row>{cell}{cell}</row><row>{cell}</row>"))

    assert rows_of(path) == [["x", "x"], ["x"]]


def test_blank_rows_between_are_counted_and_at_the_end_left_out(workbook):
    """Blank rows keep their numbers between rows; a sheet ends with its last cell."""
    path = workbook("| a |\n|---|\n| |\n| x |\n| |\n| |")

    with open_file(path) as container:
        assert list(container.tables[0].rows()) == [(1, ["a"]), (2, []), (3, ["x"])]


def test_hidden_sheets_say_so(tmp_path):
    """A hidden sheet is a table too, marked as hidden."""
    import openpyxl

    book = openpyxl.Workbook()
    book.create_sheet("Old").sheet_state = "veryHidden"
    book.save(tmp_path / "survey.xlsx")

    with open_file(tmp_path / "survey.xlsx") as container:
        assert [(table.name, table.hidden) for table in container.tables] == [("Sheet", False), ("Old", True)]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("é,b\n1,2".encode(), None),
        ("é,b\n1,2".encode("utf-8-sig"), None),
        ("é,b\n1,2".encode("utf-16"), None),
        ("é,b\n1,2".encode("utf-16-le"), None),
        ("é,b\n1,2".encode("utf-16-be"), None),
        ("é,b\n1,2".encode("cp1252"), "cp1252"),
        ("é,b\n1,2".encode("mac-roman"), "mac-roman"),
        ("é,b\n1,2".encode("utf-8-sig"), "utf-8"),
    ],
)
def test_encodings(tmp_path, content, encoding):
    """Byte order marks, UTF-16 without one, and UTF-8 are known; any other encoding must be named."""
    (tmp_path / "survey.csv").write_bytes(content)

    assert rows_of(tmp_path / "survey.csv", encoding=encoding) == [["é", "b"], ["1", "2"]]


def test_an_encoding_is_never_guessed(tmp_path):
    """Bytes that are not UTF-8 are refused with the byte's place and the option that names an encoding."""
    (tmp_path / "survey.csv").write_bytes("unit,q1\nGenève,1".encode("cp1252"))

    problem = refusal(tmp_path / "survey.csv")

    assert problem.code is Code.FILE_ENCODING
    assert "byte 11" in problem.message
    assert "--encoding" in problem.repair


@pytest.mark.parametrize(
    "options", [{"encoding": "klingon"}, {"encoding": "zip"}, {"separator": "comma;"}, {"separator": ""}]
)
def test_an_unknown_encoding_or_separator_is_a_bad_request(tmp_path, options):
    """A name that is none is answered with the names that are."""
    (tmp_path / "survey.csv").write_text("a,b\n")

    with pytest.raises(RequestError):
        rows_of(tmp_path / "survey.csv", **options)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\n1,5;2,5\n", [["a", "b"], ["1,5", "2,5"]]),
        ('a;b\n"x, y, z; w, v";2\n', [["a", "b"], ["x, y, z; w, v", "2"]]),
        ("a\tb\n1,2,3\t2\n", [["a", "b"], ["1,2,3", "2"]]),
        ("a|b\r\n1|2\r\n", [["a", "b"], ["1", "2"]]),
        ("sep=;\na;b\n1,1;2\n", [["a", "b"], ["1,1", "2"]]),
        ("one\ntwo\n", [["one"], ["two"]]),
        ('a,b\n"line 1\nline 2","say ""hi"""\n', [["a", "b"], ["line 1\nline 2", 'say "hi"']]),
        ("a,b\n1\u20282,x\x85y\n", [["a", "b"], ["1\u20282", "x\x85y"]]),
        ("a,b\r\r1,2", [["a", "b"], [], ["1", "2"]]),
        ("a,b\n1,2\n\n\n", [["a", "b"], ["1", "2"]]),
        ('a,b\nsaid "so",2\n', [["a", "b"], ['said "so"', "2"]]),
        ("a,b\n=cmd|' /C calc'!A0,NA\n", [["a", "b"], ["=cmd|' /C calc'!A0", "NA"]]),
    ],
)
def test_separators_quotes_and_line_breaks(tmp_path, text, rows):
    """The separator is the one that makes rows of one width once quotes are read; texts stay literal."""
    (tmp_path / "survey.csv").write_bytes(text.encode())

    assert rows_of(tmp_path / "survey.csv") == rows


def test_a_separator_may_be_named(tmp_path):
    """What is named is used, whatever the rows look like."""
    (tmp_path / "survey.csv").write_text("a;b,c\n1;2,3\n")

    assert rows_of(tmp_path / "survey.csv", separator="semicolon") == [["a", "b,c"], ["1", "2,3"]]
    assert rows_of(tmp_path / "survey.csv", separator="tab") == [["a;b,c"], ["1;2,3"]]


@pytest.mark.parametrize("text", ['a,b\n1,2\n"3,4\n5,6\n', 'a,b\n1,"2', '"a,b\n1,2\n'])
def test_a_quote_that_is_never_closed_is_an_error(tmp_path, text):
    """An open quote would swallow every row below it, so the file is refused with the row where it opens."""
    (tmp_path / "survey.csv").write_text(text)

    problem = refusal(tmp_path / "survey.csv")

    assert "never closed" in problem.message
    assert f"row {text[: text.index(chr(34))].count(chr(10)) + 1}" in problem.message


def test_nul_characters_are_kept_visible(tmp_path):
    """A NUL among text becomes a replacement sign, and a warning says so."""
    (tmp_path / "survey.csv").write_bytes(b"entity,question one\nalpha,Y\0es, and a longer text to go with it\n")

    with open_file(tmp_path / "survey.csv") as container:
        assert [problem.code for problem in container.problems] == [Code.TEXT_DAMAGED]
        assert [cells for _, cells in container.tables[0].rows()][1][1] == "Y\ufffdes"


def test_a_field_longer_than_the_default_limit(tmp_path):
    """A comment of two hundred thousand characters is a comment."""
    (tmp_path / "survey.csv").write_text(f"a,b\n{'x' * 200_000},1\n")

    assert len(rows_of(tmp_path / "survey.csv")[1][0]) == 200_000


@pytest.mark.parametrize("name", ["idna", "punycode", "undefined", "unicode-escape", "base64", "klingon", "a\0b"])
def test_an_encoding_that_no_table_has(text_file, name):
    """A codec that is none, or none of files, is answered with those that are."""
    with pytest.raises(RequestError) as caught:
        rows_of(text_file("a,b\n1,2\n", "survey.csv"), encoding=name)

    assert "cp1252" in caught.value.problems[0].repair


def test_utf_16_that_is_named_and_has_no_mark(text_file):
    """`--encoding utf-16` on a file without a byte order mark says so, and does not fail."""
    path = text_file("a,b\n1,2\n", "survey.csv", encoding="utf-16-le")

    assert "it is not utf-16" in refusal(path, encoding="utf-16").message
    assert rows_of(path) == [["a", "b"], ["1", "2"]]


def test_a_field_or_a_line_without_end(text_file, monkeypatch):
    """A field or line that is larger than any answer is refused by its place, not held in memory."""
    path = text_file('a,b\n"' + "x" * 10_000_001 + '",2\n', "field.csv")
    assert "row 2" in refusal(path).message

    monkeypatch.setattr("civicmap.survey.container.text._LONGEST_LINE", 1000)
    problem = refusal(text_file("a,b\n" + "x" * 1001, "line.csv"))
    assert (problem.code, "line 2" in problem.message) == (Code.FILE_TOO_LARGE, True)
