"""The column of weights that a name means: by its header, its letter, or the number question that it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.types import QuestionType
from civicmap.measure.unknown import unknown
from civicmap.survey.headers import header_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import RowWeights, Survey


class NamedWeights(NamedTuple):
    """A weight for each entity, NaN where it has none that can be used."""

    name: str
    values: NDArray[np.float64]


def weight_column(survey: Survey, framework: Framework, name: str) -> NamedWeights:
    """Return a column's weights. Raises RequestError for a name that is no column of weights, or that is two."""
    found = _named(survey.weights, name)
    if len(found) > 1:
        letters = ", ".join(column.letter for column in found)
        what = f"{len(found)} columns of weights are called {name!r}"
        raise RequestError(Problem.of(Code.WEIGHT_NONE, what=what, how=f"name one by its letter: {letters}"))
    if found:
        return NamedWeights(found[0].header or found[0].letter, _by_entity(survey, found[0].values))
    question = _number_question(survey, framework, name)
    if question is not None:
        held = survey.block.values[survey.layout.numbers.index(question)]
        return NamedWeights(question, _by_entity(survey, np.where(held >= 0, held, np.nan)))
    numbers = [asked.id for asked in framework.questions if asked.type is QuestionType.NUMBER]
    known = [*framework.weighting, *(column.header or column.letter for column in survey.weights), *numbers]
    if known:
        raise RequestError(unknown("weight", name, known))
    what = f"the wave has no column of weights, {name!r} or other"
    how = "give the column the role weight in a --mapping file and ingest again, or use --post-stratify or --rake"
    raise RequestError(Problem.of(Code.WEIGHT_NONE, what=what, how=how))


def _named(columns: tuple[RowWeights, ...], name: str) -> list[RowWeights]:
    """Return the columns of a name: as written, in the form in which headers are compared, or by letter."""
    ways = (
        [column for column in columns if column.header == name],
        [column for column in columns if header_key(column.header) == header_key(name)],
        [column for column in columns if column.letter == name.upper()],
    )
    return next(filter(None, ways), [])


def _number_question(survey: Survey, framework: Framework, name: str) -> str | None:
    """Return the number question of an id, or in a column of a letter."""
    for asked in framework.questions:
        if asked.type is QuestionType.NUMBER and (asked.id == name or survey.cells.get(asked.id) == (name.upper(),)):
            return asked.id
    return None


def _by_entity(survey: Survey, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the first weight that an entity's rows have; a column whose rows disagree has been read as none."""
    found = np.full(len(survey.entities), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    entities, first = np.unique(survey.row_entity[known], return_index=True)
    found[entities] = values[known[first]]
    return found
