"""The quick way to large sheets gives what the parser gives, cell by cell, or refuses: it never differs."""

from __future__ import annotations

import random
import zipfile

import numpy as np
import pytest
from hand_made import parts, write_parts
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.survey.container import workbook as container_xlsx
from civicmap.survey.container import workbook_quick, workbook_quick_around
from civicmap.survey.container.door import open_file
from civicmap.survey.container.workbook_quick_texts import shared_texts
from civicmap.survey.container.workbook_sheet import read_texts
from civicmap.survey.encode import encode, encode_table
from civicmap.survey.encode_quick import encode_quickly
from civicmap.survey.tables import letter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OF_TEXTS = (
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)
_OF_STYLES = (
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
)
# Styles 0 to 4: plain, day, day and time, length of time, two decimals.
STYLES = f"""<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd hh:mm:ss"/></numFmts>
<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="46"/><xf numFmtId="2"/></cellXfs></styleSheet>"""
SHARED = [
    "<t>Yes</t>",
    "<t>No</t>",
    '<t xml:space="preserve"> kept </t>',
    "<t/>",
    "<t>a_x000D_b &amp; &lt;c&gt; &#233;&#x20AC;</t>",
    "<t>\u200b</t>",
    "<t>q1</t>",
    "<t>é \u00a0 中文</t>",
]
NUMBERS = ["0", "1", "3.0", "0.1", "1e15", "1E+20", "123456789012345678", "43616", "43616.5", "0.25", "-1", "1e400"]
NUMBERS += ["NaN", "", "007", "60", "59.999999", "2958466", " 7 ", "1_0"]
TEXTS = [
    "Yes",
    "q2",
    "a &amp; b",
    "&#65;",
    "_x0041_",
    "_xD800_",
    "\u200b",
    " ",
    "",
    "é",
    "line\r\nbreak",
    "]]&gt;",
    "a > b",
    '"',
]
# A cell after its reference, and after its style.
CELLS = st.one_of(
    st.builds(' t="s"><v>{}</v></c>'.format, st.integers(0, len(SHARED) - 1)),
    st.builds("><v>{}</v></c>".format, st.sampled_from(NUMBERS)),
    st.builds(' t="n"><v>{}</v></c>'.format, st.sampled_from(NUMBERS)),
    st.builds(' t="inlineStr"><is><t>{}</t></is></c>'.format, st.sampled_from(TEXTS)),
    st.builds(' t="inlineStr"><is><t xml:space="preserve"> {}</t></is></c>'.format, st.sampled_from(TEXTS)),
    st.builds(' t="str"><f>A1&amp;B1</f><v>{}</v></c>'.format, st.sampled_from(TEXTS)),
    st.builds(' t="b"><v>{}</v></c>'.format, st.sampled_from(["0", "1", "true", "2"])),
    st.builds(' t="e"><f>1/0</f><v>{}</v></c>'.format, st.sampled_from(["#DIV/0!", "#N/A"])),
    st.builds(' t="d"><v>{}</v></c>'.format, st.sampled_from(["2019-05-31", "soon", "2019-05-31T09:30:00"])),
    st.sampled_from(["/>", "></c>", "><v/></c>", "><f>1+1</f></c>", '><f t="shared" si="0"/><v>3</v></c>']),
    st.sampled_from(["><f/></c>", "><f>2</f><v/></c>", ' t="e"><v>#REF!</v></c>', ' t="str"><v>x</v></c>']),
)
UNUSUAL = st.sampled_from(
    [
        ' t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></is></c>',
        "><!-- c --><v>1</v></c>",
        "><v><![CDATA[1]]></v></c>",
        ' t="s" cm="1"><v>0</v></c>',
        "><v>1</v><v>2</v></c>",
        ' t="s"><v>99</v></c>',
        ' t="s"><v>-1</v></c>',
        ' t="inlineStr"><is><t>&nbsp;</t></is></c>',
        ' t="inlineStr"><is><t>]]></t></is></c>',
        ' t="inlineStr"><is><t>\x01</t></is></c>',
        ' t="inlineStr"><is><t>&#1;</t></is></c>',
        ' t="inlineStr"><is><t>\ufffe</t></is></c>',
        ' s="1"><v>1</v></c>',
        "><v>1</v></c></row><row>",
        "><v>1</v></c><c><v>2</v></c>",
        "><v>1</v>",
        ' t="s"><v>1</v></c  >',
        "><x><v>1</v></x></c>",
    ]
)


def cell(content, style):
    """Return a cell after its reference; a style only where the content says none itself."""
    return content if style is None or content.startswith(' s="') else f' s="{style}"{content}'


