"""An export as a workbook: the responses on the first sheet, the codebook on the second."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, overload

from civicmap.errors import Code, Problem, RequestError
from civicmap.spreadsheet import MOST_COLUMNS, MOST_ROWS, Cell, Sheet, xlsx_bytes
from civicmap.survey.export.codebook import HEADER, rows
from civicmap.survey.export.fields import Kind
from civicmap.survey.export.text import day_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.survey.export.fields import At, Export, Field

_FIRST_DAY: Final = date(1900, 3, 1).toordinal()  # before it, programs do not agree on how days are counted
_WIDTHS: Final = (32, 12, 28, 20, 60, 10, 12, 24, 40, 16, 8)
_MANY: Final = 500_000  # cells
_BLOCK: Final = 4_096  # rows


def workbook(export: Export) -> bytes:
    """Return an export as XLSX: texts as texts, numbers as numbers, days as days. Raises RequestError for too much of it."""
    if export.size >= MOST_ROWS or len(export.fields) > MOST_COLUMNS:
        size = f"{export.size:,} rows and {len(export.fields):,} columns"
        raise RequestError(
            Problem.of(Code.EXPORT_TOO_LARGE, size=size, limit=f"{MOST_ROWS - 1:,} and {MOST_COLUMNS:,}")
        )
    responses = Sheet("Responses", [field.name for field in export.fields], _Rows(export))
    large = export.size * len(export.fields) > _MANY
    return xlsx_bytes([responses, Sheet("Codebook", HEADER, rows(export), _WIDTHS)], large=large)


class _Rows(Sequence[Sequence[Cell]]):
    """The rows of an export, made as they are asked for."""

    def __init__(self, export: Export) -> None:
        self._export = export

    def __len__(self) -> int:
        """Return how many there are."""
        return self._export.size

    @overload
    def __getitem__(self, place: int) -> Sequence[Cell]: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Sequence[Cell]]: ...
    def __getitem__(self, place: int | slice) -> Sequence[Any]:
        """Return a row, or some."""
        rows = list(range(self._export.size)[place]) if isinstance(place, slice) else [range(self._export.size)[place]]
        found = list(_across(self._export, self._export.places(rows)))
        return found if isinstance(place, slice) else found[0]

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        """Yield every row."""
        for at in self._export.blocks(_BLOCK):
            yield from _across(self._export, at)


def _across(export: Export, at: At) -> Iterator[Sequence[Cell]]:
    return zip(*(_cells(field, at) for field in export.fields), strict=True)


def _cells(field: Field, at: At) -> Sequence[Cell]:
    """Return the cells of some rows; None where there is no value."""
    taken: Any = field.take(at)
    if field.kind is Kind.TEXT:
        return taken  # type: ignore[no-any-return] # texts
    if field.kind in (Kind.CODED, Kind.TICK):
        table: list[Cell] = [text or None for text in field.texts]
        table = [None, 0, 1] if field.kind is Kind.TICK else table
        return [table[code] for code in taken.tolist()]
    show: Callable[[float], Cell] = _day if field.kind is Kind.DATE else float
    return [None if math.isnan(value) else show(value) for value in taken.tolist()]


def _day(ordinal: float) -> Cell:
    return date.fromordinal(int(ordinal)) if ordinal >= _FIRST_DAY else day_text(ordinal)
