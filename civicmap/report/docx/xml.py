"""WordprocessingML as text: elements whose properties stand in the order that the schema wants. Imports nothing."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_NAMESPACES: Final = (
    ' xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
)
_PLACED: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
# At the root of the document, where some programs look and nowhere deeper.
_PICTURES: Final = dict.fromkeys(("document", "body"), (f' xmlns:wp="{_PLACED}"',))
DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# The sequences of the schema, as far as civicmap uses them. Word refuses a file in which they are out of order.
ORDER: Final[dict[str, tuple[str, ...]]] = {
    "pPr": (
        *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs"),
        *("suppressAutoHyphens", "bidi", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr", "sectPr"),
    ),
    "rPr": (
        *("rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "noProof", "color", "spacing"),
        *("sz", "szCs", "u", "shd", "vertAlign", "rtl", "lang"),
    ),
    "tblPr": (
        *("tblStyle", "bidiVisual", "tblStyleRowBandSize", "tblW", "jc", "tblInd", "tblBorders", "tblLayout"),
        *("tblCellMar", "tblLook", "tblCaption", "tblDescription"),
    ),
    "tcPr": ("tcW", "gridSpan", "tcBorders", "shd", "noWrap", "tcMar", "vAlign"),
    "trPr": ("cantSplit", "tblHeader"),
    "sectPr": ("headerReference", "footerReference", "type", "pgSz", "pgMar", "cols", "bidi"),
    "style": (
        *("name", "basedOn", "next", "link", "uiPriority", "semiHidden", "unhideWhenUsed", "qFormat"),
        *("pPr", "rPr", "tblPr", "trPr", "tcPr", "tblStylePr"),
    ),
    "tblStylePr": ("pPr", "rPr", "tblPr", "trPr", "tcPr"),
    "lvl": ("start", "numFmt", "lvlRestart", "pStyle", "suff", "lvlText", "lvlJc", "pPr", "rPr"),
    "pBdr": ("top", "left", "bottom", "right", "between"),
    "tblBorders": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "tcBorders": ("top", "left", "bottom", "right"),
}
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = re.compile(r"[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LAYOUT: Final = {ord("\n"): " ", ord("\t"): " "}
_NAME: Final = re.compile(r"<w:(\w+)")


def printable(value: str) -> str:
    """Return a text without what XML cannot hold: that becomes U+FFFD."""
    return _UNPRINTABLE.sub("\ufffd", value)


def text(value: str) -> str:
    """Return a text as XML holds it between tags: markup escaped, line ends as one sign, what XML cannot hold as U+FFFD."""
    if not _SPECIAL.search(value):
        return value
    return escape(printable(value), quote=False).replace("\r\n", "\n").replace("\r", "\n")


def quoted(value: str) -> str:
    """Return a text as XML holds it in an attribute."""
    return text(value).replace('"', "&quot;").translate(_LAYOUT)


def w(name: str, /, *children: str, attributes: str = "", **values: str | float) -> str:
    """Return an element of the `w` namespace. `values` become attributes; children with an order are put into it."""
    inside = "".join(sorted(children, key=lambda child: _place(name, child)) if name in ORDER else children)
    told = "".join(f' w:{key}="{quoted(str(value))}"' for key, value in values.items()) + attributes
    return f"<w:{name}{told}>{inside}</w:{name}>" if inside else f"<w:{name}{told}/>"


def _place(parent: str, child: str) -> int:
    """Return where a child stands among its parent's. Raises ValueError for one that the table above does not know."""
    match = _NAME.match(child)
    return ORDER[parent].index(match[1]) if match else -1


def part(name: str, *children: str) -> bytes:
    """Return the root of a part, or of a piece of one."""
    return f"{DECLARATION}<w:{name}{''.join(declarations(name))}>{''.join(children)}</w:{name}>".encode()


def declarations(name: str) -> tuple[str, ...]:
    """Return what the root of a part declares: the names that stand for namespaces."""
    return _NAMESPACES + _PICTURES.get(name, ())
