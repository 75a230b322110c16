"""Texts that a format has no room for: they are cut, and that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.survey.export.fields import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.survey.export.fields import Export, Field


def too_long(export: Export, most: int, size: Callable[[str], int], what: str) -> list[Problem]:
    """Return a problem for each column with cells of more than so many of `what`, which is how a text's size is counted."""
    counts = ((field, _long(field, export, most, size)) for field in export.fields)
    return [
        Problem.of(Code.EXPORT_CUT, field.name, count, limit=f"{most:,} {what}") for field, count in counts if count
    ]


def _long(field: Field, export: Export, most: int, size: Callable[[str], int]) -> int:
    """Return how many cells of a column are too long."""
    if field.kind is Kind.TEXT:
        return sum(len(text) * 4 > most and size(text) > most for at in export.blocks() for text in field.take(at))
    if field.kind is not Kind.CODED:
        return 0
    long = np.array([size(text) > most for text in field.texts], dtype=np.bool_)
    taken: Any = (field.take(at) for at in export.blocks() if long.any())
    return int(sum(long[codes].sum() for codes in taken))
