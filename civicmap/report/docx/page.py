"""The page as the base document has it, upright and turned, and what stands at the head and foot of every page."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from docx.enum.section import WD_HEADER_FOOTER, WD_ORIENTATION
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.parts.hdrftr import FooterPart, HeaderPart
from docx.section import Section
from docx.shared import Length, Twips

from civicmap.report.docx.fields import field
from civicmap.report.docx.inline import text_of
from civicmap.report.docx.package import told
from civicmap.report.docx.xml import part, w
from civicmap.report.furniture import right_to_left

if TYPE_CHECKING:
    from docx.opc.part import XmlPart
    from docx.oxml.section import CT_SectPr

    from civicmap.report.document import DocumentMeta
    from civicmap.report.docx.base import Base

_A4: Final = (Twips(11_906), Twips(16_838))
_EDGE: Final = Twips(567)  # 1 cm: LibreOffice writes 0 for a page without head or foot, where no printer prints
_LONGEST_TITLE: Final = 105  # characters that leave room for the page number on the foot's one line
# What a section takes over from the base document; its columns, its first page and its counts are the report's own.
_KEPT: Final = ("pgSz", "pgMar", "paperSrc", "pgBorders", "lnNumType", "vAlign", "rtlGutter", "docGrid")
_OURS: Final = ("/uprightHeader.xml", "/uprightFooter.xml", "/sidewaysHeader.xml", "/sidewaysFooter.xml")
_SAYS: Final = ".//w:t | .//w:drawing | .//w:pict | .//w:object | .//w:instrText | .//w:fldSimple"


@dataclass(frozen=True, slots=True)
class Page:
    """An orientation: the width and height in twips that text may take, and the properties of a section that ends on it."""

    measure: int
    height: int
    section: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Both orientations."""

    upright: Page
    sideways: Page


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the base document has at the head and foot of its pages, where that says something."""

    head: XmlPart | None
    foot: XmlPart | None


def furniture(base: Base) -> Furniture:
    """Return the base document's own head and foot, those of its last section."""
    sections = list(base.word.sections)[::-1]
    return Furniture(
        _saying([section.header for section in sections]),
        _saying([section.footer for section in sections]),
    )


def _saying(own: list[Any]) -> XmlPart | None:
    """Return the first that is no other section's, if it says anything."""
    found = next((one.part for one in own if not one.is_linked_to_previous), None)
    if found is None or any(found.partname.endswith(name) for name in _OURS):  # of a report that serves as the base
        return None
    return found if found.element.xpath(_SAYS) else None


def lay_out(base: Base, properties: CT_SectPr, own: Furniture, meta: DocumentMeta) -> Pages:
    """Return the pages. Every section names its head and foot, so that none can lose the marks."""
    return Pages(*(_page(base, properties, own, meta, turned=turned) for turned in (False, True)))


def _page(base: Base, properties: CT_SectPr, own: Furniture, meta: DocumentMeta, *, turned: bool) -> Page:
    """Return one orientation of the base document's page."""
    made = properties.clone()
    for child in list(made):
        if child.tag not in {qn(f"w:{name}") for name in _KEPT}:
            made.remove(child)
    measure, height = _measured(Section(made, base.word.part), turned=turned)
    if right_to_left(meta.language):
        made.insert_element_before(OxmlElement("w:bidi"), "w:rtlGutter", "w:docGrid")
    name = "sideways" if turned else "upright"
    made.add_headerReference(WD_HEADER_FOOTER.PRIMARY, _header(base, name, measure, own.head, meta))
    made.add_footerReference(WD_HEADER_FOOTER.PRIMARY, _footer(base, name, measure, own.foot, meta))
    body = parse_xml(part("body"))
    body.append(made)  # under our names for the namespaces, whatever the base document's are
    return Page(measure, height, told(body))


