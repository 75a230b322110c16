"""Word documents as XML: the order that the schema wants, and nothing that refers to what is not there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree
from sample_document import MARKDOWN, META
from word_parts import W, parts_of

from civicmap.report.docx import to_docx

# The sequences of ISO/IEC 29500-1, transitional, without the elements that civicmap never writes.
SEQUENCES = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid "
    "spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl "
    "divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd "
    "tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType "
    "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal "
    "rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
    "settings": "writeProtection view zoom defaultTabStop characterSpacingControl footnotePr endnotePr compat rsids "
    "themeFontLang clrSchemeMapping decimalSymbol listSeparator",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p tbl",
    "tr": "trPr tc",
    "numbering": "abstractNum num",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "styles": "docDefaults latentStyles style",
}


@pytest.fixture(scope="module", params=["en", "ar"])
def parts(request):
    """Return the XML parts of the sample document by path, from left to right and from right to left."""
    return parts_of(to_docx(MARKDOWN, replace(META, language=request.param)))


def test_properties_stand_in_the_order_of_the_schema(parts):
    """Every sequence in every part follows the schema: Word refuses a file that does not."""
    for name, root in parts.items():
        for parent, sequence in SEQUENCES.items():
            order = sequence.split()
            for element in root.iter(f"{W}{parent}"):
                places = [order.index(etree.QName(child).localname) for child in element]
                if parent != "tc":  # paragraphs and tables mix there
                    assert places == sorted(places), (name, etree.tostring(element)[:300])


def test_every_style_number_and_relationship_exists(parts):
    """Nothing refers to a style, a list or a part that is not there."""
    known = {style.get(f"{W}styleId") for style in parts["word/styles.xml"].iter(f"{W}style")}
    lists = {num.get(f"{W}numId") for num in parts["word/numbering.xml"].iter(f"{W}num")} | {"0"}
    for name, root in parts.items():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {element.get(f"{W}val") for element in root.iter(f"{W}{tag}")} <= known, name
        assert {element.get(f"{W}val") for element in root.iter(f"{W}numId")} <= lists, name
        targets = parts.get(f"word/_rels/{Path(name).name}.rels")
        ids = {element.get("Id") for element in targets} if targets is not None else set()
        uses = {value for element in root.iter() for key, value in element.attrib.items() if "relationships}id" in key}
        assert uses <= ids, name


def test_bookmarks_have_numbers_of_their_own(parts):
    """No two bookmarks share a number or a name."""
    marks = list(parts["word/document.xml"].iter(f"{W}bookmarkStart"))
    for key in ("id", "name"):
        values = [mark.get(f"{W}{key}") for mark in marks]
        assert len(set(values)) == len(values)


def test_styles_rest_on_their_own_kind(parts):
    """A style is based on one of its own kind: Word passes over any other."""
    kinds = {style.get(f"{W}styleId"): style.get(f"{W}type") for style in parts["word/styles.xml"].iter(f"{W}style")}

    for style in parts["word/styles.xml"].iter(f"{W}style"):
        if (based := style.find(f"{W}basedOn")) is not None:
            assert kinds[based.get(f"{W}val")] == style.get(f"{W}type")


def test_every_cell_ends_with_a_paragraph(parts):
    """A cell's last element is a paragraph, and between two tables stands one: Word calls a file without them damaged."""
    for cell in parts["word/document.xml"].iter(f"{W}tc"):
        assert cell[-1].tag == f"{W}p"
    for table in parts["word/document.xml"].iter(f"{W}tbl"):
        assert table.getnext().tag == f"{W}p"
