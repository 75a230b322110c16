"""A table of bytes that may be larger than the memory at hand: its rows stand in a file without a name.

A row that is done with leaves the memory of the process, and is read back when it is looked at. The file is there for the
process alone, holds codes without a name or a text, and is gone with it.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LARGE: Final = 1 << 28
"""Bytes of a table after which it stands in a file."""


class Spilled:
    """Rows of zeros to fill: `array` (rows, columns) of uint8."""

    def __init__(self, rows: int, columns: int) -> None:
        self._file = _reserved(rows * columns) if rows * columns >= LARGE else None
        if self._file is None:
            self.array: NDArray[np.uint8] = np.zeros((rows, columns), dtype=np.uint8)
        else:
            self.array = np.frombuffer(self._file, dtype=np.uint8).reshape(rows, columns)

    def rest(self, row: int) -> None:
        """Let a row leave the memory until it is looked at again."""
        if self._file is not None:
            width, page = self.array.shape[1], mmap.PAGESIZE
            begun, end = -(-row * width // page) * page, (row + 1) * width // page * page
            if begun < end:
                self._file.madvise(mmap.MADV_DONTNEED, begun, end - begun)


def _reserved(size: int) -> mmap.mmap | None:
    """Return the map of a file of so many zeros; None where the system offers none, or has no room for it."""
    if not hasattr(os, "posix_fallocate"):
        return None
    try:
        with tempfile.TemporaryFile(prefix="civicmap-") as file:
            os.posix_fallocate(file.fileno(), 0, size)  # else a disk that is full would end the process without a word
            return mmap.mmap(file.fileno(), size)
    except OSError:
        return None
