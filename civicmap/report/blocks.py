"""The parts of a document, as the renderers see them: what a walk over Markdown tokens leaves. Imports nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

TITLE_LEVEL: Final = 1  # the one `#` heading


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. Styles are flags, so that no depth of markup is a depth of recursion."""

    text: str
    strong: bool = False
    emphasis: bool = False
    strike: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class NoteRef:
    """The place of a footnote. `again` marks every reference to it but the first."""

    number: int
    again: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """A line that ends where the author ended it."""


Content: TypeAlias = tuple[Run | NoteRef | Break, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is the document's title; `numeral` is "IV.", "B." or "3.", or "" where it has none."""

    level: int
    content: Content
    numeral: str
    anchor: str  # unique in the document


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph without a number."""

    content: Content


@dataclass(frozen=True, slots=True)
class Lettered:
    """A point inside a numbered paragraph: (a), (b) and so on."""

    letter: str
    content: Content


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph with the number that the Markdown gives it, and what belongs to it."""

    number: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list other than of numbered paragraphs; `numbers` is empty for bullets."""

    items: tuple[tuple[Block, ...], ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Caption:
    """A table's or figure's caption: "Table", 3 and the words after it. Without a number, label and number are "" and None."""

    label: str
    number: int | None
    content: Content


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as the header. `aligns` holds left, center or right, one per column."""

    header: tuple[Content, ...]
    rows: tuple[tuple[Content, ...], ...]
    aligns: tuple[str, ...]
    caption: Caption | None = None
    id: str = ""
    widths: tuple[float, ...] = ()  # relative; empty: by content
    landscape: bool = False
    notes: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture's place: what it is called, where it lies beside a Markdown file, and what it shows, in words."""

    id: str
    source: str
    alt: Content
    caption: Caption | None = None
    notes: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary, set apart."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """A block quotation."""

    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text as it stands, in a typewriter's face."""

    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Where the table of contents stands."""


Block: TypeAlias = (
    Heading
    | Paragraph
    | Lettered
    | Numbered
    | Listing
    | Table
    | Figure
    | Summary
    | Quotation
    | Verbatim
    | Rule
    | PageBreak
    | Contents
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. Note n is `notes[n - 1]`."""

    blocks: tuple[Block, ...]
    notes: tuple[tuple[Block, ...], ...]


def bare(content: Content) -> str | None:
    """Return the text of what is one run without a style, as the cells of tables are; None for anything else."""
    if len(content) == 1 and isinstance(run := content[0], Run):
        return None if run.strong or run.emphasis or run.strike or run.code or run.href else run.text
    return None


def plain(content: Content) -> str:
    """Return the text without its styles and notes."""
    if len(content) == 1 and isinstance(run := content[0], Run):
        return run.text
    return "".join(part.text if isinstance(part, Run) else " " if isinstance(part, Break) else "" for part in content)
