"""Text, links and references to notes, as HTML."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import Break, Run, bare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.report.blocks import Content, NoteRef

_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def text(value: str) -> str:
    """Return a text that is nothing but text, in an element or in an attribute."""
    return escape(_UNPRINTABLE.sub("\ufffd", value))


def inline(content: Content) -> str:
    """Return the content of a paragraph, heading or cell."""
    if (said := bare(content)) is not None:
        return text(said)
    return "".join(_stretch(href, parts) for href, parts in groupby(content, _href))


def _href(part: Run | NoteRef | Break) -> str:
    """Return where a part of the text leads, or ""."""
    return part.href if isinstance(part, Run) else ""


def _stretch(href: str, parts: Iterable[Run | NoteRef | Break]) -> str:
    """Return neighbours that lead to one place."""
    inside = "".join(map(_part, parts))
    if not href:
        return inside
    outside = "" if href.startswith("#") else ' rel="noopener noreferrer"'
    return f'<a href="{text(href)}"{outside}>{inside}</a>'


def _part(part: Run | NoteRef | Break) -> str:
    """Return one part of a text."""
    if isinstance(part, Run):
        return _run(part)
    if isinstance(part, Break):
        return "<br>"
    place = "" if part.again else f' id="ref-{part.number}"'
    return f'<sup><a href="#note-{part.number}"{place} role="doc-noteref">{part.number}</a></sup>'


def _run(part: Run) -> str:
    """Return a run inside the elements of its style."""
    styled = text(part.text)
    for wanted, element in ((part.code, "code"), (part.strike, "s"), (part.emphasis, "em"), (part.strong, "strong")):
        if wanted:
            styled = f"<{element}>{styled}</{element}>"
    return styled
