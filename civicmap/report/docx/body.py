"""The walk over the parts of a document, and the paragraphs of Word that it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import singledispatchmethod
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import (
    TITLE_LEVEL,
    Block,
    Content,
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
    Summary,
    Table,
    Verbatim,
    plain,
)
from civicmap.report.docx.columns import fits
from civicmap.report.docx.inline import Links, bookmark, referring, run, runs
from civicmap.report.docx.numbering import INDENT, LIST_LEVELS, STEP, Numbering, reference
from civicmap.report.docx.pictures import Pictures, wide
from civicmap.report.docx.places import named
from civicmap.report.docx.tables import box, caption, notes, table
from civicmap.report.docx.toc import contents
from civicmap.report.docx.xml import w
from civicmap.report.furniture import right_to_left

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from civicmap.report.docx.page import Page, Pages
    from civicmap.report.figure import Drawing

_FIRST_HEADING, _FIRST_PARAGRAPH = 1_000_000, 2_000_000  # bookmarks of notes are numbered below, of captions above
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
    pictures: Pictures = field(default_factory=Pictures)
    in_note: bool = False
    turned: bool = False  # the walk is on a page that lies sideways
    marked: int = 0  # headings and numbered paragraphs that a text can refer to
    seen: dict[str, int] = field(default_factory=dict)  # the last number under each label, and what has its bookmark

    @property
    def page(self) -> Page:
        """The page that the walk is on."""
        return self.pages.sideways if self.turned else self.pages.upright

    def story(self) -> str:
        """Return what the body of the document holds, section by section."""
        blocks = self.document.blocks
        story: list[str] = []
        for block, turned in zip(blocks, self._turned(blocks), strict=True):
            if turned != self.turned and story:  # a document that begins sideways has no empty page before
                story.append(w("p", w("pPr", w("pStyle", val="SectionEnd"), self.page.section)))
            self.turned = turned
            story.extend(self.block(block, Place()))
        return "".join([*story, self.page.section])

    def walk(self, blocks: Iterable[Block], place: Place) -> Iterator[str]:
        """Yield the paragraphs and tables of blocks that stand in one place."""
        for block in blocks:
            yield from self.block(block, place)

    def paragraph(self, style: str, inside: str, *properties: str) -> str:
        """Return a paragraph."""
        return w("p", w("pPr", w("pStyle", val=style), *properties), inside)

    def text(self, content: Content) -> str:
        """Return the content of a paragraph of text."""
        return referring(content, self.links, in_note=self.in_note)

    @singledispatchmethod
    def block(self, block: Block, place: Place) -> Iterator[str]:
        """Yield what a block becomes. Raises NotImplementedError for a kind that has no method below."""
        raise NotImplementedError(type(block), place)

    @block.register(Paragraph)
    def _(self, block: Paragraph, place: Place) -> Iterator[str]:
        yield self.paragraph(place.style, self.text(block.content), *_indent(place))

    @block.register(Heading)
    def _(self, block: Heading, _place: Place) -> Iterator[str]:
        if block.level == TITLE_LEVEL:
            yield self.paragraph("Title", runs(block.content, self.links))
            return
        level = min(block.level - TITLE_LEVEL, _DEEPEST_HEADING)
        inside = runs(block.content, self.links)
        if block.anchor:
            self.marked += 1
            inside = bookmark(named(block.anchor), _FIRST_HEADING + self.marked, inside)
        numbered = block.numeral or level == _DEEPEST_HEADING
        apart = () if numbered else (reference(self.numbering.without()), w("ind", left=0, firstLine=0))
        yield self.paragraph(f"Heading{level}", inside, *apart)

    @block.register(Numbered)
    def _(self, block: Numbered, _place: Place) -> Iterator[str]:
        first, *rest = block.blocks or (Paragraph(()),)
        if not isinstance(first, Paragraph):
            first, rest = Paragraph(()), [first, *rest]
        instance = reference(self.numbering.paragraph(block.number))
        held = (w("keepNext"),) if rest and isinstance(rest[0], Lettered) else ()
        inside, name = self.text(first.content), f"para-{block.number}"
        if self.links.places.anchors.get(name) and name not in self.seen:
            self.marked += 1
            self.seen[name] = self.marked
            inside = bookmark(named(name), _FIRST_PARAGRAPH + self.marked, inside)
        yield self.paragraph("NumberedParagraph", inside, *held, instance)
        yield from self.walk(rest, Place("ContinuedParagraph", left=INDENT))

    @block.register(Lettered)
    def _(self, block: Lettered, _place: Place) -> Iterator[str]:
        instance = self.numbering.point(block.letter)
        inside = self.text(block.content)
        if instance is not None:
            yield self.paragraph("LetteredPoint", inside, reference(instance, 1))
            return
        lettered = run(f"({block.letter})") + w("r", w("tab")) + inside
        place = w("ind", left=INDENT + STEP, hanging=STEP)
        yield self.paragraph("LetteredPoint", lettered, reference(self.numbering.without()), place)

    @block.register(Listing)
    def _(self, block: Listing, place: Place) -> Iterator[str]:
        level = min(place.depth, LIST_LEVELS - 1)
        style = "ListNumber" if block.numbers else "ListBullet"
        instance = self._figures(block, level) if block.numbers else self.numbering.bullets
        for item in block.items:
            first, *rest = item or (Paragraph(()),)
            if not isinstance(first, Paragraph):
                first, rest = Paragraph(()), [first, *rest]
            content = self.text(first.content)
            left = place.left + STEP
            yield self.paragraph(style, content, reference(instance, level), w("ind", left=left, hanging=STEP))
            yield from self.walk(rest, Place("ListContinue", place.depth + 1, left))

    @block.register(Table)
    def _(self, block: Table, _place: Place) -> Iterator[str]:
        yield caption(block.caption, self.links, self.seen) if block.caption else ""
        yield table(block, self.page.measure, self.links, mirrored=right_to_left(self.language))

    @block.register(Figure)
    def _(self, block: Figure, _place: Place) -> Iterator[str]:
        yield caption(block.caption, self.links, self.seen) if block.caption else ""
        drawing = self.figures.get(block.id)
        if drawing is None:
            yield self.paragraph("BodyText", self.text(block.alt)) + notes(block.notes, self.links)
            return
        held = (w("keepNext"),) if block.notes else ()
        picture = self.pictures.place(drawing, plain(block.alt), self.page)
        yield self.paragraph("Figure", picture, *held) + notes(block.notes, self.links)
        yield self.paragraph("TableEnd", "")

    @block.register(Summary)
    def _(self, block: Summary, place: Place) -> Iterator[str]:
        inside = "".join(self.walk(block.blocks, replace(place, style="Summary")))
        mirrored = right_to_left(self.language)
        yield box(inside, self.page.measure, mirrored=mirrored) + self.paragraph("TableEnd", "")

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
        yield from contents(self.document, self.language)

    def _figures(self, block: Listing, level: int) -> int:
        """Return the list that numbers a listing's items."""
        return self.numbering.restart(self.numbering.figures, level, block.numbers[0])

    def _turned(self, blocks: tuple[Block, ...]) -> list[bool]:
        """Tell which blocks lie sideways: a table or figure too wide to stand, and the headings right above it."""
        turned: list[bool] = []
        after = False
        for block in reversed(blocks):
            table_ = isinstance(block, Table) and block.landscape and not fits(block, self.pages.upright.measure)
            figure = isinstance(block, Figure) and wide(self.figures.get(block.id))
            after = table_ or figure or (isinstance(block, Heading) and after)
            turned.append(after)
        return turned[::-1]


def _indent(place: Place) -> tuple[str, ...]:
    """Return the indent of a paragraph that goes on inside a list."""
    return (w("ind", left=place.left),) if place.style == "ListContinue" else ()
