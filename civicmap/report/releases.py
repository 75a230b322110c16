"""Numbers that somebody releases by name although they are small: who, when and why, from a CSV file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, RequestError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

COLUMNS: Final = ("finding", "group", "name", "date", "reason")


@dataclass(frozen=True, slots=True)
class Release:
    """A number released: a finding's or a score's id, a group's value ("" for everyone), by whom, when and why."""

    finding: str
    group: str
    name: str
    date: str
    reason: str
    where: str = ""  # file and line


def read_exceptions(path: Path) -> tuple[Release, ...]:
    """Read exceptions from a CSV file with the columns finding, group, name, date and reason.

    Raises UnreadableError for a file that cannot be read, and RequestError naming every line that is not complete.
    """
    table = list(csv.reader(io.StringIO(_text(path), newline="")))
    header = [title.strip().lower() for title in table[0]] if table else []
    missing = [Problem.of(Code.EXCEPTION_COLUMN, path.name, column=c) for c in COLUMNS if c not in header]
    if missing:
        raise RequestError(*missing)
    made = []
    problems: list[Problem] = []
    for number, cells in enumerate(table[1:], start=2):
        if any(map(str.strip, cells)):
            row = dict(zip(header, map(str.strip, cells), strict=False))
            where = f"{path.name}:{number}"
            problems += _faults(row, where)
            finding, group, name, day, reason = (row.get(column, "") for column in COLUMNS)
            made.append(Release(finding, group, name, day, reason, where))
    if problems:
        raise RequestError(*problems)
    return tuple(made)


def _faults(row: Mapping[str, str], where: str) -> Iterator[Problem]:
    for column in ("finding", "name", "date", "reason"):
        if not row.get(column):
            yield Problem.of(Code.EXCEPTION_EMPTY, where, column=column)
    if row.get("date"):
        try:
            date.fromisoformat(row["date"])
        except ValueError:
            yield Problem.of(Code.EXCEPTION_DATE, where, date=row["date"])


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as fault:
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path))) from fault
    except OSError as fault:
        how = "name a file that can be read"
        raise UnreadableError(Problem.of(Code.FILE_UNREADABLE, str(path), why=fault.strerror, how=how)) from fault
    except UnicodeDecodeError as fault:
        raise UnreadableError(Problem.of(Code.FILE_ENCODING, str(path), byte=fault.start)) from fault
