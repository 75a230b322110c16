"""Word documents: what python-docx, the schema and LibreOffice make of them."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from sample_document import HOSTILE, MARKDOWN, MARKS, META

from civicmap.report.blocks import Heading, Numbered
from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx
from civicmap.report.docx.numbering import Numbering
from civicmap.report.tree import read

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The sequences of ISO/IEC 29500-1, transitional, without the elements that civicmap never writes.
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
    "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
    "divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
    "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "settings": "writeProtection view zoom defaultTabStop characterSpacingControl footnotePr endnotePr compat rsids "
    "themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p tbl",
    "tr": "trPr tc",
    "numbering": "abstractNum num",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "styles": "docDefaults latentStyles style",
}


@pytest.fixture(scope="module")
def made():
    """Return the sample document's bytes."""
    return to_docx(MARKDOWN, META)


@pytest.fixture(scope="module")
def parts(made):
    """Return the XML parts of the sample document by path."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def _text(element):
    """Return all text below an element."""
    return "".join(element.itertext(f"{W}t"))


def _value(element, path, default=None):
    """Return the `val` of what a path leads to."""
    found = element.find(path)
    return default if found is None else found.get(f"{W}val")


def test_properties_stand_in_the_order_of_the_schema(parts):
    """Every sequence in every part follows the schema: Word refuses a file that does not."""
    for name, root in parts.items():
        for parent, sequence in SEQUENCES.items():
            order = sequence.split()
            for element in root.iter(f"{W}{parent}"):
                places = [order.index(etree.QName(child).localname) for child in element]
                if parent != "tc":  # paragraphs and tables mix there
                    assert places == sorted(places), (name, etree.tostring(element)[:300])


def test_every_style_number_and_relationship_exists(parts):
    """Nothing refers to a style, a list or a part that is not there."""
    known = {style.get(f"{W}styleId") for style in parts["word/styles.xml"].iter(f"{W}style")}
    lists = {num.get(f"{W}numId") for num in parts["word/numbering.xml"].iter(f"{W}num")} | {"0"}
    for name, root in parts.items():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {element.get(f"{W}val") for element in root.iter(f"{W}{tag}")} <= known, name
        assert {element.get(f"{W}val") for element in root.iter(f"{W}numId")} <= lists, name
        targets = parts.get(f"word/_rels/{Path(name).name}.rels")
        ids = {element.get("Id") for element in targets} if targets is not None else set()
        uses = {value for element in root.iter() for key, value in element.attrib.items() if "relationships}id" in key}
        assert uses <= ids, name


def _counted(parts):
    """Number the paragraphs as a word processor does: (style, text, number) of each that is in a list."""
    numbering, style_lists = parts["word/numbering.xml"], {}
    for style in parts["word/styles.xml"].iter(f"{W}style"):
        if (found := style.find(f"{W}pPr/{W}numPr")) is not None:
            style_lists[style.get(f"{W}styleId")] = (_value(found, f"{W}numId"), int(_value(found, f"{W}ilvl", "0")))
    forms = {
        (abstract.get(f"{W}abstractNumId"), int(level.get(f"{W}ilvl"))): level
        for abstract in numbering.iter(f"{W}abstractNum")
        for level in abstract.iter(f"{W}lvl")
    }
    kinds = {num.get(f"{W}numId"): _value(num, f"{W}abstractNumId") for num in numbering.iter(f"{W}num")}
    starts = {
        (num.get(f"{W}numId"), int(over.get(f"{W}ilvl"))): int(_value(over, f"{W}startOverride"))
        for num in numbering.iter(f"{W}num")
        for over in num.iter(f"{W}lvlOverride")
    }
    counts, used = {}, set()
    for paragraph in parts["word/document.xml"].iter(f"{W}p"):
        style = _value(paragraph, f"{W}pPr/{W}pStyle")
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = style_lists.get(style, ("0", 0))
        if own is not None:
            number, level = _value(own, f"{W}numId"), int(_value(own, f"{W}ilvl", "0"))
        if number == "0":
            continue
        kind = kinds[number]
        if (number, level) in starts and (number, level) not in used:
            counts[kind, level] = starts[number, level] - 1
        used.add((number, level))
        counts[kind, level] = counts.get((kind, level), 0) + 1
        for deeper in range(level + 1, 9):
            counts.pop((kind, deeper), None)
        yield style, _text(paragraph), counts[kind, level], _value(forms[kind, level], f"{W}numFmt")


def test_numbers_equal_the_markdown(parts):
    """Word's own count gives each paragraph the number, and each heading the numeral, that the Markdown gives it."""
    document = read(MARKDOWN)
    expected = [block.number for block in document.blocks if isinstance(block, Numbered)]
    numerals = [block.numeral for block in document.blocks if isinstance(block, Heading) and block.numeral]
    write = {
        "upperRoman": lambda n: ["", "I.", "II.", "III."][n],
        "upperLetter": lambda n: f"{chr(64 + n)}.",
        "decimal": lambda n: f"{n}.",
    }

    counted = list(_counted(parts))

    assert [number for style, _, number, _ in counted if style == "NumberedParagraph"] == expected
    assert [write[form](n) for style, _, n, form in counted if style.startswith("Heading")] == numerals
    assert [number for style, _, number, _ in counted if style == "LetteredPoint"] == [1, 2, 3, 1, 2]