STYLED = st.builds(cell, CELLS, st.none() | st.integers(0, 4))
ROW = st.one_of(
    st.lists(st.none() | STYLED, max_size=6),
    st.just([' t="inlineStr"><is><t>q1</t></is></c>', ' t="inlineStr"><is><t>q2</t></is></c>']),
    st.just([None, None, ' t="inlineStr"><is><t> </t></is></c>']),
)


def row_xml(number, cells):
    """Return a row, without the cells that are None."""
    inner = "".join(f'<c r="{letter(at)}{number}"{one}' for at, one in enumerate(cells) if one is not None)
    if not cells:
        return f'<row r="{number}" spans="1:3" ht="15"/>'
    return f'<row r="{number}" spans="1:3">{inner}</row>'


def book(path, rows, *, old_epoch=False, texts=SHARED):
    """Write a workbook of rows as XML, with shared texts and styles."""
    made = dict(parts(rows))
    made["[Content_Types].xml"] = made["[Content_Types].xml"].replace("</Types>", f"{_OF_TEXTS}{_OF_STYLES}</Types>")
    if old_epoch:
        made["xl/workbook.xml"] = made["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    made["xl/styles.xml"] = STYLES
    made["xl/sharedStrings.xml"] = f"<sst {MAIN}>" + "".join(f"<si>{text}</si>" for text in texts) + "</sst>"
    return write_parts(path, made.items())


def outcome(read):
    """Return what a way gives, as values that compare; the kind of its error where it has none."""
    try:
        found = read()
    except Exception as fault:  # noqa: BLE001 - the kind is what is compared
        return type(fault).__name__
    columns = {at: (texts, codes.dtype, codes.tolist()) for at, (texts, codes) in found.columns.items()}
    return columns, found.numbers.dtype, found.numbers.tolist(), found.read, found.notes


HEADER = ["q1", "", "q2"]


def both(path, *, levels=(HEADER,), header_rows=1, places=(0, 2)):
    """Return the outcomes of the quick way and of the parser."""
    with open_file(path) as opened:
        table = opened.tables[0]
        quick = outcome(lambda: encode_quickly(table.quick, levels, header_rows, places))
        return quick, outcome(lambda: encode(table.rows(), levels, header_rows, places))


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Take every sheet for a large one, and read it in small pieces."""
    monkeypatch.setattr(container_xlsx, "_LARGE", 0)
    monkeypatch.setattr(workbook_quick_around, "PIECE", 600)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for files that are written many times."""
    return tmp_path_factory.mktemp("quick")


@settings(deadline=None, max_examples=300)
@given(
    rows=st.lists(st.tuples(st.integers(1, 3), ROW), max_size=30),
    old_epoch=st.booleans(),
    places=st.sets(st.integers(0, 2)),
)
def test_plain_sheets_are_read_alike(folder, rows, old_epoch, places):
    """Whatever kinds of cells stand in a sheet, gaps and blanks between them: both ways give the same columns and notes."""
    xml, number = row_xml(1, [f' t="inlineStr"><is><t>{title}</t></is></c>' for title in HEADER]), 1
    for step, cells in rows:
        number += step
        xml += row_xml(number, cells)

    quick, slow = both(book(folder / "a.xlsx", xml, old_epoch=old_epoch), places=sorted(places))

    assert quick == slow


@settings(deadline=None, max_examples=200)
@given(rows=st.lists(st.lists(STYLED | UNUSUAL, min_size=1, max_size=3), min_size=1, max_size=4))
def test_unusual_sheets_are_refused_or_read_alike(folder, rows):
    """Comments, sections, second cells and damaged XML are never read otherwise than by the parser."""
    xml = "".join(row_xml(number, cells) for number, cells in enumerate(rows, start=1))

    quick, slow = both(book(folder / "b.xlsx", xml), header_rows=0)

    assert quick in (slow, "NotPlainError", "ExpatError")


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"/></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="a1"><v>1</v></c></row>',
        '<row r="1"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1"t="str"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c></row>',
        '<row r="1" r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1" x:y="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1" ht="1" ht="2"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><f t="a" t="b">1</f><v>1</v></c></row>',
        '<row r="2000000"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><row r="2"><c r="A1"><v>1</v></c></row></row>',
        '<row r="1"/><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1"><v>1</v></c></row>text<x/>',
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><row r="2"><c r="A2"><v>1</v></c></row><sheetData>',
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="2"><c r="A2"><v>1</v></c></row>',
        "<!-- <row r='1'> --><row r='1'><c r='A1'><v>1</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c></rowx>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        "",
    ],
)
def test_shapes_that_are_not_known(tmp_path, rows):
    """What is not plainly rows of cells in order is left to the parser, which alone says that a file is damaged."""
    quick, slow = both(book(tmp_path / "a.xlsx", rows), header_rows=0)

    assert quick in ("NotPlainError", "ExpatError") or quick == slow


