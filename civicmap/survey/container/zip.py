"""What a zip file holds and may expand to, settled before any parser sees it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.parsers import expat

from civicmap.errors import UnreadableError
from civicmap.survey.container.door import too_large, unreadable, wrong_type

if TYPE_CHECKING:
    from civicmap.survey.container.origin import Origin

_MB: Final = 1_000_000
_LARGEST: Final = 1_000 * _MB  # unpacked, all members together
_LARGEST_TEXTS: Final = 200 * _MB  # the shared strings, which are held in memory
_MOST_MEMBERS: Final = 10_000
# Sheets of repeated answers shrink to a thirtieth; a hundred times that size from nothing is an attack or a fault.
_STEEPEST: Final = 250
_UNSUSPICIOUS: Final = 20 * _MB
_LONGEST_TEXT: Final = 4 * _MB  # bytes without a sign of XML; a cell holds 32,767 characters
_PIECE: Final = 1 << 16
_SMALLER: Final = "save the responses alone in a new workbook, or as .csv"
_DAMAGED: Final = "copy or export it again: a download may have been cut off"


class _Content(NamedTuple):
    """A kind of zip file, known by a member."""

    member: str
    what: str
    how: str


_OTHER_KINDS: Final = (
    _Content("xl/workbook.bin", "a binary workbook (.xlsb)", "save it as .xlsx"),
    _Content("word/document.xml", "a Word document", "copy its table into a spreadsheet and save that as .xlsx"),
    _Content("ppt/presentation.xml", "a presentation", "export the survey as .xlsx or .csv"),
)
_MIMETYPE: Final = "mimetype"  # says what an OpenDocument file is
_OPEN_DOCUMENT: Final = b"application/vnd.oasis.opendocument."
_SPREADSHEET: Final = (_OPEN_DOCUMENT + b"spreadsheet", _OPEN_DOCUMENT + b"spreadsheet-template")
_MANIFEST: Final = "META-INF/manifest.xml"
_LARGEST_MANIFEST: Final = 10 * _MB
ODS_PART: Final = "content.xml"


def kind_of_zip(origin: Origin) -> str:
    """Return what a zip file is: "workbook", "ods" or "archive".

    Raises UnreadableError where it is no table, is damaged, declares entities, or would expand to more than it should.
    """
    try:
        with origin.open() as stream, zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            _check_members(origin.name, members)
            kind = _kind(origin.name, archive, {member.filename for member in members})
            for member in members:
                if _is_parsed(kind, member.filename):
                    _check_part(origin.name, archive, member)
                    _check_texts(origin.name, archive, member)
            return kind
    except UnreadableError:
        raise
    except Exception as fault:  # zipfile's own faults are of a dozen types
        raise unreadable(origin.name, "the file is damaged or cut off", _DAMAGED) from fault


def _is_parsed(kind: str, name: str) -> bool:
    """Say whether a parser will see a member."""
    return name == ODS_PART if kind == "ods" else kind == "workbook" and name.lower().endswith((".xml", ".rels"))


def _check_members(name: str, members: list[zipfile.ZipInfo]) -> None:
    """Refuse what unpacks to too much, or lies about what it holds."""
    names = [member.filename for member in members]
    if len(members) > _MOST_MEMBERS:
        raise too_large(name, f"the archive's {len(members)} members", f"{_MOST_MEMBERS} members", _SMALLER)
    if len(set(names)) < len(names):
        raise unreadable(name, "the archive holds two members of one name", _DAMAGED)
    if any(name.startswith("/") or ".." in name.replace("\\", "/").split("/") for name in names):
        raise unreadable(name, "the archive names files outside itself", "do not open it; ask who sent it")
    if any(member.flag_bits & 0x1 for member in members):
        raise wrong_type(name, "a password-protected archive", "save a copy without the password")
    if sum(member.file_size for member in members) > _LARGEST:
        raise too_large(name, "what the file unpacks to", f"{_LARGEST // _MB} MB", _SMALLER)
    for member in members:
        steep = member.file_size > _STEEPEST * max(member.compress_size, 1)
        if steep and member.file_size > _UNSUSPICIOUS:
            raise too_large(name, f"what {member.filename} unpacks to", f"{_STEEPEST} times its packed size", _SMALLER)
        if member.filename.endswith("sharedStrings.xml") and member.file_size > _LARGEST_TEXTS:
            raise too_large(name, "the text of the workbook", f"{_LARGEST_TEXTS // _MB} MB", _SMALLER)


def _kind(name: str, archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return what a zip file is. Raises UnreadableError for what is known to be no table."""
    if "[Content_Types].xml" in names and any(member.endswith("workbook.xml") for member in names):
        return "workbook"
    for kind in _OTHER_KINDS:
        if kind.member in names:
            raise wrong_type(name, kind.what, kind.how)
    if _MIMETYPE not in names:
        return "archive"
    said = _begin(archive, _MIMETYPE, 200).strip()
    if said in _SPREADSHEET:
        _check_manifest(name, archive, names)
        return "ods"
    if said.startswith(_OPEN_DOCUMENT):
        how = "copy its table into a spreadsheet and save that as .ods or .xlsx"
        raise wrong_type(name, "an OpenDocument file that is no spreadsheet", how)
    return "archive"


def _check_manifest(name: str, archive: zipfile.ZipFile, names: set[str]) -> None:
    """Refuse an OpenDocument file that is encrypted or has no content."""
    if _MANIFEST in names and b"encryption-data" in _begin(archive, _MANIFEST, _LARGEST_MANIFEST):
        raise wrong_type(name, "a password-protected spreadsheet", "save a copy without the password")
    if ODS_PART not in names:
        raise unreadable(name, f"it is a spreadsheet without a part {ODS_PART}", _DAMAGED)


def _begin(archive: zipfile.ZipFile, member: str, count: int) -> bytes:
    """Return the first bytes of a member."""
    with archive.open(member) as part:
        return part.read(count)


class _DeclarationError(Exception):
    """The part declares a document type, with which entities could be defined."""


class _RootReached(Exception):  # noqa: N818 - not an error: the part's first element is reached
    """Nothing after the first element can declare a document type."""


def _check_part(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
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
        raise unreadable(name, why, "do not open it; ask who sent it") from fault
    except expat.ExpatError as fault:
        raise unreadable(name, f"its part {member.filename} is damaged", _DAMAGED) from fault


def _check_texts(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part with a text that no cell can hold: a parser would need many times its size."""
    if member.file_size <= _LONGEST_TEXT:
        return
    run = 0
    with archive.open(member) as part:
        while piece := part.read(_PIECE):
            last = piece.rfind(b"<")
            run = run + len(piece) if last < 0 else len(piece) - last
            if run > _LONGEST_TEXT:
                raise too_large(name, f"a text in {member.filename}", f"{_LONGEST_TEXT // _MB} MB", _SMALLER)
