"""What a document is beside its Markdown: its title, its language, and the marks that stand on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class DocumentMeta:
    """What a renderer needs that the Markdown text does not say. Plain text throughout, no markup."""

    title: str
    subject: str = ""
    language: str = "en"  # a BCP 47 tag; the direction of the page follows from it
    symbol: str = ""  # a document symbol that the user supplies; civicmap never makes one up
    marks: tuple[str, ...] = ()  # shown on every page
    compact: bool = False  # small type and margins, for what is to stand on one page


@dataclass(frozen=True, slots=True)
class Paper:
    """What a user brings to the paper that a report is printed on."""

    reference: Path | None = None  # a Word document whose looks the report takes
    symbol: str = ""  # of the document, at the head of every page
