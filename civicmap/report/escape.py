"""Text that came from a survey or a framework, made safe for Markdown: the one place that escapes. Imports nothing."""

from __future__ import annotations

import re
from typing import Final

# Most texts are words and numbers, in which nothing can be markup: they need no second look.
_HARMLESS: Final = re.compile(r"[^\W_](?:[^\W_]|[ ,;%–’])*(?<! )|[0-9]+\.[0-9]+")
# Everything that can start inline markup or end a table's cell. An entity would be decoded, so its ampersand is escaped.
# An underscore between letters starts nothing.
_MARKUP: Final = re.compile(r"[\\`*\[\]<>|~$]|&(?=#|[A-Za-z])|(?<![^\W_])_|_(?![^\W_])")
# At the start of a line these would begin a heading, a list, a quotation, a rule or a lettered point.
_LEADING: Final = re.compile(r"[#+\-=]|\((?=[a-z]{1,2}\) )")
_LEADING_NUMBER: Final = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
# What GitHub makes links and pictures of after the markup is read, where no backslash helps: addresses of mail, people
# (@name), issues (#12, GH-12) and :signs:. An empty comment inside them is not seen and keeps them apart.
_CALLING: Final = re.compile(
    r"(?:@(?=[\w\\-])|\#(?=\d)|\bGH-(?=\d)|:(?=(?:[0-9_+-]*[a-z][a-z0-9_+-]*|100|1234|[+-]1):))", re.IGNORECASE
)
_APART: Final = "<!-- -->"
# What it makes links of as it reads: a scheme before two slashes, and a name that begins with www.
_ADDRESS: Final = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_BREAK: Final = re.compile(r"\s*[\r\n\t\v\f\x1c-\x1e\x85\u2028\u2029]+\s*")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_OPENERS: Final = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_CLOSERS: Final = frozenset("\u202c\u2069")
_TURNS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Markdown(str):
    """A text that is Markdown already and is not escaped again. Joined to anything it becomes a plain text."""

    __slots__ = ()


def escape(text: str) -> Markdown:
    """Return a text as Markdown that reads as the text itself, on one line, in a paragraph, heading or table cell."""
    if _HARMLESS.fullmatch(text):
        return Markdown(text)
    line = clean(text)
    escaped = _MARKUP.sub(r"\\\g<0>", line)
    escaped = _CALLING.sub(rf"\g<0>{_APART}", _ADDRESS.sub(r"\\\g<0>", escaped))
    escaped = _LEADING_NUMBER.sub(r"\1\\\2", escaped, count=1) if _LEADING_NUMBER.match(escaped) else escaped
    return Markdown("\\" + escaped if _LEADING.match(escaped) else escaped)


escape_cell = escape
"""A table's cell takes the same escapes; the name says where it is used."""


def escape_alt(text: str) -> Markdown:
    """Return a picture's words as Markdown: nothing in them becomes a link, and a comment in them would be read out."""
    return Markdown(escape(text).replace(_APART, ""))


def clean(text: str) -> str:
    """Return a text on one line, without control characters, and with every change of direction undone at its end."""
    return _balanced(without_controls(_BREAK.sub(" ", text)).strip())


def without_controls(text: str) -> str:
    """Return a text with U+FFFD for every control character, those that break lines apart."""
    return _UNPRINTABLE.sub(_replacement, text)


def _replacement(control: re.Match[str]) -> str:
    return control[0] if _BREAK.fullmatch(control[0]) else "\ufffd"


def _balanced(text: str) -> str:
    """Close what opens a change of direction, so that it cannot reach beyond the value; drop a stray closer."""
    if not _TURNS.search(text):
        return text
    open_: list[str] = []
    kept = []
    for char in text:
        if char in _OPENERS:
            open_.append(_OPENERS[char])
        elif char in _CLOSERS:
            if not open_ or open_[-1] != char:
                continue
            open_.pop()
        kept.append(char)
    return "".join([*kept, *reversed(open_)])
