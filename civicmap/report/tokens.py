"""Markdown to tokens: one reader, with the dialect's own rule for directives. All HTML stays text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from civicmap.report.directives import directive

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

# Deeper quotations and lists stay text: each level costs frames of Python's stack, and the reader must not drop any.
_DEEPEST: Final = 24
# Rules that can lose text (a link's definition vanishes) or read layout as meaning (four spaces, a line of dashes).
_OFF: Final = ("reference", "lheading", "code", "image")
# What may begin something inside a line, by the rules that are on.
_MARKUP: Final = re.compile(r"[\n\\`~*_\[\]!<&]")
_NOTHING: Final = "<!-- -->"
_NESTING: Final = ("blockquote", "list", "footnote_def")


def parse(markdown: str) -> list[Token]:
    """Return the tokens of a text. A directive is a token of type `directive` with its `name` and `attrs` in `meta`."""
    return _reader().parse(markdown)


@cache
def _reader() -> MarkdownIt:
    """Return the one reader: tables and footnotes on, HTML and everything that rewrites text off."""
    reader = MarkdownIt("js-default", {"maxNesting": 4 * _DEEPEST})
    reader.use(footnote_plugin, inline=False, move_to_end=False)
    reader.block.ruler.before("table", "directive", _directive)
    reader.core.ruler.at("inline", _inline)
    reader.inline.ruler.before("autolink", "apart", _apart)
    for rule in reader.block.ruler.__rules__:
        if rule.name in _NESTING:
            rule.fn = _bounded(rule.fn)
    return reader.disable(_OFF)


def _inline(state: StateCore) -> None:
    """Read what stands inside blocks. A text without any sign of markup is itself: most cells of a long table are."""
    for token in state.tokens:
        if token.type == "inline":
            if _MARKUP.search(token.content):
                token.children = []
                state.md.inline.parse(token.content, state.md, state.env, token.children)
            else:
                token.children = [Token("text", "", 0, content=token.content)] if token.content else []


def _bounded(
    rule: Callable[[StateBlock, int, int, bool], bool],
) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return the rule, blind below the deepest level."""

    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < _DEEPEST and rule(state, start, end, silent)

    return bounded


def _apart(state: StateInline, _silent: bool) -> bool:
    """Pass over an empty comment, which keeps what GitHub would make a link of apart."""
    if not state.src.startswith(_NOTHING, state.pos):
        return False
    state.pos += len(_NOTHING)
    return True


def _directive(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    """Read one directive line at the margin; anything that is not exactly one is left to be text."""
    if state.level or state.tShift[start] or state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] : state.eMarks[start]]
    found = directive(line)
    if found is None:
        return False
    if silent:
        return True
    name, attributes = found
    token = state.push("directive", "", 0)
    token.meta = {"name": name, "attrs": attributes}
    token.content = line
    token.map = [start, start + 1]
    state.line = start + 1
    return True
