"""Markdown to a Word document: the base document's looks, the report's text, and the same bytes each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import parse_xml

from civicmap.report.docx.base import open_base
from civicmap.report.docx.body import Body
from civicmap.report.docx.cleared import clear
from civicmap.report.docx.inline import Links
from civicmap.report.docx.notes import footnotes, notes_part
from civicmap.report.docx.package import saved
from civicmap.report.docx.page import furniture, lay_out
from civicmap.report.docx.properties import describe, speak
from civicmap.report.tree import read

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.report.document import DocumentMeta


def to_docx(markdown: str, meta: DocumentMeta, base: Path | None = None) -> bytes:
    """Return a Word document in the looks of a base document, the house's where None.

    Raises CivicmapError if that is no Word document, or lacks a style.
    """
    document = read(markdown)
    opened = open_base(base)
    word, numbering = opened.word, opened.numbering
    own, section = furniture(opened), word.element.body.get_or_add_sectPr()
    clear(word)
    describe(word, meta)
    speak(word, meta.language)
    pages, notes = lay_out(opened, section, own, meta), notes_part(word)
    text = Body(document, meta.language, numbering, Links(word.part), pages)
    below = Body(document, meta.language, numbering, Links(notes), pages, in_note=True)
    # As text in one piece, for python-docx takes seconds to build a table of a thousand rows cell by cell.
    word.element.body.extend(list(opened.restyle(parse_xml(text.story()))))
    notes.element.extend(list(opened.restyle(parse_xml(footnotes(document.notes, below)))))
    numbering.write(opened.lists)
    return saved(word)
