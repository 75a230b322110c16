"""Typeform: a column per option under the option's label alone, and the label again where it was chosen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.titles import Name, Title
from civicmap.survey.words.tools import LABEL_MARKS, ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence


def recognise(look: Look) -> Signs | None:
    """Know the first column and those at the end."""
    found = look.find({"#"}, {"network id", "submit date (utc)"})
    return None if found is None else Signs((found[0],), found[0], "its header has # and Submit Date (UTC)")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles; each may be a question, or an option of one that the header does not name."""
    return [Title(cell, (Name(cell), Name("", cell)) if cell.strip() else ()) for cell in levels[-1]]


TYPEFORM: Final = Dialect(
    "typeform",
    "Typeform",
    recognise,
    titles,
    metadata=re.compile(
        r"#|(start|submit|stage) date \(utc\)|response type|tags|ending|network id|score|winning outcome.*|(start|submit) date"
    ),
    personal=re.compile(r"network id|email|phone number|first name|last name"),
    tool=ToolWords(ticks=LABEL_MARKS),
)
