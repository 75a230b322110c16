"""What a zip file holds and may expand to, settled before any parser sees it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.container import unreadable, wrong_type

if TYPE_CHECKING:
    from pathlib import Path

_MB: Final = 1_000_000
_LARGEST: Final = 1_000 * _MB  # unpacked, all members together
_LARGEST_TEXTS: Final = 200 * _MB  # the shared strings, which are held in memory
_MOST_MEMBERS: Final = 10_000
# Sheets of repeated answers shrink to a thirtieth; a hundred times that size from nothing is an attack or a fault.
_STEEPEST: Final = 250
_UNSUSPICIOUS: Final = 20 * _MB
_LONGEST_TEXT: Final = 4 * _MB  # bytes without a sign of XML; a cell holds 32,767 characters
_PIECE: Final = 1 << 16
_DAMAGED: Final = "copy or export it again: a download may have been cut off"


class _Content(NamedTuple):
    """A kind of zip file, known by a member."""

    member: str
    what: str
    how: str


_OTHER_KINDS: Final = (
    _Content("mimetype", "an OpenDocument file", "save it as .xlsx"),
    _Content("xl/workbook.bin", "a binary workbook (.xlsb)", "save it as .xlsx"),
    _Content("word/document.xml", "a Word document", "copy its table into a spreadsheet and save that as .xlsx"),
    _Content("ppt/presentation.xml", "a presentation", "export the survey as .xlsx or .csv"),
)


def check_workbook(path: Path) -> None:
    """Refuse a zip file that is no workbook, is damaged, or would expand to more than it should."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _check_members(path, members)
            _check_kind(path, {member.filename for member in members})
            for member in members:
                if member.filename.lower().endswith((".xml", ".rels")):
                    _check_part(path, archive, member)
                    _check_texts(path, archive, member)
    except UnreadableError:
        raise
    except Exception as fault:  # zipfile's own faults are of a dozen types
        raise unreadable(path, "the file is damaged or cut off", _DAMAGED) from fault


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to too much, or lies about what it holds."""
    names = [member.filename for member in members]
    if len(members) > _MOST_MEMBERS:
        raise _too_large(path, f"the archive's {len(members)} members", f"{_MOST_MEMBERS} members")
    if len(set(names)) < len(names):
        raise unreadable(path, "the archive holds two members of one name", _DAMAGED)
    if any(name.startswith("/") or ".." in name.replace("\\", "/").split("/") for name in names):
        raise unreadable(path, "the archive names files outside itself", "do not open it; ask who sent it")
    if any(member.flag_bits & 0x1 for member in members):
        raise wrong_type(path, "a password-protected archive", "save a copy without the password")
    if sum(member.file_size for member in members) > _LARGEST:
        raise _too_large(path, "what the file unpacks to", f"{_LARGEST // _MB} MB")
    for member in members:
        steep = member.file_size > _STEEPEST * max(member.compress_size, 1)
        if steep and member.file_size > _UNSUSPICIOUS:
            raise _too_large(path, f"what {member.filename} unpacks to", f"{_STEEPEST} times its packed size")
        if member.filename.endswith("sharedStrings.xml") and member.file_size > _LARGEST_TEXTS:
            raise _too_large(path, "the text of the workbook", f"{_LARGEST_TEXTS // _MB} MB")


def _too_large(path: Path, what: str, limit: str) -> UnreadableError:
    how = "save the responses alone in a new workbook, or as .csv"
    return UnreadableError(Problem.of(Code.FILE_TOO_LARGE, path.name, what=what, limit=limit, how=how))


def _check_kind(path: Path, names: set[str]) -> None:
    """Refuse a zip file that is no workbook."""
    if "[Content_Types].xml" in names and any(name.endswith("workbook.xml") for name in names):
        return
    for kind in _OTHER_KINDS:
        if kind.member in names:
            raise wrong_type(path, kind.what, kind.how)
    raise wrong_type(path, "a zip archive", "unpack it and name the survey file in it")


class _DeclarationError(Exception):
    """The part declares a document type, with which entities could be defined."""


class _RootReached(Exception):  # noqa: N818 - not an error: the part's first element is reached
    """Nothing after the first element can declare a document type."""


def _check_part(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part that declares a document type: no spreadsheet program writes one, and entities expand."""

    def refuse(*_: object) -> None:
        raise _DeclarationError

    def stop(*_: object) -> None:
        raise _RootReached

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        with archive.open(member) as part:
            while piece := part.read(_PIECE):
                parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place
    except _RootReached:
        return
    except _DeclarationError as fault:
        why = f"its part {member.filename} declares XML entities"
        raise unreadable(path, why, "do not open it; ask who sent it") from fault
    except expat.ExpatError as fault:
        raise unreadable(path, f"its part {member.filename} is damaged", _DAMAGED) from fault


def _check_texts(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part with a text that no cell can hold: a parser would need many times its size."""
    if member.file_size <= _LONGEST_TEXT:
        return
    run = 0
    with archive.open(member) as part:
        while piece := part.read(_PIECE):
            last = piece.rfind(b"<")
            run = run + len(piece) if last < 0 else len(piece) - last
            if run > _LONGEST_TEXT:
                raise _too_large(path, f"a text in {member.filename}", f"{_LONGEST_TEXT // _MB} MB")
