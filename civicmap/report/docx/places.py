"""What a text can refer to: headings, numbered paragraphs, tables and figures, each behind a bookmark of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import Caption, Figure, Heading, Numbered, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.report.blocks import Block, Document

_LONGEST: Final = 40  # characters of a bookmark's name
# What stands before the number of a paragraph of the document itself; one of another document comes after its symbol.
_PARAGRAPHS: Final = ("para.", "par.", "párr.", "paragraph", "paragraphe", "párrafo")
_ODD: Final = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Places:
    """The bookmarks of a document.

    `anchors` leads from what a link names (`section-3`, `para-12`, `table-gaps`, as in HTML) to the bookmark; `captions`
    from a caption's label and number. `pattern` finds a caption's label and number in a text, joined as no line breaks them:
    so the template writes a reference, and hardly anyone a name.
    """

    anchors: dict[str, str] = field(default_factory=dict)
    captions: dict[tuple[str, int], str] = field(default_factory=dict)
    pattern: re.Pattern[str] | None = None

    def caption(self, said: Caption) -> str:
        """Return the bookmark of a caption, or "" for one without a number."""
        return "" if said.number is None else self.captions.get((said.label.casefold(), said.number), "")

    def reference(self, label: str, number: str) -> str:
        """Return the field for what a label and a number in a text refer to, or ""."""
        if label.casefold() in _PARAGRAPHS:
            place = self.anchors.get(f"para-{int(number)}", "")
            return f"REF {place} \\n \\h" if place else ""
        place = self.captions.get((label.casefold(), int(number)), "")
        return f"REF {place} \\h \\* MERGEFORMAT" if place else ""


def places(document: Document) -> Places:
    """Return the places of a document."""
    found = Places()
    for block in document.blocks:
        for anchor in _anchors(block):
            found.anchors.setdefault(anchor, named(anchor))
        if isinstance(block, Table | Figure) and block.caption and block.caption.number is not None:
            said = (block.caption.label.casefold(), block.caption.number)
            found.captions.setdefault(said, f"_Ref_{len(found.captions) + 1}")
            if block.id:
                kind = "table" if isinstance(block, Table) else "figure"
                found.anchors.setdefault(f"{kind}-{block.id}", found.captions[said])
    labels = "|".join(re.escape(label) for label in sorted({label for label, _ in found.captions} | {*_PARAGRAPHS}))
    pattern = re.compile(rf"(?<!\w)(?<!, )({labels})\u00a0(\d{{1,4}})(?![\w.,]?\d|\w)", re.IGNORECASE)
    return Places(found.anchors, found.captions, pattern)


def named(anchor: str) -> str:
    """Return the name of a bookmark: Word takes letters, figures and the underscore, and hides what begins with one."""
    return f"_{_ODD.sub('_', anchor)}"[:_LONGEST]


def _anchors(block: Block) -> Iterator[str]:
    """Yield what a link may call a block."""
    if isinstance(block, Heading) and block.anchor:
        yield block.anchor
    elif isinstance(block, Numbered):
        yield f"para-{block.number}"
