"""The page: sizes, sections, and what stands at the head and foot of every page. All lengths in twips (1/1440 inch)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.docx.xml import part, text, w
from civicmap.report.furniture import right_to_left

if TYPE_CHECKING:
    from civicmap.report.document import DocumentMeta

_A4: Final = (11_906, 16_838)
_SIDE, _TOP, _FOOT = 1_418, 1_560, 1_418
_LONGEST_TITLE: Final = 90  # characters that leave room for the page number on the foot's one line


@dataclass(frozen=True, slots=True)
class Page:
    """An orientation: the name of its head and foot, and the width that text may take."""

    name: str
    width: int
    height: int

    @property
    def measure(self) -> int:
        """The width between the margins."""
        return self.width - 2 * _SIDE

    @property
    def header(self) -> str:
        """The relationship of the head."""
        return f"{self.name}Header"

    @property
    def footer(self) -> str:
        """The relationship of the foot."""
        return f"{self.name}Footer"


UPRIGHT: Final = Page("upright", *_A4)
SIDEWAYS: Final = Page("sideways", _A4[1], _A4[0])
PAGES: Final = (UPRIGHT, SIDEWAYS)


def section(page: Page, language: str) -> str:
    """Return the properties of a section that ends here. Each names its head and foot, so none can lose the marks."""
    turned = ' w:orient="landscape"' if page is SIDEWAYS else ""
    return w(
        "sectPr",
        w("headerReference", type="default", attributes=f' r:id="{page.header}"'),
        w("footerReference", type="default", attributes=f' r:id="{page.footer}"'),
        w("type", val="nextPage"),
        w("pgSz", w=page.width, h=page.height, attributes=turned),
        w("pgMar", top=_TOP, right=_SIDE, bottom=_FOOT, left=_SIDE, header=709, footer=624, gutter=0),
        w("cols", space=708),
        *([w("bidi")] if right_to_left(language) else []),
    )


def header(page: Page, meta: DocumentMeta) -> bytes:
    """Return the head of a page: the document's marks at the left, its symbol at the right."""
    symbol = w("r", w("tab"), _text(meta.symbol)) if meta.symbol else ""
    lines = meta.marks or ("",)
    marks = [w("r", w("rPr", w("rStyle", val="Mark")), _text(mark)) if mark else "" for mark in lines]
    first = w("p", w("pPr", w("pStyle", val="Header"), _tabs(page)), marks[0], symbol)
    return part("hdr", first, *(w("p", w("pPr", w("pStyle", val="Header")), mark) for mark in marks[1:]))


def footer(page: Page, meta: DocumentMeta) -> bytes:
    """Return the foot of a page: the title, and the number of the page among all."""
    title = meta.title if len(meta.title) <= _LONGEST_TITLE else meta.title[: _LONGEST_TITLE - 1].rstrip() + "…"
    number = (w("r", w("tab")), field(" PAGE ", "1"), w("r", _text(" / ")), field(" NUMPAGES ", "1"))
    return part("ftr", w("p", w("pPr", w("pStyle", val="Footer"), _tabs(page)), w("r", _text(title)), *number))


def field(instruction: str, shown: str) -> str:
    """Return a field of Word's, with what it shows until it is updated."""
    return w("fldSimple", w("r", _text(shown)), instr=instruction)


def _text(value: str) -> str:
    """Return a text inside a run."""
    return f'<w:t xml:space="preserve">{text(value)}</w:t>'


def _tabs(page: Page) -> str:
    """Return one stop, at the far margin."""
    return w("tabs", w("tab", val="right", pos=page.measure))
