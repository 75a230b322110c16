"""What templates were compiled to, while the process runs and between runs: to read one takes longer than to fill it.

An entry may vanish at any time: it only spares time. It is known by the template's place and content, by the versions
of Jinja and Python (Jinja's own part) and of civicmap. Entries are code, so they are kept and read in a folder alone that
nobody else can write to, as Python keeps its own.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final

import jinja2
from jinja2 import BytecodeCache, FileSystemBytecodeCache

from civicmap import __version__

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

    from jinja2.bccache import Bucket

_MOST: Final = 32  # templates in one process
_OTHERS_WRITE: Final = 0o022
_NAME: Final = f"template-{__version__}-{jinja2.__version__}-%s.cache"


class _Kept(BytecodeCache):
    """Templates compiled in this process, and those of a folder where there is one."""

    def __init__(self, folder: FileSystemBytecodeCache | None) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was kept."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))
        if bucket.code is None and self._folder is not None:
            try:
                self._folder.load_bytecode(bucket)
            except Exception:  # noqa: BLE001 - an entry may hold anything: then the template is compiled anew
                bucket.reset()
            self._remember(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled; a folder that cannot be written is no fault."""
        self._remember(bucket)
        if self._folder is not None:
            with suppress(OSError):
                self._folder.dump_bytecode(bucket)

    def _remember(self, bucket: Bucket) -> None:
        if bucket.code is not None and len(self._codes) < _MOST:
            self._codes[bucket.key, bucket.checksum] = bucket.code


@cache
def kept_in(folder: Path | None) -> BytecodeCache:
    """Return what keeps compiled templates: in this process, and in a folder that is the user's own alone."""
    if folder is None:
        return _Kept(None)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _Kept(FileSystemBytecodeCache(str(folder), _NAME) if _is_own(folder) else None)


def _is_own(folder: Path) -> bool:
    """Say whether nobody but the user can write to a folder. Windows gives each user's folders to that user alone."""
    if os.name == "nt":
        return folder.is_dir()
    try:
        found = folder.stat()
    except OSError:
        return False
    return found.st_uid == os.getuid() and not found.st_mode & _OTHERS_WRITE
