"""Figures in Word documents: one picture in two forms, in the line of text, with its words for who cannot see it."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import zipfile
import zlib

import docx
import pytest
from word_parts import W, fields_of, parts_of, text_of, value_of

from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx
from civicmap.report.figure import Drawing

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SVG = "{http://schemas.microsoft.com/office/drawing/2016/SVG/main}"
EMU = 36_000  # in a millimetre
META = DocumentMeta("T")


def png(width, height):
    """Return a picture of one colour."""
    rows = zlib.compress((b"\0" + b"\x1f\x4e\x79" * width) * height)

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def drawing(id_="pillars", width=160.0, height=90.0):
    """Return a drawing of a rectangle."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><rect width="100%" height="100%"/></svg>'
    return Drawing(id_, svg.encode(), png(16, 9), width, height)


def figure(id_="pillars", number=1, alt="Most have it; few do not", notes=True):
    """Return the Markdown of a figure."""
    note = "\n<!-- civicmap: note -->\n\nThe numbers stand in a table.\n" if notes else ""
    return f"""<!-- civicmap: figure id={id_} -->

**Figure {number}.** What they have

![{alt}](report-figures/{id_}.svg)
{note}"""


def made(markdown, *drawings, meta=META):
    """Return a document with drawings."""
    return to_docx(markdown, meta, figures={one.id: one for one in drawings})


def test_a_picture_lies_in_the_document_in_both_forms():
    """Lines for a program that draws them, dots for every other, each under a type that the package declares."""
    shown = drawing()
    document = made(f"# T\n\n{figure()}", shown)

    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert archive.read("word/media/figure1.png") == shown.png
        assert archive.read("word/media/figure1.svg") == shown.svg
        types = archive.read("[Content_Types].xml").decode()
        relationships = archive.read("word/_rels/document.xml.rels").decode()
    body = parts_of_xml(document)["word/document.xml"]
    (blip,) = body.iter(f"{A}blip")
    (lines,) = blip.iter(f"{SVG}svgBlip")
    assert f'Id="{blip.get(f"{R}embed")}"' in relationships
    assert f'Id="{lines.get(f"{R}embed")}"' in relationships
    assert "image/png" in types
    assert "image/svg+xml" in types


def parts_of_xml(document):
    """Return the XML parts of a document that has pictures."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if not name.startswith("word/media/"):
                new.writestr(name, old.read(name))
    return parts_of(stream.getvalue())


def test_pictures_stand_in_the_line_of_text_with_their_words():
    """The reading order is that of the text, and the alternative text is where readers of screens look for it."""
    alt = 'Most "have" it & <few> do not'
    document = made(f"# T\n\n{figure(alt=alt.replace('<', chr(92) + '<'))}\n{figure('b', 2)}", drawing(), drawing("b"))
    body = parts_of_xml(document)["word/document.xml"]

    inlines = list(body.iter(f"{WP}inline"))
    assert [inline.find(f"{WP}docPr").get("descr") for inline in inlines] == [alt, "Most have it; few do not"]
    assert len({inline.find(f"{WP}docPr").get("id") for inline in inlines}) == 2
    assert not list(body.iter(f"{WP}anchor"))
    shapes = docx.Document(io.BytesIO(document)).inline_shapes
    assert [shape.width for shape in shapes] == pytest.approx([160 * EMU] * 2, rel=1e-3)
    assert [shape.height for shape in shapes] == pytest.approx([90 * EMU] * 2, rel=1e-3)


def test_a_figure_keeps_with_its_caption_and_notes():
    """No page ends between them, and its number is counted by Word."""
    body = parts_of_xml(made(f"# T\n\n{figure()}", drawing()))["word/document.xml"]

    styles = [value_of(p, f"{W}pPr/{W}pStyle") for p in body.iter(f"{W}p")]
    assert styles == ["Title", "Caption", "Figure", "TableNote", "TableEnd"]
    (picture,) = [p for p in body.iter(f"{W}p") if value_of(p, f"{W}pPr/{W}pStyle") == "Figure"]
    assert picture.find(f"{W}pPr/{W}keepNext") is not None
    assert (["SEQ", "Figure", "\\*", "ARABIC"], "1") in fields_of(body)


@pytest.mark.parametrize(
    ("width", "height", "turned", "share"),
    [(160, 90, [0], 1), (247, 120, [1], 1), (100, 400, [0], None), (400, 200, [1], 247 / 400)],
    ids=["upright", "sideways", "too high", "too wide"],
)
def test_a_picture_fits_its_page(width, height, turned, share):
    """A wide one turns the page, one that no page holds is made smaller, and none is pulled out of shape."""
    document = docx.Document(io.BytesIO(made(figure(), drawing(width=width, height=height))))

    assert [section.orientation for section in document.sections] == turned
    (shape,) = document.inline_shapes
    section = document.sections[0]
    assert shape.width <= section.page_width - section.left_margin - section.right_margin + 1000
    assert shape.height < section.page_height - section.top_margin - section.bottom_margin
    assert shape.width / shape.height == pytest.approx(width / height, rel=1e-3)
    if share is not None:
        assert shape.width == pytest.approx(width * share * EMU, rel=2e-3)


def test_one_drawing_printed_twice_lies_there_once():
    """The same picture in two places is one part of the package."""
    document = made(f"{figure()}\n{figure(number=2)}", drawing())

    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert [name for name in archive.namelist() if "media" in name] == [
            "word/media/figure1.png",
            "word/media/figure1.svg",
        ]
    assert len(docx.Document(io.BytesIO(document)).inline_shapes) == 2


def test_a_figure_without_its_drawing_says_what_it_shows():
    """The words stand in the picture's place."""
    document = docx.Document(io.BytesIO(made(figure())))

    assert "Most have it; few do not" in [paragraph.text for paragraph in document.paragraphs]


