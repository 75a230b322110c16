"""The base document: a report takes its looks from there, and nothing else."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Inches, Pt
from sample_document import MARKDOWN, MARKS, META
from word_parts import W, counted, parts_of, value_of

from civicmap.errors import CivicmapError, Code
from civicmap.report.blocks import Numbered
from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx
from civicmap.report.docx.house import house, parts
from civicmap.report.tree import read
from civicmap.resources import templates

HOUSE = templates() / "house.docx"
NUMBERS = [block.number for block in read(MARKDOWN).blocks if isinstance(block, Numbered)]


@pytest.fixture
def edited(tmp_path):
    """Return a function that gives a copy of the house's base document to an edit, and returns its path."""

    def edit(change):
        word = docx.Document(str(HOUSE))
        change(word)
        word.save(str(tmp_path / "own.docx"))
        return tmp_path / "own.docx"

    return edit


def opened(base):
    """Return the sample document in the looks of a base document."""
    return docx.Document(io.BytesIO(to_docx(MARKDOWN, META, base)))


def faults(base):
    """Return the problems of a base document."""
    with pytest.raises(CivicmapError) as caught:
        to_docx(MARKDOWN, META, base)
    assert {problem.code for problem in caught.value.problems} == {Code.TEMPLATE_FAULT}
    assert {problem.where for problem in caught.value.problems} == {base.name}
    return list(map(str, caught.value.problems))


def test_house_is_built_from_its_tables():
    """The base document that is shipped has the parts that its script makes."""
    assert parts(HOUSE.read_bytes()) == parts(house())


def test_house_shows_every_style_and_names_nobody():
    """Opened in Word it shows each of its styles; there is no author, date or thumbnail in it."""
    made = parts_of(HOUSE.read_bytes())
    used = {
        element.get(f"{W}val")
        for tag in ("pStyle", "rStyle", "tblStyle")
        for element in made["word/document.xml"].iter(f"{W}{tag}")
    }
    known = {style.get(f"{W}styleId") for style in made["word/styles.xml"].iter(f"{W}style")}

    assert known - used == {"TableNormal"}
    assert not [name for name in made if name.startswith("docProps")]


def test_custom_looks_survive(edited):
    """A style that the user changed or added is in the report as it is in the base document."""

    def change(word):
        word.styles["Body Text"].font.size = Pt(14)
        word.styles.add_style("Our own", WD_STYLE_TYPE.PARAGRAPH).font.name = "Georgia"

    styles = opened(edited(change)).styles

    assert styles["Body Text"].font.size == Pt(14)
    assert styles["Our own"].font.name == "Georgia"


def test_page_and_head_of_the_base_stay(edited):
    """R9: the page is the base document's, and its head and the marks both stand on every page, first and even too."""

    def change(word):
        (section,) = word.sections
        section.page_width, section.page_height, section.left_margin = Inches(8.5), Inches(11), Inches(2)
        section.header.paragraphs[0].text = "Our house"
        section.different_first_page_header_footer = True
        word.settings.odd_and_even_pages_header_footer = True

    made = opened(edited(change))

    assert [section.page_width for section in made.sections] == [Inches(8.5), Inches(11), Inches(8.5)]
    assert not made.settings.odd_and_even_pages_header_footer
    for section in made.sections:
        lines = [paragraph.text.strip() for paragraph in section.header.paragraphs]
        assert lines[0] == "Our house"
        assert all(any(mark in line for line in lines) for mark in MARKS)
        assert not section.different_first_page_header_footer
        assert section.left_margin == Inches(2)


def test_foot_of_the_base_takes_the_place_of_ours(edited):
    """Where the base document has a foot of its own, that alone stands there."""

    def change(word):
        word.sections[0].footer.paragraphs[0].text = "Our foot"

    for section in opened(edited(change)).sections:
        assert [paragraph.text for paragraph in section.footer.paragraphs] == ["Our foot"]


