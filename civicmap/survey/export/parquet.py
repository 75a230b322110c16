"""An export as a Parquet file: typed columns, with the codebook in its metadata."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from civicmap.store.parquet_write import ParquetColumn, named, write_parquet
from civicmap.store.tables import words
from civicmap.survey.export.codebook import entries
from civicmap.survey.export.fields import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.survey.export.fields import Export, Field

_KINDS: Final = {Kind.CODED: "text", Kind.TICK: "whole", Kind.TEXT: "text", Kind.NUMBER: "number", Kind.DATE: "day"}


def parquet(path: Path, export: Export) -> None:
    """Write an export into a file. Raises ParquetError where that fails."""
    about = {"civicmap_codebook": json.dumps(entries(export), ensure_ascii=False)}
    write_parquet(path, [_column(field, export) for field in export.fields], about)


def _column(field: Field, export: Export) -> ParquetColumn:
    taken: Any = field.take(export.whole)
    if field.kind is Kind.TEXT:
        return ParquetColumn(field.name, "text", words(taken))
    column = ParquetColumn(field.name, _KINDS[field.kind], np.ascontiguousarray(taken), field.texts)
    if field.kind is Kind.CODED and not named(column):
        return ParquetColumn(field.name, "text", words(field.texts)[taken])
    return column
