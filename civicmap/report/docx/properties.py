"""What a document says of itself: title, subject, marks, language and direction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from civicmap.report.docx.direction import turn
from civicmap.report.docx.xml import printable
from civicmap.report.furniture import primary, right_to_left

if TYPE_CHECKING:
    from docx.document import Document as Word

    from civicmap.report.document import DocumentMeta

_LONGEST: Final = 255  # characters that a property may have
# Word wants a country with a language for its spelling; a tag that has one, or is not here, is used as it stands.
_LOCALES: Final = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ru": "ru-RU", "ar": "ar-SA", "zh": "zh-CN"}
_AFTER_LANGUAGES: Final = ("w:clrSchemeMapping", "w:decimalSymbol", "w:listSeparator")


def describe(word: Word, meta: DocumentMeta) -> None:
    """Set the properties. There is no date: the same report made on two days is the same report. Nor is there a name."""
    rows = {
        "title": meta.title,
        "subject": meta.subject,
        "keywords": "; ".join(meta.marks),
        "language": meta.language,
    }
    for name, value in rows.items():
        if value:
            setattr(word.core_properties, name, printable(value)[:_LONGEST])


def speak(word: Word, language: str) -> None:
    """Set the language for spelling, and turn the style that all others rest on where it is written from the right."""
    locale = _LOCALES.get(language, language.replace("_", "-"))
    east, complex_ = (
        locale if primary(language) == code else fallback for code, fallback in (("zh", "zh-CN"), ("ar", "ar-SA"))
    )
    styles = word.styles.element
    for told in list(styles.iter(qn("w:lang"))):
        told.getparent().remove(told)
    default = styles
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr"):
        default = _first(default, name)
    said = OxmlElement(
        "w:lang",
        {
            qn("w:val"): locale,
            qn("w:eastAsia"): east,
            qn("w:bidi"): locale if right_to_left(language) else complex_,
        },
    )
    default.insert_element_before(said, "w:eastAsianLayout", "w:specVanish", "w:oMath")
    _speak_theme(word, {key: value for key, value in said.attrib.items() if value})
    if right_to_left(language):
        turn(word)


def _speak_theme(word: Word, languages: dict[str, str]) -> None:
    """Set the languages that Word picks faces for and offers for what is typed next."""
    settings = word.settings.element
    for told in list(settings.iter(qn("w:themeFontLang"))):
        settings.remove(told)
    settings.insert_element_before(OxmlElement("w:themeFontLang", languages), *_AFTER_LANGUAGES)


def _first(parent: Any, name: str) -> Any:
    """Return an element's child of a name, made as its first where there is none."""
    found = parent.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        parent.insert(0, found)
    return found
