"""Opening a file by what it is, never by what its name says. The only door to the readers of each format."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem, UnreadableError

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.survey.tables import Container

LARGEST: Final = 1_000_000_000  # bytes of a file
_HEAD: Final = 4096
_CHUNK: Final = 1 << 20
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Kind(NamedTuple):
    """A kind of file that is no table, known by its first bytes."""

    magic: tuple[bytes, ...]
    what: str
    how: str


_AGAIN: Final = "export the survey as .xlsx or .csv"
# Text that begins so is a page or an object, whatever its name says; the text is stripped and in lower case.
_NOT_TABLES: Final = (
    Kind((b"$FL2", b"$FL3"), "an SPSS file (.sav)", "save it as .xlsx or .csv, with value labels"),
    Kind((b"%PDF",), "a PDF document", _AGAIN),
    Kind((b"\x1f\x8b",), "a gzip archive", "unpack it and name the file in it"),
    Kind((b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"), "an archive", "unpack it and name the file in it"),
    Kind((b"<stata_dta>",), "a Stata file (.dta)", "save it as .xlsx or .csv, with value labels"),
    Kind((b"PAR1",), "a Parquet file", "save it as .csv"),
    Kind((b"\x89PNG", b"\xff\xd8\xff", b"GIF8"), "a picture", _AGAIN),
    Kind((b"SQLite format 3",), "a database", _AGAIN),
    Kind((b"{\\rtf",), "a text document (RTF)", _AGAIN),
)
_NOT_TABLES_AS_TEXT: Final = (
    Kind((b"<!doctype", b"<html", b"<head", b"<table"), "an HTML page", f"{_AGAIN}; a page may be a login form"),
    Kind((b"<?xml", b"<workbook"), "an XML document", _AGAIN),
)
# An object or a list of them, however it is indented. A header may begin with a bracket, "[1] Name": no sign follows.
_JSON: Final = re.compile(rb"\{\s*[\"}]|\[\s*[\[\]{\"]")


def unreadable(path: Path, why: str, how: str) -> UnreadableError:
    """Return the error for a file that cannot be read."""
    return UnreadableError(Problem.of(Code.FILE_UNREADABLE, path.name or str(path), why=why, how=how))


def wrong_type(path: Path, what: str, how: str) -> UnreadableError:
    """Return the error for a file of another kind."""
    return UnreadableError(Problem.of(Code.FILE_TYPE, path.name or str(path), what=what, how=how))


def open_file(path: Path, encoding: str | None = None, separator: str | None = None) -> Container:
    """Open a spreadsheet or a text table. Raises UnreadableError, with the reason and the way out."""
    try:
        head, sha256 = _look(path)
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise unreadable(path, why[:1].lower() + why[1:], "check the file and its permissions") from fault
    if head.startswith(b"PK\x03\x04"):
        from civicmap.survey.container_xlsx import open_workbook  # noqa: PLC0415 - openpyxl, only for workbooks

        return open_workbook(path, sha256)
    if head.startswith(b"PK"):
        raise unreadable(path, "it is an empty or damaged zip archive", "export it again from the survey tool")
    _refuse(path, head)
    from civicmap.survey.container_csv import open_text  # noqa: PLC0415 - only for text

    return open_text(path, sha256, head, encoding, separator)


def _look(path: Path) -> tuple[bytes, str]:
    """Return a file's first bytes and its hash. Raises UnreadableError for what is no file, OSError for the rest."""
    if not path.exists():
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path)))
    if not path.is_file():
        raise wrong_type(path, "no ordinary file", "name a file")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError(Problem.of(Code.FILE_EMPTY, path.name))
    if size > LARGEST:
        how = "split the file, and name its parts together"
        raise UnreadableError(
            Problem.of(Code.FILE_TOO_LARGE, path.name, what="the file", limit=f"{LARGEST // 1_000_000} MB", how=how)
        )
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        digest.update(head)
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return head, digest.hexdigest()


def _refuse(path: Path, head: bytes) -> None:
    """Name what the file is, where it is something else than a table."""
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            raise wrong_type(path, "a password-protected workbook", "save a copy without the password")
        raise wrong_type(path, "an old Excel workbook (.xls)", "save it as .xlsx")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for kind in _NOT_TABLES:
        if head.startswith(kind.magic):
            raise wrong_type(path, kind.what, kind.how)
    for kind in _NOT_TABLES_AS_TEXT:
        if text.startswith(kind.magic):
            raise wrong_type(path, kind.what, kind.how)
    if _JSON.match(text):
        raise wrong_type(path, "a JSON file", _AGAIN)
