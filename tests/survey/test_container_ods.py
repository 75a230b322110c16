"""OpenDocument spreadsheets: the same texts as a workbook gives, and bounds on what a few bytes may repeat."""

from __future__ import annotations

import time
import warnings
from datetime import datetime, timedelta
from datetime import time as clock

import pytest
from hand_made import ods_cell, ods_parts, ods_row, ods_sheet, ods_value, parts, text_cell, write_parts

from civicmap.errors import Code, UnreadableError
from civicmap.survey.container.door import open_file


@pytest.fixture
def ods(tmp_path):
    """Return a function that writes an OpenDocument file of one sheet, whose rows are XML."""

    def make(*rows, name="survey.ods", **options):
        return write_parts(tmp_path / name, ods_parts(ods_sheet("".join(rows)), **options))

    return make


def tables_of(path):
    """Return (name, hidden, rows) of each table of a file."""
    with open_file(path) as container:
        return [(table.name, table.hidden, list(table.rows())) for table in container.tables]


def rows_of(path):
    """Return the rows of a file's first table."""
    return tables_of(path)[0][2]


def refusal(path):
    """Return the one problem with which a file is refused."""
    with pytest.raises(UnreadableError) as caught:
        tables_of(path)
    [problem] = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (ods_value("float", "3", "3,00"), "3"),
        (ods_value("float", "3.0"), "3"),
        (ods_value("float", "0.5"), "0.5"),
        (ods_value("float", "1e+20"), "1e+20"),
        (ods_value("float", "soon"), "soon"),
        (ods_value("percentage", "0.25", "25 %"), "0.25"),
        (ods_value("currency", "12", "12 CHF", 'office:currency="CHF"'), "12"),
        (ods_value("date", "2019-05-31", "31/5/19"), "2019-05-31"),
        (ods_value("date", "2019-05-31T00:00:00"), "2019-05-31"),
        (ods_value("date", "2019-05-31T09:30:00"), "2019-05-31 09:30:00"),
        (ods_value("date", "99999-01-01"), "99999-01-01"),
        (ods_value("time", "PT09H05M00S", "9:05"), "09:05:00"),
        (ods_value("time", "PT30H00M00S"), "30:00:00"),
        (ods_value("time", "P1DT6H"), "30:00:00"),
        (ods_value("time", "-PT01H30M00S"), "-1:30:00"),
        (ods_value("time", "PT00H00M01.5S"), "00:00:01"),
        (ods_value("time", "half past nine"), "half past nine"),
        (ods_value("boolean", "true", "WAHR"), "TRUE"),
        (ods_value("boolean", "false", "FALSCH"), "FALSE"),
        (ods_cell("NA"), "NA"),
        (ods_cell("=cmd|' /C calc'!A0"), "=cmd|' /C calc'!A0"),
        (ods_cell("shown", 'office:string-value="Yes"'), "Yes"),
        (ods_cell("&lt;script&gt; é 中"), "<script> é 中"),
        ("<table:table-cell><text:p>typed</text:p></table:table-cell>", "typed"),
        ("<table:table-cell office:value-type='float'><text:p>7</text:p></table:table-cell>", "7"),
    ],
)
def test_a_cell_is_what_a_workbook_gives(ods, cell, text):
    """The value counts, not how the file shows it: whole numbers without a point, ISO days, TRUE and FALSE."""
    assert rows_of(ods(ods_row(cell, "end"))) == [(1, [text, "end"])]


