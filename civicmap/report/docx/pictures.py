"""Figures: a picture in the line of text, as lines for programs that draw them and as dots for all others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from civicmap.report.docx.xml import quoted, w

if TYPE_CHECKING:
    from docx.document import Document as Word

    from civicmap.report.docx.page import Page
    from civicmap.report.figure import Drawing

_WIDEST: Final = 160.5  # millimetres: a wider drawing was made for a page that lies sideways
_EMU: Final = 36_000  # units of a drawing in a millimetre
_TWIP: Final = 635  # and in a twip
_LEFT_FOR_TEXT: Final = 1_700  # twips of a page's height that a caption and a note may need
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"
_SVG: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


@dataclass(slots=True)
class Pictures:
    """The drawings that a document has used so far, in their order."""

    used: dict[str, Drawing] = field(default_factory=dict)
    placed: int = 0

    def place(self, drawing: Drawing, alt: str, page: Page) -> str:
        """Return the run that holds a drawing, made smaller where the page is too small for it."""
        self.used.setdefault(drawing.id, drawing)
        self.placed += 1
        number = list(self.used).index(drawing.id) + 1
        return w("r", w("drawing", _inline(self.placed, number, _size(drawing, page), alt)))

    def relate(self, word: Word) -> dict[str, bytes]:
        """Put parts for the drawings into the document, and return their contents by name."""
        contents = {}
        for number, drawing in enumerate(self.used.values(), start=1):
            for kind, type_, content in (("png", "image/png", drawing.png), ("svg", "image/svg+xml", drawing.svg)):
                name = PackURI(f"/word/media/figure{number}.{kind}")
                made = Part(name, type_, b"", word.part.package)
                contents[name.membername] = content
                word.part.load_rel(RELATIONSHIP_TYPE.IMAGE, made, f"{kind}{number}")
        return contents


def wide(drawing: Drawing | None) -> bool:
    """Tell whether a drawing wants a page that lies sideways."""
    return drawing is not None and drawing.width > _WIDEST


def _size(drawing: Drawing, page: Page) -> tuple[int, int]:
    """Return width and height in units of a drawing."""
    width, height = drawing.width * _EMU, drawing.height * _EMU
    share = min(1.0, page.measure * _TWIP / width, max(1, page.height - _LEFT_FOR_TEXT) * _TWIP / height)
    return round(width * share), round(height * share)


def _inline(placed: int, number: int, size: tuple[int, int], alt: str) -> str:
    """Return the drawing's element. Its alternative text stands where Word and readers of screens look for it."""
    wide_, high = size
    said = f'id="{placed}" name="Figure {placed}" descr="{quoted(alt)}"'
    lines = f'<a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG}" r:embed="svg{number}"/></a:ext>'
    return (
        '<wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{wide_}" cy="{high}"/><wp:docPr {said}/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_DRAWING}/main" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr {said}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="png{number}"><a:extLst>{lines}</a:extLst></a:blip>'
        "<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide_}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
    )
