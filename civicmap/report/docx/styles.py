"""The house style: every style of the base document as a row. Sizes in half points, lengths in twips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from civicmap.report.docx.lists import BULLETS, FIGURES, HEADINGS, PARAGRAPHS
from civicmap.report.docx.numbering import INDENT, STEP, reference
from civicmap.report.docx.xml import part, w

SERIF: Final = "Times New Roman"
MONO: Final = "Courier New"
INK, GREY, LINE, TINT, BLUE, RED = "1A1A1A", "595959", "BFBFBF", "F2F4F7", "1F4E79", "8A1C1C"
MEASURE: Final = 9_070  # between the margins of the upright page


@dataclass(frozen=True, slots=True)
class Style:
    """One style. `p` and `r` are elements of pPr and rPr, in any order; empty `based` means on nothing."""

    id: str
    name: str
    p: tuple[str, ...] = ()
    r: tuple[str, ...] = ()
    based: str = "Normal"
    after: str = ""  # the style of the paragraph that is typed next
    kind: str = "paragraph"

    @property
    def foundation(self) -> str:
        """The style that this one rests on: of its own kind, or Word passes over it."""
        return "DefaultParagraphFont" if self.kind == "character" and self.based else self.based

    def xml(self) -> str:
        """Return the style as an element."""
        standard = ' w:default="1"' if self.id in {"Normal", "DefaultParagraphFont"} else ""
        return w(
            "style",
            w("name", val=self.name),
            *([w("basedOn", val=self.foundation)] if self.foundation else []),
            *([w("next", val=self.after)] if self.after else []),
            w("qFormat"),
            *([w("pPr", *self.p)] if self.p else []),
            *([w("rPr", *self.r)] if self.r else []),
            attributes=f'{standard} w:styleId="{self.id}"',
            type=self.kind,
        )


def _size(half_points: int) -> tuple[str, str]:
    """Return a size for Latin and for complex scripts."""
    return w("sz", val=half_points), w("szCs", val=half_points)


def _air(before: int, after: int, line: int = 0) -> str:
    """Return the space around a paragraph; `line` in 240ths of a line's height."""
    height = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return w("spacing", before=before, after=after, attributes=height)


def _edge(side: str, colour: str = LINE, size: int = 4, space: int = 4) -> str:
    """Return a line along one side; `size` in eighths of a point, `space` in points."""
    return w(side, val="single", sz=size, space=space, color=colour)


_BOLD: Final = (w("b"), w("bCs"))
_ITALIC: Final = (w("i"), w("iCs"))
_HELD: Final = (w("keepNext"), w("keepLines"))
_TEXT: Final = w("ind", left=INDENT)
TINTED: Final = w("shd", val="clear", color="auto", fill=TINT)


def _heading(level: int, size: int, before: int, after: int) -> Style:
    """Return a heading's style: numeral in the margin column, never alone at the foot of a page."""
    numeral = (reference(HEADINGS, level - 1),) if level <= 3 else ()
    place = w("ind", left=INDENT, hanging=INDENT)
    levels = (w("outlineLvl", val=level - 1), *numeral, place, _air(before, after))
    return Style(f"Heading{level}", f"heading {level}", (*_HELD, *levels), (*_BOLD, *_size(size)), after="BodyText")


def _contents(depth: int, left: int, before: int, *run: str) -> Style:
    """Return the style of a level in the table of contents; its dots lead to the far margin."""
    stops = w(
        "tabs",
        w("tab", val="left", pos=left + INDENT),
        w("tab", val="right", leader="dot", pos=MEASURE),
    )
    place = w("ind", left=left + INDENT, hanging=INDENT)
    return Style(f"TOC{depth}", f"toc {depth}", (stops, place, _air(before, 40)), run)


