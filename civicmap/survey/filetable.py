"""One survey file, read: its columns settled and encoded, with everything that is wrong with its header and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Column, RawColumn, Role, Source
from civicmap.survey.addresses import address
from civicmap.survey.choose import choose
from civicmap.survey.columns import REPEATABLE, settle
from civicmap.survey.container import open_file
from civicmap.survey.encode import encode
from civicmap.survey.folding import fold
from civicmap.survey.policies import ListedPolicy, list_policies
from civicmap.survey.words import NOT_TICKED, TICKED

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.survey.choose import Choice
    from civicmap.survey.columns import Settled
    from civicmap.survey.encode import Encoded, Notes
    from civicmap.survey.headers import Headers
    from civicmap.survey.mapping import MappedColumn
    from civicmap.survey.options import ReadOptions
    from civicmap.survey.policies import Listed
    from civicmap.survey.tables import Container

_MOST_NAMED = 20  # rows beyond the header that are named one by one


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file's rows that hold anything, as columns that are stored. `blank` and `headers` count the other rows."""

    source: Source
    columns: tuple[RawColumn, ...]
    all_columns: tuple[Column, ...]
    numbers: NDArray[np.uint32]
    blank: int
    headers: int
    known: int
    absent: tuple[MappedColumn, ...]
    policies: tuple[ListedPolicy, ...]
    synthetic: bool
    problems: tuple[Problem, ...]


def read_file(path: Path, framework: Framework, index: Headers, options: ReadOptions) -> FileTable:
    """Read one survey file. Raises UnreadableError or RequestError where it is no table."""
    encoding = options.encoding or (options.mapping.encoding if options.mapping else None)
    with open_file(path, encoding, options.separator) as container:
        choice = choose(container, index, options)
        return _read(container, choice, framework, index, options)


def _read(
    container: Container, choice: Choice, framework: Framework, index: Headers, options: ReadOptions
) -> FileTable:
    """Read the sheet that was chosen."""
    header = choice.header
    source = Source(
        name=container.name,
        sha256=container.sha256,
        dialect=choice.dialect.id,
        why=header.why,
        encoding=container.encoding,
        sheet=choice.table.name,
        header_rows=header.rows,
        rows=0,
    )
    settled = settle(
        header.texts,
        choice.sample,
        index,
        options.mapping,
        keep_personal=options.keep_personal,
        framework=framework,
        source=source,
    )
    mark = () if settled.synthetic is None else (settled.synthetic,)
    encoded = encode(choice.table.rows(), header.texts, header.rows, sorted({*settled.stored, *mark}))
    source = replace(source, rows=encoded.read)
    listed = list_policies(container, choice.policies, index) if choice.policies is not None else ((), ())
    before = (*container.problems, *choice.problems, *settled.problems)
    return _table(source, settled, encoded, framework, listed, before)


def _table(
    source: Source,
    settled: Settled,
    encoded: Encoded,
    framework: Framework,
    listed: Listed,
    before: tuple[Problem, ...],
) -> FileTable:
    """Put together what was read, with the problems that come `before` those of repeated columns and rows."""
    held = [RawColumn(settled.columns[at], *encoded.columns[at]) for at in settled.stored]
    kept, changed, repeated = _without_repeats(_told_others(held, framework), source)
    stored = {column.column.letter: column.column for column in kept} | changed
    marks = () if settled.synthetic is None else encoded.columns[settled.synthetic][0]
    return FileTable(
        source=source,
        columns=tuple(kept),
        all_columns=tuple(stored.get(column.letter, column) for column in settled.columns),
        numbers=encoded.numbers,
        blank=encoded.notes.blank,
        headers=len(encoded.notes.headers),
        known=settled.known,
        absent=settled.absent,
        policies=listed[0],
        synthetic=any(fold(text) == "yes" for text in marks),
        problems=(*before, *repeated, *_row_problems(source, encoded.notes, len(encoded.numbers)), *listed[1]),
    )


def _told_others(columns: list[RawColumn], framework: Framework) -> list[RawColumn]:
    """Take a column of the option "other" that holds words, and no ticks, for the text beside it."""
    others = {(q.id, a.id): {fold(a.id), fold(a.label)} for q in framework.questions for a in q.answers if a.other}
    return [
        replace(column, column=replace(column.column, role=Role.OTHER))
        if column.column.role is Role.OPTION
        and (own := others.get((column.column.question or "", column.column.option or ""))) is not None
        and any(fold(text) not in TICKED | NOT_TICKED | own for text in column.texts[1:])
        else column
        for column in columns
    ]


def _without_repeats(
    columns: list[RawColumn], source: Source
) -> tuple[list[RawColumn], dict[str, Column], list[Problem]]:
    """Leave out columns that repeat another; two different ones for one question are a problem."""
    first: dict[tuple[Role, str | None, str | None], RawColumn] = {}
    kept: list[RawColumn] = []
    changed: dict[str, Column] = {}
    problems: list[Problem] = []
    for held in columns:
        column = held.column
        key = (column.role, column.question, column.option)
        other = first.setdefault(key, held)
        if other is held or column.role in REPEATABLE:
            kept.append(held)
            continue
        where = address(source, source.header_rows, column.letter)
        if _equal(held, other):
            changed[column.letter] = replace(column, role=Role.IGNORED)
            problems.append(Problem.of(Code.COLUMN_REPEATED, where, column=column.letter, first=other.column.letter))
        else:
            kept.append(held)
            pair = f"{other.column.letter} and {column.letter}"
            what = f"{column.question or column.role}" + (f" ({column.option})" if column.option else "")
            problems.append(Problem.of(Code.QUESTION_TWICE, where, columns=pair, question=what))
    return kept, changed, problems


def _equal(one: RawColumn, other: RawColumn) -> bool:
    """Say whether two columns hold the same texts in every row."""
    if set(one.texts) != set(other.texts):
        return False
    place = {text: code for code, text in enumerate(other.texts)}
    same = np.array([place[text] for text in one.texts])
    return bool(np.array_equal(np.take(same, one.codes), other.codes))


def _row_problems(source: Source, notes: Notes, rows: int) -> list[Problem]:
    """Name the rows that are no responses, and the cells beyond the header."""
    found: list[Problem] = []
    if rows == 0:
        found.append(Problem.of(Code.NO_ROWS, address(source, source.header_rows)))
    if notes.blank:
        found.append(Problem.of(Code.ROW_BLANK, address(source, notes.first_blank), notes.blank))
    if notes.headers:
        found.append(Problem.of(Code.ROW_HEADER, address(source, notes.headers[0]), len(notes.headers)))
    found += [
        Problem.of(Code.ROW_TOO_LONG, address(source, number), cells=letters)
        for number, letters in notes.too_long[:_MOST_NAMED]
    ]
    rest = notes.too_long[_MOST_NAMED:]
    if rest:
        found.append(Problem.of(Code.ROW_TOO_LONG, address(source, rest[0][0]), len(rest), cells=f"{rest[0][1]} there"))
    return found
