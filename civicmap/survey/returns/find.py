"""Recognizing a return workbook by what its sheets hold, whatever they and the file are called now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import clean, fold
from civicmap.survey.headers import header_key
from civicmap.survey.returns.plan import FACTS_MARK, KEY_HEADER, LISTS_MARK, MARK
from civicmap.survey.returns.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.survey.tables import Container, Row, Table

_COLUMNS: Final = ("number", "question", "help", "answer", "last", "comment", "evidence")
_BLOCK: Final = ("entity", "name", "wave", "framework")
_POLICIES: Final = ("topic", "title", "own")
_NEEDED: Final = ({"key", "answer"}, {"question", "answer"})
_ALONE: Final = {"question", "help", "answer", "comment", "evidence"}
"""Columns that make a sheet the answers of a return where nothing else says so."""
_HEAD: Final = 200  # rows in which a header is looked for
_WIDTH: Final = 100  # columns
_MOST_FACTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """A sheet of answers: the row of its header (1-based), and the place of each column that the header names.

    `block` is what stands above the header, by name: entity, name, wave, framework. `checked` says whether somebody
    confirmed that all answers were checked; None where nobody was asked.
    """

    table: Table
    header: int
    columns: Mapping[str, int]
    block: Mapping[str, str]
    checked: bool | None


@dataclass(frozen=True, slots=True)
class ReturnTable:
    """A return workbook. `facts` is what the workbook says of itself, empty where that sheet is gone.

    `answers` are the sheets of answers, the one to read first; `policies` the list of policies with its header's row;
    `others` the sheets that people added.
    """

    file: str
    facts: Mapping[str, str]
    answers: tuple[AnswerSheet, ...]
    policies: tuple[Table, int] | None
    others: tuple[Table, ...]

    @property
    def entity(self) -> str:
        """The id of the entity that it was made for; "" where nothing says so."""
        return self.facts.get("entity") or self.block("entity")

    @property
    def synthetic(self) -> bool:
        """Whether the sheet of answers says that answers in it were made up."""
        return bool(self.block("synthetic"))

    def block(self, name: str) -> str:
        """Return what the sheet of answers says above its header."""
        return self.answers[0].block.get(name, "") if self.answers else ""


def find_return(container: Container) -> ReturnTable | None:
    """Return what a file holds as a return workbook; None if it is none.

    It is one if a sheet says so of itself, if the first column of a sheet bears the mark, or if a header has all the
    columns of a return. Raises UnreadableError where the file turns out to be damaged.
    """
    heads = [
        (table, [(number, cells[:_WIDTH]) for number, cells in table.head(_HEAD) if cells])
        for table in container.tables
    ]
    facts: dict[str, str] = {}
    answers: list[tuple[AnswerSheet, bool]] = []
    policies: tuple[Table, int] | None = None
    others: list[Table] = []
    for table, rows in heads:
        said = _facts(table, rows)
        sheet = _answers(table, rows)
        listed = _policies(rows)
        if said:
            facts = facts or said
        elif sheet is not None:
            answers.append(sheet)
        elif listed is not None and policies is None:
            policies = table, listed
        elif rows and not _own(rows):
            others.append(table)
    if not facts and not any(marked for _, marked in answers):
        return None
    sheets = sorted((sheet for sheet, _ in answers), key=lambda sheet: sheet.table.hidden)
    return ReturnTable(container.name, facts, tuple(sheets), policies, tuple(others))


def _facts(table: Table, rows: Sequence[Row]) -> dict[str, str]:
    """Return what a workbook says of itself, if this is the sheet that does."""
    if not rows or clean(rows[0][1][0]) != FACTS_MARK:
        return {}
    return {cells[0]: cells[1] for _, cells in islice(table.rows(), _MOST_FACTS) if len(cells) > 1}


def _answers(table: Table, rows: Sequence[Row]) -> tuple[AnswerSheet, bool] | None:
    """Return a sheet of answers, and whether it alone makes the file a return; None if it is none."""
    for place, (number, cells) in enumerate(rows):
        columns = _columns(cells)
        if any(needed <= columns.keys() for needed in _NEEDED):
            above = [row for _, row in rows[:place]]
            marked = any(MARK in map(clean, row) for row in above) or "key" in columns or columns.keys() >= _ALONE
            return AnswerSheet(table, number, columns, *_block(above)), marked
    return None


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return the place of each column that a header names; the first where it names one twice."""
    known = _header_words()
    found: dict[str, int] = {}
    for place, text in enumerate(cells):
        key = header_key(text)
        name = known.get(key) or ("last" if key.startswith(_last_words()) else None)
        if name is not None:
            found.setdefault(name, place)
    return found


def _block(rows: Iterable[Sequence[str]]) -> tuple[dict[str, str], bool | None]:
    """Return what stands above a header as "label: text", and whether all answers were confirmed."""
    labels, checked_words = _block_words(), _checked_words()
    found: dict[str, str] = {}
    checked: bool | None = None
    for cells in rows:
        for place, text in enumerate(cells):
            label, colon, value = text.partition(":")
            name = labels.get(fold(label))
            if colon and name and value.strip():
                found.setdefault(name, clean(value))
            if fold(text) in words_for("synthetic"):
                found["synthetic"] = "yes"
            if fold(text) in checked_words:
                checked = any(fold(cell) in _yes_words() for cell in cells[place + 1 :])
    return found, checked


def _policies(rows: Sequence[Row]) -> int | None:
    """Return the row of the header of a list of policies; None if this is none."""
    for number, cells in rows:
        keys = {header_key(text) for text in cells}
        if any(all(header_key(getattr(said, name)) in keys for name in _POLICIES) for said in WORDS.values()):
            return number
    return None


def _own(rows: Sequence[Row]) -> bool:
    """Say whether a sheet is one of the workbook's own that hold no answers."""
    first = {clean(text) for _, cells in rows[:3] for text in cells}
    return LISTS_MARK in first or any(said.heading in first for said in WORDS.values())


@lru_cache(maxsize=1)
def _header_words() -> Mapping[str, str]:
    """Return what a column of answers may be called, in any language -> its name."""
    known = {header_key(getattr(said, name)): name for name in _COLUMNS for said in WORDS.values()}
    return known | {header_key(KEY_HEADER): "key"}


@lru_cache(maxsize=1)
def _last_words() -> tuple[str, ...]:
    return tuple(f"{header_key(said.last)}_" for said in WORDS.values())


@lru_cache(maxsize=1)
def _block_words() -> Mapping[str, str]:
    return {fold(getattr(said, name)): name for name in _BLOCK for said in WORDS.values()}


@lru_cache(maxsize=1)
def _checked_words() -> frozenset[str]:
    return words_for("checked")


@lru_cache(maxsize=1)
def _yes_words() -> frozenset[str]:
    return words_for("yes")


def is_block_text(text: str) -> bool:
    """Say whether a text is one of those that civicmap writes above a header: "label: text"."""
    label, colon, _ = text.partition(":")
    return bool(colon) and fold(label) in words_for(*_BLOCK, "closing")


@lru_cache
def words_for(*names: str) -> frozenset[str]:
    """Return what is said under these names in any language, folded."""
    return frozenset(fold(getattr(said, name)) for name in names for said in WORDS.values())
