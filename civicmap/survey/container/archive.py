"""A zip file of an export: each table in it, read from within the archive. Nothing is written to a disk."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final, cast
from zipfile import ZipFile

from civicmap.errors import UnreadableError
from civicmap.survey.container.door import open_origin, too_large, unreadable, wrong_type
from civicmap.survey.container.origin import Origin
from civicmap.survey.tables import Container

if TYPE_CHECKING:
    from zipfile import ZipInfo

    from civicmap.errors import Problem
    from civicmap.survey.container.door import Asked
    from civicmap.survey.tables import Table

_TEXTS: Final = (".csv", ".tsv")
_WHOLE: Final = (".xlsx", ".xlsm", ".ods", ".sav", ".zsav")  # read from places all over, so held in memory
_PASSED_OVER: Final = frozenset({"media", "__MACOSX"})  # folders: attachments, and what macOS adds
_MOST_TABLES: Final = 100
_MOST_WHOLE: Final = 20
_LARGEST_WHOLE: Final = 100_000_000  # bytes, all together
_HEAD: Final = 4096
_PIECE: Final = 1 << 20
_UNPACK: Final = "unpack it and name the survey file in it"
_AGAIN: Final = "copy or export it again: a download may have been cut off"
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def open_archive(origin: Origin, asked: Asked) -> Container:
    """Open every table of an archive that the pre-flight has passed, each named by its path in it.

    Raises UnreadableError, with what is wrong with each that cannot be read.
    """
    with ExitStack() as opened:
        archive = opened.enter_context(ZipFile(opened.enter_context(origin.open())))
        members = [member for member in archive.infolist() if _is_table(member)]
        if not members:
            raise wrong_type(origin.name, "a zip archive", _UNPACK)
        _refuse_many(origin.name, members)
        held: list[tuple[str, Container]] = []
        problems: list[Problem] = []
        for member in members:
            try:
                container = _open_member(origin.name, archive, member, asked)
            except UnreadableError as fault:
                problems += fault.problems
                continue
            opened.callback(container.close)
            held.append((_shown(member), container))
        if problems:
            raise UnreadableError(*problems)
        close = opened.pop_all().close
    return Container(
        name=origin.name,
        hashed=asked.sha256,
        encoding=_common_encoding([container for _, container in held]),
        tables=tuple(table for path, container in held for table in _named(path, container.tables)),
        problems=tuple(problem for _, container in held for problem in container.problems),
        close=close,
    )


def _is_table(member: ZipInfo) -> bool:
    """Say whether a member is a table by its name, and holds anything."""
    *folders, name = member.filename.replace("\\", "/").split("/")
    ours = name.lower().endswith(_TEXTS + _WHOLE) and not name.startswith((".", "~$"))
    return ours and member.file_size > 0 and _PASSED_OVER.isdisjoint(folders)


def _open_member(archive_name: str, archive: ZipFile, member: ZipInfo, asked: Asked) -> Container:
    """Open one table. Raises UnreadableError, whatever is wrong with it."""
    name = f"{archive_name}!{_shown(member)}"
    try:
        origin = _origin(name, archive, member)
        with origin.open() as stream:
            head = stream.read(_HEAD)
            while stream.read(_PIECE):
                pass  # to the end, where its sum is checked
    except Exception as fault:  # zipfile's own faults are of a dozen types
        raise unreadable(name, "the archive is damaged there", _AGAIN) from fault
    return open_origin(origin, asked._replace(head=head), within=True)


def _origin(name: str, archive: ZipFile, member: ZipInfo) -> Origin:
    """Return where a member is read from: a text as it unpacks, all else from memory."""
    if member.filename.lower().endswith(_TEXTS):
        return Origin(name, lambda: cast("BinaryIO", archive.open(member)))
    content = archive.read(member)
    return Origin(name, lambda: BytesIO(content))


def _refuse_many(name: str, members: list[ZipInfo]) -> None:
    """Refuse an archive with more tables than any export has."""
    if len(members) > _MOST_TABLES:
        raise too_large(name, f"the archive's {len(members)} tables", f"{_MOST_TABLES} tables", _UNPACK)
    whole = [member.file_size for member in members if not member.filename.lower().endswith(_TEXTS)]
    if len(whole) > _MOST_WHOLE:
        raise too_large(name, f"the archive's {len(whole)} workbooks", f"{_MOST_WHOLE} workbooks", _UNPACK)
    if sum(whole) > _LARGEST_WHOLE:
        limit = f"{_LARGEST_WHOLE // 1_000_000} MB in an archive"
        raise too_large(name, "the size of the archive's workbooks", limit, _UNPACK)


def _shown(member: ZipInfo) -> str:
    """Return a member's path without signs that no one sees."""
    return _UNSEEN.sub("\ufffd", member.filename)


def _named(path: str, tables: tuple[Table, ...]) -> tuple[Table, ...]:
    """Return the tables of a member under its path, with the sheet's name where there are several."""
    return tuple(replace(table, name=path if len(tables) == 1 else f"{path}!{table.name}") for table in tables)


def _common_encoding(containers: list[Container]) -> str | None:
    """Return the encoding of the tables, if they have one in common."""
    found = {container.encoding for container in containers}
    return found.pop() if len(found) == 1 else None
