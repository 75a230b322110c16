"""Survey123 and ArcGIS: ObjectID and GlobalID around the questions' labels or names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.titles import Name, Title
from civicmap.survey.words.tools import ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

_OTHER: Final = re.compile(r"Other - (.+)\Z", re.IGNORECASE | re.DOTALL)


def recognise(look: Look) -> Signs | None:
    """Know the two ids."""
    found = look.find({"objectid"}, {"globalid"})
    return None if found is None else Signs((found[0],), found[0], "its header has ObjectID and GlobalID")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles; the text of "other" stands in a column that begins so."""
    return [_title(cell) for cell in levels[-1]]


def _title(cell: str) -> Title:
    other = _OTHER.match(cell)
    if other is not None:
        return Title(cell, (Name(other[1], "other text"),))
    return Title(cell, (Name(cell),) if cell.strip() else ())


SURVEY123: Final = Dialect(
    "survey123",
    "Survey123",
    recognise,
    titles,
    metadata=re.compile(r"objectid|globalid|creation ?date|edit ?date|survey instance name"),
    personal=re.compile(r"creator|editor|x|y"),
    tool=ToolWords(separators=(",",), month_first=True),
)
