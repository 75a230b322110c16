"""KoboToolbox: one header row of XML names or labels, groups and options joined to them by a separator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code
from civicmap.survey.dialects.dialect import Dialect, Look, RowRule, Signs
from civicmap.survey.dialects.hxl import is_tags
from civicmap.survey.dialects.paths import path_titles
from civicmap.survey.words.tools import BIT_MARKS, ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.survey.titles import Title

# R writes an X before a name that begins with an underscore.
_SIGNS: Final = tuple(
    {name, f"x{name}"}
    for name in ("_uuid", "_submission_time", "_index", "__version__", "_validation_status", "_submitted_by")
)
_ENOUGH: Final = 2


def recognise(look: Look) -> Signs | None:
    """Know the columns that the server adds; a row of tags may follow the header."""
    found = look.find(*_SIGNS, least=_ENOUGH)
    if found is None:
        return None
    number, cells = found
    named = [cell.strip() for cell in cells if any(cell.strip().lower() in sign for sign in _SIGNS)]
    tail = 1 if is_tags(look.row(number + 1)) else 0
    return Signs((number,), number + tail, f"its header has {', '.join(named[:3])}")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles without groups too, whichever separator was chosen."""
    return path_titles(levels[-1], ("/", " / ", "::", "."))


KOBO: Final = Dialect(
    "kobo",
    "KoboToolbox",
    recognise,
    titles,
    metadata=re.compile(
        r"x?_(id|uuid|submission_time|validation_status|notes|status|version_|tags|index|attachments|xform_id_string|bamboo_dataset_id"
        r"|media_all_received|supplementaldetails)|__version__|(.*[/.])?(start|end|today)"
        r"|(meta[/.])?(rootuuid|instanceid|instancename|deprecatedid)|formhub[/.]uuid"
    ),
    personal=re.compile(
        r"x?_submitted_by|_geolocation|username|deviceid|phonenumber|simserial|subscriberid|audit"
        r"|.* - (transcript|translation) \(.*\)"
    ),
    rules=(
        RowRule(
            frozenset({"_validation_status"}),
            frozenset({"not approved", "validation_status_not_approved"}),
            Code.ROW_REJECTED,
            keeps=True,
        ),
    ),
    tool=ToolWords(answers=(("n/a", "blank"),), ticks=BIT_MARKS, separators=(" ",)),
)
