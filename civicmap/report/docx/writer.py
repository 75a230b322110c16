"""Markdown to a Word document: the base document's looks, the report's text, and the same bytes each time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.report.docx.base import open_base
from civicmap.report.docx.body import Body
from civicmap.report.docx.cleared import clear
from civicmap.report.docx.compact import tighten
from civicmap.report.docx.door import legible
from civicmap.report.docx.inline import Links
from civicmap.report.docx.notes import add_notes
from civicmap.report.docx.package import saved
from civicmap.report.docx.page import furniture, lay_out
from civicmap.report.docx.places import places
from civicmap.report.docx.properties import describe, speak
from civicmap.report.furniture import right_to_left
from civicmap.report.tree import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from civicmap.report.document import DocumentMeta
    from civicmap.report.docx.base import Base
    from civicmap.report.docx.page import Pages
    from civicmap.report.figure import Drawing


def to_docx(
    markdown: str,
    meta: DocumentMeta,
    base: Path | None = None,
    *,
    figures: Mapping[str, Drawing] | None = None,
) -> bytes:
    """Return a Word document in the looks of a base document, the house's where None, with its figures by id.

    Raises CivicmapError if that is no Word document, or lacks a style.
    """
    document = read(markdown)
    opened = open_base(base, mirrored=right_to_left(meta.language))
    word, numbering = opened.word, opened.numbering
    with legible(base):
        pages = _prepared(opened, meta)
    known = places(document)
    text = Body(document, meta.language, numbering, pages, figures or {}, Links(known))
    story = opened.restyled(
        text.story()
    )  # as text: python-docx takes seconds for a table of a thousand rows cell by cell
    text.links.relate(word.part)
    pictures = text.pictures.relate(word)
    notes = Body(document, meta.language, numbering, pages, links=Links(known), in_note=True)
    add_notes(opened, document.notes, notes)
    with legible(base):
        numbering.write(opened.lists)
    return saved(word, story, pictures)


def _prepared(base: Base, meta: DocumentMeta) -> Pages:
    """Leave nothing of a base document but its looks, say what the document is, and return its pages."""
    word = base.word
    own, section = furniture(base), word.element.body.get_or_add_sectPr()
    clear(word)
    if meta.compact:
        tighten(base, word)
    describe(word, meta)
    speak(word, meta.language)
    return lay_out(base, section, own, meta)
