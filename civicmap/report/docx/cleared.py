"""What a report does not take over from its base document: texts, people, dates, and what leads outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml import parse_xml
from docx.oxml.coreprops import CT_CoreProperties
from docx.oxml.ns import qn

from civicmap.report.docx.notes import SEPARATORS
from civicmap.report.docx.theme import NAME, theme
from civicmap.report.docx.xml import part, w

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.opc.rel import Relationships

_KEPT: Final = {
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.FONT_TABLE,
    RELATIONSHIP_TYPE.THEME,
}
# Settings of looks. Others point outside, ask the reader something, tell of edits, or leave a page without its marks.
_LOOKS: Final = (
    *("zoom", "displayBackgroundShape", "mirrorMargins", "alignBordersAndEdges", "bordersDoNotSurroundHeader"),
    *("bordersDoNotSurroundFooter", "gutterAtTop", "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit"),
    *("hyphenationZone", "doNotHyphenateCaps", "defaultTableStyle", "noPunctuationKerning"),
    *("characterSpacingControl", "strictFirstAndLastChars", "noLineBreaksAfter", "noLineBreaksBefore"),
    *("compat", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator"),
)
_AFTER_NOTES: Final = tuple(f"w:{name}" for name in _LOOKS[-5:])  # by the schema


def clear(word: Word) -> None:
    """Cut a document off from all but its looks. Its body is left: the report's takes the place of it."""
    _keep(word.part.rels, _KEPT)
    _clear_settings(word)
    package = word.part.package
    if RELATIONSHIP_TYPE.THEME not in {one.reltype for one in word.part.rels.values()}:
        word.part.relate_to(Part(PackURI(NAME), CONTENT_TYPE.OFC_THEME, theme(), package), RELATIONSHIP_TYPE.THEME)
    _keep(package.rels, {RELATIONSHIP_TYPE.OFFICE_DOCUMENT})
    name = PackURI("/docProps/core.xml")
    empty = CorePropertiesPart(name, CONTENT_TYPE.OPC_CORE_PROPERTIES, CT_CoreProperties.new(), package)
    package.relate_to(empty, RELATIONSHIP_TYPE.CORE_PROPERTIES)


def _keep(relationships: Relationships, kinds: set[str]) -> None:
    """Cut off all parts but those of some kinds."""
    for id_, relationship in list(relationships.items()):
        if relationship.reltype not in kinds:
            del relationships[id_]


def _clear_settings(word: Word) -> None:
    """Leave settings that concern looks alone, and say which notes are the separators."""
    settings = word.settings.element
    _keep(word.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS).rels, set())
    kept = {qn(f"w:{name}") for name in _LOOKS}
    for element in list(settings):
        if element.tag not in kept:
            settings.remove(element)
    (separators,) = parse_xml(part("settings", w("footnotePr", *(w("footnote", id=number) for number in SEPARATORS))))
    settings.insert_element_before(separators, *_AFTER_NOTES)
