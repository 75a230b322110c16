"""The house's base document, built from the tables of its style: `python -m civicmap.report.docx.house [--check]`."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import TYPE_CHECKING, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart

from civicmap.files import write_whole
from civicmap.report.docx.base import HOUSE
from civicmap.report.docx.inline import run
from civicmap.report.docx.lists import numbering
from civicmap.report.docx.package import saved
from civicmap.report.docx.styles import MEASURE, MONO, SERIF, STYLES, TABLES, styles
from civicmap.report.docx.theme import NAME, theme
from civicmap.report.docx.xml import part, w
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPATIBLE: Final = "http://schemas.microsoft.com/office/word"
_SIDE: Final = 1_418  # twips: 2.5 cm
_PAGE: Final = w(  # A4
    "sectPr",
    w("headerReference", type="default", attributes=' r:id="head"'),
    w("footerReference", type="default", attributes=' r:id="foot"'),
    w("pgSz", w=MEASURE + 2 * _SIDE, h=16_838),
    w("pgMar", top=1_560, right=_SIDE, bottom=_SIDE, left=_SIDE, header=709, footer=624, gutter=0),
    w("cols", space=708),
)


def house() -> bytes:
    """Return the base document: what carries looks, an empty head and foot, and a page that shows each style by its name."""
    package = Package()
    body = parse_xml(part("document", w("body", *_specimen(), _PAGE)))
    main = DocumentPart(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, body, package)
    package.relate_to(main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    for id_, name, kind, relationship, content in (
        ("styles", "styles", CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES, styles()),
        ("numbering", "numbering", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, numbering()),
        ("settings", "settings", CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS, _settings()),
        ("fonts", "fontTable", CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE, _fonts()),
        ("head", "header1", CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER, part("hdr", _line("Header", ""))),
        ("foot", "footer1", CONTENT_TYPE.WML_FOOTER, RELATIONSHIP_TYPE.FOOTER, part("ftr", _line("Footer", ""))),
    ):
        made = XmlPart(PackURI(f"/word/{name}.xml"), kind, parse_xml(content), package)
        main.load_rel(relationship, made, id_)
    main.load_rel(RELATIONSHIP_TYPE.THEME, Part(PackURI(NAME), CONTENT_TYPE.OFC_THEME, theme(), package), "theme")
    return saved(main.document)


def _specimen() -> Iterator[str]:
    """Yield every style, under its name: who edits the document sees what a change does, and reports leave it out."""
    for style in STYLES:
        if style.kind == "character":
            yield _line("BodyText", run(style.name, w("rStyle", val=style.id)))
        else:
            yield _line(style.id, run(style.name))
    for name, id_ in TABLES:
        look = w("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1)
        properties = w("tblPr", w("tblStyle", val=id_), w("tblW", w=MEASURE, type="dxa"), look)
        cell = w("tc", w("tcPr", w("tcW", w=MEASURE, type="dxa")), _line("TableText", run(name)))
        rows = w("tr", w("trPr", w("tblHeader")), cell) + w("tr", cell)
        yield w("tbl", properties, w("tblGrid", w("gridCol", w=MEASURE)), rows) + _line("TableEnd", "")


def _line(style: str, inside: str) -> str:
    """Return a paragraph."""
    return w("p", w("pPr", w("pStyle", val=style)), inside)


def _settings() -> bytes:
    """Return the settings: nothing in them makes Word ask the reader anything."""
    return part(
        "settings",
        w("zoom", percent=100),
        w("defaultTabStop", val=624),
        w("characterSpacingControl", val="doNotCompress"),
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


def parts(document: bytes) -> dict[str, bytes]:
    """Return the parts of a document by path. Two builds of zlib may squeeze the same part differently."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main(arguments: list[str]) -> int:
    """Write the base document, or with `--check` only tell whether it is as the tables say."""
    path = templates() / HOUSE
    if "--check" not in arguments:
        write_whole(path, house())
        return 0
    if path.is_file() and parts(path.read_bytes()) == parts(house()):
        return 0
    sys.stderr.write(f"{path}: it differs from its tables: run python -m civicmap.report.docx.house\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
