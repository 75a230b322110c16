"""The table of contents: a field of Word's that is filled in already, and asks nobody to update anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain
from civicmap.report.contents import entries
from civicmap.report.docx.fields import END, begin
from civicmap.report.docx.inline import run, text_of
from civicmap.report.docx.places import named
from civicmap.report.docx.xml import w
from civicmap.report.furniture import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.report.blocks import Document
    from civicmap.report.contents import Entry

_TOGETHER: Final = 3  # entries that stay together at the end: none stands alone on the next page
_LIGHT: Final = w("rPr", w("b", val=0), w("bCs", val=0))


def contents(document: Document, language: str) -> Iterator[str]:
    """Yield the paragraphs of the table of contents; updated in Word, it shows page numbers instead of paragraphs'."""
    listed = entries(document)
    if not listed:
        return
    yield _line("TOCHeading", run(words(language).contents))
    deepest = max(entry.depth for entry in listed)
    for number, entry in enumerate(listed):
        first = begin(f'TOC \\o "1-{deepest}" \\h \\z \\u') if number == 0 else ""
        last = END if number == len(listed) - 1 else ""
        held = len(listed) - _TOGETHER <= number < len(listed) - 1
        yield _line(f"TOC{entry.depth}", first + _entry(entry) + last, *((w("keepNext"),) if held else ()))
    yield _line("TableEnd", "")


def _line(style: str, inside: str, *properties: str) -> str:
    """Return a paragraph."""
    return w("p", w("pPr", w("pStyle", val=style), *properties), inside)


def _entry(entry: Entry) -> str:
    """Return an entry: numeral, heading, and the paragraphs below it."""
    numeral = run(entry.numeral) + w("r", w("tab")) if entry.numeral else ""
    range_ = w("r", _LIGHT, w("tab")) + w("r", _LIGHT, text_of(entry.paragraphs)) if entry.paragraphs else ""
    return w("hyperlink", numeral + run(plain(entry.content)) + range_, anchor=named(entry.anchor), history=1)
