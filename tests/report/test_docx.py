"""Word documents: what python-docx and a reader find in them."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from sample_document import HOSTILE, MARKDOWN, MARKS, META
from word_parts import W, fields_of, parts_of, tables_of, text_of, value_of

from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx


@pytest.fixture(scope="module")
def made():
    """Return the sample document's bytes."""
    return to_docx(MARKDOWN, META)


@pytest.fixture(scope="module")
def parts(made):
    """Return the XML parts of the sample document by path."""
    return parts_of(made)


def test_header_rows_repeat_and_rows_hold_together(parts):
    """The first row of each table repeats on every page, and no row breaks across two."""
    tables = tables_of(parts)

    assert len(tables) == 3
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_tables_fit_their_page_and_have_a_description(parts):
    """Columns add up to the width between the margins, upright or sideways, and every table says what it is."""
    tables = tables_of(parts)

    widths = [sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) for table in tables]
    described = [value_of(table, f"{W}tblPr/{W}tblDescription") for table in tables]

    assert widths == [9070, 14002, 9070]
    assert described == [
        "Names as they were given: Name, Count",
        "A wide table: Question, " + ", ".join(f"Answer {number}" for number in range(13)),
        "Bare, Table",
    ]


def test_table_that_fits_stays_upright():
    """A table may lie sideways, and does so only where its words would be crowded on an upright page."""
    table = "<!-- civicmap: table id=a landscape -->\n\n**Table 1.** x\n\n| Name | n |\n| --- | --: |\n| a | 1 |\n"

    sections = docx.Document(io.BytesIO(to_docx(table, META))).sections

    assert [section.orientation for section in sections] == [0]


@pytest.mark.parametrize("widths", ["", " widths=9,1,1"])
def test_no_word_is_broken(widths):
    """Whatever widths are asked for, a column has room for its longest word and for figures on one line."""
    header = "| A column of texts | Responsibilities | n of N |\n| --- | --- | --: |\n"
    text = "words that go on and on " * 5
    table = f"<!-- civicmap: table id=a{widths} -->\n\n**Table 1.** x\n\n{header}| {text} | x | 100 of 101 |\n"

    (made,) = tables_of(parts_of(to_docx(table, META)))
    columns = [int(column.get(f"{W}w")) for column in made.iter(f"{W}gridCol")]

    assert columns[1] > 90 * len("Responsibilities")  # twips of a bold character
    assert columns[2] > 90 * len("100 of 101")
    assert columns[0] > 9070 / 2


def test_crowded_table_keeps_short_words_whole():
    """Where a table has too many columns for its page, the narrow ones keep the room that their words need."""
    header = f"| Organization | Responsibility | {' | '.join(['Mean'] * 11)} |\n| --- | --- |{' --: |' * 11}\n"

    (made,) = tables_of(parts_of(to_docx(f"{header}| x | y |{' 5 |' * 11}\n", META)))
    columns = [int(column.get(f"{W}w")) for column in made.iter(f"{W}gridCol")]

    assert sum(columns) == 9070
    assert min(columns[2:]) > 634  # twips: "Mean" in bold, and what stands around it


def test_long_headers_take_few_lines():
    """A column of figures below a long header is wider than its longest word, where there is room: the header repeats."""
    header = "| Finding | Bounds, entities that did not respond too |\n| --- | --: |\n"

    (made,) = tables_of(parts_of(to_docx(f"{header}| A finding | 1 |\n", META)))
    columns = [int(column.get(f"{W}w")) for column in made.iter(f"{W}gridCol")]

    assert columns[1] > 90 * len("Bounds, entities that") / 2 + 220


def test_rows_that_stay_together(parts):
    """A short table stays on one page; of a long one the last rows do, and nothing where it begins but the head."""
    rows = "".join(f"| {number} |\n" for number in range(30))
    (long,) = tables_of(parts_of(to_docx(f"| n |\n| --- |\n{rows}", META)))
    held = [row.find(f".//{W}keepNext") is not None for row in long.iter(f"{W}tr")]
    short = [[row.find(f".//{W}keepNext") is not None for row in table.iter(f"{W}tr")] for table in tables_of(parts)]

    assert held == [True] + [False] * 27 + [True, True, False]
    assert [one[:-1] for one in short] == [[True] * (len(one) - 1) for one in short]


