"""How long a report is, in words, and how long its template says that it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from civicmap.report.directives import directive

_WORD: Final = re.compile(r"\w")
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Signs of writing that sets no spaces: each counts as a word."""


@dataclass(frozen=True, slots=True)
class Length:
    """Words of the text, headings and notes included, and of the tables; the limit for the text, if there is one."""

    text: int
    tables: int
    limit: int | None

    @property
    def over(self) -> int:
        """By how many words the text is too long."""
        return max(0, self.text - self.limit) if self.limit is not None else 0


def length(markdown: str) -> Length:
    """Count the words of a document, and find the limit that it states. The last one counts."""
    text = tables = 0
    limit = None
    for line in markdown.splitlines():
        found = directive(line)
        if found is not None:
            limit = int(found[1]["words"]) if found[0] == "limit" and "words" in found[1] else limit
        elif line.startswith("|"):
            tables += _count(line)
        else:
            text += _count(line)
    return Length(text, tables, limit)


def _count(line: str) -> int:
    """Count what stands between spaces and holds a letter or a figure."""
    unspaced = len(_UNSPACED.findall(line))
    return unspaced + sum(1 for part in _UNSPACED.sub(" ", line).split() if _WORD.search(part))
