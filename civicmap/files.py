"""Writing files: whole or not at all, and a plain reason when it fails. Imports errors only."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from civicmap.errors import CivicmapError, Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    with drafted(path) as draft:
        draft.write_bytes(content)


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """Give a temporary neighbour to write, which takes the place of a file when all went well. Raises CivicmapError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        if path.is_symlink() or (path.exists() and not path.is_file()):
            # A device, a pipe or a link is written into; a new file in its place would be something else.
            with tempfile.TemporaryDirectory() as folder:
                draft = Path(folder) / "draft"
                yield draft
                with draft.open("rb") as made, path.open("wb") as there:
                    shutil.copyfileobj(made, there)
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".civicmap-")
        os.close(handle)
        draft = Path(name)
        try:
            yield draft
            draft.chmod(0o644)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise unwritable(path, fault) from fault
