"""Text that stays text: escaping for Markdown, and the changes of direction that a value may hold."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from report_builders import NASTY

from civicmap.report.escape import Markdown, clean, escape, escape_cell
from civicmap.report.tokens import parse

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("|*_`[]()<>\\#+-=.!&~{}:;0123456789aB \"'$@/^%é中\u200f\u202e"), st.characters()
    ),
    max_size=40,
)


def _text(tokens):
    """Return what a reader of Markdown sees of inline tokens, and whether anything but text is in them."""
    inline = [child for token in tokens if token.type == "inline" for child in token.children]
    return "".join(child.content for child in inline), {child.type for child in inline} - {"text", "text_special"}


@settings(deadline=None, max_examples=60)
@given(TEXTS)
@example(NASTY)
@example("# heading")
@example("12. item")
@example("(a) point")
@example("- item")
@example("--- | ---")
@example("&amp; &#42;")
@example("[^1] [x]: y")
def test_a_paragraph_shows_the_text_itself(text):
    """Any value in a paragraph is read back as itself, cleaned, with no markup in it."""
    wanted = clean(text)

    seen, others = _text(parse(escape(text) + "\n"))

    assert seen.strip() == wanted.strip()
    assert others == set()


@settings(deadline=None, max_examples=60)
@given(TEXTS)
@example("a\\|b")
@example("\\")
def test_a_cell_shows_the_text_itself(text):
    """Any value in a table's cell is read back as itself and ends no cell."""
    tokens = parse(f"| x | y |\n| --- | --- |\n| {escape_cell(text)} | end |\n")

    cells = [token for token in tokens if token.type == "inline"]

    assert len(cells) == 4
    assert "".join(child.content for child in cells[2].children).strip() == clean(text).strip()
    assert cells[3].content == "end"


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_a_heading_shows_the_text_itself(text):
    """Any value in a heading or in italics stays a part of it."""
    seen, others = _text(parse(f"## x {escape(text)} y\n\n*a {escape(text)} b*\n"))

    assert seen == f"x {clean(text)} ya {clean(text)} b"
    assert others == {"em_open", "em_close"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\r\nb\tc", "a b c"),
        ("bell\x07", "bell\ufffd"),
        ("\u202eevil", "\u202eevil\u202c"),
        ("stray\u202c", "stray"),
        ("\u2067a\u202ab", "\u2067a\u202ab\u202c\u2069"),
        ("right\u200fmark", "right\u200fmark"),
        ("lone \ud800", "lone \ufffd"),
    ],
)
def test_a_value_stays_on_its_line_and_keeps_its_direction_to_itself(text, shown):
    """Line breaks become spaces, control characters a sign, and an override of direction ends with the value."""
    assert clean(text) == shown


def test_markdown_joined_to_text_is_text():
    """Only a whole piece of Markdown passes unescaped: joined to anything it is text again."""
    assert type(Markdown("*a*") + "b") is str
    assert type(Markdown("*a*").upper()) is str
