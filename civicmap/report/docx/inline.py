"""Runs of text, links and references to notes, inside a paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import unquote

from docx.opc.constants import RELATIONSHIP_TYPE

from civicmap.report.blocks import Break, Run
from civicmap.report.docx.fields import field as field_of
from civicmap.report.docx.places import Places
from civicmap.report.docx.xml import printable, text, w

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docx.opc.part import Part

    from civicmap.report.blocks import Content, NoteRef


@dataclass(slots=True)
class Links:
    """Where one part of a document leads: to places inside it, and to addresses outside, by relationship."""

    places: Places = field(default_factory=Places)
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


def referring(content: Content, links: Links, *, in_note: bool = False) -> str:
    """Return the content of a paragraph in which the number of a table or figure is Word's to keep right."""
    pattern = links.places.pattern
    if pattern is None or not any(isinstance(part, Run) and pattern.search(part.text) for part in content):
        return runs(content, links, in_note=in_note)
    return "".join(
        "".join(_referring(part, links))
        if isinstance(part, Run) and not part.href
        else runs((part,), links, in_note=in_note)
        for part in content
    )


def _referring(part: Run, links: Links) -> Iterator[str]:
    """Yield a run in pieces, with a field for each number of a table or figure that there is."""
    pattern, done, properties = links.places.pattern, 0, _style(part)
    assert pattern is not None
    for found in pattern.finditer(part.text):
        instruction = links.places.reference(found[1], found[2])
        if instruction:
            start = found.start(2)
            yield run(part.text[done:start], *properties)
            yield field_of(instruction, run(found[2], *properties))
            done = found.end()
    if part.text[done:]:
        yield run(part.text[done:], *properties)


def _href(part: Run | NoteRef | Break) -> str:
    """Return where a part of the text leads, or ""."""
    return part.href if isinstance(part, Run) else ""


def _stretch(href: str, parts: Iterable[Run | NoteRef | Break], links: Links, *, in_note: bool) -> str:
    """Return neighbours that lead to one place. A link inside the document has no relationship, and one to nowhere is text."""
    inside = "".join(_part(part, in_note=in_note) for part in parts)
    if not href:
        return inside
    if href.startswith("#"):
        anchor = links.places.anchors.get(unquote(href[1:]))
        return w("hyperlink", inside, anchor=anchor, history=1) if anchor else inside
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
        return field_of(f"NOTEREF _Note{note.number} \\f \\h", shown)
    mark = w("r", superscript, w("footnoteReference", id=note.number))
    return bookmark(f"_Note{note.number}", note.number, mark)


def text_of(value: str) -> str:
    """Return the text inside a run."""
    return f'<w:t xml:space="preserve">{text(value)}</w:t>'


def bookmark(name: str, number: int, inside: str) -> str:
    """Return content with a bookmark around it. Numbers are unique in the document."""
    return f"{w('bookmarkStart', id=number, name=name)}{inside}{w('bookmarkEnd', id=number)}"
