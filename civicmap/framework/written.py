"""Values and conditions as they are written in a framework file. Needs no YAML library: JSON's quoted texts are YAML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Condition,
    HasAll,
    InGroup,
    Is,
    Not,
    WithinMonths,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Words that stand without quotes; all else is quoted, as YAML reads numbers, null and true otherwise.
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_ -]*(?<! )\Z")
_READ_OTHERWISE: Final = frozenset({"null", "true", "false", "~"})
# JSON leaves these as they are, and YAML takes them for line breaks or refuses them.
_REFUSED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def scalar(text: str) -> str:
    """Return a text as a key or value, in quotes where it needs them."""
    if _PLAIN.match(text) and text.lower() not in _READ_OTHERWISE:
        return text
    return _REFUSED.sub(lambda at: f"\\u{ord(at[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a map on one line; keys and values are written already."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"


def listed(items: Sequence[str]) -> str:
    """Return a list on one line; one alone stands without brackets."""
    return items[0] if len(items) == 1 else "[" + ", ".join(items) + "]"


def condition_text(condition: Condition) -> str:
    """Return a gate's condition on one line. Bands and pooled cells, which no gate may hold, are not written."""
    match condition:
        case AllOf(parts):
            lines = [pair for part in parts for pair in _lines(part)]
            if len({key for key, _ in lines}) == len(lines):
                return flow(lines)
            return flow([("all_of", _several(parts))])
        case _:
            return flow(_lines(condition))


def _lines(condition: Condition) -> list[tuple[str, str]]:
    """Return a condition as lines of a map."""
    match condition:
        case AllOf(parts):
            line = ("all_of", _several(parts))
        case AnyOf(parts):
            line = ("any_of", _several(parts))
        case AtLeastOf(n, parts):
            line = ("at_least", flow([("n", f"{n}"), ("of", _several(parts))]))
        case Not(part):
            line = ("not", condition_text(part))
        case InGroup(name, words):
            line = (scalar(name), listed([scalar(word) for word in words]))
        case _:
            line = _test(condition)
    return [line]


def _test(condition: Condition) -> tuple[str, str]:
    """Return a test of one question as a line."""
    match condition:
        case Is(name, words):
            said = listed([scalar(word) for word in words])
        case HasAll(name, words):
            said = flow([("all", "[" + ", ".join(map(scalar, words)) + "]")])
        case AtLeast(name, n):
            said = flow([("at_least", _number(n))])
        case AtMost(name, n):
            said = flow([("at_most", _number(n))])
        case WithinMonths(name, months):
            said = flow([("within_months", f"{months}")])
        case _:
            raise TypeError(f"no gate holds {condition!r}")
    return scalar(name), said


def _several(parts: Sequence[Condition]) -> str:
    return "[" + ", ".join(map(condition_text, parts)) + "]"


def _number(n: float) -> str:
    return str(int(n)) if n.is_integer() and abs(n) < 1e15 else repr(n)
