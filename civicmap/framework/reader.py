"""YAML text to plain values with the line of every key: YAML 1.2, and nothing that expands, repeats or surprises.

Built on the parser's events: keys and plain `yes`, `no`, `NO`, dates and versions stay text; only numbers, `true`,
`false` and `null` are read as such. Anchors, aliases, tags and repeated keys are faults, all found in one run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from civicmap.errors import Code

Path = tuple[str | int, ...]

LARGEST: Final = 5_000_000  # bytes
_DEEPEST: Final = 60
_NUMBER: Final = re.compile(r"[-+]?(?:(?:0|[1-9]\d{0,30})(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?\Z")
_WORDS: Final = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS_OF_TRUTH: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}

_QUOTES = "put the whole text in double quotes"
# What the parser says -> what a writer of frameworks most likely did, and the repair.
_SYNTAX: Final = (
    ("mapping values are not allowed", "a `: ` inside a text that is not in quotes", _QUOTES),
    ("expected ',' or '}'", "a quote or a { that is not closed, here or above, or a `: ` in a text between { } that is not in quotes", _QUOTES),
    ("expected ',' or ']'", "a quote or a [ that is not closed, here or above, or a `: ` in a list's text that is not in quotes", _QUOTES),
    ("cannot start any token", "a tab, or a text that begins with %, @ or `", f"use spaces; {_QUOTES}"),
    ("while scanning a quoted scalar", "a quote that is opened and not closed", "close the quote on the same line"),
    ("while scanning an alias", "a text that begins with *", _QUOTES),
    ("while scanning an anchor", "a text that begins with &", _QUOTES),
    ("while parsing a tag", "a text that begins with !", _QUOTES),
    ("while scanning a tag", "a text that begins with !", _QUOTES),
    ("expected <block end>", "a line that is indented otherwise than its neighbours, or text after a closing quote",
     "give sisters the same indent; let a quoted text end with its quote"),
    ("could not find expected ':'", "a key without `: `", "write `key: value`"),
    ("special characters are not allowed", "a control character in the text", "delete it"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a line (1-based) of the text."""

    code: Code
    line: int
    path: Path
    what: str
    how: str