STYLES: Final[tuple[Style, ...]] = (
    Style("Normal", "Normal", (w("widowControl"),), based=""),
    Style("DefaultParagraphFont", "Default Paragraph Font", based="", kind="character"),
    Style(
        "Title",
        "Title",
        (*_HELD, _air(120, 280), w("pBdr", _edge("bottom", INK, 8, 10))),
        (*_BOLD, *_size(44)),
        after="BodyText",
    ),
    _heading(1, 28, 400, 160),
    _heading(2, 24, 320, 140),
    _heading(3, 22, 260, 120),
    _heading(4, 22, 240, 120),
    Style("BodyText", "Body Text", (_air(0, 150, 269),)),
    Style(
        "NumberedParagraph",
        "Numbered Paragraph",
        (reference(PARAGRAPHS), w("ind", left=INDENT, hanging=INDENT)),
        based="BodyText",
    ),
    Style("ContinuedParagraph", "Continued Paragraph", (_TEXT,), based="BodyText"),
    Style(
        "LetteredPoint",
        "Lettered Point",
        (reference(PARAGRAPHS, 1), w("ind", left=INDENT + STEP, hanging=STEP), _air(0, 110, 269)),
        based="BodyText",
    ),
    Style(
        "ListBullet",
        "List Bullet",
        (
            reference(BULLETS),
            _air(0, 80, 269),
        ),
        based="BodyText",
    ),
    Style(
        "ListNumber",
        "List Number",
        (
            reference(FIGURES),
            _air(0, 80, 269),
        ),
        based="BodyText",
    ),
    Style("ListContinue", "List Continue", (w("ind", left=INDENT + STEP), _air(0, 80, 269)), based="BodyText"),
    Style("Summary", "Summary", (_air(0, 120, 264),), based="BodyText"),
    Style("Quote", "Quote", (w("pBdr", _edge("left", LINE, 12, 10)), _TEXT), based="BodyText"),
    Style("Verbatim", "Verbatim", (TINTED, _TEXT, _air(0, 150)), _size(18), based="BodyText"),
    Style("Rule", "Rule", (w("pBdr", _edge("bottom")), _air(0, 200)), _size(8)),
    Style("Caption", "caption", (*_HELD, _air(240, 100)), _size(21), after="BodyText"),
    Style("Figure", "Figure", (w("keepLines"), _air(0, 60)), after="BodyText"),
    Style("TableText", "Table Text", (_air(40, 40),), _size(19)),
    Style("TableNumber", "Table Number", (w("jc", val="right"),), based="TableText"),
    Style("TableCentred", "Table Centred", (w("jc", val="center"),), based="TableText"),
    Style("TableNote", "Table Note", (w("keepLines"), _air(70, 0)), (*_size(17), w("color", val=GREY))),
    Style("TableEnd", "Table End", (_air(0, 120),), _size(8)),
    Style("SectionEnd", "Section End", (w("spacing", before=0, after=0, line=20, lineRule="exact"),), _size(2)),
    Style("FootnoteText", "footnote text", (w("ind", left=284, hanging=284), _air(0, 40)), _size(18)),
    Style("FootnoteReference", "footnote reference", r=(w("vertAlign", val="superscript"),), kind="character"),
    Style("Hyperlink", "Hyperlink", r=(w("color", val=BLUE), w("u", val="single")), kind="character"),
    Style("Code", "Code", r=(w("rFonts", ascii=MONO, hAnsi=MONO, cs=MONO), *_size(19)), kind="character"),
    Style("Mark", "Mark", r=(*_BOLD, w("color", val=RED)), kind="character"),
    Style("Header", "header", (_air(0, 0),), (*_size(18), w("color", val=GREY))),
    Style(
        "Footer",
        "footer",
        (w("pBdr", _edge("top", LINE, 4, 6)), _air(0, 0)),
        (*_size(18), w("color", val=GREY)),
    ),
    Style("TOCHeading", "TOC Heading", (*_HELD, _air(240, 120)), (*_BOLD, *_size(24)), after="BodyText"),
    _contents(1, 0, 100, *_BOLD),
    _contents(2, INDENT, 0),
    _contents(3, 2 * INDENT, 0),
)

_TABLE_NORMAL: Final = w(
    "style",
    w("name", val="Normal Table"),
    w("uiPriority", val=99),
    w("semiHidden"),
    w("unhideWhenUsed"),
    w(
        "tblPr",
        w("tblInd", w=0, type="dxa"),
        w("tblCellMar", *(w(side, w=85, type="dxa") for side in ("left", "right"))),
    ),
    attributes=' w:styleId="TableNormal"',
    type="table",
    default=1,
)
# No vertical line; a strong line above and below, a hair between rows, the header tinted.
_TABLE: Final = w(
    "style",
    w("name", val="Report Table"),
    w("basedOn", val="TableNormal"),
    w("qFormat"),
    w(
        "tblPr",
        w("tblInd", w=0, type="dxa"),
        w("tblBorders", _edge("top", INK, 8, 0), _edge("bottom", INK, 8, 0), _edge("insideH", LINE, 4, 0)),
        w("tblCellMar", *(w(side, w=85, type="dxa") for side in ("left", "right"))),
    ),
    w(
        "tblStylePr",
        w("rPr", *_BOLD),
        w("tcPr", w("tcBorders", _edge("bottom", INK, 6, 0)), TINTED, w("vAlign", val="bottom")),
        type="firstRow",
    ),
    attributes=' w:styleId="ReportTable"',
    type="table",
)
_BOX: Final = w(
    "style",
    w("name", val="Box"),
    w("basedOn", val="TableNormal"),
    w(
        "tblPr",
        w("tblInd", w=0, type="dxa"),
        w("tblBorders", _edge("left", BLUE, 24, 0)),
        w(
            "tblCellMar",
            *(
                w(side, w=size, type="dxa")
                for side, size in (("top", 170), ("left", 227), ("bottom", 60), ("right", 227))
            ),
        ),
    ),
    attributes=' w:styleId="Box"',
    type="table",
)


TABLES: Final = (("Report Table", "ReportTable"), ("Box", "Box"))  # names and ids


def styles() -> bytes:
    """Return the part. A report sets its language."""
    fonts = w("rFonts", ascii=SERIF, hAnsi=SERIF, eastAsia=SERIF, cs=SERIF)
    defaults = w(
        "docDefaults",
        w("rPrDefault", w("rPr", fonts, w("color", val=INK), *_size(22))),
        w("pPrDefault", w("pPr", w("spacing", after=0, line=240, lineRule="auto"))),
    )
    return part("styles", defaults, *(style.xml() for style in STYLES), _TABLE_NORMAL, _TABLE, _BOX)
