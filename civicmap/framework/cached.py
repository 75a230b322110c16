"""Compiled frameworks, kept between runs so that a command need not start the schema and the YAML reader.

An entry may vanish at any time: it only spares time. It is used as long as every file that it was made of is as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from civicmap import __version__
from civicmap.framework.catalogue import find
from civicmap.framework.codec import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework


def load_cached(path_or_id: str | Path | None, folder: Path | None) -> Framework:
    """Return a framework as `load_framework` does, from an entry in `folder` where there is a good one.

    Where there is none, one is left there; a folder that cannot be written is no fault. None: nothing is kept. Raises
    FrameworkError with every fault of the file; a framework with faults is never kept.
    """
    if folder is None:
        return _load(path_or_id)[0]
    path = find(path_or_id)
    entry = folder / f"{_key(path)}.json"
    kept = _kept(entry)
    if kept is not None:
        return kept
    framework, files = _load(path)
    with suppress(OSError):
        _keep(entry, framework, files)
    return framework


def _load(path_or_id: str | Path | None) -> tuple[Framework, Sequence[Path]]:
    from civicmap.framework.load import load_with_files  # noqa: PLC0415 - pydantic and ruamel: what an entry spares

    return load_with_files(path_or_id)


def _key(path: Path) -> str:
    """Return the name of a framework's entry: another place, version or code of this room is another entry."""
    code = sorted(Path(__file__).parent.glob("*.py"))
    stamps = [(file.name, (stat := file.stat()).st_size, stat.st_mtime_ns) for file in code]
    return hashlib.sha256(repr((__version__, str(path.resolve()), stamps)).encode()).hexdigest()


def _kept(entry: Path) -> Framework | None:
    """Return the framework of an entry; None where there is none, it can't be read or a file of it has changed."""
    try:
        held = json.loads(entry.read_bytes())
        unchanged = all(_hash(Path(file)) == sha256 for file, sha256 in held["files"])
        return from_json(held["framework"]) if unchanged else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _keep(entry: Path, framework: Framework, files: Sequence[Path]) -> None:
    """Write an entry whole, or not at all. Raises OSError where that cannot be done."""
    read = [(str(file.resolve()), _hash(file)) for file in files]
    entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"files": read, "framework": to_json(framework)}, ensure_ascii=False)
    handle, name = tempfile.mkstemp(dir=entry.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(name).replace(entry)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _hash(file: Path) -> str:
    """Return the hash of a file's bytes, "" for one that is not there."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""
