"""A base document before anything opens it: that it is a Word document without macros, and unpacks to what it should."""

from __future__ import annotations

import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from docx.oxml.exceptions import XmlchemyError

from civicmap.errors import CivicmapError, Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MB: Final = 1_000_000
_LARGEST: Final = 50 * _MB  # bytes of a file; its pictures are not squeezed
_LARGEST_UNPACKED: Final = 200 * _MB
_MOST_PARTS: Final = 5_000
_UNSUSPICIOUS: Final = 5 * _MB  # a part up to this size may shrink to anything
_STEEPEST: Final = 100  # times that a larger part may shrink: text shrinks to a tenth or a thirtieth
_PIECE: Final = 1 << 16
_OLD: Final = b"\xd0\xcf\x11\xe0"  # how a file of Word before 2007 begins, and any that has a password
_TYPES: Final = "[Content_Types].xml"
_SAVE: Final = "save it in Word as a Word document (.docx)"
# What the list of parts calls a file that Word opens otherwise.
_OTHER_KINDS: Final = (
    (b"macroEnabled", "it may hold macros, which no report should carry (.docm, .dotm)"),
    (b"vbaProject", "it holds macros, which no report should carry"),
    (b"wordprocessingml.template.main", "it is a Word template (.dotx)"),
)
_DOCUMENT: Final = b"wordprocessingml.document.main"
_ASK: Final = "do not open it; ask who sent it"


class _DeclarationError(Exception):
    """A part declares a document type, with which entities could be defined."""


def admit(path: Path) -> None:
    """Let a base document in. Raises CivicmapError with what it is instead, or why it may not be opened."""
    if not path.is_file():
        raise CivicmapError(Problem.of(Code.FILE_MISSING, str(path)))
    try:
        _check(path)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, zlib.error):
        raise fault(path.name, "it is no Word document", _SAVE) from None
    except OSError as found:
        raise fault(path.name, f"it cannot be read: {found.strerror or found}", "check its permissions") from None


def fault(where: str, what: str, how: str) -> CivicmapError:
    """Return the exception for one fault of a base document."""
    return CivicmapError(Problem.of(Code.TEMPLATE_FAULT, where, what=what, how=how))


@contextmanager
def legible(path: Path | None) -> Iterator[None]:
    """Say of a user's base document that it is damaged, where what it holds is no value that there can be."""
    try:
        yield
    except (XmlchemyError, ValueError, KeyError, AttributeError, TypeError):
        if path is None:
            raise  # the house's: a fault of ours
        raise fault(path.name, "it is damaged: Word could not have written it", _SAVE) from None


def _check(path: Path) -> None:
    """Look at the file from outside, then at each part, without holding any."""
    if path.stat().st_size > _LARGEST:
        raise fault(path.name, f"it is larger than {_LARGEST // _MB} MB", "take large pictures out of it")
    with path.open("rb") as stream:
        if stream.read(len(_OLD)) == _OLD:
            raise fault(path.name, "it has a password, or is of Word before 2007", f"{_SAVE} without a password")
    with zipfile.ZipFile(path) as archive:
        _check_size(path.name, archive.infolist())
        _check_kind(path.name, archive)
        for member in archive.infolist():
            if member.filename.lower().endswith((".xml", ".rels")):
                _check_part(path.name, archive, member)


def _check_size(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to more than any document."""
    large = len(members) > _MOST_PARTS or sum(member.file_size for member in members) > _LARGEST_UNPACKED
    steep = (
        member.file_size > _UNSUSPICIOUS and member.file_size > _STEEPEST * max(1, member.compress_size)
        for member in members
    )
    if large or any(steep):
        raise fault(name, "it unpacks to more than a document holds", _ASK)


def _check_kind(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse a file that is something else than a Word document."""
    with archive.open(_TYPES) as part:
        types = part.read(_MB)
    for sign, what in _OTHER_KINDS:
        if sign in types:
            raise fault(name, what, _SAVE)
    if _DOCUMENT not in types:
        raise fault(name, "it is no Word document", _SAVE)


def _check_part(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part that declares a document type: no word processor writes one, and entities expand."""

    def refuse(*_: object) -> None:
        raise _DeclarationError

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        with archive.open(member) as part:
            while piece := part.read(_PIECE):
                parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place
    except _DeclarationError:
        raise fault(name, f"its part {member.filename} declares XML entities", _ASK) from None
    except expat.ExpatError:
        raise fault(name, f"its part {member.filename} is damaged", _SAVE) from None
