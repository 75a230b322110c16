"""Markdown to a Word document: every part written as text, so that the same Markdown is the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.docx.body import Body
from civicmap.report.docx.notes import footnotes
from civicmap.report.docx.numbering import Numbering
from civicmap.report.docx.package import Part, package
from civicmap.report.docx.page import PAGES, footer, header
from civicmap.report.docx.styles import MONO, SERIF, styles
from civicmap.report.docx.xml import DECLARATION, part, text, w
from civicmap.report.tree import read

if TYPE_CHECKING:
    from civicmap.report.document import DocumentMeta

_CREATOR: Final = "civicmap"
_CORE: Final = (
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_COMPATIBLE: Final = "http://schemas.microsoft.com/office/word"


def to_docx(markdown: str, meta: DocumentMeta) -> bytes:
    """Return a Word document."""
    document = read(markdown)
    numbering = Numbering()
    body = Body(document, meta.language, numbering)
    notes = Body(document, meta.language, numbering, in_note=True)
    main, below = body.part(), footnotes(document.notes, notes)
    parts = (
        Part("styles.xml", "styles", styles(meta.language), "styles"),
        Part("numbering.xml", "numbering", numbering.xml(), "numbering"),
        Part("settings.xml", "settings", _settings(), "settings"),
        Part("fontTable.xml", "fontTable", _fonts(), "fonts"),
        Part("footnotes.xml", "footnotes", below, "footnotes"),
        *(Part(f"{page.header}.xml", "header", header(page, meta), page.header) for page in PAGES),
        *(Part(f"{page.footer}.xml", "footer", footer(page, meta), page.footer) for page in PAGES),
    )
    return package(main, parts, _core(meta), {"document": body.links.targets, "footnotes": notes.links.targets})


def _core(meta: DocumentMeta) -> bytes:
    """Return the document's properties. There is no date: the same report made on two days is the same report."""
    rows = {
        "dc:title": meta.title,
        "dc:subject": meta.subject,
        "dc:creator": _CREATOR,
        "cp:keywords": "; ".join(meta.marks),
        "dc:language": meta.language,
    }
    inside = "".join(f"<{name}>{text(value)}</{name}>" for name, value in rows.items() if value)
    return f"{DECLARATION}<cp:coreProperties{_CORE}>{inside}</cp:coreProperties>".encode()


def _settings() -> bytes:
    """Return the settings: nothing in them makes Word ask the reader anything."""
    return part(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=624),
        w("characterSpacingControl", val="doNotCompress"),
        w("footnotePr", w("footnote", id=-1), w("footnote", id=0)),
        w("compat", w("compatSetting", name="compatibilityMode", uri=_COMPATIBLE, val=15)),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )


def _fonts() -> bytes:
    """Return the fonts, with what stands in for them where they are absent."""
    fonts = ((SERIF, "Liberation Serif", "roman", "variable"), (MONO, "Liberation Mono", "modern", "fixed"))
    return part(
        "fonts",
        *(
            w("font", w("altName", val=other), w("family", val=family), w("pitch", val=pitch), name=name)
            for name, other, family, pitch in fonts
        ),
    )
