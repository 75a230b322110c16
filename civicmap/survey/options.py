"""What a reader of survey files may be told, beyond the files and the framework."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem, RequestError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from civicmap.survey.corrections.cleaning_log import CleaningLog
    from civicmap.survey.forms.explain import Explained
    from civicmap.survey.mapping import Mapping_
    from civicmap.survey.reply.read import Expected

DUPLICATES = ("refuse", "first", "last", "merge")


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read. `header_rows` counts the rows up to and with the header; `closed_on` is the wave's closing day.

    `duplicates` says what to do with two different rows of one entity: refuse them, keep the first or last in the
    order of the files, or merge them cell by cell, where the last that says something counts. `stage` is the review
    stage of all rows, `replies` what reply sheets are held against.
    """

    mapping: Mapping_ | None = None
    form: Explained | None = None
    dialect: str | None = None
    sheet: str | None = None
    header_rows: int | None = None
    encoding: str | None = None
    separator: str | None = None
    duplicates: str = "refuse"
    keep_personal: bool = False
    strict: bool = False
    closed_on: date | None = None
    policies: Path | None = None
    corrections: CleaningLog | None = None
    stage: str | None = None
    replies: Expected | None = None

    def __post_init__(self) -> None:
        if self.duplicates not in DUPLICATES:
            known = ", ".join(DUPLICATES)
            fault = Problem.of(Code.NAME_UNKNOWN, kind="rule", name=self.duplicates, hint="", known=known)
            raise RequestError(fault)
