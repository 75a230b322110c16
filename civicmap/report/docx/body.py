"""The walk over the parts of a document, and the paragraphs of Word that it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import (
    TITLE_LEVEL,
    Block,
    Contents,
    Document,
    Figure,
    Heading,
    Lettered,
    Listing,
    Numbered,
    PageBreak,
    Paragraph,
    Quotation,
    Rule,
    Run,
    Summary,
    Table,
    Verbatim,
)
from civicmap.report.contents import Entry, entries
from civicmap.report.docx.columns import fits
from civicmap.report.docx.inline import Links, bookmark, run, runs, text_of
from civicmap.report.docx.numbering import INDENT, LIST_LEVELS, STEP, Numbering, reference
from civicmap.report.docx.tables import box, caption, table
from civicmap.report.docx.xml import part, w
from civicmap.report.furniture import right_to_left, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from civicmap.report.docx.page import Page, Pages
    from civicmap.report.figure import Drawing

_FIRST_HEADING: Final = 1_000_000  # bookmarks of notes are numbered below
_LIGHT: Final = w("rPr", w("b", val=0), w("bCs", val=0))
_DEEPEST_HEADING: Final = 4  # Word's styles of headings that the house style has


@dataclass(frozen=True, slots=True)
class Place:
    """Where a block stands: the style that its paragraphs take, the lists around it, and where lists begin (twips)."""

    style: str = "BodyText"
    depth: int = 0
    left: int = 0


@dataclass(slots=True)
class Body:
    """What the walk remembers."""

    document: Document
    language: str
    numbering: Numbering
    pages: Pages
    figures: Mapping[str, Drawing] = field(default_factory=dict)
    links: Links = field(default_factory=Links)
    in_note: bool = False
    turned: bool = False  # the walk is on a page that lies sideways
    headings: int = 0
    captions: dict[str, int] = field(default_factory=dict)  # the last number under each label

    @property
    def page(self) -> Page:
        """The page that the walk is on."""
        return self.pages.sideways if self.turned else self.pages.upright

    def story(self) -> bytes:
        """Return the body of the document, section by section."""
        blocks = self.document.blocks
        story: list[str] = []
        for block, turned in zip(blocks, self._turned(blocks), strict=True):
            if turned != self.turned:
                story.append(w("p", w("pPr", w("pStyle", val="SectionEnd"), self.page.section)))
                self.turned = turned
            story.extend(self.block(block, Place()))
        return part("body", *story, self.page.section)

    def walk(self, blocks: Iterable[Block], place: Place) -> Iterator[str]:
        """Yield the paragraphs and tables of blocks that stand in one place."""
        for block in blocks:
            yield from self.block(block, place)

    def paragraph(self, style: str, inside: str, *properties: str) -> str:
        """Return a paragraph."""
        return w("p", w("pPr", w("pStyle", val=style), *properties), inside)

    @singledispatchmethod
    def block(self, block: Block, place: Place) -> Iterator[str]:
        """Yield what a block becomes. Raises NotImplementedError for a kind that has no method below."""
        raise NotImplementedError(type(block), place)

    @block.register(Paragraph)
    def _(self, block: Paragraph, place: Place) -> Iterator[str]:
        yield self.paragraph(place.style, runs(block.content, self.links, in_note=self.in_note), *_indent(place))

    @block.register(Heading)
    def _(self, block: Heading, _place: Place) -> Iterator[str]:
        if block.level == TITLE_LEVEL:
            yield self.paragraph("Title", runs(block.content, self.links))
            return
        self.headings += 1
        level = min(block.level - TITLE_LEVEL, _DEEPEST_HEADING)
        inside = bookmark(_anchor(block.anchor), _FIRST_HEADING + self.headings, runs(block.content, self.links))
        plain = (reference(0), w("ind", left=0, firstLine=0))  # takes the heading out of its style's numbering
        yield self.paragraph(f"Heading{level}", inside, *(() if block.numeral or level == _DEEPEST_HEADING else plain))

    @block.register(Numbered)
    def _(self, block: Numbered, _place: Place) -> Iterator[str]:
        first, *rest = block.blocks or (Paragraph(()),)
        if not isinstance(first, Paragraph):
            first, rest = Paragraph(()), [first, *rest]
        instance = reference(self.numbering.paragraph(block.number))
        held = (w("keepNext"),) if rest and isinstance(rest[0], Lettered) else ()
        yield self.paragraph("NumberedParagraph", runs(first.content, self.links), *held, instance)
        yield from self.walk(rest, Place("ContinuedParagraph", left=INDENT))

    @block.register(Lettered)
    def _(self, block: Lettered, _place: Place) -> Iterator[str]:
        instance = self.numbering.point(block.letter)
        inside = runs(block.content, self.links)
        if instance is None:
            inside = run(f"({block.letter})") + w("r", w("tab")) + inside
        yield self.paragraph("LetteredPoint", inside, reference(instance, 1) if instance else reference(0))

    @block.register(Listing)
    def _(self, block: Listing, place: Place) -> Iterator[str]:
        level = min(place.depth, LIST_LEVELS - 1)
        style = "ListNumber" if block.numbers else "ListBullet"
        instance = self._figures(block, level) if block.numbers else self.numbering.bullets
        for item in block.items:
            first, *rest = item or (Paragraph(()),)
            if not isinstance(first, Paragraph):
                first, rest = Paragraph(()), [first, *rest]
            content = runs(first.content, self.links, in_note=self.in_note)
            left = place.left + STEP
            yield self.paragraph(style, content, reference(instance, level), w("ind", left=left, hanging=STEP))
            yield from self.walk(rest, Place("ListContinue", place.depth + 1, left))

    @block.register(Table)
    def _(self, block: Table, _place: Place) -> Iterator[str]:
        yield caption(block.caption, self.links, self.captions) if block.caption else ""
        yield table(block, self.page.measure, self.links, mirrored=right_to_left(self.language))

    @block.register(Figure)
    def _(self, block: Figure, _place: Place) -> Iterator[str]:
        yield caption(block.caption, self.links, self.captions) if block.caption else ""
        yield self.paragraph("BodyText", runs(block.alt, self.links))
        yield from (self.paragraph("TableNote", runs(note, self.links)) for note in block.notes)

    @block.register(Summary)
    def _(self, block: Summary, place: Place) -> Iterator[str]:
        inside = "".join(self.walk(block.blocks, replace(place, style="Summary")))
        yield box(inside, self.page.measure) + self.paragraph("TableEnd", "")

    @block.register(Quotation)
    def _(self, block: Quotation, place: Place) -> Iterator[str]:
        yield from self.walk(block.blocks, replace(place, style="Quote"))

    @block.register(Verbatim)
    def _(self, block: Verbatim, _place: Place) -> Iterator[str]:
        lines = "<w:r><w:br/></w:r>".join(run(line, w("rStyle", val="Code")) for line in block.text.split("\n"))
        yield self.paragraph("Verbatim", lines)

    @block.register(Rule)
    def _(self, _block: Rule, _place: Place) -> Iterator[str]:
        yield self.paragraph("Rule", "")

    @block.register(PageBreak)
    def _(self, _block: PageBreak, _place: Place) -> Iterator[str]:
        yield self.paragraph("SectionEnd", '<w:r><w:br w:type="page"/></w:r>')

    @block.register(Contents)
    def _(self, _block: Contents, _place: Place) -> Iterator[str]:
        listed = entries(self.document)
        if not listed:
            return
        yield self.paragraph("TOCHeading", run(words(self.language).contents))
        for number, entry in enumerate(listed):
            begin = _field_begin(max(entry.depth for entry in listed)) if number == 0 else ""
            end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if number == len(listed) - 1 else ""
            yield self.paragraph(f"TOC{entry.depth}", begin + _entry(entry, self.links) + end)
        yield self.paragraph("TableEnd", "")

    def _figures(self, block: Listing, level: int) -> int:
        """Return the list that numbers a listing's items."""
        return self.numbering.restart(self.numbering.figures, level, block.numbers[0])

    def _turned(self, blocks: tuple[Block, ...]) -> list[bool]:
        """Tell which blocks lie sideways: a table too wide to stand, and the headings right above it."""
        turned: list[bool] = []
        after = False
        for block in reversed(blocks):
            wide = isinstance(block, Table) and block.landscape and not fits(block, self.pages.upright.measure)
            after = wide or (isinstance(block, Heading) and after)
            turned.append(after)
        return turned[::-1]


