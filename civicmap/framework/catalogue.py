"""The frameworks that come with civicmap, and how a name becomes a file. Reads no YAML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from civicmap.errors import Code, FrameworkError, Problem
from civicmap.resources import shipped_frameworks

DEFAULT: Final = "three-ps"
_TOP = re.compile(r"^(id|title):\s*(?:\"([^\"]*)\"|'([^']*)'|([^#\n]*?))\s*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Shipped:
    """A framework that comes with civicmap."""

    id: str
    title: str
    path: Path


def shipped() -> tuple[Shipped, ...]:
    """Return the shipped frameworks, the default first, the others by id."""
    found = []
    for path in sorted(shipped_frameworks().glob("*.yaml")):
        top = {m[1]: m[2] or m[3] or m[4] or "" for m in _TOP.finditer(path.read_text(encoding="utf-8"))}
        if "id" in top:
            found.append(Shipped(top["id"], top.get("title", ""), path))
    return tuple(sorted(found, key=lambda one: (one.id != DEFAULT, one.id)))


def find(path_or_id: str | Path | None, folder: Path | None = None) -> Path:
    """Return the file of a framework: a shipped id, or a path (from `folder`, where one is given).

    Raises FrameworkError if there is none.
    """
    name = DEFAULT if path_or_id is None else str(path_or_id)
    if not isinstance(path_or_id, Path):
        for one in shipped():
            if one.id == name:
                return one.path
    path = Path(name) if folder is None else folder / name
    if path.is_file():
        return path
    if Path(name).suffix or len(Path(name).parts) > 1 or path.is_dir():
        if path.is_dir():
            raise FrameworkError(Problem.of(Code.FILE_UNREADABLE, name, why="it is a folder", how="name a YAML file"))
        raise FrameworkError(Problem.of(Code.FILE_MISSING, name))
    known = ", ".join(one.id for one in shipped()) or "none; name a file"
    raise FrameworkError(
        Problem.of(Code.NAME_UNKNOWN, kind="framework", name=name, hint="", known=f"{known}, or a file")
    )
