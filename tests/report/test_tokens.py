"""The reader of Markdown: what is a directive, and that no text is lost or read as something else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_document import MARKDOWN

from civicmap.report.blocks import (
    Contents,
    Heading,
    Lettered,
    Listing,
    Numbered,
    PageBreak,
    Paragraph,
    Run,
    Summary,
    Table,
    plain,
)
from civicmap.report.contents import entries
from civicmap.report.directives import directive
from civicmap.report.numerals import roman
from civicmap.report.tokens import parse
from civicmap.report.tree import read


def _words(markdown):
    """Return all text of a document, in order."""
    return " ".join(token.content for token in parse(markdown) if token.type in {"inline", "directive", "fence"})


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<!-- civicmap: note -->", ("note", {})),
        ("<!-- civicmap: table id=gaps_1 -->", ("table", {"id": "gaps_1"})),
        ('<!-- civicmap: table widths="4,1.5" landscape -->', ("table", {"widths": "4,1.5", "landscape": ""})),
    ],
)
def test_directive_is_read(line, expected):
    """A line by the grammar is its name and attributes; a flag's value is empty."""
    assert directive(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "<!-- civicmap: tabel id=gaps -->",
        "<!-- civicmap: table id=Gaps -->",
        "<!-- civicmap: table id=a id=b -->",
        "<!-- civicmap: table colour=red -->",
        "<!-- civicmap: table widths=4,x -->",
        '<!-- civicmap: table id="a--b" -->',
        "<!-- civicmap: table  id=a -->",
        "<!-- civicmap: note --> <script>",
        "<!--civicmap: note-->",
        "<!-- note -->",
    ],
)
def test_anything_else_is_text(line):
    """A line with an unknown name, attribute, value or form is text, as any HTML is."""
    assert directive(line) is None
    assert [plain(block.content) for block in read(line).blocks] == [line]


@pytest.mark.parametrize("before", ["A paragraph\n", "- item\n\n  ", "> "])
def test_directive_stands_alone_at_the_margin(before):
    """Inside a paragraph, a list or a quotation the line is text: data cannot become a directive there."""
    tokens = parse(f"{before}<!-- civicmap: page-break -->")

    assert "directive" not in {token.type for token in tokens}


@pytest.mark.parametrize("line", ["table id=a", "note", "unnumbered", "marks"])
def test_directive_before_the_wrong_block_is_shown(line):
    """A directive that finds no block to hold for is shown as text, so that the slip is seen."""
    source = f"<!-- civicmap: {line} -->"

    first, second = read(f"{source}\n\nA paragraph.").blocks

    assert (plain(first.content), plain(second.content)) == (source, "A paragraph.")


@pytest.mark.parametrize("mark", [">", "- ", "1. ", "[^a]: ", "* ", "> - "])
def test_deep_nesting_loses_no_text(mark):
    """Thousands of levels of quotations, lists or notes neither fail nor drop the word at the bottom."""
    assert _words(mark * 3000 + "bottom").endswith("bottom")
    assert read(mark * 3000 + "bottom").blocks


def test_deep_emphasis_is_flat():
    """Thousands of levels of emphasis become runs, side by side."""
    (paragraph,) = read("*a " * 3000 + "b*" * 3000).blocks

    assert "b" in plain(paragraph.content)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab \n|-*_`[]()<>!#1.:^&;\\~\"'=", max_size=80))
def test_letters_survive_any_markup(text):
    """Whatever signs stand around them, the letters of a text come out in order and none is lost."""
    kept = [char for char in text if char in "ab"]
    document = read(text)

    # A fence's language and a link's address are markup, so texts with either are left out.
    if "```" not in text and "~~~" not in text and "](" not in text and "<" not in text and "[^" not in text:
        assert [char for char in _all_text((*document.blocks, *sum(document.notes, ()))) if char in "ab"] == kept


def _all_text(blocks):
    """Return the text of blocks and of what is inside them."""
    parts = []
    for block in blocks:
        if isinstance(block, Table):
            parts += [plain(cell) for row in (block.header, *block.rows) for cell in row]
        elif isinstance(block, Listing):
            parts += [_all_text(item) for item in block.items]
        elif hasattr(block, "blocks"):
            parts.append(_all_text(block.blocks))
        elif hasattr(block, "content"):
            parts.append(plain(block.content))
        else:
            parts.append(getattr(block, "text", ""))
    return " ".join(parts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x]: http://a.example", ["[x]: http://a.example"]),
        ("Words\n---", ["Words", ""]),
        ("    indented", ["indented"]),
        ("![alt](http://a.example/x.png)", ["!alt"]),
    ],
)
def test_what_would_vanish_or_change_stays_text(text, expected):
    """Link definitions, underlined headings, indented code and images are text."""
    assert [plain(getattr(block, "content", ())) for block in read(text).blocks] == expected
    assert not [block for block in read(text).blocks if isinstance(block, Heading)]


