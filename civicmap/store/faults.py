"""What DuckDB and the file system say when a store fails, as a problem that a user can mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, StoreError

if TYPE_CHECKING:
    from pathlib import Path

_ELSEWHERE = "use another --store"
_UNREADABLE: Final = "choose another --store, or ingest the survey again"

# What the message holds -> code, why and how. The first that fits counts.
_KNOWN: Final = (
    ("Could not set lock", Code.STORE_LOCKED, "", ""),
    ("Conflicting lock", Code.STORE_LOCKED, "", ""),
    ("different configuration", Code.STORE_LOCKED, "", ""),
    ("version number", Code.STORE_VERSION, "", ""),
    ("newer version", Code.STORE_VERSION, "", ""),
    ("database does not exist", Code.STORE_MISSING, "", ""),
    ("Is a directory", Code.STORE_UNREADABLE, "it is a folder", "name a file with --store"),
    ("not a valid DuckDB", Code.STORE_UNREADABLE, "it is not a store of civicmap", _UNREADABLE),
    ("No space left", Code.STORE_WRITE, "the disk is full", "free some space; the store is as it was"),
    ("Disk quota", Code.STORE_WRITE, "the disk quota is used up", "free some space; the store is as it was"),
    ("File too large", Code.STORE_WRITE, "the file may not grow so large", "raise the limit; the store is as it was"),
    ("Permission denied", Code.STORE_WRITE, "permission denied", f"change the permissions, or {_ELSEWHERE}"),
    ("Read-only file system", Code.STORE_WRITE, "the file system is read-only", _ELSEWHERE),
    ("File name too long", Code.STORE_WRITE, "its name is too long", _ELSEWHERE),
    ("File exists", Code.STORE_WRITE, "its folder is a file", _ELSEWHERE),
    ("Not a directory", Code.STORE_WRITE, "its folder is a file", _ELSEWHERE),
    ("sqlite_scanner", Code.STORE_UNREADABLE, "it is not a store of civicmap", _UNREADABLE),
    ("Could not read enough bytes", Code.STORE_UNREADABLE, "it is damaged or cut off", _UNREADABLE),
    ("checksum", Code.STORE_UNREADABLE, "it is damaged", _UNREADABLE),
    ("No such file or directory", Code.STORE_WRITE, "the folder cannot be made", _ELSEWHERE),
)


def store_error(path: Path, fault: Exception, *, writing: bool) -> StoreError:
    """Return the error for what went wrong with a store."""
    said = str(fault)
    for words, code, why, how in _KNOWN:
        if words in said:
            denied = code is Code.STORE_WRITE and not writing
            wanted = Code.STORE_UNREADABLE if denied else code
            return StoreError(Problem.of(wanted, str(path), why=why, how=how, found="a newer DuckDB", known="older"))
    first = said.splitlines()[0] if said else type(fault).__name__
    code = Code.STORE_WRITE if writing else Code.STORE_UNREADABLE
    return StoreError(Problem.of(code, str(path), why=first, how=_ELSEWHERE if writing else _UNREADABLE))


def missing(path: Path) -> StoreError:
    """Return the error for a store that is not there."""
    return StoreError(Problem.of(Code.STORE_MISSING, str(path)))


def foreign(path: Path) -> StoreError:
    """Return the error for a DuckDB file of someone else."""
    why = "it is a DuckDB file, but not a store of civicmap"
    return StoreError(Problem.of(Code.STORE_UNREADABLE, str(path), why=why, how="choose another --store"))


def other_version(path: Path, found: str, known: str) -> StoreError:
    """Return the error for a store of another layout."""
    return StoreError(Problem.of(Code.STORE_VERSION, str(path), found=f"layout {found}", known=known))