def _indent(place: Place) -> tuple[str, ...]:
    """Return the indent of a paragraph that goes on inside a list."""
    return (w("ind", left=place.left),) if place.style == "ListContinue" else ()


def _anchor(anchor: str) -> str:
    """Return the name of a bookmark: Word takes letters, figures and the underscore."""
    return "_Toc_" + anchor.replace("-", "_")


def _entry(entry: Entry, links: Links) -> str:
    """Return an entry of the table of contents: numeral, heading, and the paragraphs below it."""
    words_ = runs(tuple(Run(part.text) for part in entry.content if isinstance(part, Run)), links)
    numeral = run(entry.numeral) + w("r", w("tab")) if entry.numeral else ""
    range_ = w("r", _LIGHT, w("tab")) + w("r", _LIGHT, text_of(entry.paragraphs)) if entry.paragraphs else ""
    return w("hyperlink", numeral + words_ + range_, anchor=_anchor(entry.anchor), history=1)


def _field_begin(deepest: int) -> str:
    """Return the beginning of the field; updated in Word, it shows page numbers instead of paragraphs."""
    code = f'<w:instrText xml:space="preserve"> TOC \\o "1-{deepest}" \\h \\z \\u </w:instrText>'
    return "".join(
        w("r", inside)
        for inside in ('<w:fldChar w:fldCharType="begin"/>', code, '<w:fldChar w:fldCharType="separate"/>')
    )
