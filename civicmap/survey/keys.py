"""Whose each row is, and of which wave: the texts of key columns, understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, Role
from civicmap.survey.folding import clean, fold
from civicmap.survey.identify import entity_ids, numbered_plainly
from civicmap.survey.stages import Stages
from civicmap.survey.words.vocabulary import vocabularies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import RawColumn, Register
    from civicmap.survey.combine import Combined
    from civicmap.survey.mapping import Mapping_


@dataclass(frozen=True, slots=True)
class Keys:
    """Whose each row is: `entity` (rows,) is -1 where nobody is named; `wave` (rows,) is -1 where none is said."""

    entity: NDArray[np.integer]
    ids: Sequence[str]
    wave: NDArray[np.int64]
    waves: tuple[str, ...]
    rest: NDArray[np.int64]  # instance and stage
    named: bool  # whether any column names entities


def find_keys(
    combined: Combined, framework: Framework, register: Register | None, mapping: Mapping_ | None, wave: str | None
) -> Keys:
    """Return whose each row is, and of which wave. `wave` is counted among the waves where no row is of it."""
    naming = combined.of_role(Role.ENTITY)
    entity: NDArray[np.integer] = np.broadcast_to(np.int64(-1), combined.rows)
    ids: Sequence[str] = ()
    if naming:
        plainly = numbered_plainly(naming[0].texts, register)
        if plainly is not None:
            entity, ids = np.take(plainly.of_text, naming[0].codes), plainly.ids
        else:
            entity, ids = _numbered(naming[0], entity_ids(naming[0].texts, register))
    meanings = _Meanings(framework, mapping)
    waves, names = _waves(combined, meanings)
    names = names if wave is None or wave in names else (*names, wave)
    rest: NDArray[np.int64] = np.broadcast_to(np.int64(0), combined.rows)  # takes no room
    for held in combined.of_role(Role.INSTANCE, Role.STAGE):
        at, texts = _numbered(held, meanings.of(held))
        rest = np.unique(rest * (len(texts) + 1) + at + 1, return_inverse=True)[1].reshape(-1)
    return Keys(entity, ids, waves, names, rest, bool(naming))


def _waves(combined: Combined, meanings: _Meanings) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return each row's place among the waves (-1 where a cell should say one and is blank), and their names."""
    by_cell: NDArray[np.int64] = np.broadcast_to(np.int64(-1), combined.rows)
    names: Sequence[str] = ()
    for held in combined.of_role(Role.WAVE)[:1]:
        by_cell, names = _numbered(held, meanings.of(held))
    every = (*names, *dict.fromkeys(name for name in combined.waves if name is not None and name not in names))
    of_file = np.array([-1 if name is None else every.index(name) for name in combined.waves], dtype=np.int64)
    if len(of_file) == 1 and of_file[0] >= 0:
        return np.broadcast_to(of_file[0], combined.rows), every
    by_file = np.take(of_file, combined.source) if combined.rows else by_cell
    return np.where(by_file < 0, by_cell, by_file), every


def _numbered(column: RawColumn, meanings: Sequence[str]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return each row's place among the meanings of a column's texts (-1 for ""), and the meanings, sorted."""
    names = tuple(sorted(set(meanings) - {""}))
    place = {name: at for at, name in enumerate(names)} | {"": -1}
    table = np.array([place[meaning] for meaning in meanings], dtype=np.int64)
    return np.take(table, column.codes), names


class _Meanings:
    """What a text of a key column means: an answer's id where its question is a choice, else the text itself."""

    def __init__(self, framework: Framework, mapping: Mapping_ | None) -> None:
        self._framework, self._mapping = framework, mapping

    def of(self, column: RawColumn) -> list[str]:
        """Return the meaning of each text of a column."""
        if column.column.role is Role.STAGE and self._framework.stages:
            stages = Stages(self._framework)
            return [stages.meant(text) for text in column.texts]
        asked = next((q for q in self._framework.questions if q.id == column.column.question), None)
        if asked is None or asked.type is not QuestionType.CHOICE:
            first: dict[str, str] = {}
            for text in sorted(clean(text) for text in column.texts):
                first.setdefault(fold(text), text)
            return [first[fold(text)] for text in column.texts]
        told = self._mapping.answers if self._mapping else ()
        words = vocabularies(self._framework, told, ())[asked.id]
        codes = [words.code(text) for text in column.texts]
        answers = [asked.answer(code) if code is not None and code >= FIRST_ANSWER else None for code in codes]
        return [
            answer.id if answer is not None else clean(text) for answer, text in zip(answers, column.texts, strict=True)
        ]
