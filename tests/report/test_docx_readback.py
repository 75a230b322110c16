"""Other programs read the same from a Word document as stands in the Markdown, whatever a survey puts into it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess

import docx
import pytest
from docx.oxml.ns import qn
from hostile_texts import HOSTILE
from sample_document import MARKDOWN, META
from test_docx_figures import drawing, figure, parts_of_xml
from word_parts import W, fields_of, text_of

from civicmap.report.blocks import Figure, Heading, Lettered, NoteRef, Numbered, Paragraph, Table, plain
from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx
from civicmap.report.escape import clean, escape
from civicmap.report.tree import read

WHOLE = f"{MARKDOWN.split('[^one]: ')[0]}\n{figure()}\n[^one]: {MARKDOWN.split('[^one]: ')[1]}"


@pytest.fixture(scope="module")
def made():
    """Return the bytes of a document with everything that the dialect has."""
    return to_docx(WHOLE, META, figures={"pillars": drawing()})


def said(blocks):
    """Yield the text of each paragraph in the Markdown that a program may look for, in its order."""
    for block in blocks:
        if isinstance(block, Paragraph | Lettered | Heading):
            yield plain(block.content)
        elif isinstance(block, Numbered):
            yield from said(block.blocks)
        elif isinstance(block, Table | Figure) and block.caption and block.caption.number is not None:
            yield f"{block.caption.label}\u00a0{block.caption.number}. {_shown(block.caption.content)}"


def _shown(content):
    """Return a text with the number of each note that is referred to again: its first place holds the note itself."""
    return "".join(str(part.number) if isinstance(part, NoteRef) and part.again else plain((part,)) for part in content)


def test_python_docx_reads_the_same(made):
    """Paragraphs, headings with their levels, captions with their numbers, tables cell by cell, and what pictures show."""
    document, word = read(WHOLE), docx.Document(io.BytesIO(made))
    texts = [
        re.sub(r"^\([a-z]\)\t", "", paragraph.text)
        for paragraph in word.paragraphs
        if paragraph.style.name[:3] != "toc"
    ]
    wanted = list(said(document.blocks))

    places = [texts.index(text) for text in wanted]
    assert len(wanted) > 20
    assert places == sorted(places)
    headings = [(int(p.style.name[-1]), p.text) for p in word.paragraphs if p.style.name.startswith("Heading")]
    assert headings == [
        (block.level - 1, plain(block.content))
        for block in document.blocks
        if isinstance(block, Heading) and block.level > 1
    ]
    tables = [block for block in document.blocks if isinstance(block, Table)]
    shown = [table for table in word.tables if table.style.name == "Report Table"]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in shown] == [
        [[plain(cell) for cell in row] for row in (table.header, *table.rows)] for table in tables
    ]
    (picture,) = word.inline_shapes
    assert picture._inline.docPr.get("descr") == "Most have it; few do not"  # python-docx reads it nowhere else


@pytest.mark.pandoc
@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not on the PATH")
def test_pandoc_reads_the_same(made, tmp_path):
    """As another reader of Word documents sees it: headings, notes, cells and the words of a picture."""
    (tmp_path / "a.docx").write_bytes(made)
    read_ = subprocess.run(["pandoc", "-t", "json", "a.docx"], cwd=tmp_path, check=True, capture_output=True)
    document, found = read(WHOLE), list(_elements(json.loads(read_.stdout)["blocks"]))

    def texts(kind, place):
        return [_text(content[place] if place is not None else content) for tag, content in found if tag == kind]

    headings = [plain(block.content) for block in document.blocks if isinstance(block, Heading) and block.level > 1]
    assert texts("Header", 2)[-len(headings) :] == headings
    assert texts("Note", None) == ["The first note, to a page.", "The second note."]
    pictures = [_text(content[1]) + str(content[0]) for tag, content in found if tag == "Image"]
    assert any("Most have it; few do not" in picture for picture in pictures)
    whole = _text(json.loads(read_.stdout)["blocks"])
    for table in (block for block in document.blocks if isinstance(block, Table)):
        for row in table.rows:
            for cell in row:
                assert re.sub(r"\s+", " ", plain(cell)) in whole


def _elements(part):
    """Yield every element of pandoc's tree as its kind and content."""
    if isinstance(part, dict):
        if "t" in part:
            yield part["t"], part.get("c", [])
        part = list(part.values())
    if isinstance(part, list):
        for inside in part:
            yield from _elements(inside)


def _text(part):
    """Return the text of a piece of pandoc's tree."""
    signs = {"Space": " ", "SoftBreak": " ", "LineBreak": " "}
    if isinstance(part, dict) and part.get("t") in signs:
        return signs[part["t"]]
    if isinstance(part, dict) and part.get("t") == "Str":
        return part["c"]
    inside = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return "".join(map(_text, inside))


FIELDS = (
    "{ SEQ x }",
    "{ INCLUDETEXT C:\\\\secret.txt }",
    "w:instrText",
    'HYPERLINK "http://x.org"',
    "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
    "</w:t></w:r></w:p><w:p>",
    "\ud800 half \udfff",
    "x" * 3000,
    "word " * 600,
    "table\u00a01 and figure\u00a01 and para.\u00a01",
)


def everywhere(text):
    """Return a document that holds a text in each place where data can stand."""
    said = escape(text)
    return f"""# {said}

<!-- civicmap: summary -->

{said}

- {said}

<!-- civicmap: contents -->

## {said}

1.  {said} *{said}* **{said}**[^1]

    (a) {said};

    - {said}

<!-- civicmap: table id=a -->

**Table 1.** {said}

| {said} | n |
| :-- | --: |
| {said} | {said} |

<!-- civicmap: note -->

{said}

{figure().replace("Most have it; few do not", said).replace("What they have", said).replace("The numbers stand in a table.", said)}
> {said}

[^1]: {said}
"""


def printed(text):
    """Return the XML parts of a document with a text everywhere."""
    meta = DocumentMeta(text, text, "en", text, (text,))
    return parts_of_xml(to_docx(everywhere(text), meta, figures={"pillars": drawing()}))


@pytest.fixture(scope="module")
def shape():
    """Return the elements of each part of a document with a harmless text everywhere."""
    return {name: [element.tag for element in root.iter()] for name, root in printed("x").items()}


TEXTS = [text for text in (*HOSTILE, *FIELDS) if clean(text)]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_text_is_a_text_in_every_place(text, shape):
    """Nothing in data becomes a field, a link, a paragraph or a style, and each place shows it whole."""
    wanted, parts = clean(text), printed(text)

    for name, root in parts.items():
        if "\u00a0" not in text:  # of which a reference to a table is made
            assert [element.tag for element in root.iter()] == shape[name], name
    body = parts["word/document.xml"]
    shown = [text_of(paragraph) for paragraph in body.iter(f"{W}p")] + [text_of(parts["word/footnotes.xml"])]
    assert sum(wanted in one for one in shown) >= 13
    described = [element.get("descr") for element in body.iter() if element.get("descr") is not None]
    assert described == [wanted] * 2
    assert {words[0] for words, _ in fields_of(body)} <= {"TOC", "SEQ", "REF"}
    assert body.find(f".//{qn('w:hyperlink')}[@{qn('r:id')}]") is None
