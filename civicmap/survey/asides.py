"""Rows of a file that are no responses, or that need a word: previews, totals, units, notes. Each is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import Role
from civicmap.packed import unpacked
from civicmap.survey.addresses import address
from civicmap.survey.folding import ALIKE, clean, fold
from civicmap.survey.words.dates import day
from civicmap.survey.words.figures import number
from civicmap.survey.words.vocabulary import vocabulary
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import RawColumn, Source
    from civicmap.packed import AnyCodes
    from civicmap.survey.dialects.dialect import RowRule

Encoded = tuple["Sequence[str]", "AnyCodes"]

_TOTALS: Final = re.compile(
    r"(grand |sub-?)?totals?|sum|average|mean|median|count|all entities|total général|totaux|moyenne|somme|sous-total"
    r"|total general|suma|promedio|media|итого|всего|среднее|总计|合计|平均|總計|合計|المجموع|الإجمالي|المتوسط",
    re.IGNORECASE,
)
_NOTES: Final = re.compile(
    r"(foot)?notes?\b|n\.?b\b|sources?\b|remarks?\b|legend\b|prepared (by|on)\b|last updated\b|[*†‡¹²³]|\(\d\)\s|\d\)\s"
    r"|remarques?\b|légende\b|notas?\b|fuentes?\b|leyenda\b|примечани[ея]|источник|注|来源|來源|ملاحظ|المصدر",
    re.IGNORECASE,
)
_UNIT: Final = re.compile(
    r"[(\[（].*[)\]）]|%|#|code|text|free text|number|integer|date|year|yes ?/ ?no(.*)|y ?/ ?n|(choose|select|tick) .*"
    r"|(single|multiple) (choice|answer)|units?|days?|months?|per ?cent|percentage|us\$|usd|dd[./-]mm[./-]yyyy|yyyy-mm-dd"
    r"|texte|nombre|oui ?/ ?non(.*)|unités?|número|texto|sí ?/ ?no(.*)|unidad(es)?|да ?/ ?нет|число|текст|نعم ?/ ?لا|是 ?/ ?否",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY, _TOTAL, _NOTE = range(3)
_FEWEST_UNITS: Final = 3
_LONG_NOTE: Final = 120  # characters: no name of an entity is so long


@dataclass(frozen=True, slots=True)
class Asides:
    """Which rows are no responses (rows,) bool, and what there is to say of rows."""

    out: NDArray[np.bool_]
    problems: tuple[Problem, ...]


def by_rules(
    rules: Sequence[RowRule], headers: Mapping[str, int], columns: Mapping[int, Encoded], rows: _Rows
) -> Asides:
    """Apply a dialect's own rules; `headers` gives the place of each folded header."""
    out = np.zeros(rows.count, dtype=np.bool_)
    problems: list[Problem] = []
    for rule in rules:
        for at in (headers[name] for name in sorted(rule.columns) if name in headers):
            texts, codes = columns[at]
            found = np.array([rule.meets(text) for text in texts], dtype=np.bool_)[unpacked(codes)]
            problems += rows.name(rule.code, np.flatnonzero(found))
            if not rule.keeps:
                out |= found
    return Asides(out, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a file, to name some of them."""

    source: Source
    numbers: NDArray[np.uint32]

    @property
    def count(self) -> int:
        return len(self.numbers)

    def name(self, code: Code, rows: NDArray[np.int64]) -> list[Problem]:
        """Return one problem for some rows, at the first of them."""
        if not len(rows):
            return []
        return [Problem.of(code, address(self.source, int(self.numbers[rows[0]])), len(rows))]


def rows_of(source: Source, numbers: NDArray[np.uint32]) -> _Rows:
    """Return the rows of a file."""
    return _Rows(source, numbers)


def by_hand(held: Sequence[RawColumn], before: Sequence[Encoded], rows: _Rows, framework: Framework) -> Asides:
    """Find what people write around the responses of a sheet of their own: units, totals and notes.

    `before` are columns to the left of the entities that are not stored, where people number rows and write "Total". A
    row with a known answer is a response, whatever it is called.
    """
    out = np.zeros(rows.count, dtype=np.bool_)
    naming = next((column for column in held if column.column.role is Role.ENTITY), None)
    if naming is None or not rows.count:
        return Asides(out, ())
    answers = [column for column in held if column is not naming]
    kinds = _kinds(naming.texts)[naming.codes]
    for texts, codes in before:
        beside = _kinds(texts)[unpacked(codes)]
        kinds = np.where((naming.codes == 0) & (beside == _TOTAL), beside, kinds)
    candidates = {
        Code.ROW_TOTAL: _saying(answers, np.flatnonzero(kinds == _TOTAL), anything=True),
        Code.ROW_NOTE: _saying(answers, np.flatnonzero(kinds == _NOTE), anything=False),
        Code.ROW_UNITS: np.array([0], dtype=np.int64) if _may_be_units(held, naming) else np.zeros(0, dtype=np.int64),
    }
    known = _Known(framework, answers)
    problems: list[Problem] = []
    for code, found in candidates.items():
        aside = np.array([row for row in found.tolist() if not known.answer_in(row)], dtype=np.int64)
        out[aside] = True
        problems += rows.name(code, aside)
    return Asides(out, tuple(problems))


def _saying(answers: Iterable[RawColumn], rows: NDArray[np.int64], *, anything: bool) -> NDArray[np.int64]:
    """Return those of some rows that say anything in a column, or nothing in all."""
    found = np.zeros(len(rows), dtype=np.bool_)
    for column in answers if len(rows) else ():
        found |= column.kept[rows] != 0
    return np.extract(found == anything, rows)


def _kinds(texts: Sequence[str]) -> NDArray[np.uint8]:
    """Return what texts in the place of an entity may be."""
    if not isinstance(texts, ShortTexts) or not texts.only_of(ALIKE):
        return np.array([_kind(text) for text in texts], dtype=np.uint8)
    kinds = np.zeros(len(texts), dtype=np.uint8)
    first = texts.cells.astype("S1")
    for place in np.flatnonzero((first < b"0") | (first > b"9")).tolist():  # a number is neither, and there are many
        kinds[place] = _kind(texts[place])
    return kinds


def _kind(text: str) -> int:
    """Return what a text in the place of an entity may be."""
    said = clean(text)
    if _TOTALS.fullmatch(said if said.isascii() else fold(said)):
        return _TOTAL
    return _NOTE if _NOTES.match(said) or len(said) > _LONG_NOTE else _ENTITY


def _may_be_units(held: Sequence[RawColumn], naming: RawColumn) -> bool:
    """Say whether the first row under the header may say in what the columns are measured.

    It does by its words, or where it names no entity, has something in most columns, and no figure or day in any.
    """
    texts = [clean(column.text(0)) for column in held]
    given = [text for text in texts if text]
    if not given or all(map(_UNIT.fullmatch, given)):
        return bool(given)
    most = len(given) >= _FEWEST_UNITS and 3 * len(given) >= 2 * (len(held) - 1)
    return most and naming.code(0) == 0 and all(number(text) is None and day(text) is None for text in given)


class _Known:
    """Says whether a row holds an answer to any choice."""

    def __init__(self, framework: Framework, columns: Iterable[RawColumn]) -> None:
        self._framework = framework
        self._columns = list(self._closed(columns))

    def _closed(self, columns: Iterable[RawColumn]) -> Iterator[RawColumn]:
        closed = {q.id for q in self._framework.questions if q.type in (QuestionType.CHOICE, QuestionType.MULTI)}
        yield from (column for column in columns if column.column.question in closed)

    def answer_in(self, row: int) -> bool:
        """Say whether a cell of this row is a whole known answer."""
        for column in self._columns:
            text = column.text(row)
            if column.column.role is Role.QUESTION and text:
                words = vocabulary(self._framework.question(column.column.question or ""))
                if words.code(text) is not None:
                    return True
        return False
