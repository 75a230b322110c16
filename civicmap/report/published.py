"""What an earlier publication told: the numbers of a report as JSON, by finding or score and by group."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from civicmap.errors import Code, Problem, RequestError, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Key = tuple[str, str | None]
"""A finding or score and a group's value; None for everyone."""


@dataclass(frozen=True, slots=True)
class Record:
    """The numbers of one publication: shares as n of N, beside them who lacks it, and bands; None where withheld."""

    framework: str
    wave: str
    group: str | None
    shares: Mapping[Key, tuple[int, int]]
    lacks: Mapping[str, int]
    bands: Mapping[Key, tuple[int | None, ...]]


def read_record(path: Path) -> Record:
    """Read the JSON of a public report.

    Raises:
        UnreadableError: the file is not there or cannot be read.
        RequestError: it is not a public report as JSON.
    """
    try:
        document = json.loads(path.read_bytes())
        return _record(document)
    except FileNotFoundError as fault:
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path))) from fault
    except OSError as fault:
        how = "name a file that can be read"
        raise UnreadableError(Problem.of(Code.FILE_UNREADABLE, str(path), why=fault.strerror, how=how)) from fault
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise RequestError(Problem.of(Code.RECORD_UNREADABLE, str(path))) from fault


def _record(document: Mapping[str, Any]) -> Record:
    """Take a report apart. Raises ValueError, KeyError or TypeError for what is none."""
    if document["audience"] != "public":
        raise ValueError("not public")
    group = document["group"]
    return Record(
        str(document["framework"]["id"]),
        str(document["wave"]),
        None if group is None else str(group["id"]),
        dict(_shares(document)),
        {
            str(finding["id"]): int(finding["shares"][0]["gap_numerator"])
            for finding in document["findings"]
            if finding["shares"][0]["gap_numerator"] is not None
        },
        dict(_bands(document)),
    )


def _shares(document: Mapping[str, Any]) -> Iterator[tuple[Key, tuple[int, int]]]:
    for finding in document["findings"]:
        for share in finding["shares"]:
            if share["numerator"] is not None and share["denominator"] is not None:
                yield (
                    (str(finding["id"]), share["group"]["value"]),
                    (int(share["numerator"]), int(share["denominator"])),
                )


def _bands(document: Mapping[str, Any]) -> Iterator[tuple[Key, tuple[int | None, ...]]]:
    overall = [document["overall"]] if document["overall"] else []
    for node in [*document["pillars"], *overall, *document["composites"], *document["indicators"]]:
        for score in node["scores"]:
            counts = (band["entities"] for band in score["bands"])
            yield (
                (str(node["id"]), score["group"]["value"]),
                tuple(None if count is None else int(count) for count in counts),
            )
