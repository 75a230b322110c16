"""The mapping file: what the columns, answers and missing values of a survey file mean, where civicmap cannot tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.model import Role
from civicmap.survey.headers import Target, header_key
from civicmap.survey.tables import place_of

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What the mapping says of one column, found by its header, its letter, or both. `line` is where it says so."""

    target: Target
    header: str | None = None
    letter: str | None = None
    line: int = 1


@dataclass(frozen=True, slots=True)
class Mapping_:  # noqa: N801 - `Mapping` is the type that everyone knows by this name
    """A mapping file, checked against a framework."""

    name: str
    columns: tuple[MappedColumn, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()  # (question, text, answer id or state); "" is any question
    missing: tuple[tuple[str, str], ...] = ()  # (text, state)
    dialect: str | None = None
    sheet: str | None = None
    header_rows: int | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Which columns of a header the mapping speaks of, and what it names that is not there."""

    targets: dict[int, Target]
    absent: tuple[MappedColumn, ...]


def place(mapping: Mapping_ | None, headers: Sequence[str]) -> Placed:
    """Find the mapping's columns in a header. A header that stands twice is told apart by its letter."""
    targets: dict[int, Target] = {}
    absent: list[MappedColumn] = []
    for told in mapping.columns if mapping else ():
        places = _places(told, headers)
        if not places:
            absent.append(told)
        for at in places:
            targets[at] = told.target
    return Placed(targets, tuple(absent))


def _places(told: MappedColumn, headers: Sequence[str]) -> list[int]:
    """Return the places that an entry speaks of."""
    lettered = place_of(told.letter) if told.letter else None
    if told.header is None:
        return [lettered] if lettered is not None and lettered < len(headers) else []
    exact = [at for at, header in enumerate(headers) if header == told.header]
    alike = exact or [at for at, header in enumerate(headers) if header_key(header) == header_key(told.header)]
    if lettered in alike:
        return [lettered]
    return alike


def needs_nothing(role: Role) -> bool:
    """Say whether a column of this role belongs to no question."""
    return role in _ALONE


_ALONE = frozenset({Role.WEIGHT, Role.STAGE, Role.METADATA, Role.NOT_KEPT, Role.IGNORED, Role.ENTITY, Role.WAVE, Role.INSTANCE,
                    Role.COMMENT, Role.EVIDENCE})  # fmt: skip
