"""Several columns of a file for one thing: one repeats the other, they speak in turns, or they contradict each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import Role
from civicmap.survey.addresses import address
from civicmap.survey.columns import REPEATABLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Column, RawColumn, Source
    from civicmap.survey.dialects.dialect import Dialect

# An old version of a form may have left its column beside the new one. Who a row is from has one column.
_IN_TURNS: Final = frozenset({Role.QUESTION, Role.OPTION, Role.OTHER, Role.GROUP})


class Repeats(NamedTuple):
    """The columns that are kept, those that are something else by that (letter -> column), and what there is to say."""

    kept: list[RawColumn]
    changed: dict[str, Column]
    problems: list[Problem]


def without_repeats(columns: list[RawColumn], source: Source, dialect: Dialect, framework: Framework) -> Repeats:
    """Leave out columns that repeat another; two that contradict each other in a row are a problem."""
    first: dict[tuple[Role, str | None, str | None], RawColumn] = {}
    found = Repeats([], {}, [])
    for held in columns:
        column = held.column
        other = first.setdefault((column.role, column.question, column.option), held)
        if other is held or column.role in REPEATABLE or _is_mention(column, dialect, framework):
            found.kept.append(held)
        else:
            _settle(found, held, other, source)
    return found


def _is_mention(column: Column, dialect: Dialect, framework: Framework) -> bool:
    """Say whether a column holds one of several options of a multiple choice, as the tool writes it."""
    if not dialect.mentions or column.role is not Role.QUESTION or column.question is None:
        return False
    return framework.question(column.question).type is QuestionType.MULTI


def _settle(found: Repeats, held: RawColumn, other: RawColumn, source: Source) -> None:
    """Say what a second column for one thing is."""
    column = held.column
    where = address(source, source.header_rows, column.letter)
    what = f"{column.question or column.role}" + (f" ({column.option})" if column.option else "")
    letters = f"{other.column.letter} and {column.letter}"
    one, two = _in_one_code(other, held)
    if np.array_equal(one, two) or not two.any():
        found.changed[column.letter] = replace(column, role=Role.IGNORED)
        found.problems.append(Problem.of(Code.COLUMN_REPEATED, where, column=column.letter, first=other.column.letter))
        return
    found.kept.append(held)
    in_turns = column.role in _IN_TURNS and not ((one != two) & (one > 0) & (two > 0)).any()
    code = Code.COLUMN_JOINED if in_turns else Code.QUESTION_TWICE
    found.problems.append(Problem.of(code, where, columns=letters, question=what))


def _in_one_code(one: RawColumn, other: RawColumn) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return both columns' codes (rows,) into the texts of the two together; 0 is blank."""
    place = {text: code for code, text in enumerate(dict.fromkeys((*one.texts, *other.texts)))}
    first, second = (
        np.take(np.array([place[text] for text in held.texts], dtype=np.int64), held.codes) for held in (one, other)
    )
    return first, second
