"""The table of contents, by numbered paragraph: true in every format and language, where a page number is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import TITLE_LEVEL, Content, Document, Heading, Numbered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.blocks import Block

DEEPEST: Final = 4  # the levels I., A. and 1.


@dataclass(frozen=True, slots=True)
class Entry:
    """A heading in the table of contents, with the first and last paragraph below it (None where there is none)."""

    depth: int  # 1 for the highest
    numeral: str
    content: Content
    anchor: str
    first: int | None
    last: int | None

    @property
    def paragraphs(self) -> str:
        """The range in the form that documents cite: ¶¶ 4–9. The sign needs no translation."""
        if self.first is None or self.last is None:
            return ""
        return f"¶\u00a0{self.first}" if self.first == self.last else f"¶¶\u00a0{self.first}–{self.last}"


def entries(document: Document) -> tuple[Entry, ...]:
    """Return the entries of a document, without its title."""
    blocks = document.blocks
    return tuple(
        _entry(block, blocks[place + 1 :])
        for place, block in enumerate(blocks)
        if isinstance(block, Heading) and TITLE_LEVEL < block.level <= DEEPEST
    )


def _entry(heading: Heading, after: Sequence[Block]) -> Entry:
    """Return the entry of a heading: it reaches up to the next one of its level or above."""
    numbers = []
    for block in after:
        if isinstance(block, Heading) and block.level <= heading.level:
            break
        if isinstance(block, Numbered):
            numbers.append(block.number)
    first, last = (numbers[0], numbers[-1]) if numbers else (None, None)
    return Entry(heading.level - TITLE_LEVEL, heading.numeral, heading.content, heading.anchor, first, last)
