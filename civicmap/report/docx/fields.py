"""Word's fields: what it counts and looks up itself, with what each shows until it does."""

from __future__ import annotations

from typing import Final

from civicmap.report.docx.xml import text, w

END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(instruction: str, *shown: str, properties: str = "") -> str:
    """Return a field around the runs that it shows.

    The runs stand beside the instruction and not inside an element of their own, where many programs do not look for text.
    """
    return begin(instruction, properties) + "".join(shown) + (END if not properties else _char("end", properties))


def begin(instruction: str, properties: str = "") -> str:
    """Return the beginning of a field, up to what it shows; `END` ends it."""
    code = f'<w:instrText xml:space="preserve"> {text(instruction)} </w:instrText>'
    return _char("begin", properties) + w("r", properties, code) + _char("separate", properties)


def _char(kind: str, properties: str) -> str:
    """Return one of the three signs that a field is made of."""
    return w("r", properties, f'<w:fldChar w:fldCharType="{kind}"/>')
