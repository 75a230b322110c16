"""Qualtrics: names, then texts, then a row of import ids; older exports have the first two alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code
from civicmap.survey.dialects.dialect import Dialect, Look, RowRule, Signs
from civicmap.survey.folding import fold
from civicmap.survey.titles import Name, Title
from civicmap.survey.words.tools import ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

_IMPORT: Final = re.compile(r'\s*\{\s*"{1,2}ImportId"{1,2}\s*:')
_CHOSEN: Final = re.compile(r"\s+-\s+Selected Choice(?=\s+-\s|\s*\Z)", re.IGNORECASE)
_OTHER: Final = re.compile(r"(.+)\s+-\s+Text\s*\Z", re.IGNORECASE | re.DOTALL)
_OTHER_NAME: Final = re.compile(r"(\w+?)(_\w+)?_TEXT\Z")
_PREVIEWS: Final = frozenset({"survey preview", "1", "survey test", "2", "preview spam", "9", "offline preview", "17"})
_SPAM: Final = frozenset({"spam", "8", "imported spam", "12", "possible spam"})


def recognise(look: Look) -> Signs | None:
    """Know the row of import ids, else the columns of every export."""
    for number, cells in look.rows:
        given = [cell for cell in cells if cell.strip()]
        if given and all(map(_IMPORT.match, given)):
            levels = tuple(at for at, row in look.rows if row and at < number)[-2:]
            return Signs(levels or (number,), number, f"row {number} holds import ids")
    found = look.find({"responseid", "response id"}, {"recordeddate", "recorded date", "v1", "startdate"})
    if found is None:
        return None
    number, cells = found
    at = next(place for place, cell in enumerate(cells) if fold(cell) in ("responseid", "response id"))
    below = look.row(number + 1)
    two = at < len(below) and fold(below[at]) in ("responseid", "response id")
    levels = (number, number + 1) if two else (number,)
    return Signs(levels, number + two, "its header has ResponseId and RecordedDate")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return names before texts."""
    named, texts = levels[0], levels[-1]
    pairs = zip(named, texts, strict=True)
    return [Title(name or text, tuple(dict.fromkeys(_names(name) + _names(text)))) for name, text in pairs]


def _names(text: str) -> list[Name]:
    if not text.strip():
        return []
    coded, other = _OTHER_NAME.match(text.strip()), _OTHER.match(text)
    if coded is not None:
        stem = text.strip().removesuffix("_TEXT")
        parts = stem.split("_")
        return [Name("_".join(parts[:cut]), "other text") for cut in range(len(parts), 0, -1)]
    if other is not None:
        parts = _CHOSEN.sub("", other[1]).split(" - ")
        return [Name(" - ".join(parts[:cut]), "other text") for cut in range(len(parts) - 1, 0, -1)]
    return [Name(_CHOSEN.sub("", text))]


QUALTRICS: Final = Dialect(
    "qualtrics",
    "Qualtrics",
    recognise,
    titles,
    depth=2,
    tail=1,
    metadata=re.compile(
        r"startdate|enddate|status|progress|finished|recordeddate|responseid|externalreference|distributionchannel|userlanguage"
        r"|duration \(in seconds\)|responseset|externaldatareference|v\d+|q_\w+|\w+_do(_\d+)?|start date|end date|response type"
        r"|recorded date|response id|external (data )?reference|distribution channel|user language"
    ),
    personal=re.compile(
        r"ipaddress|ip address|recipient ?(last|first) ?name|recipientemail|recipient email|location ?(latitude|longitude)|name|emailaddress"
    ),
    rules=(
        RowRule(frozenset({"status", "response type"}), _PREVIEWS, Code.ROW_PREVIEW),
        RowRule(frozenset({"status", "response type"}), _SPAM, Code.ROW_REJECTED, keeps=True),
        RowRule(frozenset({"finished"}), frozenset({"false", "0"}), Code.ROW_INCOMPLETE, keeps=True),
    ),
    tool=ToolWords(answers=(("-99", "blank"),), separators=(",",)),
)
