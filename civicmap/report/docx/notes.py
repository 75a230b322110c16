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
    from docx.document import Document as Word

    from civicmap.report.blocks import Block

SEPARATORS: Final = (-1, 0)
_NUMBER: Final = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
_SEPARATORS: Final = tuple(
    w("footnote", w("p", w("pPr", w("spacing", after=0)), w("r", w(sign))), type=sign, id=number)
    for number, sign in zip(SEPARATORS, ("separator", "continuationSeparator"), strict=True)
)


def notes_part(word: Word) -> XmlPart:
    """Return the new part for a document's notes, without any."""
    empty = parse_xml(part("footnotes", *_SEPARATORS))
    made = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, empty, word.part.package)
    word.part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)
    return made


def footnotes(notes: tuple[tuple[Block, ...], ...], body: Body) -> bytes:
    """Return the notes."""
    return part("footnotes", *(_note(number, note, body) for number, note in enumerate(notes, start=1)))


def _note(number: int, blocks: tuple[Block, ...], body: Body) -> str:
    """Return one note; its number stands at the beginning of its first paragraph."""
    inside = "".join(body.walk(blocks, Place("FootnoteText")))
    beginning = "</w:pPr>"
    numbered = inside.replace(beginning, f"{beginning}{_NUMBER}{w('r', w('tab'))}", 1)
    return w("footnote", numbered or w("p", w("r", _NUMBER)), id=number)
