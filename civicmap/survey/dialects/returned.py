"""Return workbooks: known by what the whole workbook says of itself, before any sheet is looked at."""

from __future__ import annotations

from typing import Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs


def recognise(_look: Look) -> Signs | None:
    """Know no sheet: a return is no table with a row for each response."""
    return None


RETURN: Final = Dialect("return", "a return workbook", recognise)
