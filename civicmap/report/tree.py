"""Tokens to the parts of a document: numbers, numerals, notes, captions and directives find their places here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import (
    Block,
    Break,
    Content,
    Document,
    Heading,
    Lettered,
    Listing,
    NoteRef,
    Numbered,
    Paragraph,
    Quotation,
    Rule,
    Run,
    Table,
    Verbatim,
)
from civicmap.report.settle import Directive, literal, settle
from civicmap.report.tokens import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markdown_it.token import Token

_LETTERED: Final = re.compile(r"\(([a-z]{1,2})\) ")
_STYLES: Final = ("strong", "em", "s")


@lru_cache(maxsize=1)  # a report in several formats is one text
def read(markdown: str) -> Document:
    """Return the parts of a document."""
    return _Reader().document(parse(markdown))


@dataclass(slots=True)
class _Reader:
    """What a walk over tokens remembers: definitions of notes, the order of their first references, headings so far."""

    definitions: dict[str, list[Token]] = field(default_factory=dict)
    order: dict[str, int] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def document(self, tokens: list[Token]) -> Document:
        """Return the whole document; notes are numbered in the order in which the reader meets them."""
        body = self._blocks(iter(self._set_notes_aside(tokens)))
        notes = self._notes(())
        for label in [label for label in self.definitions if label not in self.order]:
            body.extend(self._blocks(iter(self.definitions[label])))  # nothing refers to it, and nothing is lost
        return Document(settle(body), self._notes(notes))

    def _set_notes_aside(self, tokens: list[Token]) -> list[Token]:
        """Take the definitions of notes out of the text; the second of one label stays in it."""
        body: list[Token] = []
        homes = [body]
        for token in tokens:
            if token.type == "footnote_reference_open":
                known = token.meta["label"] in self.definitions
                homes.append(homes[-1] if known else self.definitions.setdefault(token.meta["label"], []))
            elif token.type == "footnote_reference_close":
                homes.pop()
            else:
                homes[-1].append(token)
        return body

    def _notes(self, read: tuple[tuple[Block, ...], ...]) -> tuple[tuple[Block, ...], ...]:
        """Return the notes referred to so far; a note may bring in another."""
        while len(read) < len(self.order):
            label = list(self.order)[len(read)]
            read = (*read, literal(self._blocks(iter(self.definitions[label]))))
        return read

    def _blocks(self, tokens: Iterator[Token], closing: str = "") -> list[Block | Directive]:
        """Return the blocks up to the closing token, which is taken too."""
        found: list[Block | Directive] = []
        for token in tokens:
            if token.type == closing:
                break
            found.extend(_BLOCKS[token.type](self, token, tokens))
        return found

    def _inner(self, tokens: Iterator[Token], closing: str) -> tuple[Block, ...]:
        """Return the blocks inside another: no directive can stand there."""
        return literal(self._blocks(tokens, closing))

    def paragraph(self, _token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a paragraph."""
        inline = next(tokens)
        next(tokens)
        yield Paragraph(self.content(inline))

    def heading(self, token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a heading; its numeral is settled later, for a directive may take it away."""
        inline = next(tokens)
        next(tokens)
        yield Heading(int(token.tag[1:]), self.content(inline), "", "")

    def ordered(self, token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        """Read numbered paragraphs at the margin, or a numbered list inside something else."""
        paragraphs = token.level == 0 and token.markup == "."
        items = [
            (int(item.info), self._item(tokens, lettered=paragraphs))
            for item in _until(tokens, "ordered_list_close")
            if item.type == "list_item_open"
        ]
        if paragraphs:
            yield from (Numbered(number, blocks) for number, blocks in items)
        else:
            yield Listing(tuple(blocks for _, blocks in items), tuple(number for number, _ in items))

    def bullets(self, _token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a list of bullets."""
        items = (self._item(tokens) for item in _until(tokens, "bullet_list_close") if item.type == "list_item_open")
        yield Listing(tuple(items))

    def _item(self, tokens: Iterator[Token], *, lettered: bool = False) -> tuple[Block, ...]:
        """Read one item. In a numbered paragraph, each later paragraph that begins with (a) is a lettered point."""
        found: list[Block] = []
        for token in tokens:
            if token.type == "list_item_close":
                break
            if lettered and found and token.type == "paragraph_open":
                inline = next(tokens)
                next(tokens)
                found.append(_point(inline.content, self.content(inline)))
            else:
                found.extend(literal(_BLOCKS[token.type](self, token, tokens)))
        return tuple(found)

    def quotation(self, _token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a quotation."""
        yield Quotation(self._inner(tokens, "blockquote_close"))

    def verbatim(self, token: Token, _tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a fenced block."""
        yield Verbatim(token.content.removesuffix("\n"))

    def rule(self, _token: Token, _tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a line across the page."""
        yield Rule()

    def directive(self, token: Token, _tokens: Iterator[Token]) -> Iterator[Directive]:
        """Read a directive."""
        yield Directive(token.meta["name"], token.meta["attrs"], token.content)

    def table(self, _token: Token, tokens: Iterator[Token]) -> Iterator[Block]:
        """Read a table: the first row is the header."""
        rows: list[list[Content]] = []
        aligns: list[str] = []
        for token in _until(tokens, "table_close"):
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(self.content(token))
            elif token.type == "th_open":
                aligns.append(str(token.attrs.get("style", "text-align:left")).removeprefix("text-align:"))
        header, *body = (tuple(row) for row in rows)
        yield Table(header, tuple(body), tuple(aligns))

    def content(self, inline: Token) -> Content:
        """Return the runs of an inline token; neighbours in one style are one run."""
        children = inline.children or ()
        if len(children) == 1 and children[0].type == "text":
            return (Run(children[0].content),)
        found: list[Run | NoteRef | Break] = []
        style = Run("")
        depth = dict.fromkeys(_STYLES, 0)  # markup of one kind may stand inside itself
        for token in children:
            kind, _, way = token.type.rpartition("_")
            if kind in _STYLES:
                depth[kind] += 1 if way == "open" else -1
                style = replace(style, strong=depth["strong"] > 0, emphasis=depth["em"] > 0, strike=depth["s"] > 0)
            elif kind == "link":
                style = replace(style, href=str(token.attrs.get("href", "")) if way == "open" else "")
            elif token.type == "footnote_ref":
                found.append(self._note(token.meta["label"]))
            elif token.type == "hardbreak":
                found.append(Break())
            else:
                text = " " if token.type == "softbreak" else token.content
                _append(found, replace(style, text=text, code=token.type == "code_inline"))
        return tuple(found)

    def _note(self, label: str) -> NoteRef:
        """Return the reference to a note, numbered by first appearance."""
        number = self.order.setdefault(label, len(self.order) + 1)
        again = label in self.seen
        self.seen.add(label)
        return NoteRef(number, again)


_BLOCKS: Final[dict[str, Callable[[_Reader, Token, Iterator[Token]], Iterator[Block | Directive]]]] = {
    "paragraph_open": _Reader.paragraph,
    "heading_open": _Reader.heading,
    "ordered_list_open": _Reader.ordered,
    "bullet_list_open": _Reader.bullets,
    "blockquote_open": _Reader.quotation,
    "fence": _Reader.verbatim,
    "hr": _Reader.rule,
    "directive": _Reader.directive,
    "table_open": _Reader.table,
}


def _until(tokens: Iterator[Token], closing: str) -> Iterator[Token]:
    """Yield tokens up to the closing one, which is taken too."""
    for token in tokens:
        if token.type == closing:
            return
        yield token


def _append(found: list[Run | NoteRef | Break], run: Run) -> None:
    """Add a run, or lengthen the last one if it is in the same style."""
    last = found[-1] if found else None
    if isinstance(last, Run) and replace(last, text="") == replace(run, text=""):
        found[-1] = replace(last, text=last.text + run.text)
    elif run.text:
        found.append(run)


def _point(source: str, content: Content) -> Paragraph | Lettered:
    """Return a lettered point without its letter, or the paragraph as it is. The source tells an escaped bracket."""
    match = _LETTERED.match(source)
    first = content[0] if content else None
    if match is None or not isinstance(first, Run) or not first.text.startswith(match[0]):
        return Paragraph(content)
    rest = replace(first, text=first.text.removeprefix(match[0]).lstrip())
    return Lettered(match[1], ((rest,) if rest.text else ()) + content[1:])
