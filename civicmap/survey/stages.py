"""Review stages by name: which one a text means, which one each row is of, and the column that says so for a whole file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.model import Column, RawColumn, Role
from civicmap.survey.addresses import address
from civicmap.survey.folding import clean, fold
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Raw
    from civicmap.survey.filetable import FileTable
    from civicmap.survey.log import Log

_OF_FILE: Final = Column("", "stage", Role.STAGE)
"""The column of a file whose rows are all of one stage, as the command line says it."""

_NONE: Final = "none: give the framework the key stages"


class Stages:
    """The stages of a framework, first to last, and the texts that mean them: ids, ids in words, titles."""

    def __init__(self, framework: Framework) -> None:
        self.ids = framework.stages
        titles = framework.stage_titles
        self._places = {
            fold(text): place
            for place, stage in enumerate(self.ids)
            for text in (titles.get(stage, stage), stage.replace("_", " ").replace("-", " "), stage)
        }

    @property
    def known(self) -> str:
        """The ids, to be named in a message."""
        return ", ".join(self.ids) or _NONE

    def place(self, text: str) -> int | None:
        """Return the place of the stage that a text means, 0 for an empty one; None if it means none."""
        return self._places.get(fold(text)) if clean(text) else 0

    def meant(self, text: str) -> str:
        """Return the id of the stage that a text means, else the text."""
        place = self.place(text)
        return clean(text) if place is None or not self.ids else self.ids[place]

    def hint(self, text: str) -> str:
        """Return what suggests a stage in place of a text that means none."""
        return did_you_mean(nearest(text, self.ids))

    def demand(self, text: str) -> int:
        """Return the place of a stage that the user names. Raises RequestError if there is none."""
        place = self.place(text) if clean(text) else None
        if place is None:
            fault = Problem.of(Code.NAME_UNKNOWN, kind="stage", name=text, hint=self.hint(text), known=self.known)
            raise RequestError(fault)
        return place


def stage_column(columns: Sequence[RawColumn]) -> RawColumn | None:
    """Return the column that says of which stage each row is; None where all are of the first."""
    return next((held for held in columns if held.column.role is Role.STAGE), None)


def stage_places(raw: Raw, stages: Stages, log: Log | None = None) -> NDArray[np.int64] | None:
    """Return the place of each row's stage (rows,); None where no column says any. Unknown texts are put into the log.

    A row whose stage is unknown is of the first: what holds one is stored by nobody.
    """
    held = stage_column(raw.columns)
    if held is None:
        return None
    found = [stages.place(text) for text in held.texts]
    for text, place in sorted((text, place) for place, text in enumerate(held.texts) if found[place] is None):
        if log is not None:
            log.text(Code.STAGE_UNKNOWN, held, place, stage=clean(text), hint=stages.hint(text), known=stages.known)
    return np.take(np.array([place or 0 for place in found], dtype=np.int64), held.codes)


def with_stage(file: FileTable, stages: Stages, stage: str | None) -> FileTable:
    """Return a file whose rows are all of the stage that the user names; cells that say another one are a problem."""
    if stage is None:
        return file
    said = stage_column(file.columns)
    others = tuple(held for held in file.columns if held is not said)
    whole = RawColumn(
        _OF_FILE if said is None else said.column, ("", stage), np.ones(len(file.numbers), dtype=np.uint8)
    )
    found = () if said is None else _contradictions(file, said, stages, stage)
    return replace(file, columns=(*others, whole), problems=(*file.problems, *found))


def _contradictions(file: FileTable, said: RawColumn, stages: Stages, stage: str) -> tuple[Problem, ...]:
    """Name the cells that say another stage than the user, once for each text."""
    problems = []
    for text, place in sorted((text, place) for place, text in enumerate(said.texts)):
        rows = np.flatnonzero(said.codes == place)
        if clean(text) and stages.meant(text) != stage and len(rows):
            where = address(file.source, int(file.numbers[rows[0]]), said.column.letter)
            problems.append(Problem.of(Code.STAGE_OTHERWISE, where, len(rows), said=clean(text), stage=stage))
    return tuple(problems)


def until(raw: Raw, stages: Stages, last: str) -> Raw:
    """Return what is stored of the stages up to one. Raises RequestError for an unknown stage, or if that is nothing."""
    place = stages.demand(last)
    held = stage_places(raw, stages)
    if held is None or (held <= place).all():
        return raw
    rows = np.flatnonzero(held <= place)
    if not len(rows):
        raise RequestError(Problem.of(Code.STAGE_EMPTY, stage=stages.ids[place]))
    return take_rows(raw, rows)


def take_rows(raw: Raw, rows: NDArray[np.int64]) -> Raw:
    """Return a raw layer of some of its rows; files and corrections stay, whether a row of them is left or not."""
    return replace(
        raw,
        columns=tuple(held.take(rows) for held in raw.columns),
        row_source=raw.row_source[rows],
        row_number=raw.row_number[rows],
    )
