"""What a file's columns were taken for, as a person reads it: a line for each question, and one for what is not stored."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from civicmap.model import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.model import Column

_ALONE: Final = {
    Role.METADATA: "about the form",
    Role.NOT_KEPT: "personal: not stored",
    Role.IGNORED: "not stored",
    Role.ENTITY: "who answered",
    Role.WAVE: "which wave",
    Role.WEIGHT: "weight",
    Role.STAGE: "stage of review",
    Role.INSTANCE: "which policy, service or data set",
}
NOT_STORED: Final = tuple(_ALONE[role] for role in (Role.METADATA, Role.NOT_KEPT, Role.IGNORED))
_COUNTED: Final = {Role.METADATA: "about the form", Role.NOT_KEPT: "personal", Role.IGNORED: "not stored"}
_OF_A_QUESTION: Final = (Role.QUESTION, Role.OPTION, Role.OTHER, Role.STATE)
_TOGETHER: Final = (Role.METADATA, Role.NOT_KEPT)

_LONG_PATH: Final = 36  # characters, about what fits
_TELLING: Final = 8

Line = tuple[str, str, str]
"""The columns' letters, their header, and what they were taken for."""


def taken_for(column: Column) -> str:
    """Return a column's role in a few words; a question by its id alone, as nearly every column is one."""
    if column.role is Role.QUESTION and column.question:
        return column.question
    if column.role in _ALONE:
        return _ALONE[column.role]
    if column.role is Role.GROUP:
        return f"group {column.question}"
    if column.question is None:  # of a long table, whose rows say what they are about
        return "question or answer" if column.role is Role.QUESTION else str(column.role)
    beside = (
        column.option
        if column.role is Role.OPTION
        else f"{column.role} text"
        if column.role is Role.OTHER
        else column.role
    )
    return f"{column.question}: {beside}"


def condensed(columns: Sequence[Column]) -> list[Line]:
    """Return a line for each run of columns that belong together: a question's, or those that are not stored."""
    return [line for _, run in groupby(columns, key=_belongs_to) for line in _lines(list(run))]


def _belongs_to(column: Column) -> tuple[str, str]:
    """Return what neighbours have in common that share a line."""
    if column.role in _OF_A_QUESTION and column.question:
        return "question", column.question
    if column.role in _TOGETHER:
        return str(column.role), ""
    return str(column.role), column.letter


def _lines(run: Sequence[Column]) -> Iterator[Line]:
    first, last = run[0], run[-1]
    if len(run) == 1:
        yield first.letter, _in_one_line(first.header), taken_for(first)
        return
    letters = f"{first.letter}–{last.letter}"
    if first.role in _TOGETHER:
        between = " … " if len(run) > 2 else ", "
        yield letters, between.join((_in_one_line(first.header), _in_one_line(last.header))), _ALONE[first.role]
    else:
        yield letters, _in_one_line(first.header), f"{first.question} ({_parts(run)})"


def _parts(run: Sequence[Column]) -> str:
    """Return what the columns of one question are, counted."""
    counts = {role: sum(column.role is role for column in run) for role in _OF_A_QUESTION}
    words = {
        Role.QUESTION: ("joined" if counts[Role.OPTION] else "answer", "columns"),
        Role.OPTION: ("1 option", "options"),
        Role.OTHER: ("other's text", "texts of other"),
        Role.STATE: ("state", "states"),
    }
    shown = [words[role][0] if n == 1 else f"{n} {words[role][1]}" for role, n in counts.items() if n]
    return ", ".join(shown)


def _in_one_line(header: str) -> str:
    """Return a header without line breaks; of a long path the last step, which tells it from its neighbours."""
    line = " ".join(header.split()) or "(blank)"
    last = line.rpartition("/")[2]
    return f"…/{last}" if len(line) > _LONG_PATH and _TELLING <= len(last) < len(line) else line


def summary(columns: Sequence[Column]) -> str:
    """Return how many columns were taken for what."""
    asked = {column.question for column in columns if column.role in _OF_A_QUESTION}
    spread = sum(column.role in _OF_A_QUESTION for column in columns)
    parts = [f"{spread} with {len(asked)} {'question' if len(asked) == 1 else 'questions'}"]
    for role, words in _COUNTED.items():
        count = sum(column.role is role for column in columns)
        parts += [f"{count} {words}"] if count else []
    return f"{len(columns)} columns: {', '.join(parts)}."