@pytest.mark.parametrize(
    ("more", "inner", "text"),
    [
        ('office:value-type="float" office:value="2"', "<text:p>2</text:p>", "2"),
        ('office:value-type="string" office:string-value=""', "", ""),
        (
            'office:value-type="string" office:string-value="" calcext:value-type="error"',
            "<text:p>#N/A</text:p>",
            "#N/A",
        ),
        ('office:value-type="string" office:string-value=""', "<text:p>#DIV/0!</text:p>", "#DIV/0!"),
        ('office:value-type="float" office:value="0"', "<text:p>Err:508</text:p>", "Err:508"),
        ("", "", "=1+1"),
    ],
)
def test_formulas_give_their_last_result_or_themselves(ods, more, inner, text):
    """An error stays an error, also where a program writes it as a number; a formula never computed is itself."""
    cell = f'<table:table-cell table:formula="of:=1+1" {more}>{inner}</table:table-cell>'

    assert rows_of(ods(ods_row(cell, "end"))) == [(1, [text, "end"])]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<text:p>line 1</text:p><text:p>line 2</text:p>", "line 1\nline 2"),
        ("<text:p>a<text:s text:c='3'/>b<text:s/>c<text:tab/>d<text:line-break/>e</text:p>", "a   b c\td\ne"),
        ("<text:p>\n   written \n  over lines </text:p>", "written over lines"),
        ("<text:p><text:s/>kept<text:s/></text:p>", " kept "),
        ("<text:p>so<text:span>me</text:span> <text:a>link</text:a></text:p>", "some link"),
        ("<office:annotation><text:p>remark</text:p></office:annotation><text:p>Yes</text:p>", "Yes"),
        ("<text:p>Yes<text:note><text:p>foot</text:p></text:note></text:p>", "Yes"),
        ("<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:p>Yes</text:p>", "Yes"),
        ("<text:p>Yes</text:p><table:table table:name='in'><table:table-row/></table:table>", "Yes"),
        ("<text:list><text:list-item><text:p>one</text:p></text:list-item></text:list>", "one"),
    ],
)
def test_paragraphs_and_white_space(ods, inner, text):
    """Paragraphs are lines; named spaces are kept and those of the XML are not; remarks and drawings are no answer."""
    cell = f'<table:table-cell office:value-type="string">{inner}</table:table-cell>'

    assert rows_of(ods(ods_row(cell, "end"))) == [(1, [text, "end"])]


def test_a_length_of_time_is_known_by_its_format(ods):
    """Below 24 hours the format tells a length of time from a time of the day, on the cell or on its column."""
    styles = (
        '<number:time-style style:name="N1" number:truncate-on-overflow="false"/><number:time-style style:name="N2"/>'
        '<style:style style:name="span" style:family="table-cell" style:data-style-name="N1"/>'
        '<style:style style:name="clock" style:family="table-cell" style:data-style-name="N2"/>'
    )
    columns = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:default-cell-style-name="span"/>'
    )
    at = "PT09H05M00S"
    row = ods_row(
        ods_value("time", at, more='table:style-name="span"'),
        ods_value("time", at, more='table:style-name="clock"'),
        ods_value("time", at),
        ods_value("time", at),
    )

    assert rows_of(ods(columns, row, styles=styles)) == [(1, ["9:05:00", "09:05:00", "9:05:00", "09:05:00"])]


def test_the_same_table_as_a_workbook(ods, tmp_path):
    """A table with every kind of cell reads as the workbook of it does."""
    import openpyxl

    book = openpyxl.Workbook()
    values = [3, 0.25, True, "Don't know", datetime(2019, 5, 31), datetime(2019, 5, 31, 9, 30), clock(9, 5)]  # noqa: DTZ001
    for at, value in enumerate([*values, timedelta(hours=30), None, "#N/A", "two\nlines"], start=1):
        book.active.cell(1, at).value = value
    book.save(tmp_path / "survey.xlsx")
    row = ods_row(
        ods_value("float", "3"),
        ods_value("float", "0.25"),
        ods_value("boolean", "true"),
        "Don't know",
        ods_value("date", "2019-05-31"),
        ods_value("date", "2019-05-31T09:30:00"),
        ods_value("time", "PT09H05M00S"),
        ods_value("time", "PT30H00M00S"),
        "<table:table-cell/>",
        ods_cell("#N/A", 'office:string-value="" calcext:value-type="error" table:formula="of:=NA()"'),
        ods_cell("two</text:p><text:p>lines"),
    )

    assert rows_of(ods(row)) == rows_of(tmp_path / "survey.xlsx")


def test_repeats_are_spelt_out(ods):
    """Equal neighbours stand in the file once, with a count, and read as often as they stand there."""
    row = ods_row(ods_cell("x", 'table:number-columns-repeated="3"'), "y", more='table:number-rows-repeated="2"')
    gap = ods_row('<table:table-cell table:number-columns-repeated="5"/>', more='table:number-rows-repeated="2"')
    far = ods_row('<table:table-cell table:number-columns-repeated="2"/>', "z")

    found = rows_of(ods(row, gap, far))

    assert found == [(1, ["x", "x", "x", "y"]), (2, ["x", "x", "x", "y"]), (3, []), (4, []), (5, ["", "", "z"])]
    assert found[0][1] is not found[1][1]  # who reads one row may change it


def test_covered_cells_are_blank(ods):
    """What stands under a merged cell is not seen, and not read."""
    covered = "<table:covered-table-cell office:value-type='string'><text:p>old</text:p></table:covered-table-cell>"
    row = ods_row(ods_cell("title", 'table:number-columns-spanned="3"'), covered, covered, "next")

    assert rows_of(ods(row)) == [(1, ["title", "", "", "next"])]


