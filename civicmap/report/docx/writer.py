"""Markdown to a Word document: the base document's looks, the report's text, and the same bytes each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml import parse_xml

from civicmap.report.docx.base import open_base
from civicmap.report.docx.body import Body
from civicmap.report.docx.cleared import clear
from civicmap.report.docx.compact import tighten
from civicmap.report.docx.notes import add_notes
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
    if meta.compact:
        tighten(opened, word)
    describe(word, meta)
    speak(word, meta.language)
    pages = lay_out(opened, section, own, meta)
    text = Body(document, meta.language, numbering, pages)
    # As text in one piece: python-docx takes seconds for a table of a thousand rows cell by cell. The body takes
    # the place of the old one, for lxml takes as long to move what stands in one to another.
    word.element.replace(word.element.body, opened.restyle(parse_xml(text.story())))
    text.links.relate(word.part)
    add_notes(opened, document.notes, Body(document, meta.language, numbering, pages, in_note=True))
    numbering.write(opened.lists)
    return saved(word)
