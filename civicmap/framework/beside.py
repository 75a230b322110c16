"""The catalogues that lie beside a framework file: practices and recommendations, and whether they fit it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.framework import practices, recommendations
from civicmap.framework.rows import Form, known_of, read_catalogue
from civicmap.resources import shipped_frameworks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from civicmap.framework import reader
    from civicmap.framework.faults import Faults
    from civicmap.framework.rows import Known, Row
    from civicmap.framework.types import Framework

CATALOGUES: Final[Mapping[str, tuple[Form, Callable[[Row, Known], Any]]]] = {
    "practices": (practices.FORM, practices.practice),
    "recommendations": (recommendations.FORM, recommendations.recommendation),
}
_FILES: Final = "files"
_REFERS: Final = "recommendations"


@dataclass(frozen=True, slots=True)
class Beside:
    """A catalogue's file. One that nothing names is read where it lies in the framework's folder under its usual name."""

    path: Path
    named: bool


def beside(data: Mapping[str, Any], path: Path) -> dict[str, Beside]:
    """Return the catalogues of a framework file, by kind: those that it names, and those in its folder."""
    files = data.get(_FILES)
    found = {}
    for kind in CATALOGUES:
        named = files.get(kind) if isinstance(files, dict) else None
        if isinstance(named, str) and named:
            found[kind] = Beside(path.parent / named, named=True)
        elif path.parent != shipped_frameworks():
            found[kind] = Beside(path.parent / f"{kind}.csv", named=False)
    return found


def with_catalogues(
    framework: Framework, catalogues: Mapping[str, Sequence[Beside]], data: Mapping[str, Any], faults: Faults
) -> tuple[Framework, tuple[Problem, ...]]:
    """Return the framework with its catalogues, and what is wrong with their files. Names references to nothing.

    Of a framework that extends another, its own catalogue comes first and stands for the other's; but practices of a
    survey leave those standing that a document reported.
    """
    held: dict[str, Any] = {}
    problems: list[Problem] = []
    for kind, chain in catalogues.items():
        for file in chain:
            if kind in held and (kind != "practices" or any(one.reported for one in held[kind])):
                break
            read, found = _read(framework, kind, file, faults)
            problems += found
            if read is not None and kind in held:
                read = tuple(one for one in read if one.reported)
            if read is not None:
                held[kind] = (*held.get(kind, ()), *read)
    if "recommendations" in held:
        _check_references(data, [one.id for one in held["recommendations"]], faults)
    return replace(framework, **held), tuple(problems)


def _read(
    framework: Framework, kind: str, file: Beside, faults: Faults
) -> tuple[tuple[Any, ...] | None, tuple[Problem, ...]]:
    """Return the entries of a file, None where there is none that can be read, and what is wrong with them."""
    if not file.path.exists():
        place = faults.place((_FILES, kind))
        missing = Problem.of(Code.CATALOGUE_MISSING, f"{place.file}:{place.line}", file=file.path.name, kind=kind)
        return None, (missing,) if file.named else ()
    form, make = CATALOGUES[kind]
    try:
        read = read_catalogue(file.path, form, known_of(framework), make)
    except CivicmapError as error:
        for problem in error.problems:
            what = f"{file.path.name}: {problem.message}"
            faults.add(Code.FRAMEWORK_REFERENCE, (_FILES, kind), what, problem.repair)
        return None, ()
    return read.entries, read.problems


def _check_references(data: Mapping[str, Any], known: list[str], faults: Faults) -> None:
    """Name recommendations that a part of the framework follows up and that the catalogue has not."""
    for path, name in _references(data, ()):
        if name not in known:
            faults.reference(path, "recommendation", name, known)


def _references(value: Any, path: reader.Path) -> Iterator[tuple[reader.Path, str]]:
    """Yield every recommendation that is named, with its path."""
    if isinstance(value, dict):
        for key, below in value.items():
            here = (*path, key)
            if key == _REFERS and isinstance(below, list):
                yield from (((*here, place), name) for place, name in enumerate(below) if isinstance(name, str))
            else:
                yield from _references(below, here)