def test_nothing_else_of_the_base_is_left(edited):
    """Texts, comments, people, dates and ways to the outside in a base document do not reach a report."""
    secret = "zq-secret"

    def change(word):
        run = word.add_paragraph(secret).runs[0]
        word.add_comment(run, secret, secret, secret)
        word.core_properties.author = word.core_properties.category = secret
        settings = word.part.part_related_by(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings"
        )
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
        settings.relate_to(f"file:///{secret}.dotx", kind, is_external=True)

    made = to_docx(MARKDOWN, META, edited(change))

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert [name for name in archive.namelist() if secret.encode() in archive.read(name)] == []
        assert not [name for name in archive.namelist() if "comment" in name or "settings.xml.rels" in name]


def test_missing_style_is_named(edited):
    """A base document without a style that a report needs is refused: which style, and what there is instead."""

    def change(word):
        word.styles["Numbered Paragraph"].delete()
        word.styles["Mark"].delete()

    paragraph, character = faults(edited(change))

    assert 'own.docx: it has no paragraph style "Numbered Paragraph":' in paragraph
    assert "near in name" not in paragraph
    assert 'it has no character style "Mark":' in character


def test_misspelt_style_is_offered(edited):
    """Where a style is there under a name that is nearly the one needed, the message says so."""

    def change(word):
        word.styles["Table Note"].name = "Table Notes"

    assert 'it has no paragraph style "Table Note"' in faults(edited(change))[0]
    assert 'near in name are "Table Notes"' in faults(edited(change))[0]


def test_report_serves_as_a_base(tmp_path):
    """A report is a base document for the next: nothing of its own head, foot and text is left."""
    (tmp_path / "own.docx").write_bytes(
        to_docx("# Old\n\nOld.", DocumentMeta("zq-old", marks=("zq-mark",), symbol="zq-symbol"))
    )

    made = to_docx(MARKDOWN, META, tmp_path / "own.docx")

    assert [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs] == [
        paragraph.text for paragraph in opened(None).paragraphs
    ]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert not [name for name in archive.namelist() if b"zq-" in archive.read(name)]


def test_style_without_its_list_is_named(edited):
    """A base document whose paragraphs would not be numbered is refused."""

    def change(word):
        properties = word.styles["Numbered Paragraph"].element.pPr
        properties.remove(properties.numPr)

    assert 'the paragraph style "Numbered Paragraph" has no numbering' in faults(edited(change))[0]


def _rezipped(path, *, more=(), types=(b"", b"")):
    """Write the house's base document with further parts and other words in its list of types."""
    with zipfile.ZipFile(HOUSE) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(*types) if name == "[Content_Types].xml" else content)
        for name, content in more:
            new.writestr(name, content)


_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda path: path.write_bytes(b""), "it is no Word document"),
        (lambda path: path.write_bytes(b"no zip"), "it is no Word document"),
        (lambda path: path.write_bytes(b"PK\x05\x06" + bytes(18)), "it is no Word document"),
        (
            lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)),
            "it has a password, or is of Word before 2007",
        ),
        (lambda path: _rezipped(path, types=(_MAIN, b"text/xml")), "it is no Word document"),
        (
            lambda path: _rezipped(path, types=(_MAIN, b"application/vnd.ms-word.document.macroEnabled.main+xml")),
            "it may hold macros",
        ),
        (lambda path: _rezipped(path, types=(b"document.main", b"template.main")), "it is a Word template"),
        (lambda path: _rezipped(path, more=[("word/big.xml", bytes(6_000_000))]), "it unpacks to more"),
        (
            lambda path: _rezipped(path, more=[("word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')]),
            "its part word/x.xml declares XML entities",
        ),
        (lambda path: _rezipped(path, more=[("word/x.xml", b"<a><b></a>")]), "its part word/x.xml is damaged"),
        (lambda path: path.write_bytes(HOUSE.read_bytes()[:3000]), "it is no Word document"),
    ],
    ids=[
        "empty",
        "text",
        "empty zip",
        "old",
        "other",
        "macros",
        "template",
        "bomb",
        "entities",
        "damaged part",
        "cut off",
    ],
)
def test_file_that_is_no_document_is_named(tmp_path, change, told):
    """A file that Word would not open either, or that nobody should, is refused in words before anything reads it."""
    change(tmp_path / "own.docx")

    assert f"own.docx: {told}" in faults(tmp_path / "own.docx")[0]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/styles.xml", b'w:type="paragraph"', b'w:type="abc"'),
        ("word/document.xml", b'w:w="11906"', b'w:w="abc"'),
        ("word/numbering.xml", b'<w:abstractNumId w:val="1"/>', b""),
    ],
)
def test_base_with_values_that_there_are_not_is_damaged(tmp_path, part, old, new):
    """Whatever no word processor writes is a fault of the base document that is named, and no traceback."""
    with zipfile.ZipFile(HOUSE) as house, zipfile.ZipFile(tmp_path / "own.docx", "w") as own:
        for name in house.namelist():
            content = house.read(name)
            assert name != part or old in content
            own.writestr(name, content.replace(old, new, 1) if name == part else content)

    assert "own.docx: it is damaged: " in faults(tmp_path / "own.docx")[0]


