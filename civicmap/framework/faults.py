"""Faults of a framework file as they are found: each by its path, named at the end by file and line."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from civicmap.errors import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from civicmap.framework.reader import Path

_SHOWN = 12  # names listed in a repair


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int


@dataclass(slots=True)
class Faults:
    """Collects faults. `places` maps a path into the file to its line; a path without one takes its parent's."""

    places: Mapping[Path, Place]
    found: dict[tuple[str, int, str, str], Problem] = field(default_factory=dict)
    broken: set[Path] = field(default_factory=set)  # what a fault has removed: its consequences are not told

    def key(self, path: Path, what: str, how: str) -> None:
        """Name a key that is missing, unknown or said twice."""
        self.add(Code.FRAMEWORK_KEY, path, what, how)

    def value(self, path: Path, what: str, how: str) -> None:
        """Name a value that may not stand there."""
        self.add(Code.FRAMEWORK_VALUE, path, what, how)

    def reference(self, path: Path, kind: str, name: str, known: Iterable[str]) -> None:
        """Name a thing that is not there, with what was most likely meant."""
        if not any(part and part[-1] == name for part in self.broken):
            self.add(Code.FRAMEWORK_REFERENCE, path, f"there is no {kind} {name!r}", suggest(name, known))

    def logic(self, path: Path, what: str, how: str) -> None:
        """Name parts that do not fit together."""
        self.add(Code.FRAMEWORK_LOGIC, path, what, how)

    def add(self, code: Code, path: Path, what: str, how: str) -> None:
        """Name a fault, unless it is already named or the consequence of another."""
        if code is Code.FRAMEWORK_LOGIC and any(
            path[: len(part)] == part or part[: len(path)] == path for part in self.broken
        ):
            return
        place = self.place(path)
        message = f"{dotted(path)}: {what}" if path else what
        problem = Problem.of(code, f"{place.file}:{place.line}", what=message, how=how)
        self.found.setdefault((place.file, place.line, dotted(path), what), problem)

    def place(self, path: Path) -> Place:
        """Return the line of a path, or of the nearest thing that holds it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return self.places[path[:length]]
        return Place("", 1)

    def problems(self) -> tuple[Problem, ...]:
        """Return everything found, by file and line."""
        return tuple(self.found[key] for key in sorted(self.found))


def dotted(path: Path) -> str:
    """Return a path as one reads it."""
    return ".".join(str(part) for part in path)


def suggest(name: str, known: Iterable[str]) -> str:
    """Return a repair for a name that is not known: the nearest one, else those that there are."""
    names = list(dict.fromkeys(known))
    near = get_close_matches(name, names, n=1, cutoff=0.6) or [n for n in names if n.casefold() == name.casefold()]
    if near:
        return f"did you mean {near[0]!r}?"
    if not names:
        return "there is none: add it first"
    more = f", … ({len(names)} in all)" if len(names) > _SHOWN else ""
    return f"use one of: {', '.join(names[:_SHOWN])}{more}"