def test_last_entries_of_the_contents_stay_together(parts):
    """No entry of the table of contents stands alone on the next page."""
    entries = [
        p.find(f"{W}pPr/{W}keepNext") is not None
        for p in parts["word/document.xml"].iter(f"{W}p")
        if re.fullmatch(r"TOC\d", value_of(p, f"{W}pPr/{W}pStyle") or "")
    ]

    assert entries == [False] * (len(entries) - 3) + [True, True, False]


def test_right_to_left_runs():
    """Each run says whether it is read from the right; one in Latin letters is not, and no style says it for it."""
    made = parts_of(to_docx("1.  مكتب القاهرة\n\n2.  Cairo\n\n3.  12%\n", DocumentMeta("T", language="ar")))
    runs = {text_of(run): run.find(f"{W}rPr/{W}rtl") is not None for run in made["word/document.xml"].iter(f"{W}r")}

    assert runs == {"مكتب القاهرة": True, "Cairo": False, "12%": True}
    assert made["word/styles.xml"].find(f".//{W}rtl") is None
    assert made["word/settings.xml"].find(f"{W}themeFontLang").get(f"{W}bidi") == "ar-SA"


def test_numbers_in_tables_follow_the_alignment(parts):
    """A column that the Markdown aligns to the right is aligned to the right, header and cells."""
    table = next(table for table in parts["word/document.xml"].iter(f"{W}tbl") if "Name" in text_of(table))

    styles = [[value_of(p, f"{W}pPr/{W}pStyle") for p in row.iter(f"{W}p")] for row in table.iter(f"{W}tr")]

    assert all(row == ["TableText", "TableNumber"] for row in styles)


def test_caption_counts_in_word(parts):
    """A caption's number is a field of Word's that shows what the Markdown says."""
    captions = [p for p in parts["word/document.xml"].iter(f"{W}p") if value_of(p, f"{W}pPr/{W}pStyle") == "Caption"]

    fields = [field for p in captions for field in fields_of(p) if "SEQ" in field[0]]

    assert fields == [(["SEQ", "Table", "\\*", "ARABIC"], "1"), (["SEQ", "Table", "\\*", "ARABIC"], "2")]
    assert text_of(captions[0]).startswith("Table\u00a01. Names as they were given")


def test_marks_and_symbol_stand_on_every_page(made):
    """R9: every section, sideways ones too, has a header of its own with all marks and the symbol."""
    sections = docx.Document(io.BytesIO(made)).sections
    assert [section.orientation for section in sections] == [0, 1, 0]
    for section in sections:
        lines = "\n".join(paragraph.text for paragraph in section.header.paragraphs)
        assert not section.header.is_linked_to_previous
        assert not section.different_first_page_header_footer
        assert all(mark in lines for mark in (*MARKS, META.symbol))


def test_notes_survive_another_program(made):
    """Footnotes are still there, each with its place, after python-docx has opened and saved the document."""
    stream = io.BytesIO()
    docx.Document(io.BytesIO(made)).save(stream)

    with zipfile.ZipFile(stream) as archive:
        notes = etree.fromstring(archive.read("word/footnotes.xml"))
        body = etree.fromstring(archive.read("word/document.xml"))

    assert [text_of(note).strip() for note in notes][2:] == ["The first note, to a page.", "The second note."]
    assert [ref.get(f"{W}id") for ref in body.iter(f"{W}footnoteReference")] == ["1", "2"]
    assert [words[:2] for words, _ in fields_of(body) if "NOTEREF" in words] == [["NOTEREF", "_Note1"]]


def test_hostile_texts_are_literal(made):
    """Markup, formulas and fields in data are the text that they were."""
    table = next(table for table in docx.Document(io.BytesIO(made)).tables if table.cell(0, 0).text == "Name")

    assert tuple(row.cells[0].text for row in table.rows[1:]) == HOSTILE