def test_base_that_is_not_there(tmp_path):
    """A base document that is not there is a missing file."""
    with pytest.raises(CivicmapError) as caught:
        to_docx(MARKDOWN, META, tmp_path / "own.docx")

    assert [problem.code for problem in caught.value.problems] == [Code.FILE_MISSING]


def test_ids_and_lists_are_the_bases_own(edited):
    """Styles are known by their names and lists by their styles, so that a base document may have other ids for both."""

    def change(word):
        for part in (word.element, word.styles.element):
            for element in part.iter(f"{W}pStyle", f"{W}basedOn", f"{W}next", f"{W}style"):
                for key in (f"{W}val", f"{W}styleId"):
                    if element.get(key) == "BodyText":
                        element.set(key, "Textkrper")
        lists = word.part.numbering_part.element
        for element in [*word.styles.element.iter(f"{W}numId"), *lists.iter(f"{W}num")]:
            key = f"{W}numId" if element.tag == f"{W}num" else f"{W}val"
            element.set(key, str(int(element.get(key)) + 40))

    base = edited(change)
    made = parts_of(to_docx(MARKDOWN, META, base))

    assert [number for style, _, number, _ in counted(made) if style == "NumberedParagraph"] == NUMBERS
    styles = {value_of(paragraph, f"{W}pPr/{W}pStyle") for paragraph in made["word/document.xml"].iter(f"{W}p")}
    assert "Textkrper" in styles
    assert "BodyText" not in styles


def test_other_formats_do_without_python_docx():
    """Markdown and HTML do not load what only Word documents need."""
    code = (
        "import sys, civicmap.report.render, civicmap.report.markdown, civicmap.report.html; "
        "print(sorted({'docx', 'lxml'} & set(sys.modules)))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_base_saved_by_another_program(tmp_path):
    """The house's base document, opened and saved in LibreOffice, is a base document still, and numbers alike."""
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "docx", "--outdir", str(tmp_path), str(HOUSE)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    made = parts_of(to_docx(MARKDOWN, META, tmp_path / "house.docx"))

    assert [number for style, _, number, _ in counted(made) if style == "NumberedParagraph"] == NUMBERS


def test_names_of_namespaces(tmp_path):
    """A base document in which other letters stand for the namespaces of Word gives the same text; its background stays."""
    other = tmp_path / "own.docx"
    with zipfile.ZipFile(HOUSE) as house_, zipfile.ZipFile(other, "w") as made:
        for name in house_.namelist():
            content = house_.read(name)
            if name == "word/document.xml":
                told = re.sub(r"(</?|[ :])w([:=])", r"\1n\2", content.decode())
                content = told.replace("<n:body>", '<n:background n:color="FFFFEE"/><n:body>').encode()
            made.writestr(name, content)

    usual, unusual = (parts_of(to_docx(MARKDOWN, META, base))["word/document.xml"] for base in (None, other))

    assert [element.tag for element in unusual] == [f"{W}background", f"{W}body"]
    assert [(one.tag, one.attrib, one.text) for one in unusual.find(f"{W}body").iter()] == [
        (one.tag, one.attrib, one.text) for one in usual.find(f"{W}body").iter()
    ]
