"""A return workbook as a table of one response, each cell with its own row for an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.model import Column, RawColumn, Role, Source
from civicmap.survey.addresses import address
from civicmap.survey.dialects.returned import RETURN
from civicmap.survey.filetable import FileTable
from civicmap.survey.long import Cells, pivot
from civicmap.survey.policies import list_policies
from civicmap.survey.returns.find import find_return
from civicmap.survey.returns.policies import policy_table
from civicmap.survey.returns.read import read_return

if TYPE_CHECKING:
    from civicmap.errors import Problem
    from civicmap.framework.types import Framework
    from civicmap.survey.headers import Headers
    from civicmap.survey.returns.find import ReturnTable
    from civicmap.survey.returns.read import LongCells
    from civicmap.survey.tables import Container

_BOOKS: Final = ("workbook", "ods")
_ROLES: Final = {"answer": Role.QUESTION, "comment": Role.COMMENT, "evidence": Role.EVIDENCE}


@dataclass(frozen=True, slots=True)
class _Return:
    """A return that was read: where it stands, and what its cells say."""

    source: Source
    found: ReturnTable
    cells: LongCells
    framework: Framework


def returned(container: Container, framework: Framework, index: Headers) -> FileTable | None:
    """Return the response that a file holds as a return workbook; None if it is none.

    Raises UnreadableError where the file turns out to be damaged.
    """
    if not any(table.kind in _BOOKS for table in container.tables):
        return None
    found = find_return(container)
    if found is None:
        return None
    cells = read_return(found, framework)
    listing = policy_table(found, framework) if len(cells) else None
    listed = list_policies(container, listing, index) if listing is not None else ((), ())
    one = _Return(_source(container, found, cells), found, cells, framework)
    columns, problems = _columns(one)
    return FileTable(
        source=one.source,
        columns=columns,
        all_columns=(),
        numbers=np.full(1 if len(cells) else 0, _header(found), dtype=np.uint32),
        blank=0,
        known=len(columns),
        absent=(),
        policies=listed[0],
        synthetic=cells.synthetic,
        problems=(*container.problems, *cells.problems, *problems, *listed[1]),
        wave=cells.wave,
    )


def _header(found: ReturnTable) -> int:
    return found.answers[0].header if found.answers else 1


def _source(container: Container, found: ReturnTable, cells: LongCells) -> Source:
    """Return what a message calls the sheet of answers. It counts as one row, which is none if nothing was filled in."""
    return Source(
        name=container.name,
        sha256=container.sha256,
        dialect=RETURN.id,
        why="the workbook says so of itself",
        encoding=None,
        sheet=found.answers[0].table.name if found.answers else None,
        header_rows=_header(found),
        rows=1 if len(cells) else 0,
    )


def _columns(one: _Return) -> tuple[tuple[RawColumn, ...], tuple[Problem, ...]]:
    """Return a column for each thing that the workbook answers, and what its cells contradict each other in."""
    cells = one.cells
    if not len(cells):
        return (), ()
    columns: dict[Column, int] = {}
    texts: dict[str, int] = {"": 0}
    at = [columns.setdefault(_column(one, place), len(columns)) for place in range(len(cells))]
    said = [texts.setdefault(text, len(texts)) for text in cells.texts]
    held = Cells(
        group=np.zeros(len(cells), dtype=np.int64),
        column=np.array(at, dtype=np.int64),
        text=np.array(said, dtype=np.int64),
        number=np.array(cells.rows, dtype=np.uint32),
        columns=tuple(columns),
        texts=tuple(texts),
    )
    pivoted = pivot(held, 1, one.framework, lambda number, letter: address(one.source, number, letter))
    return (_entity(one), *pivoted.columns), pivoted.problems


def _column(one: _Return, place: int) -> Column:
    """Return the column that a cell is of, under the letter of the sheet's own column."""
    cells = one.cells
    question, option, letter = cells.questions[place], cells.options[place], cells.letters[place]
    role = _ROLES[cells.roles[place]]
    if option is None or role is Role.EVIDENCE:
        return Column(letter, "", role, question)
    if role is Role.QUESTION:
        return Column(letter, "", Role.OPTION, question, option)
    other = any(answer.id == option and answer.other for answer in one.framework.question(question).answers)
    return Column(letter, "", Role.OTHER if other else role, question, option if other else None)


def _entity(one: _Return) -> RawColumn:
    """Return the column that says whose the return is."""
    keys = one.framework.entity
    column = Column("A", "", Role.ENTITY, keys.question or keys.name)
    texts = ("", one.cells.entity) if one.cells.entity else ("",)
    return RawColumn(column, texts, np.full(1, len(texts) - 1, dtype=np.uint8))