def test_same_bytes_with_figures():
    """The same drawings make the same file."""
    assert made(figure(), drawing()) == made(figure(), drawing())


def test_a_text_refers_to_tables_figures_paragraphs_and_sections():
    """A number after its label, joined as no line breaks them, is a field; a link inside leads to its place."""
    text = (
        "## One\n\n1.  As Table\u00a01 and figure\u00a01 show, and table\u00a09 does not; A/HRC/1, table 1; table\u00a01.5.\n\n"
        "2.  See para.\u00a01, A/HRC/1, para.\u00a02, [paragraph 1](#para-1), [the part](#section-1), [the table](#table-gaps) and [nothing](#none).\n\n"
        "<!-- civicmap: table id=gaps -->\n\n**Table 1.** Gaps\n\n| a |\n| --- |\n| table\u00a01 |\n\n"
    )
    body = parts_of_xml(made(text + figure(), drawing()))["word/document.xml"]

    names = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    references = [(words, shown) for words, shown in fields_of(body) if words[0] == "REF"]
    assert [(shown, words[2:]) for words, shown in references] == [
        *[("1", ["\\h", "\\*", "MERGEFORMAT"])] * 2,
        ("1", ["\\n", "\\h"]),
    ]
    assert len({words[1] for words, _ in references}) == 3
    links = {text_of(link): link.get(f"{W}anchor") for link in body.iter(f"{W}hyperlink")}
    assert set(links) == {"paragraph 1", "the part", "the table"}
    assert {words[1] for words, _ in references} | set(links.values()) <= names
    paragraphs = [text_of(p) for p in body.iter(f"{W}p")]
    assert (
        "As Table\u00a01 and figure\u00a01 show, and table\u00a09 does not; A/HRC/1, table 1; table\u00a01.5."
        in paragraphs
    )
    assert "See para.\u00a01, A/HRC/1, para.\u00a02, paragraph 1, the part, the table and nothing." in paragraphs


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_shows_figures_and_references(tmp_path):
    """The picture is on the page, and a reference shows the number of what it leads to."""
    (tmp_path / "a.docx").write_bytes(made(f"1.  As figure\u00a01 shows.\n\n{figure()}", drawing()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path), "a.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120, cwd=tmp_path)

    text = subprocess.run(["pdftotext", "a.pdf", "-"], check=True, capture_output=True, text=True, cwd=tmp_path).stdout
    pictures = subprocess.run(
        ["pdftocairo", "-svg", "a.pdf", "-"], check=True, capture_output=True, cwd=tmp_path
    ).stdout
    text = text.replace("\u00a0", " ")
    assert "As figure 1 shows." in text
    assert "Figure 1. What they have" in text
    assert b"<image" in pictures or pictures.count(b"<path") > 0
