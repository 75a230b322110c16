"""Expressions of forms, as a tree: `${q} = 'x' and not(selected(${m}, 'y'))`, and REDCap's `[q] = '1' or [m(2)] = '1'`.

Only what conditions are made of is read; all else is refused with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 20_000  # characters
_DEEPEST: Final = 40
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<ref>\$\{\s*(?P<name>[^{}]{1,200}?)\s*\})
    | (?P<field>\[\s*(?P<word>\w{1,200})\s*(?:\(\s*(?P<code>[^()\[\]]{1,200}?)\s*\))?\s*\])
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<number>\d+(?:\.\d+)?|\.\d+)
    | (?P<sign><=|>=|!=|<>|[=<>(),+\-*])
    | (?P<self>\.(?![\w.]))
    | (?P<call>[A-Za-z_][\w:-]*)
    )""",
    re.VERBOSE,
)


class ExpressionError(ValueError):
    """The expression cannot be read; its text is the reason."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The answer to a question. "" is the question itself (`.`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Value:
    """A text, or a number as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the form's language."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Two sides and a sign: = != < <= > >=."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction:
    """Parts joined by `and` (every) or `or`."""

    every: bool
    parts: tuple[Node, ...]


Node = Ref | Value | Call | Compare | Junction


def parse(expression: str) -> Node:
    """Return the tree of an expression. Raises ExpressionError."""
    if len(expression) > _LONGEST:
        raise ExpressionError("it is too long")
    parser = _Parser(_tokens(expression))
    tree = parser.junction("or", 0)
    if parser.kind != "end":
        raise ExpressionError(f"{parser.text!r} is not expected there")
    return tree


Token = tuple[str, str, str]  # kind, text, and the code in the brackets of REDCap's [field(code)]


def _tokens(expression: str) -> list[Token]:
    tokens: list[Token] = []
    at = 0
    text = expression.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ExpressionError(f"{text[at:].strip()[:12]!r} is not understood")
        kind = str(found.lastgroup if found.lastgroup not in ("name", "word", "code") else "")
        if found["ref"]:
            tokens.append(("ref", found["name"], ""))
        elif found["field"]:
            tokens.append(("ref", found["word"], found["code"] or ""))
        elif found["text"]:
            tokens.append(("value", found["text"][1:-1], ""))
        elif found["number"]:
            tokens.append(("value", found["number"], ""))
        elif found["self"]:
            tokens.append(("ref", "", ""))
        else:
            tokens.append((kind, {"<>": "!="}.get(found[kind], found[kind]), ""))
        at = found.end()
    return [*tokens, ("end", "the end", "")]


class _Parser:
    """Walks the tokens: or, and, comparison, operand."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def kind(self) -> str:
        """What the present token is."""
        return self._tokens[self._at][0]

    @property
    def text(self) -> str:
        """The present token."""
        return self._tokens[self._at][1]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _take(self, sign: str) -> None:
        if (self.kind, self.text) != ("sign", sign):
            raise ExpressionError(f"{self.text!r} stands where {sign!r} is expected")
        self._next()

    def junction(self, word: str, depth: int) -> Node:
        """Read parts joined by a word."""
        if depth > _DEEPEST:
            raise ExpressionError("it is nested too deeply")
        parts = [self._part(word, depth)]
        while self.kind == "call" and self.text.lower() == word:
            self._next()
            parts.append(self._part(word, depth))
        return parts[0] if len(parts) == 1 else Junction(word == "and", tuple(parts))

    def _part(self, word: str, depth: int) -> Node:
        return self.junction("and", depth) if word == "or" else self._comparison(depth)

    def _comparison(self, depth: int) -> Node:
        left = self._operand(depth)
        if self.kind == "sign" and self.text in ("=", "!=", "<", "<=", ">", ">="):
            sign = self._next()[1]
            return Compare(sign, left, self._operand(depth))
        if self.kind == "sign" and self.text in "+-*":
            raise ExpressionError("it computes")
        return left

    def _operand(self, depth: int) -> Node:
        kind, text, code = self._next()
        if kind == "ref":
            return Call("selected", (Ref(text), Value(code))) if code else Ref(text)
        if kind == "value":
            return Value(text)
        if (kind, text) == ("sign", "-") and self.kind == "value":
            return Value("-" + self._next()[1])
        if (kind, text) == ("sign", "("):
            inner = self.junction("or", depth + 1)
            self._take(")")
            return inner
        if kind == "call" and self.text == "(":
            return Call(text.lower(), self._arguments(depth + 1))
        raise ExpressionError(f"{text!r} is not understood")

    def _arguments(self, depth: int) -> tuple[Node, ...]:
        self._take("(")
        arguments: list[Node] = []
        while not (self.kind == "sign" and self.text == ")"):
            arguments.append(self.junction("or", depth))
            if self.kind == "sign" and self.text == ",":
                self._next()
            elif self.text != ")":
                raise ExpressionError(f"{self.text!r} stands where ')' is expected")
        self._take(")")
        return tuple(arguments)