def test_rows_of_headers_groups_and_filters_are_rows(ods):
    """Rows that are repeated on pages, grouped, filtered out or hidden are data."""
    filtered = ods_row("b", more='table:visibility="filter"')
    rows = (
        f"<table:table-header-rows>{ods_row('a')}</table:table-header-rows>",
        f"<table:table-row-group>{filtered}</table:table-row-group>",
        ods_row("c", more='table:visibility="collapse"'),
    )

    assert rows_of(ods(*rows)) == [(1, ["a"]), (2, ["b"]), (3, ["c"])]


def test_sheets_hidden_sheets_and_what_is_no_sheet(tmp_path):
    """Every sheet is a table, a hidden one says so; earlier values and copies of other files' cells are no sheets."""
    style = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    old = f"<table:tracked-changes>{ods_row('earlier')}</table:tracked-changes>"
    linked = f"<table:dde-links>{ods_sheet(ods_row('linked'), 'Link')}</table:dde-links>"
    members = ods_parts(
        old,
        ods_sheet(ods_row("a"), "One"),
        ods_sheet(ods_row("copy"), "&apos;file:///C:/other.ods&apos;#$Sheet1"),
        ods_sheet(ods_row("b"), "Two &amp; more", 'table:style-name="ta2"'),
        ods_sheet("", "Empty"),
        linked,
        styles=style,
    )

    found = tables_of(write_parts(tmp_path / "survey.ods", members))

    assert found == [
        ("One", False, [(1, ["a"])]),
        ("Two & more", True, [(1, ["b"])]),
        ("Empty", False, []),
    ]


def test_each_sheet_can_be_read_again_and_in_any_order(tmp_path):
    """A table streams from its start each time, whatever was read before."""
    sheets = [ods_sheet(ods_row(f"{name}{n}") * 3, name) for n, name in enumerate("abc")]

    with open_file(write_parts(tmp_path / "survey.ods", ods_parts(*sheets))) as container:
        first = [table.head(1) for table in reversed(container.tables)]
        second = [list(table.rows()) for table in container.tables]

    assert first == [[(1, ["c2"])], [(1, ["b1"])], [(1, ["a0"])]]
    assert [len(rows) for rows in second] == [3, 3, 3]


def test_the_kind_is_known_by_content(ods, tmp_path):
    """An OpenDocument file named .xlsx, a template, and a workbook named .ods are what they are."""
    template = "application/vnd.oasis.opendocument.spreadsheet-template"
    workbook = write_parts(tmp_path / "book.ods", parts(f'<row r="1">{text_cell("A1", "a")}</row>'))

    kinds = []
    for path in (ods(ods_row("a"), name="x.xlsx"), ods(ods_row("a"), name="t.ots", mimetype=template), workbook):
        with open_file(path) as container:
            kinds.append((container.tables[0].kind, list(container.tables[0].rows())))

    assert kinds == [("ods", [(1, ["a"])]), ("ods", [(1, ["a"])]), ("workbook", [(1, ["a"])])]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_content_in_another_encoding(tmp_path, encoding):
    """The XML says its encoding, and is read in it."""
    members = ods_parts(ods_sheet(ods_row("é")), prolog="")
    path = write_parts(tmp_path / "survey.ods", [members[0], ("content.xml", members[1][1].encode(encoding))])

    assert rows_of(path) == [(1, ["é"])]


def test_blank_ends_cost_nothing(ods):
    """A million repeated blank rows, 16,384 blank columns and blank rows beyond any sheet's end are left out at once."""
    blank = '<table:table-cell table:style-name="x" table:number-columns-repeated="16384"/>'
    rows = (
        ods_row("a", blank),
        ods_row(blank, more='table:number-rows-repeated="1048575"'),
        ods_row(blank, more='table:number-rows-repeated="999999999999"'),
    )
    begun = time.perf_counter()

    assert rows_of(ods(*rows)) == [(1, ["a"])]
    assert time.perf_counter() - begun < 20  # it may not hang


def test_a_stray_cell_in_the_last_corner(ods):
    """A cell in the last row and column keeps its place."""
    far = '<table:table-cell table:number-columns-repeated="16383"/>'
    blank = ods_row("<table:table-cell/>", more='table:number-rows-repeated="1048574"')

    found = rows_of(ods(ods_row("a"), blank, ods_row(far, "z")))

    assert (found[0], found[1], found[-1][0], len(found[-1][1])) == ((1, ["a"]), (2, []), 1_048_576, 16_384)


