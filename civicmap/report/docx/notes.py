"""Footnotes: a part of their own, which python-docx does not know, with the separators that Word wants first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart
from docx.oxml import parse_xml

from civicmap.report.docx.body import Body, Place
from civicmap.report.docx.xml import part, w

if TYPE_CHECKING:
    from civicmap.report.blocks import Block
    from civicmap.report.docx.base import Base

SEPARATORS: Final = (-1, 0)
_NUMBER: Final = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
_SEPARATORS: Final = tuple(
    w("footnote", w("p", w("pPr", w("spacing", after=0)), w("r", w(sign))), type=sign, id=number)
    for number, sign in zip(SEPARATORS, ("separator", "continuationSeparator"), strict=True)
)


def add_notes(base: Base, notes: tuple[tuple[Block, ...], ...], body: Body) -> None:
    """Add the notes to a document."""
    said = (_note(number, note, body) for number, note in enumerate(notes, start=1))
    root = base.restyle(parse_xml(part("footnotes", *_SEPARATORS, *said)))
    package = base.word.part.package
    made = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, package)
    body.links.relate(made)
    base.word.part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(number: int, blocks: tuple[Block, ...], body: Body) -> str:
    """Return one note; its number stands at the beginning of its first paragraph."""
    inside = "".join(body.walk(blocks, Place("FootnoteText")))
    beginning = "</w:pPr>"
    numbered = inside.replace(beginning, f"{beginning}{_NUMBER}{w('r', w('tab'))}", 1)
    return w("footnote", numbered or w("p", w("r", _NUMBER)), id=number)
