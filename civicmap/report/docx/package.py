"""The bytes of a document: what python-docx saves, in an order and without a clock."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from docx.document import Document as Word

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can tell


def saved(word: Word) -> bytes:
    """Return a document's bytes; the list of types comes first, as the standard advises."""
    stream = io.BytesIO()
    word.save(stream)
    again = io.BytesIO()
    with zipfile.ZipFile(stream) as archive, zipfile.ZipFile(again, "w") as sorted_archive:
        for name in sorted(archive.namelist()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            entry.external_attr = 0
            sorted_archive.writestr(entry, archive.read(name))
    return again.getvalue()