@pytest.mark.parametrize(
    "row",
    [
        ods_row(ods_cell("x", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048576"'),
        ods_row(ods_cell("x", 'table:number-columns-repeated="16384"')) * 2_000,
        ods_row(ods_cell("x<text:s text:c='999999999'/>x")),
        ods_row(ods_cell("x" + "<text:s text:c='10000'/>" * 2_001 + "x")),
    ],
)
def test_a_repeat_bomb_is_bounded(ods, row):
    """What a few bytes repeat is counted before it is spelt out, and refused with the sheet and the limit."""
    begun = time.perf_counter()

    problem = refusal(ods(row))

    assert (problem.code, "'Responses'" in problem.message) == (Code.FILE_TOO_LARGE, True)
    assert problem.repair
    assert time.perf_counter() - begun < 30  # it may not hang


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (ods_row(ods_cell("x", 'table:number-columns-repeated="16385"')), "a column that no spreadsheet has"),
        (
            ods_row("<table:table-cell table:number-columns-repeated='999999'/>", "x"),
            "a column that no spreadsheet has",
        ),
        (ods_row("x", more='table:number-rows-repeated="1048577"'), "which no spreadsheet has"),
        (ods_row(ods_cell("x", 'table:number-columns-repeated="-5"')), "a repeat that is no number"),
        (ods_row(ods_cell("x" + "</text:p><text:p>" * 40_000)), "a text that no cell can hold"),
        (ods_row(ods_cell("x<text:span>y</text:span>" * 40_000)), "a text that no cell can hold"),
        (ods_row("x", more='table:number-rows-repeated="many"'), "a repeat that is no number"),
        (ods_row("x", more=f'table:number-rows-repeated="{"9" * 5000}"'), "a repeat that is no number"),
    ],
)
def test_places_that_no_sheet_has(ods, row, says):
    """Places beyond the last row and column, and counts that are none, are refused with the sheet."""
    problem = refusal(ods(row))

    assert "sheet 'Responses'" in problem.message
    assert says in problem.message


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ([*ods_parts(ods_sheet(ods_row("a"))), ("../../evil.xml", "<a/>")], "outside itself"),
        (ods_parts(ods_sheet(ods_row("a")), prolog='<!DOCTYPE a [<!ENTITY b "c">]>'), "declares XML entities"),
        (ods_parts(ods_sheet(ods_row("&xxe;"))), "damaged"),
        (ods_parts(ods_sheet(ods_row("a") + "<table:table-row>")), "damaged"),
        (ods_parts(), "holds no sheet"),
        ([ods_parts()[0], ("content.xml", "")], "damaged"),
        ([ods_parts()[0], ("content.xml", "<a/>")], "holds no sheet"),
        ([ods_parts()[0], ("content.xml", b"\0" * 100)], "damaged"),
        (ods_parts(ods_sheet(ods_row("x" * 30_000_000))), "times its packed size"),
        (
            [*ods_parts(), ("META-INF/manifest.xml", "<m:manifest><m:encryption-data/></m:manifest>")],
            "a password-protected spreadsheet",
        ),
        (ods_parts(ods_sheet(ods_row("a")), mimetype="application/vnd.oasis.opendocument.text"), "no spreadsheet"),
        (ods_parts(ods_sheet(ods_row("a")), mimetype="application/epub+zip"), "a zip archive"),
    ],
)
def test_a_file_that_is_no_safe_spreadsheet(tmp_path, members, says):
    """A file is refused with its name, what is wrong and what to do, before anything in it is believed."""
    problem = refusal(write_parts(tmp_path / "survey.ods", members))

    assert says in problem.message
    assert problem.where == "survey.ods"
    assert problem.repair


def test_two_members_of_one_name(tmp_path):
    """An archive that holds its content twice is refused: readers differ in which they take."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = write_parts(tmp_path / "survey.ods", [*ods_parts(), ods_parts()[1]])

    assert "two members of one name" in refusal(path).message


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
def test_a_file_that_is_cut_off(ods, keep):
    """A file cut off anywhere is called damaged."""
    path = ods(ods_row("a") * 50)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])

    assert refusal(path).code is Code.FILE_UNREADABLE


def test_a_long_file_is_read_to_its_last_sheet(tmp_path):
    """In a file of many megabytes, whose first sheets are passed over fast, the last sheet and row are found."""
    rows = "".join(ods_row(f"answer {n}", "x" * 300, str(n)) for n in range(20_000))
    members = ods_parts(ods_sheet(rows, "A"), ods_sheet(ods_row("b"), "B"), ods_sheet("", "Table of contents"))

    found = tables_of(write_parts(tmp_path / "survey.ods", members))

    assert [(name, len(rows)) for name, _, rows in found] == [("A", 20_000), ("B", 1), ("Table of contents", 0)]
    assert found[0][2][-1] == (20_000, ["answer 19999", "x" * 300, "19999"])
