"""The order of rows: by entity, then by instance, whatever order the file had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, Role
from civicmap.same import Same
from civicmap.survey.folding import clean, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Raw, RawColumn
    from civicmap.survey.people import People
    from civicmap.survey.words.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Each final row's raw row, entity and instance; rows that name nobody are left out.

    `instance` (rows,) numbers the instances, where rows of several stages are to be laid over one another.
    """

    order: NDArray[np.int64]
    row_entity: NDArray[np.int32]
    row_instance: Sequence[str]
    instance: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class _Key:
    """One part of an instance's name: `rank` and `names` by the texts of its column."""

    column: RawColumn
    rank: NDArray[np.int64]
    names: list[str]


def arrange(
    raw: Raw,
    framework: Framework,
    people: People,
    words: Mapping[str, Vocabulary],
    stages: NDArray[np.int64] | None = None,
) -> Arrangement:
    """Return the final order of the rows. Equal rows of one entity and instance stay in the order of their file.

    `stages` (raw rows,) are the places of the rows' review stages, which come after entity and instance.
    """
    keys = [_key(column, words) for column in _instance_columns(raw, framework)]
    ranks = [np.take(key.rank, key.column.codes) for key in reversed(keys)]
    stage = [] if stages is None else [stages]
    order = _one_each(people) if stages is None else None
    if order is None:
        order = np.lexsort(np.stack([raw.row_number, raw.row_source, *stage, *ranks, people.of_row])).astype(np.int64)
        order = order[np.take(people.of_row, order) >= 0]
    named = [list(map(key.names.__getitem__, np.take(key.column.codes, order).tolist())) for key in keys]
    instances: Sequence[str] = Same("", len(order))
    if keys:
        instances = (
            tuple(named[0]) if len(keys) == 1 else tuple(" / ".join(parts) for parts in zip(*named, strict=True))
        )
    number = None if stages is None else _numbered(ranks, order)
    return Arrangement(order, np.take(people.of_row, order).astype(np.int32), instances, number)


def _one_each(people: People) -> NDArray[np.int64] | None:
    """Return the rows in the order of their entities where each has one; None where one has more."""
    rows = np.flatnonzero(people.of_row >= 0)
    if len(rows) != len(people.ids):
        return None
    order = np.empty(len(rows), dtype=np.int64)
    order[people.of_row[rows]] = rows
    return order


def _numbered(ranks: list[NDArray[np.int64]], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return one number for each combination of ranks, in the final order."""
    number = np.zeros(len(order), dtype=np.int64)
    for rank in ranks:
        number = np.unique(number * (int(rank.max(initial=0)) + 1) + rank[order], return_inverse=True)[1].reshape(-1)
    return number


def _instance_columns(raw: Raw, framework: Framework) -> list[RawColumn]:
    """Return the columns that name an instance, in the order of the framework's key."""
    if framework.instances is None:
        return []
    keyed = [held for key in framework.instances.key for held in raw.columns
             if held.column.question == key and held.column.role in (Role.QUESTION, Role.INSTANCE)]  # fmt: skip
    return keyed or [held for held in raw.columns if held.column.role is Role.INSTANCE]


def _key(column: RawColumn, words: Mapping[str, Vocabulary]) -> _Key:
    """Return how a column's texts name an instance: an answer's id in the scale's order, else the text itself."""
    held = words.get(column.column.question or "")
    choice = held is not None and held.question.type is QuestionType.CHOICE
    names: list[str] = []
    ranks: list[tuple[int, str]] = []
    for text in column.texts:
        code = held.code(text) if choice and held is not None else None
        answer = held.question.answer(code) if held is not None and code is not None and code >= FIRST_ANSWER else None
        names.append(clean(text) if answer is None else answer.id)
        ranks.append((256, fold(text)) if answer is None or code is None else (code, ""))
    place = {rank: number for number, rank in enumerate(sorted(set(ranks)))}
    return _Key(column, np.array([place[rank] for rank in ranks], dtype=np.int64), names)
