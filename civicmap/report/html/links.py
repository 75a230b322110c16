"""References to tables, figures and paragraphs become links: a reader of "table 4" can go there."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from civicmap.report.blocks import Figure, Numbered, Run, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.report.blocks import Content, Document

Places: TypeAlias = "Mapping[tuple[str, int], str]"
"""By a label in small letters ("table", "para.") and a number: the name of its element."""


def name_of(block: Table | Figure) -> str:
    """Return the name that a table's or figure's element wants."""
    kind = "table" if isinstance(block, Table) else "figure"
    return f"{kind}-{block.id}" if block.id else kind


def places(document: Document, paragraph: str) -> Places:
    """Return where paragraphs, captioned tables and figures stand; of two with one name, the first.

    `paragraph` is what a reference to a paragraph says before the number.
    """
    found: dict[tuple[str, int], str] = {}
    for block in document.blocks:
        if isinstance(block, Numbered):
            found.setdefault((paragraph, block.number), f"para-{block.number}")
        elif isinstance(block, (Table, Figure)) and block.id and block.caption and block.caption.number is not None:
            name = name_of(block)
            if name not in found.values():
                found.setdefault((block.caption.label.lower(), block.caption.number), name)
    return found


def linked(content: Content, known: Places) -> Content:
    """Return a text in which references lead to what they name.

    A reference is a label and a number with a space between them that no line can break, as a template's
    `see` writes it: a title that happens to end in "table 4" is none.
    """
    if not known:
        return content
    labels = "|".join(re.escape(label) for label in sorted({label for label, _ in known}))
    reference = re.compile(rf"(?<!\w)({labels})\u00a0([1-9]\d{{0,5}})(?!\d)", re.IGNORECASE)
    parts = (
        _split(part, reference, known) if isinstance(part, Run) and not (part.href or part.code) else (part,)
        for part in content
    )
    return tuple(piece for pieces in parts for piece in pieces)


def _split(run: Run, reference: re.Pattern[str], known: Places) -> Iterator[Run]:
    """Yield a run in pieces, those that are references with where they lead."""
    end = 0
    for match in reference.finditer(run.text):
        name = known.get((match[1].lower(), int(match[2])))
        if name is None:
            continue
        if match.start() > end:
            yield replace(run, text=run.text[end : match.start()])
        yield replace(run, text=match[0], href=f"#{name}")
        end = match.end()
    if end < len(run.text):
        yield replace(run, text=run.text[end:])
