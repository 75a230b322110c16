"""The bytes of a document: what python-docx saves, in an order and without a clock."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Final

from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml

from civicmap.report.docx.xml import declarations, part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can tell
_STORY: Final = "civicmap: the text of the document"
_PLACE: Final = re.compile(rf"<[^<>]*>{_STORY}</[^<>]*>".encode())
_ROOT: Final = re.compile(rb"<[^<>?!][^<>]*>")  # how the first element begins


def saved(word: Word, story: str = "", contents: Mapping[str, bytes] | None = None) -> bytes:
    """Return a document's bytes; the list of types comes first, as the standard advises.

    `story` is the body as text, which takes the place of the one that is there: lxml takes longer to read a table of a
    thousand rows, to write it and to forget it than all else takes together. `contents` are those of parts that are
    empty so far, by their names: what python-docx need not pack once before it is packed here.
    """
    if story:
        word.element.replace(word.element.body, parse_xml(part("body", _STORY)))
    stream = io.BytesIO()
    word.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | dict(contents or {})
    if story:
        name = word.part.partname.membername
        parts[name] = _telling(parts[name], story)
    return _packed(parts)


def told(body: BaseOxmlElement) -> str:
    """Return what a body holds, as text that belongs into another."""
    inside = serialize_part_xml(body).decode().partition("<w:body")[2]
    return inside[inside.index(">") + 1 : inside.rindex("<")]


def _telling(document: bytes, story: str) -> bytes:
    """Return the part with the story in its place. What the root does not declare, or under other names, the body does."""
    before, after = _PLACE.split(document)
    root = _ROOT.search(before)
    known = root[0].decode() if root else ""
    lacking = "".join(one for one in declarations("body") if one not in known)
    return before + f"<w:body{lacking}>{story}</w:body>".encode() + after


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as a zip file that is the same on every system and at any time."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(parts):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            entry.external_attr = 0
            archive.writestr(entry, parts[name])
    return stream.getvalue()
