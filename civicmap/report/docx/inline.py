"""Runs of text, links and references to notes, inside a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from docx.opc.constants import RELATIONSHIP_TYPE

from civicmap.report.blocks import Break, Run
from civicmap.report.docx.xml import printable, text, w

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.opc.part import Part

    from civicmap.report.blocks import Content, NoteRef


@dataclass(slots=True)
class Links:
    """The addresses outside the document that one part of it points to, by relationship."""

    targets: dict[str, str] = field(default_factory=dict)

    def relationship(self, href: str) -> str:
        """Return the id of the relationship for an address."""
        return self.targets.setdefault(href, f"link{len(self.targets) + 1}")

    def relate(self, part: Part) -> None:
        """Give a part the relationships that its text names."""
        for href, id_ in self.targets.items():
            part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, printable(href), id_, is_external=True)


def runs(content: Content, links: Links, *, in_note: bool = False) -> str:
    """Return the content of a paragraph. A note inside a note is only its number: Word has no such thing."""
    return "".join(_stretch(href, list(group), links, in_note=in_note) for href, group in groupby(content, _href))


def _href(part: Run | NoteRef | Break) -> str:
    """Return where a part of the text leads, or ""."""
    return part.href if isinstance(part, Run) else ""


def _stretch(href: str, parts: Iterable[Run | NoteRef | Break], links: Links, *, in_note: bool) -> str:
    """Return neighbours that lead to one place. A link inside the document has no relationship."""
    inside = "".join(_part(part, in_note=in_note) for part in parts)
    if not href:
        return inside
    if href.startswith("#"):
        return w("hyperlink", inside, anchor=href[1:])
    return w("hyperlink", inside, attributes=f' r:id="{links.relationship(href)}"')


def _part(part: Run | NoteRef | Break, *, in_note: bool) -> str:
    """Return one part of a text."""
    if isinstance(part, Run):
        return run(part.text, *_style(part))
    if isinstance(part, Break):
        return "<w:r><w:br/></w:r>"
    return _note(part, in_note=in_note)


def _style(part: Run) -> tuple[str, ...]:
    """Return the properties of a run."""
    named = "Hyperlink" if part.href else "Code" if part.code else ""
    return (
        *((w("rStyle", val=named),) if named else ()),
        *((w("b"), w("bCs")) if part.strong else ()),
        *((w("i"), w("iCs")) if part.emphasis else ()),
        *((w("strike"),) if part.strike else ()),
    )


def run(value: str, *properties: str) -> str:
    """Return a run. Spaces at its ends and more than one inside stay."""
    inside = f'<w:t xml:space="preserve">{text(value)}</w:t>'
    return f"<w:r>{w('rPr', *properties)}{inside}</w:r>" if properties else f"<w:r>{inside}</w:r>"


def _note(note: NoteRef, *, in_note: bool) -> str:
    """Return a reference to a note; to one that has been referred to, by way of the bookmark around its first place."""
    superscript = w("rPr", w("rStyle", val="FootnoteReference"))
    if in_note:
        return w("r", superscript, text_of(str(note.number)))
    if note.again:
        shown = w("r", superscript, text_of(str(note.number)))
        return w("fldSimple", shown, instr=f" NOTEREF _Note{note.number} \\f \\h ")
    mark = w("r", superscript, w("footnoteReference", id=note.number))
    return bookmark(f"_Note{note.number}", note.number, mark)


def text_of(value: str) -> str:
    """Return the text inside a run."""
    return f'<w:t xml:space="preserve">{text(value)}</w:t>'


def bookmark(name: str, number: int, inside: str) -> str:
    """Return content with a bookmark around it. Numbers are unique in the document."""
    return f"{w('bookmarkStart', id=number, name=name)}{inside}{w('bookmarkEnd', id=number)}"
