"""Tables that survey tools write and that hold no responses: forms, dictionaries, repeats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPES: Final = re.compile(
    r"(text|string|select.*|integer|int|decimal|note|date(time)?|time|calculate|hidden|rank|range|image|audio|video|file|barcode"
    r"|geo\w+|acknowledge|(begin|end)[ _](group|repeat)|group|repeat|start|end|today|deviceid|username|audit)\Z"
)


def _form(look: Look) -> Signs | None:
    """Know the sheet of questions of an XLSForm."""
    if (look.table.name or "").strip().lower() not in ("survey", "choices", "settings"):
        return None
    questions = look.find({"type"}, {"name"})
    if questions is not None and not _asks(look, *questions):
        return None
    found = (
        questions
        or look.find({"list_name", "list name"}, {"name"})
        or look.find({"form_id", "form_title", "id_string"})
    )
    return None if found is None else Signs((found[0],), found[0], "it holds the questions of an XLSForm")


def _asks(look: Look, header: int, cells: Sequence[str]) -> bool:
    """Say whether what stands under "type" are types of questions, and not of entities."""
    at = [fold(cell) for cell in cells].index("type")
    given = [fold(row[at]) for number, row in look.rows if number > header and at < len(row) and row[at].strip()]
    return any(_TYPES.match(text) for text in given) or not given


def _repeat(look: Look) -> Signs | None:
    """Know what ties a repeated group to its submission."""
    found = look.at_top({"_parent_table_name", "_parent_index", "parent_key", "parentglobalid"})
    return None if found is None else Signs((found[0],), found[0], "it holds a repeated group")


def _dictionary(look: Look) -> Signs | None:
    """Know REDCap's data dictionary."""
    found = look.find({"variable / field name"}, {"form name"})
    return None if found is None else Signs((found[0],), found[0], "it is a data dictionary")


XLSFORM: Final = Dialect("xlsform", "XLSForm", _form, refused="an XLSForm: questions, not responses")
REPEAT: Final = Dialect("repeat", "a repeated group", _repeat, refused="a repeated group of another table's responses")
DICTIONARY: Final = Dialect(
    "redcap_dictionary",
    "REDCap data dictionary",
    _dictionary,
    refused="a REDCap data dictionary: questions, not responses",
)
