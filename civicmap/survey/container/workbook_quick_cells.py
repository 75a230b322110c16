"""The text of a cell from its bytes, where they are of the plain shape in which programs write cells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.tables import NotPlainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.survey.container.workbook_sheet import TextOf

SPACE: Final = rb'(?: xml:space="(?:preserve|default)")?'
# What follows a cell's reference: style, type; formula; value, or text of its own.
_CELL: Final = re.compile(
    rb'(?: s="([0-9]+)")?(?: t="([A-Za-z]+)")?\s*'
    rb'(?:/>|>(<f((?:\s+[a-z0-9A-Z]+="[^"<&]*")*)\s*(?:/>|>([^<]*)</f>))?'
    rb"(?:<v(?:/>|" + SPACE + rb">([^<]*)</v>)|<is><t(?:/>|" + SPACE + rb">([^<]*)</t>)</is>)?"
    rb"</c>)\s*"
)
_NAME: Final = re.compile(rb'\s([a-z0-9A-Z]+)="')
_NO_TEXT: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|]]>")
_REFERENCE: Final = re.compile("&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_ENTITIES: Final = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def texts_of_keys(text_of: TextOf) -> Callable[[bytes], str]:
    """Return what turns the bytes after a cell's reference into its text. It raises NotPlainError."""

    def text(key: bytes) -> str:
        found = _CELL.fullmatch(key)
        if found is None:
            raise NotPlainError
        style, kind, formula, attributes, computed, value, own = found.groups()
        if attributes and len(names := _NAME.findall(attributes)) > len(set(names)):
            raise NotPlainError
        said = characters(own if value is None else value)
        if not said and formula is None:
            return ""
        formed = None if formula is None else characters(computed)
        try:
            return text_of(
                "n" if kind is None else kind.decode(), None if style is None else style.decode(), said, formed
            )
        except (IndexError, ValueError) as fault:
            raise NotPlainError from fault

    return text


def characters(content: bytes | None) -> str:
    """Return the characters that some bytes between two tags stand for. Raises NotPlainError where they stand for none."""
    if not content:
        return ""
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        raise NotPlainError from fault
    if not (text.isprintable() and "]]>" not in text) and _NO_TEXT.search(text):
        raise NotPlainError
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return _ENTITIES[name]
    if not (decimal or hexadecimal):
        raise NotPlainError
    code = int(decimal) if decimal else int(hexadecimal, 16)
    sign = chr(code) if code < 0x110000 else "\0"
    if _NO_TEXT.search(sign):
        raise NotPlainError
    return sign
