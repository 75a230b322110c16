"""Texts broken into lines of so many cells of a terminal, in which some signs take two and some none.

rich's tables do the same and lay out styles too, which ours have not: they took a third of what a command took.
"""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"\s*\S+\s*")  # with the space around it
# Letters of Latin, the dashes and dots of tables, and what bars are drawn with: a cell each, as nearly all texts are.
_SINGLE: Final = re.compile(r"[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2500-\u259f]*")


def is_plain(text: str) -> bool:
    """Say whether a text is one line in which every sign takes one cell, as far as that can be said at a glance."""
    return _SINGLE.fullmatch(text) is not None


def cells_of(text: str) -> int:
    """Return how many cells a text takes."""
    if text.isascii() or is_plain(text):
        return len(text)
    from rich.cells import cell_len  # noqa: PLC0415 - tables of Unicode, only for texts that need them

    return cell_len(text)


def wrapped(text: str, width: int) -> list[str]:
    """Return a text's lines, each broken between words, and within a word that no line can hold."""
    return [part for line in text.split("\n") for part in (_broken(line, width) if cells_of(line) > width else [line])]


def _broken(line: str, width: int) -> list[str]:
    """Return a line that is too long as several."""
    lines, held = [""], 0
    for word in _WORD.findall(line):
        needs = cells_of(word.rstrip())
        if held + needs <= width:
            lines[-1] += word
            held += cells_of(word)
            continue
        parts = _folded(word, width) if needs > width else [word]
        lines += parts
        held = cells_of(parts[-1])
    return lines if lines[0] else lines[1:]


def _folded(word: str, width: int) -> list[str]:
    """Return a word in parts that fit."""
    if word.isascii():
        return [word[at : at + width] for at in range(0, len(word), width)]
    from rich.cells import chop_cells  # noqa: PLC0415 - as above

    return chop_cells(word, width)