@pytest.mark.parametrize("numbers", [[5, 6, 7], [1, 2, 9, 10], [3, 3, 1]])
def test_any_number_is_kept(numbers):
    """Paragraphs that begin elsewhere than at 1, leave a gap or go back keep the numbers that were written."""
    markdown = "\n\n## Heading\n\n".join(f"{number}.  text" for number in numbers)
    with zipfile.ZipFile(io.BytesIO(to_docx(markdown, META))) as archive:
        parts = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}

    assert [number for style, _, number, _ in _counted(parts) if style == "NumberedParagraph"] == numbers


def test_letter_out_of_order_is_text():
    """A letter that Word would count otherwise is written as text, so that it is never another one."""
    numbering = Numbering()
    numbering.paragraph(1)

    assert [numbering.point(letter) is None for letter in ("a", "c", "b", "aa")] == [False, True, False, True]


def test_header_rows_repeat_and_rows_hold_together(parts):
    """The first row of each table repeats on every page, and no row breaks across two."""
    tables = [
        table for table in parts["word/document.xml"].iter(f"{W}tbl") if _value(table, f"{W}tblPr/{W}tblStyle") != "Box"
    ]
    assert len(tables) == 3
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_tables_fit_their_page_and_have_a_description(parts):
    """Columns add up to the width between the margins, upright or sideways, and every table says what it is."""
    tables = [
        table for table in parts["word/document.xml"].iter(f"{W}tbl") if _value(table, f"{W}tblPr/{W}tblStyle") != "Box"
    ]

    widths = [sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) for table in tables]
    described = [_value(table, f"{W}tblPr/{W}tblDescription") for table in tables]

    assert widths == [9070, 14002, 9070]
    assert described == ["Names as they were given: Name, Count", "A wide table: Question, Yes, No", "Bare, Table"]


def test_numbers_in_tables_follow_the_alignment(parts):
    """A column that the Markdown aligns to the right is aligned to the right, header and cells."""
    table = next(table for table in parts["word/document.xml"].iter(f"{W}tbl") if "Name" in _text(table))

    styles = [[_value(p, f"{W}pPr/{W}pStyle") for p in row.iter(f"{W}p")] for row in table.iter(f"{W}tr")]

    assert all(row == ["TableText", "TableNumber"] for row in styles)


