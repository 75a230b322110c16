"""YAML files of nothing but texts, read fast where they are written plainly.

Loading a YAML library and walking its events takes longer than the command that wants three texts. So a file in the plain
form in which civicmap ships its own is read line by line; any other goes to the full reader, which says what is wrong.
The plain form is a part of YAML 1.2, and what is read of it is what the full reader reads: a test compares the two.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str | int, ...]

_REFUSED: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")
_KEY: Final = r"[A-Za-z][A-Za-z0-9_/-]*|\d+/\d+"
_QUOTED: Final = r'"(?:[^"\\]|\\["\\]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*"'
_LINE: Final = re.compile(rf"( *)({_KEY}):(?: +(\S.*))?")
_ITEM: Final = re.compile(r"( *)- +(\{.*)")
_PLAIN: Final = re.compile(r"(?:[^\W\d_]|[“«¿])(?:(?!: | #).)*(?<!:)")
_PAIR: Final = re.compile(rf" *({_KEY}): +({_QUOTED}|[^\W\d_][^,\[\]{{}}:#\"']*) *([,}}])")
# What the full reader takes for something other than a text.
_NO_TEXTS: Final = frozenset({"null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"})


@dataclass(slots=True)
class Texts:
    """A file's maps, lists and texts, and the 1-based line of each path into them. `faults` are (line, what, how)."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, str, str]] = field(default_factory=list)


def read_texts(text: str) -> Texts:
    """Read a YAML text. Faults of syntax stand in the result."""
    return quickly(text) or _fully(text)


def _fully(text: str) -> Texts:
    """Read by the parser's events, as a framework is read."""
    from civicmap.framework.reader import read  # noqa: PLC0415 - ruamel, only for a file that is not plain

    document = read(text)
    faults = [(fault.line, fault.what, fault.how) for fault in document.faults]
    return Texts(document.data, document.lines, faults)


def quickly(text: str) -> Texts | None:
    """Read a file in the plain form; None for any other, sound or not."""
    if _REFUSED.search(text):
        return None
    try:
        return _Plain(text.split("\n")).read()
    except _NotPlainError:
        return None


class _NotPlainError(Exception):
    """A line is outside the plain form."""


class _Plain:
    """The lines still to be read, and the maps and lists that are open, the innermost last."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.at = 0
        self.found = Texts({})
        self.open: list[tuple[int, dict[str, Any] | list[Any], Path]] = [(0, self.found.data, ())]

    def read(self) -> Texts:
        """Read every line. Raises _NotPlainError."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if not line.strip(" ") or line.lstrip(" ").startswith("#"):
                continue
            self._entry(line) if (match := _ITEM.fullmatch(line)) is None else self._item(match)
        if not all(holder for _, holder, _ in self.open) or not self.found.data:
            raise _NotPlainError
        return self.found

    def _entry(self, line: str) -> None:
        """Read a key with its text, or one that opens a map or list."""
        match = _LINE.fullmatch(line)
        if match is None:
            raise _NotPlainError
        holder, path = self._holder(len(match[1]))
        if not isinstance(holder, dict):
            raise _NotPlainError
        value = _without_comment(match[3] or "")
        here = (*path, match[2])
        self.found.lines.setdefault((), self.at)
        if not value:
            holder[_new(match[2], holder)] = self._opened(len(match[1]), here)
        else:
            holder[_new(match[2], holder)] = self._value(value, len(match[1]), here)
        self.found.lines[here] = self.found.lines.get(here, self.at)

    def _item(self, match: re.Match[str]) -> None:
        """Read an item of a list: a map on one line."""
        holder, path = self._holder(len(match[1]))
        if not isinstance(holder, list):
            raise _NotPlainError
        here = (*path, len(holder))
        self.found.lines[here] = self.at
        holder.append(self._flow(match[2].rstrip(" "), here))

    def _holder(self, indent: int) -> tuple[dict[str, Any] | list[Any], Path]:
        """Close what ends above a line, and return what it belongs to."""
        while self.open[-1][0] > indent:
            if not self.open.pop()[1]:
                raise _NotPlainError
        at, holder, path = self.open[-1]
        if at != indent:
            raise _NotPlainError
        return holder, path

    def _opened(self, indent: int, path: Path) -> dict[str, Any] | list[Any]:
        """Open the map or list that begins on the next line that says something."""
        self.found.lines[path] = self.at
        told = next((line for line in self.lines[self.at :] if line.strip(" ") and line.lstrip(" ")[0] != "#"), "")
        deeper = _depth(told)
        if deeper <= indent:
            raise _NotPlainError
        made: dict[str, Any] | list[Any] = [] if told.lstrip(" ").startswith("- ") else {}
        self.open.append((deeper, made, path))
        return made

    def _value(self, value: str, indent: int, path: Path) -> str | dict[str, str]:
        """Read what stands after a key."""
        if value == ">-":
            self.found.lines[path] = self.at
            return self._folded(indent)
        if value[0] == "{":
            self.found.lines[path] = self.at
            return self._flow(value, path)
        return _text(value)

    def _folded(self, indent: int) -> str:
        """Read a text over several lines of one indent, which a space joins."""
        parts: list[str] = []
        deep = 0
        for line in self.lines[self.at :]:
            own = _depth(line)
            if not parts:
                deep = own
            if not line.strip(" ") or own <= indent:
                break
            if own != deep or line.endswith(" "):
                raise _NotPlainError
            parts.append(line.strip(" "))
        self.at += len(parts)
        after = next((line for line in self.lines[self.at :] if line.strip(" ")), "")
        if not parts or _depth(after) > indent:  # a text goes on below an empty line
            raise _NotPlainError
        return " ".join(parts)

    def _flow(self, value: str, path: Path) -> dict[str, str]:
        """Read a map on one line."""
        made: dict[str, str] = {}
        at = 1
        while match := _PAIR.match(value, at):
            made[_new(match[1], made)] = _text(match[2].rstrip(" "))
            self.found.lines[*path, match[1]] = self.at
            at = match.end()
            if match[3] == "}":
                break
        if value[at - 1] != "}" or at != len(value):
            raise _NotPlainError
        return made


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _new(key: str, holder: dict[str, Any]) -> str:
    """Return a key that a map has not yet."""
    if key in holder or key in _NO_TEXTS:
        raise _NotPlainError
    return key


def _without_comment(value: str) -> str:
    """Return a value without what is said about it after a `#`."""
    if value.startswith(("#", "{")):
        return value if value[0] == "{" else ""
    quoted = re.match(_QUOTED, value)
    at = value.find(" #", quoted.end() if quoted else 0)
    return (value if at < 0 else value[:at]).rstrip(" ")


def _text(value: str) -> str:
    """Return a text, in double quotes or plain."""
    if value[0] == '"':
        if not re.fullmatch(_QUOTED, value):
            raise _NotPlainError
        text: str = json.loads(value)
        return text
    if not _PLAIN.fullmatch(value) or value in _NO_TEXTS:
        raise _NotPlainError
    return value
