"""A framework file with the one that it extends: read, and laid over each other, each line still known by its file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, FrameworkError, Problem
from civicmap.framework.beside import beside
from civicmap.framework.catalogue import find
from civicmap.framework.faults import Place
from civicmap.framework.reader import LARGEST, Document, read

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.framework import reader
    from civicmap.framework.beside import Beside

_AGAIN: Final = (
    "civicmap",
    "extends",
    "id",
    "version",
    "title",
    "source",
    "licence",
    "verified",
    "closes",
    "disclosure",
)
_TOGETHER: Final = ("translations", "files")
_ADDED: Final = ("groups", "composites", "findings", "coding")
_MOST_FILES: Final = 8


@dataclass(slots=True)
class Laid:
    """The values of a file laid over those that it extends, and where each stands."""

    data: Any = None
    places: dict[reader.Path, Place] = field(default_factory=dict)
    bare: set[reader.Path] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # of the files, the base first
    files: list[Path] = field(default_factory=list)  # that were read, in the same order
    translations: list[tuple[str, Path, bool]] = field(default_factory=list)  # language, file, official
    catalogues: dict[str, tuple[Beside, ...]] = field(default_factory=dict)  # by kind, the file's own first
    sought: list[Path] = field(default_factory=list)  # where a catalogue lies, or may one day

    @property
    def sha256(self) -> str:
        """The hash of the YAML texts, whatever their line ends; translations and catalogues don't count."""
        return hashlib.sha256("".join(self.texts).encode()).hexdigest()


def lay(path: Path, above: tuple[Path, ...] = ()) -> Laid:
    """Read a file and all that it extends. Raises FrameworkError for a file that cannot be read at all."""
    document, text = _read(path)
    name = path.name
    laid = Laid(
        document.data,
        {where: Place(name, line) for where, line in document.lines.items()},
        set(document.bare),
        [_problem(name, fault) for fault in document.faults],
        [text],
        [path],
    )
    if not text.strip():
        how = "`civicmap framework new` prints one to start from"
        _name(laid, Code.FRAMEWORK_SYNTAX, Place(name, 1), "the file is empty", how)
    if not isinstance(document.data, dict):
        return laid
    laid.translations = _translations(document.data.get("translations"), path)
    laid.catalogues = {kind: (one,) for kind, one in beside(document.data, path).items()}
    laid.sought = [one.path for chain in laid.catalogues.values() for one in chain]
    base = document.data.get("extends")
    if isinstance(base, str) and base:
        _lay_over(laid, base, path, above)
    return laid


def _read(path: Path) -> tuple[Document, str]:
    """Return the document of a file, and its text with plain line ends."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= LARGEST else b""
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise FrameworkError(Problem.of(Code.FILE_UNREADABLE, path.name, why=why, how="check the file")) from fault
    if size > LARGEST:
        limit, how = f"{LARGEST // 1_000_000} MB", "check that this is a framework file"
        raise FrameworkError(Problem.of(Code.FILE_TOO_LARGE, path.name, what="the file", limit=limit, how=how))
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as fault:
        how = "save it as UTF-8"
        why = f"the text is not UTF-8 (byte {fault.start})"
        raise FrameworkError(Problem.of(Code.FILE_UNREADABLE, path.name, why=why, how=how)) from fault
    return read(text), text


def _problem(name: str, fault: reader.Fault) -> Problem:
    path = ".".join(str(part) for part in fault.path if "\0" not in str(part))
    return Problem.of(
        fault.code, f"{name}:{fault.line}", what=f"{path}: {fault.what}" if path else fault.what, how=fault.how
    )


def _translations(said: Any, path: Path) -> list[tuple[str, Path, bool]]:
    """Return the translation files that are said in a form that can be read; the schema names the others."""
    found = []
    for language, form in said.items() if isinstance(said, dict) else ():
        file = form.get("file") if isinstance(form, dict) else form
        if isinstance(file, str) and file:
            official = isinstance(form, dict) and form.get("official") is True
            found.append((str(language), path.parent / file, official))
    return found


def _lay_over(laid: Laid, base: str, path: Path, above: tuple[Path, ...]) -> None:
    """Lay a file over the one that it extends. Where that one cannot be read, nothing is left to check."""
    under = _under(laid, base, path, above)
    if under is None or not isinstance(under.data, dict):
        laid.data = None
    else:
        laid.data = _merged(laid, under.data, laid.data)
    if under is not None:
        laid.places = under.places | laid.places
        laid.bare |= under.bare
        laid.problems = under.problems + laid.problems
        laid.texts = under.texts + laid.texts
        laid.files = under.files + laid.files
        laid.translations = under.translations + laid.translations
        laid.sought = under.sought + laid.sought
        kinds = dict.fromkeys((*laid.catalogues, *under.catalogues))
        laid.catalogues = {k: (*laid.catalogues.get(k, ()), *under.catalogues.get(k, ())) for k in kinds}


def _under(laid: Laid, base: str, path: Path, above: tuple[Path, ...]) -> Laid | None:
    """Return the base; None, with the reason named, where it is not there or extends this file itself."""
    at = laid.places.get(("extends",), Place(path.name, 1))
    here = path.resolve()
    if here in above or len(above) == _MOST_FILES:
        what = "extends: the files extend each other in a circle"
        _name(laid, Code.FRAMEWORK_LOGIC, at, what, "break it at one of them")
        return None
    try:
        return lay(find(base, path.parent), (*above, here))
    except FrameworkError as error:
        for problem in error.problems:
            what = f"extends: {problem.where or base}: {problem.message}"
            _name(laid, Code.FRAMEWORK_REFERENCE, at, what, problem.repair)
        return None


def _merged(laid: Laid, below: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return the base's values with the file's own over them. Names what the file may not say, and ids that are taken."""
    merged = dict(below)
    for key, value in own.items():
        if key in _AGAIN:
            merged[key] = value
        elif key in _TOGETHER:
            below_it = merged.get(key)
            merged[key] = {**below_it, **value} if isinstance(below_it, dict) and isinstance(value, dict) else value
        elif key in _ADDED and isinstance(value, dict):
            merged[key] = _added(laid, key, merged.get(key), value)
        else:
            how = f"a file that extends another adds {', '.join(_ADDED)}; say the rest in the other file"
            _name(laid, Code.FRAMEWORK_KEY, laid.places[(key,)], f"{key}: cannot be said beside `extends`", how)
    return merged


def _added(laid: Laid, key: str, below: Any, own: dict[str, Any]) -> dict[str, Any]:
    """Return the base's entries with the file's own after them."""
    entries = dict(below) if isinstance(below, dict) else {}
    for name, entry in own.items():
        if name in entries:
            place = laid.places[(key, name)]
            _name(laid, Code.FRAMEWORK_LOGIC, place, f"{key}.{name}: the id is taken in the base", "choose another id")
        else:
            entries[name] = entry
    return entries


def _name(laid: Laid, code: Code, place: Place, what: str, how: str) -> None:
    laid.problems.append(Problem.of(code, f"{place.file}:{place.line}", what=what, how=how))
