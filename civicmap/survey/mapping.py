"""The mapping file: what the columns, answers and missing values of a survey file mean, where civicmap cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.model import REMARKS, Role
from civicmap.survey.headers import Target, header_key
from civicmap.survey.tables import place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """What the mapping says of one column, found by its header, its letter, or both. `line` is where it says so."""

    target: Target
    header: str | None = None
    letter: str | None = None
    line: int = 1


LONG: Final = {
    "entity": Role.ENTITY,
    "instance": Role.INSTANCE,
    "wave": Role.WAVE,
    "stage": Role.STAGE,
    "weight": Role.WEIGHT,
    "question": Role.QUESTION,
    "option": Role.OPTION,
    "answer": Role.QUESTION,
    "comment": Role.COMMENT,
    "evidence": Role.EVIDENCE,
    "page": Role.PAGE,
    "confidence": Role.CONFIDENCE,
}
"""The parts of a long table: what a mapping may call its columns."""
LONG_NEEDED: Final = ("question", "answer")


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
    long: Mapping[str, MappedColumn] = field(default_factory=dict)  # by the names of `LONG`

    @property
    def named(self) -> tuple[MappedColumn, ...]:
        """Every column that it names."""
        return (*self.columns, *self.long.values())


@dataclass(frozen=True, slots=True)
class Placed:
    """Which columns of a header the mapping speaks of, what it names that is not there, and the parts of a long table."""

    targets: dict[int, Target]
    absent: tuple[MappedColumn, ...]
    long: dict[str, int]


def place(mapping: Mapping_ | None, headers: Sequence[str]) -> Placed:
    """Find the mapping's columns in a header. A header that stands twice is told apart by its letter.

    An entry whose letter is right comes before one that is right by its header alone; else the last counts. A file is
    long if its header has the columns of questions and answers.
    """
    if mapping is None:
        return Placed({}, (), {})
    standing = _standing(headers)
    found = [(told, *_places(told, standing, len(headers))) for told in mapping.columns]
    targets: dict[int, Target] = {}
    for told, places, _ in sorted(found, key=lambda one: one[2]):
        targets |= dict.fromkeys(places, told.target)
    long = {
        name: places[0] for name, told in mapping.long.items() if (places := _places(told, standing, len(headers))[0])
    }
    if not all(name in long for name in LONG_NEEDED):
        long = {}
    targets |= {at: mapping.long[name].target for name, at in long.items()}
    absent = [told for told, places, _ in found if not places]
    return Placed(targets, (*absent, *(told for name, told in mapping.long.items() if name not in long)), long)


_Standing = tuple[dict[str, list[int]], dict[str, list[int]]]


def _standing(headers: Sequence[str]) -> _Standing:
    """Return where each header stands: as it is written, and in the form under which headers are compared."""
    exact: dict[str, list[int]] = {}
    alike: dict[str, list[int]] = {}
    for at, header in enumerate(headers):
        exact.setdefault(header, []).append(at)
        alike.setdefault(header_key(header), []).append(at)
    return exact, alike


def _places(told: MappedColumn, standing: _Standing, width: int) -> tuple[list[int], int]:
    """Return the places that an entry speaks of, and how sure that is."""
    lettered = place_of(told.letter) if told.letter else None
    if told.header is None:
        return [lettered] if lettered is not None and lettered < width else [], _BY_LETTER
    exact, alike = standing
    found = exact.get(told.header) or alike.get(header_key(told.header), [])
    if lettered in found:
        return [lettered], _BY_LETTER
    return found, _BY_HEADER if lettered is None else _ELSEWHERE


_ELSEWHERE, _BY_HEADER, _BY_LETTER = range(3)


def needs_nothing(role: Role) -> bool:
    """Say whether a column of this role belongs to no question."""
    return role in _ALONE


_ALONE = REMARKS | {Role.WEIGHT, Role.STAGE, Role.METADATA, Role.NOT_KEPT, Role.IGNORED, Role.ENTITY, Role.WAVE,
                    Role.INSTANCE}  # fmt: skip
