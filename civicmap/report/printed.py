"""Reads out of a marked document every number that it prints: where it stands, in which sentence, and its source."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import (
    Figure,
    Heading,
    Lettered,
    Listing,
    Numbered,
    Paragraph,
    Quotation,
    Summary,
    Table,
    Verbatim,
    plain,
)
from civicmap.report.escape import clean
from civicmap.report.ledger_marks import spans, without_marks
from civicmap.report.traced import Source
from civicmap.report.tree import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from civicmap.report.blocks import Block, Content
    from civicmap.report.tabulate import Heading as Column
    from civicmap.report.tabulate import Table as Made
    from civicmap.report.tabulate import Value

_FIGURE: Final = re.compile(r"\d(?:[\d.,\u00a0\u202f]*\d)?(?:[\u00a0\u202f]?%)?")
_SENTENCE: Final = re.compile(r"[.!?…。؟][”»\")]*\s+(?=\S)")
_BARE: Final = ("name", "text")  # kinds that are kept only where they hold a figure
_UNKNOWN: Final = Source("text")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. What does not apply is "" or None."""

    part: str  # summary, paragraph, text, heading, note, caption, table, figure, quotation
    section: str = ""  # the heading above
    paragraph: int | None = None
    point: str = ""
    table: str = ""  # its id
    table_number: int | None = None
    row: int | None = None
    column: int | None = None
    figure: str = ""  # its id


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed number: the words or figures that say it, and where they stand."""

    place: Place
    text: str
    sentence: str  # in a table: the row's and the column's names
    source: Source


def read_printed(marked: str, sources: Sequence[Source], tables: Sequence[Made]) -> tuple[Printed, ...]:
    """Return everything that a marked document prints, in its order. `tables` are those that it may hold, by id."""
    document = read(marked)
    reader = _Reader(sources, {table.id: table for table in tables})
    found = list(reader.blocks(document.blocks, Place("text")))
    for number, note in enumerate(document.notes, start=1):
        found += reader.blocks(note, Place("note", point=str(number)))
    return tuple(found)


@dataclass(slots=True)
class _Reader:
    """A walk over a document; it remembers the heading above."""

    sources: Sequence[Source]
    tables: Mapping[str, Made]
    section: str = ""

    def blocks(self, blocks: Sequence[Block], place: Place) -> Iterator[Printed]:
        """Yield what blocks print, each with its place."""
        for block in blocks:
            read_one = _READERS.get(type(block))
            if read_one is not None:
                yield from read_one(self, block, replace(place, section=self.section))

    def heading(self, block: Heading, place: Place) -> Iterator[Printed]:
        """Yield the figures of a heading."""
        self.section = without_marks(plain(block.content))
        yield from self.content(block.content, replace(place, part="heading", section=self.section))

    def paragraph(self, block: Paragraph, place: Place) -> Iterator[Printed]:
        """Yield the numbers of a text."""
        yield from self.content(block.content, place)

    def numbered(self, block: Numbered, place: Place) -> Iterator[Printed]:
        """Yield the numbers of a numbered paragraph."""
        yield from self.blocks(block.blocks, replace(place, part="paragraph", paragraph=block.number))

    def lettered(self, block: Lettered, place: Place) -> Iterator[Printed]:
        """Yield the numbers of a lettered point."""
        yield from self.content(block.content, replace(place, point=f"({block.letter})"))

    def listing(self, block: Listing, place: Place) -> Iterator[Printed]:
        """Yield the numbers of a list, each with the place of its item."""
        for number, item in enumerate(block.items, start=1):
            yield from self.blocks(item, replace(place, point=str(number)))

    def inside(self, part: str, block: Summary | Quotation, place: Place) -> Iterator[Printed]:
        """Yield the numbers of what stands inside another."""
        yield from self.blocks(block.blocks, replace(place, part=part))

    def verbatim(self, block: Verbatim, place: Place) -> Iterator[Printed]:
        """Yield the figures of a text that stands as it is."""
        yield from self.text(block.text, place)

    def content(self, content: Content, place: Place) -> Iterator[Printed]:
        """Yield the numbers of a content."""
        yield from self.text(plain(content), place)

    def text(self, marked: str, place: Place) -> Iterator[Printed]:
        """Yield the numbers that are marked in a text, and the figures that are not."""
        text, found = spans(marked)
        covered = [(span.start, span.end) for span in found]
        known = [(span.start, span.end, self.source(span.place)) for span in found]
        loose = [
            (at.start(), at.end(), _UNKNOWN)
            for at in _FIGURE.finditer(text)
            if not any(start <= at.start() and at.end() <= end for start, end in covered)
        ]
        for start, end, source in sorted([*known, *loose], key=lambda one: (one[0], -one[1])):
            if source.kind not in _BARE or _FIGURE.search(text, start, end):
                yield Printed(place, text[start:end], _sentence(text, start, end), source)

    def source(self, place: int) -> Source:
        """Return the source that a mark names; a mark that a template made itself names none."""
        return self.sources[place] if place < len(self.sources) else _UNKNOWN

    def table(self, block: Table, place: Place) -> Iterator[Printed]:
        """Yield the numbers of a table: its caption's, its cells', its notes'."""
        number = block.caption.number if block.caption else None
        place = replace(place, table=block.id, table_number=number)
        if block.caption is not None:
            yield from self.content(block.caption.content, replace(place, part="caption"))
        heads = [without_marks(plain(cell)) for cell in block.header]
        for column, cell in enumerate(block.header, start=1):
            yield from self.content(cell, replace(place, part="table", row=0, column=column))
        made = self.tables.get(block.id)
        for row, cells in enumerate(block.rows, start=1):
            label = " · ".join(_named(block, cells))
            for column, cell in enumerate(cells, start=1):
                at = replace(place, part="table", row=row, column=column)
                known = None if made is None else _cell(made, row - 1, column - 1, without_marks(plain(cell)))
                if known is None:
                    yield from self.content(cell, at)
                elif _FIGURE.search(without_marks(plain(cell))):
                    name = f"{label} · {heads[column - 1]}"
                    yield Printed(at, without_marks(plain(cell)), name, known)
        for note in block.notes:
            yield from self.content(note, replace(place, part="note"))

    def figure(self, block: Figure, place: Place) -> Iterator[Printed]:
        """Yield the figures in the texts of a picture: its caption, what stands for it in words, its notes."""
        place = replace(place, figure=block.id)
        if block.caption is not None:
            yield from self.content(block.caption.content, replace(place, part="caption"))
        yield from self.content(block.alt, replace(place, part="figure"))
        for note in block.notes:
            yield from self.content(note, replace(place, part="note"))


