"""Directives find their blocks: captions and notes join tables, headings get numerals, the summary is set apart."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import (
    TITLE_LEVEL,
    Block,
    Caption,
    Content,
    Contents,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Quotation,
    Run,
    Summary,
    Table,
)
from civicmap.report.numerals import Numerals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_CAPTION: Final = re.compile(r"(\S.*?) (\d+)\.")


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive that has not yet found the block it is for."""

    name: str
    attributes: dict[str, str]
    source: str

    def literal(self) -> Paragraph:
        """Return it as text: one that fits nothing is shown, so that the slip is seen."""
        return Paragraph((Run(self.source),))


def literal(blocks: Iterable[Block | Directive]) -> tuple[Block, ...]:
    """Return blocks among which a directive means nothing: it is text."""
    return tuple(block.literal() if isinstance(block, Directive) else block for block in blocks)


def settle(blocks: Iterable[Block | Directive]) -> tuple[Block, ...]:
    """Return the blocks of a document with no directive left."""
    return tuple(_Settling(deque(blocks)).all())


@dataclass(slots=True)
class _Settling:
    """The blocks still to come, and the counters of headings."""

    coming: deque[Block | Directive]
    numerals: Numerals = field(default_factory=Numerals)
    headings: int = 0

    def all(self) -> Iterator[Block]:
        """Yield every block in its final form."""
        while self.coming:
            block = self.coming.popleft()
            if isinstance(block, Directive):
                yield from _DIRECTIVES[block.name](self, block)
            elif isinstance(block, Heading):
                yield self._heading(block, numbered=True)
            elif isinstance(block, Table):
                yield replace(block, notes=tuple(self._notes()))
            else:
                yield block

    def table(self, directive: Directive) -> Iterator[Block]:
        """Join a directive, the caption after it, the table and its notes."""
        caption = None
        if (
            len(self.coming) > 1
            and isinstance(self.coming[1], Table)
            and isinstance(words := self.coming[0], Paragraph)
        ):
            self.coming.popleft()
            caption = _caption(words.content)
        if not self.coming or not isinstance(table := self.coming[0], Table):
            yield directive.literal()
            return
        self.coming.popleft()
        said = directive.attributes
        yield replace(
            table,
            caption=caption,
            id=said.get("id", ""),
            widths=tuple(float(width) for width in said.get("widths", "").split(",") if width),
            landscape="landscape" in said,
            notes=tuple(self._notes()),
        )

    def figure(self, directive: Directive) -> Iterator[Block]:
        """Join a directive, the caption after it, the picture and its notes."""
        caption = None
        if len(self.coming) > 1 and _picture(self.coming[1]) and isinstance(words := self.coming[0], Paragraph):
            self.coming.popleft()
            caption = _caption(words.content)
        picture = _picture(self.coming[0]) if self.coming else None
        if picture is None:
            yield directive.literal()
            return
        self.coming.popleft()
        yield Figure(directive.attributes.get("id", ""), *picture, caption, tuple(self._notes()))

    def _notes(self) -> Iterator[Content]:
        """Take the notes that follow a table or a figure."""
        while len(self.coming) > 1 and isinstance(note := self.coming[1], Paragraph) and self._is_next("note"):
            self.coming.popleft()
            self.coming.popleft()
            yield note.content

    def _is_next(self, name: str) -> bool:
        """Tell whether a directive of that name comes next."""
        return bool(self.coming) and isinstance(block := self.coming[0], Directive) and block.name == name

    def marks(self, directive: Directive) -> Iterator[Block]:
        """Leave out the marks: a renderer shows them on every page from the document's metadata."""
        if self.coming and isinstance(self.coming[0], Quotation):
            self.coming.popleft()
        else:
            yield directive.literal()

    def summary(self, _directive: Directive) -> Iterator[Block]:
        """Set apart all that comes before the next heading or directive."""
        inside: list[Block] = []
        while self.coming and not isinstance(block := self.coming[0], (Heading, Directive)):
            self.coming.popleft()
            inside.append(block)
        if inside:
            yield Summary(tuple(inside))

    def unnumbered(self, directive: Directive) -> Iterator[Block]:
        """Leave the numeral of the next heading out."""
        if self.coming and isinstance(block := self.coming[0], Heading):
            self.coming.popleft()
            yield self._heading(block, numbered=False)
        else:
            yield directive.literal()

    def limit(self, directive: Directive) -> Iterator[Block]:
        """Leave out a limit, which is for those who write and not for those who read; one of nothing is shown."""
        if not directive.attributes:
            yield directive.literal()

    def contents(self, _directive: Directive) -> Iterator[Block]:
        """Put the table of contents here."""
        yield Contents()

    def page_break(self, _directive: Directive) -> Iterator[Block]:
        """Begin a page."""
        yield PageBreak()

    def note(self, directive: Directive) -> Iterator[Block]:
        """Show a note that follows no table as text."""
        yield directive.literal()

    def _heading(self, heading: Heading, *, numbered: bool) -> Heading:
        """Return the heading with its numeral and an anchor."""
        self.headings += 1
        numeral = self.numerals.next(heading.level) if numbered and heading.level > TITLE_LEVEL else ""
        return replace(heading, numeral=numeral, anchor=f"section-{self.headings}")


_DIRECTIVES: Final[dict[str, Callable[[_Settling, Directive], Iterator[Block]]]] = {
    "table": _Settling.table,
    "figure": _Settling.figure,
    "note": _Settling.note,
    "marks": _Settling.marks,
    "summary": _Settling.summary,
    "unnumbered": _Settling.unnumbered,
    "contents": _Settling.contents,
    "page-break": _Settling.page_break,
    "limit": _Settling.limit,
}


def _picture(block: Block | Directive) -> tuple[str, Content] | None:
    """Return where a picture lies and what it shows, if a paragraph is nothing but one: the reader leaves `!` and a link."""
    match block:
        case Paragraph((Run("!"), *shown)) if shown and all(isinstance(run, Run) and run.href for run in shown):
            runs = [run for run in shown if isinstance(run, Run)]
            return runs[0].href, tuple(replace(run, href="") for run in runs)
    return None


def _caption(content: Content) -> Caption:
    """Return a caption's label, number and words; one that does not begin with `**Table n.**` is words only."""
    first = content[0] if content else None
    match = _CAPTION.fullmatch(first.text) if isinstance(first, Run) and first.strong else None
    if match is None:
        return Caption("", None, content)
    rest = content[1:]
    if rest and isinstance(rest[0], Run):
        rest = (replace(rest[0], text=rest[0].text.lstrip()), *rest[1:])
    return Caption(match[1], int(match[2]), rest)
