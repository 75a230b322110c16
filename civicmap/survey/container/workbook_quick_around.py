"""What stands around the rows or the shared texts of a part, read by a parser; and the ways in which a part is refused."""

from __future__ import annotations

import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from civicmap.survey.container.workbook_sheet import SPACES
from civicmap.survey.tables import NotPlainError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from zipfile import ZipFile

PIECE: Final = 1 << 20
_LONGEST_START: Final = 1 << 20  # bytes before the first row or text: views, widths of columns


REFUSED: Final = (NotPlainError, expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError)
"""What reading the quick way raises: the sheet is of another shape, or is damaged."""


def pieces_of(archive: ZipFile, part: str) -> Generator[bytes, None, None]:
    """Yield a part piece by piece; the next is unpacked while the last is read."""
    with archive.open(part) as stream, ThreadPoolExecutor(1) as pool:
        coming = pool.submit(stream.read, PIECE)
        while piece := coming.result():
            coming = pool.submit(stream.read, PIECE)
            yield piece


class Around:
    """What stands before and after the rows or texts of a part, which a parser reads.

    The first of them follows `mark`, the last of the elements `within`; or begins with it, within those. `inside` are
    names that a reader would take for such a row or text wherever they stand.
    """

    def __init__(self, mark: bytes, within: tuple[str, ...], inside: tuple[str, ...]) -> None:
        self._mark, self._inside = mark, inside
        self._taken = len(mark) if mark == f"<{within[-1]}>".encode() else 0
        self._within = [[f"{space}}}{name}" for name in within] for space in SPACES]
        self.begun = False
        self.prefixes = {b"xml"}
        self._open: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartNamespaceDeclHandler = self._prefix
        self._parser.StartDoctypeDeclHandler = _refuse
        self._parser.XmlDeclHandler = _declared

    def begin(self, held: bytes) -> bytes:
        """Read up to the first row, where that is at hand, and return what follows."""
        at = held.find(self._mark)
        if at < 0:
            if len(held) > _LONGEST_START:
                raise NotPlainError
            return held
        at += self._taken
        self._parser.Parse(held[:at], False)  # noqa: FBT003 - expat takes it by place
        if self._open not in self._within:
            raise NotPlainError
        self.begun = True
        return held[at:]

    def finish(self, held: bytes, pieces: Iterator[bytes]) -> None:
        """Read what follows the last row."""
        self._parser.Parse(held, False)  # noqa: FBT003
        for piece in pieces:
            self._parser.Parse(piece, False)  # noqa: FBT003
        self._parser.Parse(b"", True)  # noqa: FBT003

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._open.append(tag)
        if tag.endswith(self._inside):
            raise NotPlainError

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _prefix(self, prefix: str | None, _space: str) -> None:
        if not self.begun:
            self.prefixes.add((prefix or "").encode())


def _refuse(*_: object) -> None:
    raise NotPlainError


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
        raise NotPlainError
