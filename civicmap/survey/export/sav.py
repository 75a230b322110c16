"""An export as an SPSS file: numbers with value labels, and every state a missing value with a label of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER
from civicmap.survey.export.codebook import entries
from civicmap.survey.export.fields import Kind
from civicmap.survey.export.lengths import too_long

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from civicmap.errors import Problem
    from civicmap.framework.types import Question
    from civicmap.survey.export.fields import Export, Field

_NAME, _LABEL, _VALUE_LABEL = 64, 250, 120  # bytes that SPSS takes, at most
LONGEST: Final = 32_767  # bytes of a text
_SIGNS: Final = re.compile(r"[^\w@#$.]")
_RESERVED: Final = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))
# Where a file says when it was made (bytes 92 to 109 of its head); the same each time, so that it tells no clock.
_MADE: Final = 92
_WHEN: Final = b"01 Jan 0000:00:00"
_FIRST_DAY: Final = 577_735  # the proleptic ordinal of 14 October 1582, from which SPSS counts seconds
_OWN_STATE: Final = -300.0  # and below: answers that have a state
_MISSING: Final[Any] = {"lo": -999.0, "hi": -1.0}


class _Variable(NamedTuple):
    """A variable: its values, labels of values, whether it is a day, and whether what is below zero is missing."""

    cells: Any
    labels: dict[float, str]
    day: bool = False
    missing: bool = False


def sav(path: Path, export: Export) -> list[Problem]:
    """Write an export into a file. Answers of a choice are numbered from 1 in the framework's order, states from -1 down.

    The state of a choice stands in the choice itself; that of another question in a variable of its own. Returns a
    problem for each column with texts that had to be cut.
    """
    import pandas as pd  # noqa: PLC0415 - for this format alone
    import pyreadstat  # noqa: PLC0415

    listed = [
        (field, entry) for field, entry in zip(export.fields, entries(export), strict=True) if not _in_state(field)
    ]
    names = _names(_name(field) for field, _ in listed)
    made = {name: _variable(field, export) for name, (field, _) in zip(names, listed, strict=True)}
    pyreadstat.write_sav(
        pd.DataFrame({name: one.cells for name, one in made.items()}),
        str(path),
        column_labels={name: _cut(entry["text"], _LABEL) for name, (_, entry) in zip(names, listed, strict=True)},
        variable_value_labels={name: one.labels for name, one in made.items() if one.labels},
        missing_ranges={name: [_MISSING] for name, one in made.items() if one.missing},
        variable_measure={name: "nominal" for name, one in made.items() if one.labels},
        variable_format={name: "SDATE10" for name, one in made.items() if one.day},
    )
    with path.open("r+b") as file:
        file.seek(_MADE)
        file.write(_WHEN)
    return too_long(export, LONGEST, lambda text: len(text.encode("utf-8", "replace")), "bytes")


def _is_choice(field: Field) -> bool:
    return field.question is not None and field.question.type is QuestionType.CHOICE


def _in_state(field: Field) -> bool:
    """Say whether a column's answers stand in the variable that is made of the column of states beside it."""
    return field.role == "question" and _is_choice(field)


def _name(field: Field) -> str:
    return field.question.id if field.role == "state" and field.question and _is_choice(field) else field.name


def _variable(field: Field, export: Export) -> _Variable:
    """Return the variable of a column."""
    taken: Any = field.take(export.whole)
    if field.kind is Kind.TEXT:
        return _Variable([_cut(text, LONGEST) for text in taken], {})
    if field.kind is Kind.NUMBER:
        return _Variable(taken, {})
    if field.kind is Kind.DATE:
        return _Variable((taken - _FIRST_DAY) * 86_400.0, {}, day=True)
    if field.kind is Kind.TICK:
        return _Variable(np.array([np.nan, 0.0, 1.0])[taken], {0.0: "Not ticked", 1.0: "Ticked"})
    if field.role == "state" and field.question is not None:
        return _numbered(field, field.question, taken)
    table = np.array([_cut(text, LONGEST) for text in field.texts or ("",)], dtype=object)
    return _Variable(table[taken], {})


def _numbered(field: Field, question: Question, codes: Any) -> _Variable:
    """Return a variable of answers and states: answers by their number, states below zero and missing."""
    table = np.full(256, np.nan)
    labels: dict[float, str] = {}
    for code, text in enumerate(field.texts):
        place = code - FIRST_ANSWER
        answer = question.answers[place] if 0 <= place < len(question.answers) else None
        if answer is not None and (text or _is_choice(field)):
            table[code] = _OWN_STATE - place if answer.state is not None else place + 1.0
            labels[float(table[code])] = _cut(answer.label, _VALUE_LABEL)
        elif text:
            table[code] = -1.0 - code
            labels[float(table[code])] = text
    return _Variable(table[codes], labels, missing=_is_choice(field))


def _names(wanted: Iterable[str]) -> list[str]:
    """Return names that SPSS takes: letters, figures and some signs, not too long, each once."""
    taken = set(_RESERVED)
    names = []
    for name in wanted:
        clean = _SIGNS.sub("_", name.replace("/", ".")).rstrip(".") or "_"
        clean = clean if clean[0].isalpha() else f"v_{clean}"
        number, free = 1, _cut(clean, _NAME)
        while free.lower() in taken:
            number += 1
            free = f"{_cut(clean, _NAME - len(str(number)) - 1)}_{number}"
        taken.add(free.lower())
        names.append(free)
    return names


def _cut(text: str, most: int) -> str:
    """Return a text of at most so many bytes."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
