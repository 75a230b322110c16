"""Writing files: whole or not at all, and a plain reason when it fails. Imports errors only."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from civicmap.errors import CivicmapError, Code, Problem

_REPAIRS = {
    "PermissionError": "choose another folder with -o, or change its permissions",
    "IsADirectoryError": "name a file, not a folder",
    "NotADirectoryError": "check the folder's name",
    "FileNotFoundError": "make the folder first",
    "FileExistsError": "its folder is a file: choose another folder",
}


def unwritable(path: Path, fault: OSError, code: Code = Code.OUTPUT_UNWRITABLE) -> CivicmapError:
    """Return the error for a file that cannot be written."""
    how = _REPAIRS.get(type(fault).__name__, "free some space, or choose another place")
    if isinstance(fault, PermissionError) and path.is_file():
        how = f"close it where it is open, or {how}"  # Windows lets nobody replace a file that Word has open
    return CivicmapError(Problem.of(code, str(path), why=fault.strerror or str(fault), how=how))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file by way of a temporary neighbour, so that a failed run leaves the old one. Raises CivicmapError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if path.is_symlink() or (path.exists() and not path.is_file()):
            # A device, a pipe or a link is written into; a new file in its place would be something else.
            path.write_bytes(content)
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".civicmap-")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise unwritable(path, fault) from fault