_READERS: Final[dict[type, Callable[..., Iterator[Printed]]]] = {
    Heading: _Reader.heading,
    Paragraph: _Reader.paragraph,
    Numbered: _Reader.numbered,
    Lettered: _Reader.lettered,
    Listing: _Reader.listing,
    Summary: lambda reader, block, place: reader.inside("summary", block, place),
    Quotation: lambda reader, block, place: reader.inside("quotation", block, place),
    Verbatim: _Reader.verbatim,
    Table: _Reader.table,
    Figure: _Reader.figure,
}


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence that a stretch of a text stands in."""
    breaks = [at.end() for at in _SENTENCE.finditer(text) if _begins(text[at.end()])]
    first = max((at for at in breaks if at <= start), default=0)
    last = min((at for at in breaks if at >= end), default=len(text))
    return text[first:last].strip()


def _named(block: Table, cells: Sequence[Content]) -> Iterator[str]:
    """Yield what names a row: its texts up to the first number, a number standing to the right."""
    for place, cell in enumerate(cells):
        if place and block.aligns[place] == "right":
            return
        yield without_marks(plain(cell))


def _begins(letter: str) -> bool:
    """Whether a character can begin a sentence: after "para. " stands a figure, which does not."""
    return not letter.isdigit() and not letter.islower()


def _cell(made: Made, row: int, column: int, text: str) -> Source | None:
    """Return the source of a cell of a known table; None where the document holds another text there."""
    if row >= len(made.rows) or column >= len(made.headings) or clean(made.rows[row][column]) != text:
        return None
    return _source(made.headings[column], dict(zip(made.fields, made.records[row], strict=True)))


def _source(column: Column, record: Mapping[str, Value]) -> Source:
    """Return the source of a cell from its row's values for programs."""
    values = {name: number for name in column.fields if (number := _number(record, name)) is not None}
    id_, title, by, group, unit, base, among = (_text(record, *names) for names in _WHOSE)
    whose = Source("name", ", ".join(values), id_, title, by, group, unit, base, among)
    if not values:
        return whose
    return replace(
        whose,
        kind=next((kind for end, kind in _KINDS if any(name.endswith(end) for name in values)), "count"),
        value=next((value for name, value in values.items() if not name.endswith(_LIMITS)), None),
        low=next((value for name, value in values.items() if name.endswith("_low")), None),
        high=next((value for name, value in values.items() if name.endswith("_high")), None),
        numerator=_numerator(values, record),
        denominator=_count(record, "denominator", "rated", "invited"),
    )


_WHOSE: Final = (("id", "topic", "code", "file"), ("title",), ("by",), ("group",), ("unit",), ("base",), ("among",))
_LIMITS: Final = ("_low", "_high", "numerator", "denominator")
_KINDS: Final = (
    ("gap_share", "gap"),
    ("gap_numerator", "gap"),
    ("share", "share"),
    ("numerator", "share"),
    ("rate", "share"),
    ("_low", "range"),
    ("mean", "score"),
    ("median", "score"),
)


def _numerator(values: Mapping[str, int | float], record: Mapping[str, Value]) -> int | None:
    """Return the n of a cell's n of N: its own, or that of the share that it shows."""
    own = next((name for name in values if name.endswith("numerator")), "numerator" if "share" in values else "")
    return _count(record, own)


def _number(record: Mapping[str, Value], name: str) -> int | float | None:
    value = record.get(name)
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _text(record: Mapping[str, Value], *names: str) -> str:
    return next((str(record[name]) for name in names if record.get(name) is not None), "")


def _count(record: Mapping[str, Value], *names: str) -> int | None:
    return next((value for name in names if isinstance(value := record.get(name), int)), None)