def test_a_large_survey_takes_the_quick_way(tmp_path):
    """The shapes of the programs that write most files are known: shared and inline texts, wide rows, blank cells."""
    chance = random.Random(3)
    kinds = [
        "<c r='{}'/>",
        '<c r="{}" t="s"><v>1</v></c>',
        '<c r="{}" s="2"><v>43616.5</v></c>',
        '<c r="{}" t="e"><v>#N/A</v></c>',
    ]
    rows = "".join(
        f'<row collapsed="false" ht="12.1" outlineLevel="0" r="{n}">\n'
        + "\n".join(chance.choice(kinds[1:]).format(f"{letter(at)}{n}") for at in range(40) if chance.random() < 0.8)
        + "</row>\n"
        for n in range(1, 400)
    )
    path = book(tmp_path / "a.xlsx", rows)

    quick, slow = both(path, levels=([f"h{at}" for at in range(38)],), places=range(38))

    assert quick == slow
    assert isinstance(quick, tuple)
    assert len(quick[4].too_long) > 100


def test_header_rows_that_come_again_leave_no_text(tmp_path):
    """A header repeated among the rows counts as one, and its words are no text of the column."""
    head = [f' t="inlineStr"><is><t>{title}</t></is></c>' for title in HEADER]
    answer = [' t="inlineStr"><is><t>Yes</t></is></c>', None, ' t="inlineStr"><is><t>q2</t></is></c>']
    rows = [head, head, answer, head, answer]
    path = book(tmp_path / "a.xlsx", "".join(row_xml(n, cells) for n, cells in enumerate(rows, start=1)))

    quick, slow = both(path)

    assert quick == slow
    assert quick[0][0][0] == ("", "Yes")
    assert quick[4].headers == [2, 4]


def test_what_the_quick_way_refuses_is_read_by_the_parser(tmp_path):
    """A table whose XML is unusual gives its columns all the same."""
    rows = row_xml(1, ["><v>1</v></c>"]) + "<!-- note -->" + row_xml(2, ["><v>7</v></c>"])
    with open_file(book(tmp_path / "a.xlsx", rows)) as opened:
        found = encode_table(opened.tables[0], [["1"]], 1, [0])

    assert found.columns[0][0] == ("", "7")


@settings(deadline=None, max_examples=100)
@given(
    texts=st.lists(st.sampled_from([*SHARED, "<r><t>a</t></r><r><t>b</t></r>", "<t>a</t><rPh sb='0' eb='1'><t>x</t></rPh>", "", "<t>]]></t>", "<t>&x;</t>"]), max_size=9)
)  # fmt: skip
def test_shared_texts_are_read_alike(folder, texts):
    """The texts that cells share are those of the parser, in their order."""
    path = folder / "texts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("t.xml", f"<sst {MAIN}>" + "\n".join(f"<si>{text}</si>" for text in texts) + "</sst>")

    def either(read):
        try:
            with zipfile.ZipFile(path) as archive:
                return read(archive, "t.xml")
        except Exception as fault:  # noqa: BLE001 - the kind is what is compared
            return type(fault).__name__

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("civicmap.survey.container.workbook_quick_texts._LARGE", 0)
        assert either(shared_texts) == either(read_texts)


@given(st.text("0123456789", min_size=1, max_size=8))
def test_eight_figures(figures):
    """Up to eight figures in a word of memory are the number that they say."""
    word = np.array([int.from_bytes(figures.encode() + b"x" * (8 - len(figures)), "little")], dtype=np.uint64)

    number, right = workbook_quick.eight_figures(word, np.array([len(figures)], dtype=np.uint64))

    assert (int(number[0]), bool(right[0])) == (int(figures), True)


@given(st.binary(min_size=8, max_size=8), st.integers(1, 8))
def test_signs_that_are_no_figures(signs, length):
    """Only the signs 0 to 9 are figures."""
    word = np.array([int.from_bytes(signs, "little")], dtype=np.uint64)

    _, right = workbook_quick.eight_figures(word, np.array([length], dtype=np.uint64))

    assert bool(right[0]) == all(48 <= sign <= 57 for sign in signs[:length])
