"""The rows of a sheet made whole: gaps filled, blank ends left out, and the faults of a damaged sheet made one kind of error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.survey.container.door import too_large, unreadable
from civicmap.survey.container.workbook_sheet import SheetError, TooManyError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.survey.tables import Row

_MOST_CELLS: Final = 400_000_000
_SPLIT: Final = "split the file, and name its parts together"


def whole_rows(file: str, sheet: str, source: Iterator[Row], resave: str) -> Iterator[Row]:
    """Yield a sheet's rows in order, each blank one between others too. Raises UnreadableError, whatever is wrong."""
    last = cells = 0
    for number, row in _guarded(file, sheet, source, resave):
        while row and not row[-1].strip():
            row.pop()
        if not row:
            continue
        cells += len(row)
        if cells > _MOST_CELLS:
            raise too_large(file, f"sheet {sheet!r}", f"{_MOST_CELLS // 1_000_000} million cells", _SPLIT)
        for gap in range(last + 1, number):
            yield gap, []
        last = number
        yield number, row


def _guarded(file: str, sheet: str, source: Iterator[Row], resave: str) -> Iterator[Row]:
    """Yield the rows; the faults of a damaged sheet become one kind of error."""
    while True:
        try:
            row = next(source, None)
        except TooManyError as fault:
            raise too_large(file, f"what sheet {sheet!r} repeats", str(fault), _SPLIT) from fault
        except SheetError as fault:
            raise unreadable(file, f"sheet {sheet!r} has {fault}", resave) from fault
        except Exception as fault:
            raise unreadable(file, f"sheet {sheet!r} is damaged ({type(fault).__name__})", resave) from fault
        if row is None:
            return
        yield row