@dataclass(slots=True)
class Document:
    """A file's values (maps, lists, texts, numbers) and the 1-based line of each path into them."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    bare: set[Path] = field(default_factory=set)  # keys between { } without a `:`, as an unquoted comma makes them
    faults: list[Fault] = field(default_factory=list)


def read(text: str) -> Document:
    """Read a YAML text. Faults stand in the document; after one of syntax its data is None."""
    document = Document()
    try:
        _Builder(document).run(text)
    except MarkedYAMLError as fault:
        document.data = None
        document.faults.append(_syntax_fault(fault))
    except YAMLError as fault:  # a character that YAML refuses
        document.data = None
        what, how = _likely(str(fault))
        document.faults.append(Fault(Code.FRAMEWORK_SYNTAX, _line_of(text, fault), (), what, how))
    return document


def _syntax_fault(fault: MarkedYAMLError) -> Fault:
    # An open quote is noticed at the end of the file; its beginning is where to look.
    opened = "quoted scalar" in (fault.context or "")
    mark = fault.context_mark if opened else fault.problem_mark or fault.context_mark
    what, how = _likely(f"{fault.context or ''} {fault.problem or ''}")
    return Fault(Code.FRAMEWORK_SYNTAX, mark.line + 1 if mark else 1, (), what, how)


def _likely(said: str) -> tuple[str, str]:
    """Return what is most likely wrong, and the repair, from what the parser says."""
    for words, what, how in _SYNTAX:
        if words in said:
            return f"not readable as YAML: most likely {what}", how
    return f"not readable as YAML: {' '.join(said.split())}", "compare the line with the examples in the reference"


def _line_of(text: str, fault: YAMLError) -> int:
    position = getattr(fault, "position", 0)
    return text.count("\n", 0, position if isinstance(position, int) else 0) + 1


class _Builder:
    """Turns events into values with an explicit stack, so that no depth of nesting can exhaust Python's."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[tuple[dict[str, Any] | list[Any], Path, bool]] = []  # value, its path, whether between { }
        self.key: list[tuple[str, int] | None] = []  # for each open map, the key that waits for its value
        self.documents = 0

    def run(self, text: str) -> None:
        """Read every event."""
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.start_mark.line + 1
            if isinstance(event, ScalarEvent):
                self._refuse(event, line)
                self._scalar(event, line)
            elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
                self._refuse(event, line)
                self._open({} if isinstance(event, MappingStartEvent) else [], bool(event.flow_style), line)
            elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
                self.stack.pop()
                self.key.pop()
            elif isinstance(event, AliasEvent):
                self._fault(line, f"an alias (*{event.anchor})", "write the value out; aliases are not read")
                if self._awaits_key():
                    self.key[-1] = (f"\0{line}", line)
                else:
                    self._put(None, line)
            elif isinstance(event, DocumentStartEvent):
                self.documents += 1
                if self.documents == 2:
                    self._fault(line, "a second document (---)", "keep one framework in a file")

    def _fault(self, line: int, what: str, how: str, path: Path = ()) -> None:
        self.document.faults.append(Fault(Code.FRAMEWORK_SYNTAX, line, path, what, how))

    def _refuse(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, line: int) -> None:
        """Name an anchor or a tag."""
        if event.anchor is not None:
            self._fault(line, f"an anchor (&{event.anchor})", f"leave it out; for a text that begins with &, {_QUOTES}")
        if event.tag not in (None, "!"):
            self._fault(line, f"a tag ({event.tag})", f"leave it out; for a text that begins with !, {_QUOTES}")

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        if self._awaits_key():
            key = str(event.value)
            holder, path, _flow = self.stack[-1]
            if key in holder:
                first = self.document.lines[(*path, key)]
                self.document.faults.append(
                    Fault(
                        Code.FRAMEWORK_KEY, line, (*path, key), "said twice", f"keep one; the first is on line {first}"
                    )
                )
                key = f"{key}\0{line}"  # read on, without touching the first
            self.key[-1] = (key, line)
            return
        plain = event.style is None or event.style == ""
        value = _value(event.value) if plain else event.value
        if value is None and event.start_mark.index == event.end_mark.index and self.stack and self.stack[-1][2]:
            waiting = self.key[-1]
            if waiting is not None:
                self.document.bare.add((*self.stack[-1][1], waiting[0]))
        self._put(value, line)

    def _awaits_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1][0], dict) and self.key[-1] is None

    def _open(self, value: dict[str, Any] | list[Any], flow: bool, line: int) -> None:
        if self._awaits_key():
            self._fault(line, "a key that is a list or a map", f"write a text as the key; if it is one, {_QUOTES}")
            self.key[-1] = (f"\0{line}", line)
            self.stack.append((value, ("\0",), flow))  # read it, and let it go
            self.key.append(None)
            return
        path = self._put(value, line)
        if len(self.stack) == _DEEPEST:
            raise MarkedYAMLError(problem=f"nested more than {_DEEPEST} levels deep")
        self.stack.append((value, path, flow))
        self.key.append(None)

    def _put(self, value: Any, line: int) -> Path:
        """Place a value in the map or list that is open, and return its path."""
        if not self.stack:
            if self.documents <= 1:
                self.document.data = value
                self.document.lines[()] = line
            return ()
        holder, path, _flow = self.stack[-1]
        if isinstance(holder, list):
            here: Path = (*path, len(holder))
            holder.append(value)
            self.document.lines[here] = line
            return here
        waiting = self.key[-1]
        assert waiting is not None
        key, key_line = waiting
        self.key[-1] = None
        here = (*path, key)
        if "\0" not in key:
            holder[key] = value
            self.document.lines[here] = key_line
        return here


def _value(text: str) -> str | int | float | bool | None:
    """Return a plain scalar's value by the core schema of YAML 1.2, without the notations that nobody means."""
    if text in _WORDS:
        return None
    if text in _WORDS_OF_TRUTH:
        return _WORDS_OF_TRUTH[text]
    if _NUMBER.match(text):
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    return text
