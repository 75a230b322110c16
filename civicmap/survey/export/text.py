"""An export as CSV and as the rows of a JSON object, some rows at a time."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from civicmap.spreadsheet import csv_cell
from civicmap.survey.export.fields import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.survey.export.fields import At, Export, Field


def csv_pieces(export: Export) -> Iterator[bytes]:
    """Yield the parts of a CSV file: comma and LF, UTF-8; no cell is run by a spreadsheet program."""
    yield (",".join(csv_cell(field.name) for field in export.fields) + "\n").encode()
    tables = [_table(field, csv_cell, "") for field in export.fields]
    for at in export.blocks():
        columns = [_cells(field, table, at, csv_cell, "") for field, table in zip(export.fields, tables, strict=True)]
        yield ("\n".join(map(",".join, zip(*columns, strict=True))) + "\n").encode("utf-8", "replace")


def json_pieces(export: Export) -> Iterator[bytes]:
    """Yield the parts of a JSON array: an object for each row, null where there is no value."""
    names = [json.dumps(field.name, ensure_ascii=False) + ": " for field in export.fields]
    tables = [_table(field, _quoted, "null") for field in export.fields]
    begun = "[\n"
    for at in export.blocks():
        columns = [
            map(name.__add__, _cells(field, table, at, _quoted, "null"))
            for name, field, table in zip(names, export.fields, tables, strict=True)
        ]
        rows = ("{" + ", ".join(cells) + "}" for cells in zip(*columns, strict=True))
        yield (begun + ",\n".join(rows)).encode("utf-8", "replace")
        begun = ",\n"
    yield b"\n]" if export.size else b"[]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _table(field: Field, show: Callable[[str], str], nothing: str) -> NDArray[Any]:
    """Return what stands for each code of a column."""
    plain = (lambda text: text) if field.kind is Kind.TICK else show
    texts = [plain(text) if text else nothing for text in field.texts]
    table = np.empty(len(texts), dtype=object)
    table[:] = texts
    return table


def _cells(field: Field, table: NDArray[Any], at: At, show: Callable[[str], str], nothing: str) -> Sequence[str]:
    """Return the cells of some rows, as they are written."""
    taken: Any = field.take(at)
    if field.kind in (Kind.CODED, Kind.TICK):
        return table[taken].tolist()  # type: ignore[no-any-return] # of numpy
    if field.kind is Kind.TEXT:
        return [show(text) if text else nothing for text in taken]
    distinct, places = np.unique(taken, return_inverse=True)
    day = field.kind is Kind.DATE
    texts = [
        nothing if math.isnan(value) else show(day_text(value)) if day else figure(value) for value in distinct.tolist()
    ]
    shown = np.empty(len(texts), dtype=object)
    shown[:] = texts
    return shown[places].tolist()  # type: ignore[no-any-return] # of numpy


def figure(value: float) -> str:
    """Return a number in figures, all that it has."""
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)


_EXACT: Final = 2**53


def day_text(ordinal: float) -> str:
    """Return a day, year first."""
    return date.fromordinal(int(ordinal)).isoformat()
