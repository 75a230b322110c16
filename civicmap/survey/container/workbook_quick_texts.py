"""The shared texts of a workbook, where they are of the plain shape in which programs write them."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Final

from civicmap.survey.container.workbook_quick_around import REFUSED, Around, pieces_of
from civicmap.survey.container.workbook_quick_cells import SPACE, characters
from civicmap.survey.container.workbook_sheet import read_texts, unescaped
from civicmap.survey.tables import NotPlainError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

_TEXT: Final = re.compile(rb"\s*<si>\s*<t(?:/>|" + SPACE + rb">([^<]*)</t>)\s*")
_END: Final = b"</si>"
_LARGE: Final = 1 << 16  # bytes of the part after which it pays


def shared_texts(archive: ZipFile, part: str) -> list[str]:
    """Return the shared texts of a workbook, read the quick way where that will do. Raises as `read_texts`."""
    if archive.getinfo(part).file_size >= _LARGE:
        try:
            with closing(pieces_of(archive, part)) as pieces:
                return list(_texts(pieces))
        except REFUSED:
            pass
    return read_texts(archive, part)


def _texts(pieces: Iterator[bytes]) -> Iterator[str]:
    """Yield the texts. Raises NotPlainError, at any time."""
    around = Around(b"<si>", ("sst",), ("}si",))
    held = b""
    for piece in pieces:
        held += piece
        if not around.begun:
            held = around.begin(held)
        if around.begun:
            *whole, held = held.split(_END)
            for one in whole:
                found = _TEXT.fullmatch(one)
                if found is None:
                    raise NotPlainError
                yield unescaped(characters(found[1]))
    if not around.begun:
        raise NotPlainError
    around.finish(held, pieces)