def _measured(section: Section, *, turned: bool) -> tuple[int, int]:
    """Turn a section; return the width and height in twips that text may take in it."""
    sides = sorted((section.page_width or _A4[0], section.page_height or _A4[1]), reverse=turned)
    section.page_width, section.page_height = map(Length, sides)
    section.orientation = WD_ORIENTATION.LANDSCAPE if turned else WD_ORIENTATION.PORTRAIT
    section.header_distance = max(section.header_distance or 0, _EDGE)
    section.footer_distance = max(section.footer_distance or 0, _EDGE)
    margins = (section.left_margin or 0) + (section.right_margin or 0) + (section.gutter or 0)
    ends = abs(section.top_margin or 0) + abs(
        section.bottom_margin or 0
    )  # below zero: a head may not push the text down
    return Length(sides[0] - margins).twips, Length(sides[1] - ends).twips


def _header(base: Base, name: str, measure: int, own: XmlPart | None, meta: DocumentMeta) -> str:
    """Make the head of a page, below the base document's own; return its relationship."""
    root = deepcopy(own.element) if own else parse_xml(part("hdr"))
    _drop_marks(root, base.styles["Mark"].style_id)
    if not own or meta.marks or meta.symbol:
        root.extend(list(base.restyle(parse_xml(part("hdr", *_marks(measure, meta))))))
    made = HeaderPart(PackURI(f"/word/{name}Header.xml"), CONTENT_TYPE.WML_HEADER, root, base.word.part.package)
    return _related(base, made, own, RELATIONSHIP_TYPE.HEADER)


def _drop_marks(root: Any, style: str) -> None:
    """Leave out the marks of another report that serves as the base document: this one has its own."""
    for mark in root.xpath(f".//w:p[w:r/w:rPr/w:rStyle/@w:val='{style}']") if style.isalnum() else ():
        mark.getparent().remove(mark)


def _footer(base: Base, name: str, measure: int, own: XmlPart | None, meta: DocumentMeta) -> str:
    """Make the foot of a page, or take the base document's own; return its relationship."""
    root = deepcopy(own.element) if own else base.restyle(parse_xml(part("ftr", _title(measure, meta))))
    made = FooterPart(PackURI(f"/word/{name}Footer.xml"), CONTENT_TYPE.WML_FOOTER, root, base.word.part.package)
    return _related(base, made, own, RELATIONSHIP_TYPE.FOOTER)


def _related(base: Base, made: XmlPart, own: XmlPart | None, kind: str) -> str:
    """Return the relationship of a new part, which keeps the pictures and links of the one it was made from."""
    for id_, link in own.rels.items() if own else ():
        target = link.target_ref if link.is_external else link.target_part
        made.load_rel(link.reltype, target, id_, link.is_external)
    return base.word.part.relate_to(made, kind)


def _marks(measure: int, meta: DocumentMeta) -> list[str]:
    """Return the lines of a head: the document's marks at the left, its symbol at the right."""
    symbol = w("r", w("tab")) + w("r", text_of(meta.symbol)) if meta.symbol else ""
    first, *rest = [w("r", w("rPr", w("rStyle", val="Mark")), text_of(mark)) for mark in meta.marks] or [""]
    style = w("pStyle", val="Header")
    return [w("p", w("pPr", style, _tabs(measure)), first, symbol), *(w("p", w("pPr", style), mark) for mark in rest)]


def _title(measure: int, meta: DocumentMeta) -> str:
    """Return the line of a foot: the title, and the number of the page among all."""
    title = meta.title if len(meta.title) <= _LONGEST_TITLE else meta.title[: _LONGEST_TITLE - 1].rstrip() + "…"
    shown = w("r", text_of("1"))  # until the pages are counted, which every program does as it opens the document
    number = (w("r", w("tab")), field("PAGE", shown), w("r", text_of(" / ")), field("NUMPAGES", shown))
    return w("p", w("pPr", w("pStyle", val="Footer"), _tabs(measure)), w("r", text_of(title)), *number)


def _tabs(measure: int) -> str:
    """Return one stop, at the far margin."""
    return w("tabs", w("tab", val="right", pos=measure))
