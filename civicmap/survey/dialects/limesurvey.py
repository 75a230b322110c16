"""LimeSurvey: codes, texts, or both in one header row; the VV export has both in two rows."""

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

# The same columns under their codes, their texts in the languages of administrators, and both.
_ID: Final = {"id", "response id", "id. response id", "id de la réponse", "id de respuesta", "antwort id", "antwort-id"}
_SUBMITTED: Final = {"submitdate", "date submitted", "submitdate. date submitted", "date de soumission", "fecha de envío",
                     "datum abgeschickt"}  # fmt: skip
_LAST_PAGE: Final = {"lastpage", "last page", "lastpage. last page", "dernière page", "última página", "letzte seite"}
_BOTH: Final = re.compile(r"([A-Za-z]\w*(?:\[[^\[\]]*\])*)\.\s+(.+)\Z", re.DOTALL)
_REMARK: Final = re.compile(r"(.+)\[(.+)comment\]\Z", re.DOTALL)
_METADATA: Final = re.compile(
    r"(\w+\. )?(response id|date submitted|last page|start language|seed|date started|date last action|total time"
    r"|group time.*|question time.*|id de la réponse|date de soumission|dernière page|langue de départ|date de lancement"
    r"|date de la dernière action|id de respuesta|fecha de envío|última página|lenguaje inicial|fecha de inicio"
    r"|fecha de la última acción)"
    r"|id|submitdate|lastpage|startlanguage|seed|startdate|datestamp|interviewtime|grouptime\w*|\w+time"
)
_PERSONAL: Final = re.compile(
    r"(\w+\. )?(ip address|referrer url|access code|token|adresse ip|url référente|dirección ip|url de referencia)"
    r"|token|ipaddr|refurl|firstname|lastname|email"
)
_TOOL: Final = ToolWords(
    answers=(
        *(("y", "yes"), ("n", "no"), ("1", "yes"), ("2", "no"), ("u", "dont_know"), ("uncertain", "dont_know")),
        *(("n/a", "blank"), ("{question_not_shown}", "not_asked")),
    )
)
_RULES: Final = (RowRule(frozenset(_SUBMITTED), frozenset({""}), Code.ROW_INCOMPLETE, keeps=True),)


def recognise(look: Look) -> Signs | None:
    """Know the columns that every export has."""
    found = look.find(_ID, _SUBMITTED, _LAST_PAGE)
    return None if found is None else Signs((found[0],), found[0], "its header has id, submitdate and lastpage")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return each column's code before its text, where the header has both."""
    return [Title(cell, tuple(_names(cell))) for cell in levels[-1]]


def _names(cell: str) -> list[Name]:
    both = _BOTH.match(cell)
    parts = [both[1], both[2], cell] if both else [cell]
    names = []
    for part in parts:
        remark = _REMARK.match(part)
        names += [Name(part)] if part.strip() else []
        names += [Name(remark[1], "comment")] if remark else []
    return names


def recognise_vv(look: Look) -> Signs | None:
    """Know two header rows, the second of codes."""
    number, _ = look.first
    codes = set(map(fold, look.row(number + 1)))
    if {"id", "submitdate", "startlanguage"} <= codes:
        return Signs((number, number + 1), number + 1, f"row {number + 1} holds the codes of a VV export")
    return None


def titles_vv(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return codes before texts."""
    texts, codes = levels
    return [Title(code or text, tuple(_names(code) + _names(text))) for text, code in zip(texts, codes, strict=True)]


def decode_vv(text: str) -> str:
    """Undo what a VV export writes in place of line breaks, tabs and braces; the brace comes last."""
    for written, sign in (("{newline}", "\n"), ("{cr}", "\r"), ("{tab}", "\t"), ("{quote}", '"'), ("{lbrace}", "{")):
        text = text.replace(written, sign)
    return text


LIMESURVEY: Final = Dialect(
    "limesurvey", "LimeSurvey", recognise, titles, metadata=_METADATA, personal=_PERSONAL, rules=_RULES, tool=_TOOL
)
LIMESURVEY_VV: Final = Dialect(
    "limesurvey_vv",
    "LimeSurvey (VV)",
    recognise_vv,
    titles_vv,
    depth=2,
    metadata=_METADATA,
    personal=_PERSONAL,
    rules=_RULES,
    tool=_TOOL,
    decode=decode_vv,
)
