"""What is to be known of a large text table before it is read as a whole."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Final

from civicmap.survey.tables import Bulk

if TYPE_CHECKING:
    from pathlib import Path

SMALLEST: Final = 1 << 24
"""Bytes of a table after which it pays to start a database for it."""

_PIECES: Final = 64  # of the file, from all over it, that tell which texts to expect
_PIECE: Final = 1 << 16


def bulk_of(path: Path, encoding: str, separator: str, skipped: int, lines: int) -> Bulk:
    """Return the way to a table of UTF-8; `skipped` are the lines at its top that hold no record."""

    def head(count: int) -> list[str]:
        with path.open(encoding=encoding, newline="\n") as stream:
            return list(islice(stream, count))

    return Bulk(path, separator, skipped, lines, head, lambda: _sample(path, separator))


def _sample(path: Path, separator: str) -> list[list[str]]:
    """Return records from all over a file, such as they are where a piece begins within one."""
    found: list[list[str]] = []
    step = max(path.stat().st_size // _PIECES, _PIECE)
    with path.open("rb") as stream:
        for begun in range(0, path.stat().st_size, step):
            stream.seek(begun)
            text = stream.read(_PIECE).decode(errors="replace")
            whole = text[text.find("\n") + 1 : text.rfind("\n") + 1]
            with suppress(csv.Error):
                found += csv.reader(io.StringIO(whole, newline=""), delimiter=separator)
    return found
