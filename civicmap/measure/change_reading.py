"""A stored wave under a newer framework: its columns answer what followed their questions, and each use is said."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.model import Role
from civicmap.survey.columns import of_past
from civicmap.survey.crosswalk import Crosswalk

if TYPE_CHECKING:
    from civicmap.errors import Problem
    from civicmap.framework.types import Framework
    from civicmap.model import Raw, RawColumn


def through_crosswalk(raw: Raw, framework: Framework) -> Raw:
    """Return a wave whose columns of questions that the framework no longer has are those of their successors."""
    present = {question.id for question in framework.questions}
    crosswalk = Crosswalk(framework)
    columns: list[RawColumn] = []
    said: list[Problem] = []
    for held in raw.columns:
        name = held.column.question
        gone = name is not None and name not in present and held.column.role is not Role.GROUP
        past = crosswalk.of(name) if gone and name is not None else None
        if past is None or not past.question:
            columns.append(held)
            continue
        first = raw.sources[0]
        where = "!".join(part for part in (first.name, first.sheet, held.column.letter) if part)
        said.append(of_past(past, where, held.column.header))
        columns.append(replace(held, column=replace(held.column, question=past.question)))
    return replace(raw, columns=tuple(columns), problems=(*raw.problems, *said))
