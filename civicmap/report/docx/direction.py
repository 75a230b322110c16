"""Text from right to left: the style that all others rest on, and each run that is not in letters of the other way."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement

_LEFT, _RIGHT = frozenset({"L"}), frozenset({"R", "AL"})
_AFTER_BIDI: Final = (  # what may follow `bidi`, by the schema
    *("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:mirrorIndents"),
    *("w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl"),
    *("w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange"),
)


def turn(word: Word) -> None:
    """Make the paragraphs of a document run from right to left."""
    style: Any = word.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    properties = style.element.get_or_add_pPr()
    if properties.find(qn("w:bidi")) is None:
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)


def turn_runs(root: BaseOxmlElement) -> None:
    """Say of each run whether it is read from the right: Word asks the run and not its style.

    A run of figures and signs is, too: at the edge of a text they would else stand on the wrong side.
    """
    for run in root.iter(qn("w:r")):
        kinds = {unicodedata.bidirectional(char) for text in run.iterfind(qn("w:t")) for char in text.text or ""}
        if kinds and not (kinds & _LEFT and not kinds & _RIGHT):
            properties: Any = run.find(qn("w:rPr"))
            if properties is None:
                properties = OxmlElement("w:rPr")
                run.insert(0, properties)
            properties.insert_element_before(OxmlElement("w:rtl"), "w:cs", "w:em", "w:lang")