def test_numbers_are_those_of_the_markdown():
    """A paragraph keeps the number written before it, whatever stands between, and points keep their letters."""
    document = read("3.  x\n\n7.  y\n\n    (a) one;\n\n    \\(b) no point\n\n## H\n\n9.  z")
    numbered = [block for block in document.blocks if isinstance(block, Numbered)]

    assert [block.number for block in numbered] == [3, 7, 9]
    assert numbered[1].blocks[1:] == (Lettered("a", (Run("one;"),)), Paragraph((Run("(b) no point"),)))


def test_headings_have_numerals():
    """Sections are I., A. and 1., each restarting below the one above; an unnumbered one counts nothing."""
    text = "# T\n\n## a\n\n### b\n\n#### c\n\n### d\n\n#### e\n\n<!-- civicmap: unnumbered -->\n\n## f\n\n## g\n\n### h"

    headings = [block for block in read(text).blocks if isinstance(block, Heading)]

    assert [heading.numeral for heading in headings] == ["", "I.", "A.", "1.", "B.", "1.", "", "II.", "A."]
    assert len({heading.anchor for heading in headings}) == len(headings)


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (49, "XLIX"), (1994, "MCMXCIV")]
)
def test_roman(number, expected):
    """Roman numerals are written with subtraction."""
    assert roman(number) == expected


def test_table_takes_its_caption_and_notes():
    """A table joins the directive and caption before it and the notes after it."""
    document = read(MARKDOWN)
    names, wide, bare = [block for block in document.blocks if isinstance(block, Table)]

    assert (names.id, names.caption.label, names.caption.number) == ("names", "Table", 1)
    assert plain(names.caption.content) == "Names as they were given"
    assert [plain(note) for note in names.notes] == ["Note: the names are literal."]
    assert (names.widths, names.landscape, names.aligns) == ((4.0, 1.0), False, ("left", "right"))
    assert (wide.landscape, bare.caption) == (True, None)


def test_notes_are_numbered_by_first_reference():
    """Notes are numbered as the reader meets them; a later reference to the same note says so."""
    document = read("a[^z] b[^y] c[^z]\n\n[^y]: why\n\n[^z]: zed[^x]\n\n[^x]: ex")

    assert [plain(note[0].content) for note in document.notes] == ["zed", "why", "ex"]
    assert [(part.number, part.again) for part in document.blocks[0].content if not isinstance(part, Run)] == [
        (1, False),
        (2, False),
        (1, True),
    ]


def test_note_without_reference_is_kept():
    """A note that nothing refers to, also one that refers to itself, becomes a paragraph."""
    document = read("a\n\n[^b]: kept[^b]\n\n[^c]: too")

    assert [plain(block.content) for block in document.blocks if isinstance(block, Paragraph)] == ["a", "kept", "too"]


def test_marks_summary_and_contents():
    """The block of marks is left out, the summary is set apart, and the others stand where they were."""
    kinds = [type(block) for block in read(MARKDOWN).blocks[:4]]

    assert kinds == [Heading, Summary, Contents, Heading]
    assert [type(block) for block in read("a\n\n<!-- civicmap: page-break -->\n\nb").blocks] == [
        Paragraph,
        PageBreak,
        Paragraph,
    ]


def test_contents_name_the_paragraphs_of_each_section():
    """An entry covers the numbered paragraphs up to the next heading of its level."""
    listed = [(entry.depth, entry.numeral, entry.paragraphs) for entry in entries(read(MARKDOWN))]

    assert listed == [
        (1, "I.", "¶¶\u00a01–5"),
        (2, "A.", "¶¶\u00a03–4"),
        (3, "1.", "¶\u00a04"),
        (2, "B.", "¶\u00a05"),
        (3, "1.", "¶\u00a05"),
        (1, "II.", "¶\u00a06"),
        (1, "", ""),
    ]
