"""The walk over the parts of a document, and the HTML that it leaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import singledispatchmethod
from itertools import groupby
from typing import TYPE_CHECKING

from civicmap.report.blocks import (
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
from civicmap.report.furniture import right_to_left, words
from civicmap.report.html.figures import figure
from civicmap.report.html.inline import inline, text
from civicmap.report.html.links import linked, name_of, places
from civicmap.report.html.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from civicmap.report.blocks import Content
    from civicmap.report.figure import Drawing
    from civicmap.report.html.links import Places


@dataclass(slots=True)
class Body:
    """What the walk remembers: the names given so far, for no two elements may share one."""

    document: Document
    language: str
    figures: Mapping[str, Drawing] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        self.places = places(self.document, words(self.language).paragraph)

    def text(self) -> str:
        """Return the text without its notes."""
        return self.walk(self.document.blocks)

    def notes(self) -> tuple[str, ...]:
        """Return the notes, each with a link back to its place."""
        return tuple(self._note(number, blocks) for number, blocks in enumerate(self.document.notes, start=1))

    def _note(self, number: int, blocks: tuple[Block, ...]) -> str:
        """Return one note; the link back stands at the end of its last paragraph."""
        inside = self.walk(blocks)
        said = text(words(self.language).back.format(number))
        back = f' <a class="back" href="#ref-{number}" role="doc-backlink" aria-label="{said}">↩</a>'
        kept = inside.removesuffix("</p>")
        return f"{kept}{back}</p>" if kept != inside else f"{inside}<p>{back}</p>"

    def walk(self, blocks: Iterable[Block]) -> str:
        """Return blocks one below the other; lettered points that stand together are one list."""
        return "\n".join(
            self._points(list(group)) if lettered else "\n".join(map(self.block, group))
            for lettered, group in groupby(blocks, lambda block: isinstance(block, Lettered))
        )

    def name(self, wanted: str) -> str:
        """Return a name that no element has yet: the wanted one, or that with a number."""
        name, number = wanted, 1
        while name in self.names:
            number += 1
            name = f"{wanted}-{number}"
        self.names.add(name)
        return name

    def inline(self, content: Content) -> str:
        """Return a text whose references are links."""
        return inline(linked(content, self.places))

    def _below(self, block: Table | Figure) -> str:
        """Return the notes to a table or figure."""
        return "".join(f'<p class="table-note">{self.inline(note)}</p>' for note in block.notes)

    def _points(self, points: list[Block]) -> str:
        """Return lettered points as a list; the letters are text, so that they are what the Markdown says everywhere."""
        items = (
            f'<li><span class="letter">({text(point.letter)})</span><span>{self.inline(point.content)}</span></li>'
            for point in points
            if isinstance(point, Lettered)
        )
        return '<ol class="points" role="list">\n' + "\n".join(items) + "\n</ol>"

    @singledispatchmethod
    def block(self, block: Block) -> str:
        """Return what a block becomes. Raises NotImplementedError for a kind that has no method below."""
        raise NotImplementedError(type(block))

    @block.register(Paragraph)
    def _(self, block: Paragraph) -> str:
        return f"<p>{self.inline(block.content)}</p>"

    @block.register(Heading)
    def _(self, block: Heading) -> str:
        words_ = inline(block.content)
        if block.numeral:
            words_ = f'<span class="numeral">{text(block.numeral)}</span> <span>{words_}</span>'
        name = f' id="{text(block.anchor)}"' if block.anchor else ""
        return f"<h{block.level}{name}>{words_}</h{block.level}>"

    @block.register(Numbered)
    def _(self, block: Numbered) -> str:
        name = self.name(f"para-{block.number}")
        number = f'<a class="number" href="#{name}">{block.number}.</a>'
        return f'<div class="para" id="{name}">{number}<div>\n{self.walk(block.blocks)}\n</div></div>'

    @block.register(Listing)
    def _(self, block: Listing) -> str:
        items = "\n".join(f"<li>{self.walk(item)}</li>" for item in block.items)
        return f'<ol start="{block.numbers[0]}">\n{items}\n</ol>' if block.numbers else f"<ul>\n{items}\n</ul>"

    @block.register(Table)
    def _(self, block: Table) -> str:
        isolated = right_to_left(self.language)
        return table(block, self.name(name_of(block)), self._below(block), isolated=isolated)

    @block.register(Figure)
    def _(self, block: Figure) -> str:
        return figure(block, self.name(name_of(block)), self.figures.get(block.id), self._below(block))

    @block.register(Summary)
    def _(self, block: Summary) -> str:
        return f'<div class="summary">\n{self.walk(block.blocks)}\n</div>'

    @block.register(Quotation)
    def _(self, block: Quotation) -> str:
        return f"<blockquote>\n{self.walk(block.blocks)}\n</blockquote>"

    @block.register(Verbatim)
    def _(self, block: Verbatim) -> str:
        return f'<pre tabindex="0"><code>{text(block.text)}</code></pre>'

    @block.register(Rule)
    def _(self, _block: Rule) -> str:
        return "<hr>"

    @block.register(PageBreak)
    def _(self, _block: PageBreak) -> str:
        return '<div class="page-break"></div>'

    @block.register(Contents)
    def _(self, _block: Contents) -> str:
        rows = "\n".join(map(_entry, entries(self.document)))
        if not rows:
            return ""
        name = self.name("contents")
        heading = f'<h2 id="{name}">{text(words(self.language).contents)}</h2>'
        return f'<nav class="contents" aria-labelledby="{name}">\n{heading}\n<ul role="list">\n{rows}\n</ul>\n</nav>'


def _entry(entry: Entry) -> str:
    """Return an entry of the table of contents."""
    title = inline(tuple(Run(part.text) for part in entry.content if isinstance(part, Run)))
    numeral = f'<span class="numeral">{text(entry.numeral)}</span> ' if entry.numeral else ""
    range_ = f' <span class="range">{text(entry.paragraphs)}</span>' if entry.paragraphs else ""
    return f'<li class="depth-{entry.depth}"><a href="#{text(entry.anchor)}">{numeral}{title}</a>{range_}</li>'
