"""REDCap: field names and codes, or labels; a checkbox has a column per choice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.folding import fold
from civicmap.survey.titles import Name, Title
from civicmap.survey.words.tools import BIT_MARKS, ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIELD: Final = re.compile(r"([a-z][a-z0-9_]*?)___(_?[A-Za-z0-9_]+)\Z")
_CHOICE: Final = re.compile(r"(.+?)\s*\(choice=(.+)\)\s*\Z", re.DOTALL)
_ADDED: Final = frozenset(
    f"redcap_{name}"
    for name in ("event_name", "repeat_instrument", "repeat_instance", "data_access_group", "survey_identifier")
)
_STATE: Final = re.compile(r"[a-z][a-z0-9_]*_complete\Z")
_LABELS: Final = {"event name", "repeat instrument", "repeat instance", "data access group", "survey identifier"}


def recognise(look: Look) -> Signs | None:
    """Know the fields that REDCap adds, and its checkboxes, at the top of the table; below it one may be an answer."""
    top, _ = look.first
    for number, cells in look.rows:
        signs = _signs([cell.strip() for cell in cells])
        if signs and (number == top or len(signs) > 1):
            return Signs((number,), number, f"its header has {signs[0]!r}")
    return None


def _signs(texts: Sequence[str]) -> list[str]:
    """Return the headers that only REDCap writes; the state of a form counts beside another sign."""
    added = [text for text in texts if text in _ADDED]
    boxes = [text for text in texts if _FIELD.match(text)]
    choices = [text for text in texts if _CHOICE.match(text)]
    labels = [text for text in texts if text == "Complete?" or fold(text) in _LABELS]
    complete = [text for text in texts if _STATE.match(text)]
    sure = [*added, *choices, *labels]
    return [*sure, *boxes, *complete] if sure or (complete and (boxes or "record_id" in texts)) else []


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles; a checkbox's are its field and choice."""
    return [Title(cell, tuple(_names(cell))) for cell in levels[-1]]


def _names(cell: str) -> list[Name]:
    field, choice = _FIELD.match(cell.strip()), _CHOICE.match(cell)
    if field is not None:
        code = field[2]
        codes = (code, f"-{code[1:]}") if code.startswith("_") else (code,)
        return [*(Name(field[1], one) for one in codes), Name(cell)]
    if choice is not None:
        return [Name(choice[1], choice[2]), Name(cell)]
    return [Name(cell)] if cell.strip() else []


REDCAP: Final = Dialect(
    "redcap",
    "REDCap",
    recognise,
    titles,
    metadata=re.compile(
        r"record_id|record id|redcap_(event_name|repeat_instrument|repeat_instance|data_access_group)|\w+_complete|\w+_timestamp"
        r"|complete\?|event name|repeat instrument|repeat instance|data access group|survey timestamp"
    ),
    personal=re.compile(r"redcap_survey_identifier|survey identifier"),
    tool=ToolWords(answers=(("1", "yes"), ("0", "no")), ticks=BIT_MARKS),
    several_rows=True,
)
