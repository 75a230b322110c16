"""Published scores: reading the CSV file that computed ones are compared with."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from civicmap.errors import Code, Problem, RequestError, UnreadableError
from civicmap.framework.types import Level
from civicmap.measure.plan import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from civicmap.framework.types import Framework


class Published(NamedTuple):
    """One published score. `instance` is "" for a score of the entity."""

    entity: str
    id: str
    instance: str
    score: str  # as printed


def read_published(path: Path, framework: Framework) -> tuple[Published, ...]:
    """Read published scores from a CSV file with the columns entity, score and id, instance or both.

    Raises:
        UnreadableError: the file is not there, or is not UTF-8.
        RequestError: a column is missing, there is no row, or one names nothing that is scored.
    """
    table = list(csv.reader(io.StringIO(_text(path), newline="")))
    header = [title.strip().lower() for title in table[0]] if table else []
    missing = [Problem.of(Code.PUBLISHED_COLUMN, path.name, column=c) for c in ("entity", "score") if c not in header]
    if missing:
        raise RequestError(*missing)
    rows = [dict(zip(header, map(str.strip, row), strict=False)) for row in table[1:] if any(map(str.strip, row))]
    if not rows:
        raise RequestError(Problem.of(Code.PUBLISHED_NONE, path.name))
    published = tuple(_published(row, framework) for row in rows)
    scored = [node.id for node in framework.nodes] + [q.id for q in framework.questions if q.scored]
    strange = sorted({row.id for row in published} - set(scored))
    if strange:
        kind, known = "node or scored question", ", ".join(scored)
        raise RequestError(
            *(Problem.of(Code.NAME_UNKNOWN, path.name, kind=kind, name=name, hint="", known=known) for name in strange)
        )
    return published


def _text(path: Path) -> str:
    """Return a file's text. Raises UnreadableError if it is not there or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as fault:
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path))) from fault
    except OSError as fault:
        how = "name a file that can be read"
        raise UnreadableError(Problem.of(Code.FILE_UNREADABLE, str(path), why=fault.strerror, how=how)) from fault
    except UnicodeDecodeError as fault:
        raise UnreadableError(Problem.of(Code.FILE_ENCODING, str(path), byte=fault.start)) from fault


def _published(row: Mapping[str, str], framework: Framework) -> Published:
    """Take one row of the file; without an id it is the overall, or for an instance the node that is rolled up."""
    instance = row.get("instance", "")
    wanted = row.get("id", "") or _usual(framework, in_rows=bool(instance))
    return Published(row["entity"], wanted, instance, row.get("score", ""))


def _usual(framework: Framework, *, in_rows: bool) -> str:
    """Return the node that a row without an id is about."""
    if in_rows and framework.instances is not None and framework.instances.at in LEVELS[1:]:
        level = Level(framework.instances.at)
        found = [node.id for node in framework.nodes if node.level is level]
        return found[0] if len(found) == 1 else ""
    return next((node.id for node in framework.nodes if node.level is Level.OVERALL), "")
