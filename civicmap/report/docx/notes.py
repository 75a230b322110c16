"""Footnotes: a part of their own, with the two separators that Word wants before the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.docx.body import Body, Place
from civicmap.report.docx.xml import part, w

if TYPE_CHECKING:
    from civicmap.report.blocks import Block

_NUMBER: Final = w("r", w("rPr", w("rStyle", val="FootnoteReference")), w("footnoteRef"))
_SEPARATORS: Final = tuple(
    w("footnote", w("p", w("pPr", w("spacing", after=0)), w("r", w(sign))), type=sign, id=number)
    for number, sign in ((-1, "separator"), (0, "continuationSeparator"))
)


def footnotes(notes: tuple[tuple[Block, ...], ...], body: Body) -> bytes:
    """Return the part; `body` gathers the links of the notes."""
    return part("footnotes", *_SEPARATORS, *(_note(number, note, body) for number, note in enumerate(notes, start=1)))


def _note(number: int, blocks: tuple[Block, ...], body: Body) -> str:
    """Return one note; its number stands at the beginning of its first paragraph."""
    inside = "".join(body.walk(blocks, Place("FootnoteText")))
    beginning = "</w:pPr>"
    numbered = inside.replace(beginning, f"{beginning}{_NUMBER}{w('r', w('tab'))}", 1)
    return w("footnote", numbered or w("p", w("r", _NUMBER)), id=number)