def test_what_xml_cannot_hold_is_replaced():
    """Control characters and halves of surrogate pairs become U+FFFD instead of a file that does not open."""
    bad = "a\x00b\x0bc\ud800d\ufffee"
    made = docx.Document(io.BytesIO(to_docx(f"1.  {bad}", DocumentMeta(bad, bad, "en", bad, (bad,)))))

    assert made.paragraphs[0].text == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert made.core_properties.title == "a\ufffdb\ufffdc\ufffdd\ufffde"


def test_properties_of_the_document(made, parts):
    """Title, subject, marks and language are those given; nothing of a template or a clock is left."""
    core = docx.Document(io.BytesIO(made)).core_properties

    assert (core.title, core.subject, core.author, core.comments) == (META.title, META.subject, "", "")
    assert core.keywords == "; ".join(MARKS)
    assert (core.created, core.modified, core.last_modified_by, core.revision) == (None, None, "", 0)
    assert not [name for name in parts if "thumbnail" in name or "customXml" in name]
    assert parts["word/styles.xml"].find(f".//{W}rPrDefault//{W}lang").get(f"{W}val") == "en-GB"


def test_long_properties_are_cut():
    """A title longer than a property may be is cut there, and the document is made."""
    core = docx.Document(io.BytesIO(to_docx("text", DocumentMeta("x" * 300)))).core_properties

    assert core.title == "x" * 255


def test_right_to_left():
    """A document in Arabic runs from right to left: paragraphs, tables and sections."""
    with zipfile.ZipFile(io.BytesIO(to_docx(MARKDOWN, DocumentMeta("ت", language="ar")))) as archive:
        body, styles = (etree.fromstring(archive.read(f"word/{name}.xml")) for name in ("document", "styles"))

    normal = next(style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == "Normal")
    assert normal.find(f"{W}pPr/{W}bidi") is not None
    assert all(sect.find(f"{W}bidi") is not None for sect in body.iter(f"{W}sectPr"))
    assert len(list(body.iter(f"{W}bidiVisual"))) == 4  # three tables, and the frame around the summary


def test_contents_are_filled_in(parts):
    """The table of contents is a field that already lists every heading and its paragraphs, and asks nobody anything."""
    rows = [
        text_of(p)
        for p in parts["word/document.xml"].iter(f"{W}p")
        if (value_of(p, f"{W}pPr/{W}pStyle") or "").startswith("TOC")
    ]
    anchors = {link.get(f"{W}anchor") for link in parts["word/document.xml"].iter(f"{W}hyperlink")} - {None}
    names = {mark.get(f"{W}name") for mark in parts["word/document.xml"].iter(f"{W}bookmarkStart")}

    assert rows[:3] == ["Contents", "I.Introduction¶¶\u00a01–5", "A.How it was done¶¶\u00a03–4"]
    assert anchors <= names
    assert parts["word/settings.xml"].find(f"{W}updateFields") is None
    (contents,) = [field for field in fields_of(parts["word/document.xml"]) if field[0][0] == "TOC"]
    assert contents == (["TOC", "\\o", '"1-3"', "\\h", "\\z", "\\u"], "".join(rows[1:]))


def test_same_bytes_under_any_seed_and_clock():
    """The same Markdown is the same bytes in another process, with another hash seed, time zone and locale."""
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from sample_document import MARKDOWN, META;"
        "from civicmap.report.docx import to_docx; from civicmap.report.html import to_html;"
        "print(hashlib.sha256(to_docx(MARKDOWN, META) + to_html(MARKDOWN, META)).hexdigest())"
    )
    from civicmap.report.html import to_html

    here = hashlib.sha256(to_docx(MARKDOWN, META) + to_html(MARKDOWN, META)).hexdigest()
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    there = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)], env=env, capture_output=True, text=True, check=True
    )

    assert there.stdout.strip() == here


def test_thousand_rows_do_not_hang():
    """A table of 1,000 rows is written whole, and in one pass: cell by cell it would take minutes."""
    rows = "\n".join(f"| Entity {number} | {number} | {number} of 1000 | x | y |" for number in range(1000))
    began = time.perf_counter()

    made = to_docx(f"| a | b | c | d | e |\n| --- | --: | --: | --- | --- |\n{rows}\n", META)

    assert time.perf_counter() - began < 60  # it may not hang
    assert len(docx.Document(io.BytesIO(made)).tables[0].rows) == 1001
