"""Directives: lines of Markdown that say how a table, figure or page is to stand, as `<!-- civicmap: … -->`."""

from __future__ import annotations

import re
from typing import Final

# What each directive takes: its flags and, by key, the form of a value. What is not in here is no directive.
DIRECTIVES: Final[dict[str, dict[str, str]]] = {
    "table": {"id": r"[a-z0-9_-]+", "widths": r"\d+(\.\d+)?(,\d+(\.\d+)?)*", "landscape": ""},
    "figure": {"id": r"[a-z0-9_-]+"},
    "note": {},
    "marks": {},
    "summary": {},
    "unnumbered": {},
    "contents": {},
    "page-break": {},
    "limit": {"words": r"[1-9]\d{0,6}"},
}
_LINE: Final = re.compile(r"<!-- civicmap: ([a-z-]+)((?: [a-z]+(?:=(?:\"[^\"]*\"|[A-Za-z0-9._,:%-]+))?)*) -->[ \t]*")
_ATTRIBUTE: Final = re.compile(r" ([a-z]+)(?:=(?:\"([^\"]*)\"|([^\" ]+)))?")


def directive(line: str) -> tuple[str, dict[str, str]] | None:
    """Return a directive's name and attributes (a flag's value is ""), or None where the line is anything else."""
    whole = _LINE.fullmatch(line)
    if whole is None or "--" in line[4:].rstrip()[:-3] or whole[1] not in DIRECTIVES:
        return None
    takes = DIRECTIVES[whole[1]]
    attributes: dict[str, str] = {}
    for key, quoted, bare in _ATTRIBUTE.findall(whole[2]):
        if key not in takes or key in attributes or not re.fullmatch(takes[key], quoted or bare):
            return None
        attributes[key] = quoted or bare
    return whole[1], attributes
