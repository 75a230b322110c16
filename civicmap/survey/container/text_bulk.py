"""A large text table as a whole, where it is sure to be what reading it record by record gives."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

from civicmap.store.bulk import WIDEST, BulkError, BulkText, read_columns
from civicmap.survey.tables import Bulk, NotPlainError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from civicmap.store.bulk import BulkColumns

SMALLEST: Final = 1 << 24
"""Bytes of a table after which it pays to start a database for it."""

_PIECES: Final = 64  # of the file, from all over it, that tell which texts to expect
_PIECE: Final = 1 << 16


def bulk_of(path: Path, separator: str, skipped: int, lines: int) -> Bulk:
    """Return the way to a table of UTF-8 that has so many lines, of which those at its top hold no record."""

    def read(header_rows: int, width: int, places: Sequence[int]) -> BulkColumns:
        source = BulkText(path, separator, skipped + header_rows, width)
        if width > WIDEST or _goes_on(path, source.skipped):
            raise NotPlainError
        sample = [cells for cells in _sample(path, separator) if len(cells) == width]
        try:
            found = read_columns(source, {at: [cells[at] for cells in sample] for at in places})
        except BulkError as fault:
            raise NotPlainError from fault
        # With as many rows as lines, no cell holds a line break and no line is blank.
        if found.rows != lines - source.skipped:
            raise NotPlainError
        return found

    return Bulk(read)


def _goes_on(path: Path, count: int) -> bool:
    """Say whether a cell in some lines at the top goes on in the next line."""
    with path.open("rb") as stream:
        return any(line.count(b'"') % 2 for line in islice(stream, count))


def _sample(path: Path, separator: str) -> list[list[str]]:
    """Return records from all over a file, such as they are where a piece begins within one."""
    found: list[list[str]] = []
    size = path.stat().st_size
    with path.open("rb") as stream:
        for begun in range(0, size, max(size // _PIECES, _PIECE)):
            stream.seek(begun)
            text = stream.read(_PIECE).decode(errors="replace")
            whole = text[text.find("\n") + 1 : text.rfind("\n") + 1]
            with suppress(csv.Error):
                found += csv.reader(io.StringIO(whole, newline=""), delimiter=separator)
    return found
