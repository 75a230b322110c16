"""What a reader is given: bytes that it may read from the start as often as it likes, and what messages call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origin:
    """A file, or a member of an archive. `open()` gives it anew each time; the caller closes what it was given."""

    name: str
    open: Callable[[], BinaryIO]
    path: Path | None = None  # None: a member of an archive

    @classmethod
    def of(cls, path: Path) -> Origin:
        """Return the origin that is a file."""
        return cls(path.name or str(path), lambda: path.open("rb"), path)
