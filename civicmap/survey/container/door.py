"""Opening a file by what it is, never by what its name says. The only door to the readers of each format."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.container.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from civicmap.survey.tables import Container

LARGEST: Final = 1_000_000_000  # bytes of a file that is opened as a whole
LARGEST_STREAM: Final = 20_000_000_000  # of a text or a Parquet file, read a block at a time
_HEAD: Final = 4096
_CHUNK: Final = 1 << 20
_LARGE: Final = 1 << 24  # bytes of a file that is hashed beside other work
SAV: Final = (b"$FL2", b"$FL3")  # the second is compressed by zlib
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET: Final = b"PAR1"
_WHOLE: Final = (b"PK", *SAV)


class Kind(NamedTuple):
    """A kind of file that is no table, known by its first bytes."""

    magic: tuple[bytes, ...]
    what: str
    how: str


_AGAIN: Final = "export the survey as .xlsx or .csv"
# Text that begins so is a page or an object, whatever its name says; the text is stripped and in lower case.
_NOT_TABLES: Final = (
    Kind((b"%PDF",), "a PDF document", _AGAIN),
    Kind((b"\x1f\x8b",), "a gzip archive", "unpack it and name the file in it"),
    Kind((b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ"), "an archive", "unpack it and name the file in it"),
    Kind((b"<stata_dta>",), "a Stata file (.dta)", "save it as .xlsx or .csv, with value labels"),
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


def unreadable(name: str, why: str, how: str) -> UnreadableError:
    """Return the error for a file that cannot be read."""
    return UnreadableError(Problem.of(Code.FILE_UNREADABLE, name, why=why, how=how))


def wrong_type(name: str, what: str, how: str) -> UnreadableError:
    """Return the error for a file of another kind."""
    return UnreadableError(Problem.of(Code.FILE_TYPE, name, what=what, how=how))


def too_large(name: str, what: str, limit: str, how: str) -> UnreadableError:
    """Return the error for a file that is over a limit."""
    return UnreadableError(Problem.of(Code.FILE_TOO_LARGE, name, what=what, limit=limit, how=how))


class Asked(NamedTuple):
    """What the reader of a file is told of it: its hash (to be asked for late), its first bytes, what the user asked for."""

    sha256: Callable[[], str]
    head: bytes
    encoding: str | None
    separator: str | None


def open_file(path: Path, encoding: str | None = None, separator: str | None = None) -> Container:
    """Open a spreadsheet, a text table, an SPSS or a Parquet file, or an archive of the first three.

    Raises UnreadableError, with the reason and the way out; RequestError for an unknown encoding or separator.
    """
    try:
        head = _look(path)
        sha256 = _hashing(path)
    except OSError as fault:
        why = fault.strerror or str(fault)
        name = path.name or str(path)
        raise unreadable(name, why[:1].lower() + why[1:], "check the file and its permissions") from fault
    return open_origin(Origin.of(path), Asked(sha256, head, encoding, separator))


def open_origin(origin: Origin, asked: Asked, *, within: bool = False) -> Container:
    """Open a file, or a member `within` an archive, by its first bytes. Raises as `open_file`."""
    if asked.head.startswith(b"PK\x03\x04"):
        from civicmap.survey.container.zip import kind_of_zip  # noqa: PLC0415 - only for what is a zip file

        kind = kind_of_zip(origin)
        if kind == "archive" and within:
            raise wrong_type(origin.name, "a zip archive", "unpack it and name the survey file in it")
        return _ZIPPED[kind](origin, asked)
    if asked.head.startswith(b"PK"):
        raise unreadable(origin.name, "it is an empty or damaged zip archive", "export it again from the survey tool")
    if asked.head.startswith(SAV):
        from civicmap.survey.container.sav import open_sav  # noqa: PLC0415 - only for SPSS files

        return open_sav(origin, asked.sha256, asked.encoding)
    if asked.head.startswith(_PARQUET):
        from civicmap.survey.container.parquet import open_parquet  # noqa: PLC0415 - only for Parquet files

        return open_parquet(origin, asked.sha256)
    _refuse(origin, asked.head)
    from civicmap.survey.container.text import open_text  # noqa: PLC0415 - only for text

    return open_text(origin, asked.sha256, asked.head, asked.encoding, asked.separator)


def _workbook(origin: Origin, asked: Asked) -> Container:
    from civicmap.survey.container.workbook import open_workbook  # noqa: PLC0415 - openpyxl, only for workbooks

    return open_workbook(origin, asked.sha256)


def _ods(origin: Origin, asked: Asked) -> Container:
    from civicmap.survey.container.ods import open_ods  # noqa: PLC0415 - only for OpenDocument

    return open_ods(origin, asked.sha256)


def _archive(origin: Origin, asked: Asked) -> Container:
    from civicmap.survey.container.archive import open_archive  # noqa: PLC0415 - only for archives

    return open_archive(origin, asked)


_ZIPPED: Final[dict[str, Callable[[Origin, Asked], Container]]] = {
    "workbook": _workbook,
    "ods": _ods,
    "archive": _archive,
}


def _hashing(path: Path) -> Callable[[], str]:
    """Return what gives a file's hash; that of a large file is worked out while the file is looked at."""
    if path.stat().st_size < _LARGE:
        known = _digest(path)
        return lambda: known
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only for large files

    pool = ThreadPoolExecutor(1)
    found = pool.submit(_digest, path)
    pool.shutdown(wait=False)
    return found.result


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _look(path: Path) -> bytes:
    """Return a file's first bytes. Raises UnreadableError for what is no file, OSError for the rest."""
    if not path.exists():
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path)))
    if not path.is_file():
        raise wrong_type(path.name or str(path), "no ordinary file", "name a file")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError(Problem.of(Code.FILE_EMPTY, path.name))
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        limit = LARGEST if head.startswith(_WHOLE) else LARGEST_STREAM
        if size > limit:
            how = "split the file, and name its parts together"
            raise too_large(path.name, "the file", f"{limit // 1_000_000} MB", how)
    return head


def _refuse(origin: Origin, head: bytes) -> None:
    """Name what the file is, where it is something else than a table."""
    if head.startswith(_OLE):
        if _holds(origin, "EncryptedPackage".encode("utf-16-le")):
            raise wrong_type(origin.name, "a password-protected workbook", "save a copy without the password")
        raise wrong_type(origin.name, "an old Excel workbook (.xls)", "save it as .xlsx")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for kind in _NOT_TABLES:
        if head.startswith(kind.magic):
            raise wrong_type(origin.name, kind.what, kind.how)
    for kind in _NOT_TABLES_AS_TEXT:
        if text.startswith(kind.magic):
            raise wrong_type(origin.name, kind.what, kind.how)
    if _JSON.match(text):
        raise wrong_type(origin.name, "a JSON file", _AGAIN)


def _holds(origin: Origin, mark: bytes) -> bool:
    """Say whether a file holds some bytes anywhere."""
    held = b""
    with origin.open() as stream:
        while piece := stream.read(_CHUNK):
            held = held[-len(mark) :] + piece
            if mark in held:
                return True
    return False
