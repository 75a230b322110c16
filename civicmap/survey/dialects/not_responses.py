"""Tables that survey tools write and that hold no responses: forms, dictionaries, repeats."""

from __future__ import annotations

from typing import Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs


def _form(look: Look) -> Signs | None:
    """Know the sheet of questions of an XLSForm."""
    if (look.table.name or "").strip().lower() not in ("survey", "choices", "settings"):
        return None
    found = look.find({"type"}, {"name"}) or look.find({"list_name", "list name"}, {"name"})
    found = found or look.find({"form_id", "form_title", "id_string"})
    return None if found is None else Signs((found[0],), found[0], "it holds the questions of an XLSForm")


def _repeat(look: Look) -> Signs | None:
    """Know what ties a repeated group to its submission."""
    found = look.find({"_parent_table_name", "_parent_index", "parent_key", "parentglobalid"})
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