def test_caption_counts_in_word(parts):
    """A caption's number is a field of Word's that shows what the Markdown says."""
    captions = [p for p in parts["word/document.xml"].iter(f"{W}p") if _value(p, f"{W}pPr/{W}pStyle") == "Caption"]

    fields = [
        (field.get(f"{W}instr").split(), _text(field))
        for p in captions
        for field in p.iter(f"{W}fldSimple")
        if "SEQ" in field.get(f"{W}instr")
    ]

    assert fields == [(["SEQ", "Table", "\\*", "ARABIC"], "1"), (["SEQ", "Table", "\\*", "ARABIC"], "2")]
    assert _text(captions[0]).startswith("Table\u00a01. Names as they were given")


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

    assert [_text(note).strip() for note in notes][2:] == ["The first note, to a page.", "The second note."]
    assert [ref.get(f"{W}id") for ref in body.iter(f"{W}footnoteReference")] == ["1", "2"]
    assert [
        field.get(f"{W}instr").split()[:2]
        for field in body.iter(f"{W}fldSimple")
        if "NOTEREF" in field.get(f"{W}instr")
    ] == [["NOTEREF", "_Note1"]]


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

    assert (core.title, core.subject, core.author, core.comments) == (META.title, META.subject, "civicmap", "")
    assert core.keywords == "; ".join(MARKS)
    assert core.created is None
    assert not [name for name in parts if "thumbnail" in name or "customXml" in name]
    assert parts["word/styles.xml"].find(f".//{W}rPrDefault//{W}lang").get(f"{W}val") == "en-GB"


def test_right_to_left():
    """A document in Arabic runs from right to left: paragraphs, tables and sections."""
    with zipfile.ZipFile(io.BytesIO(to_docx(MARKDOWN, DocumentMeta("ت", language="ar")))) as archive:
        body, styles = (etree.fromstring(archive.read(f"word/{name}.xml")) for name in ("document", "styles"))

    normal = next(style for style in styles.iter(f"{W}style") if style.get(f"{W}styleId") == "Normal")
    assert normal.find(f"{W}pPr/{W}bidi") is not None
    assert all(sect.find(f"{W}bidi") is not None for sect in body.iter(f"{W}sectPr"))
    assert len(list(body.iter(f"{W}bidiVisual"))) == 3


def test_contents_are_filled_in(parts):
    """The table of contents is a field that already lists every heading and its paragraphs, and asks nobody anything."""
    rows = [
        _text(p)
        for p in parts["word/document.xml"].iter(f"{W}p")
        if (_value(p, f"{W}pPr/{W}pStyle") or "").startswith("TOC")
    ]
    anchors = {link.get(f"{W}anchor") for link in parts["word/document.xml"].iter(f"{W}hyperlink")} - {None}
    names = {mark.get(f"{W}name") for mark in parts["word/document.xml"].iter(f"{W}bookmarkStart")}

    assert rows[:3] == ["Contents", "I.Introduction¶¶\u00a01–5", "A.How it was done¶¶\u00a03–4"]
    assert anchors <= names
    assert parts["word/settings.xml"].find(f"{W}updateFields") is None
    kinds = [char.get(f"{W}fldCharType") for char in parts["word/document.xml"].iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]


def test_bookmarks_have_numbers_of_their_own(parts):
    """No two bookmarks share a number or a name."""
    marks = list(parts["word/document.xml"].iter(f"{W}bookmarkStart"))
    for key in ("id", "name"):
        values = [mark.get(f"{W}{key}") for mark in marks]
        assert len(set(values)) == len(values)


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


def test_thousand_rows_are_quick():
    """A table of 1,000 rows takes well under the two seconds that cell by cell would."""
    rows = "\n".join(f"| Entity {number} | {number} | {number} of 1000 | x | y |" for number in range(1000))
    began = time.perf_counter()

    made = to_docx(f"| a | b | c | d | e |\n| --- | --: | --: | --- | --- |\n{rows}\n", META)

    assert time.perf_counter() - began < 2
    assert len(docx.Document(io.BytesIO(made)).tables[0].rows) == 1001


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_reads_it_and_counts_alike(made, tmp_path):
    """LibreOffice opens the document, counts paragraphs and points as the Markdown does, and shows every note."""
    source = tmp_path / "sample.docx"
    source.write_bytes(made)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)

    lines = (tmp_path / "sample.txt").read_text(encoding="utf-8-sig").splitlines()

    text = lines[lines.index("I. Introduction") :]  # after the table of contents
    numbered = [match[1] for line in text if (match := re.match(r"\s*(\d+\.|\([a-z]\)|[A-Z]+\.)[\t ]\S", line))]
    wanted = "I. 1. 2. A. 3. (a) (b) (c) 1. 4. 1. B. 1. 5. II. 6. (a) (b)"
    assert " ".join(numbered) == wanted
    assert any("Table\u00a02. A wide table" in line for line in lines)
