"""One survey file, read: its columns settled and encoded, with everything that is wrong with its header and rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem
from civicmap.model import Column, RawColumn, Role, Source
from civicmap.survey.addresses import address
from civicmap.survey.asides import by_hand, by_rules, rows_of
from civicmap.survey.choose import choose
from civicmap.survey.columns import settle
from civicmap.survey.container.door import open_file
from civicmap.survey.encode import encode_table
from civicmap.survey.folding import fold
from civicmap.survey.long_table import LongRows, part_places, widen
from civicmap.survey.policies import ListedPolicy, list_policies
from civicmap.survey.repeat_sheets import join, read_repeat
from civicmap.survey.repeats import without_repeats
from civicmap.survey.reply.find import find_reply
from civicmap.survey.words.sets import NOT_TICKED, TICKED

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.survey.asides import Asides
    from civicmap.survey.choose import Choice
    from civicmap.survey.columns import Settled
    from civicmap.survey.dialects.dialect import Dialect
    from civicmap.survey.encode import Encoded, Notes
    from civicmap.survey.headers import Headers
    from civicmap.survey.mapping import MappedColumn
    from civicmap.survey.options import ReadOptions
    from civicmap.survey.policies import Listed
    from civicmap.survey.repeat_sheets import Instances
    from civicmap.survey.tables import Container

_MOST_KNOWN = 3  # questions in a row of a return workbook, whatever people write into it
_MOST_LEFT = 3
_MOST_NAMED = 20  # rows beyond the header that are named one by one


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file's responses, as columns that are stored. `blank` counts the rows that hold nothing.

    `wave` is the one that all rows belong to, whatever their cells say; "" where it is still to be found.
    """

    source: Source
    columns: tuple[RawColumn, ...]
    all_columns: tuple[Column, ...]
    numbers: NDArray[np.uint32]
    blank: int
    known: int
    absent: tuple[MappedColumn, ...]
    policies: tuple[ListedPolicy, ...]
    synthetic: bool
    problems: tuple[Problem, ...]
    wave: str = ""


def read_file(path: Path, framework: Framework, index: Headers, options: ReadOptions) -> FileTable:
    """Read one survey file. Raises UnreadableError or RequestError where it is no table."""
    encoding = options.encoding or (options.mapping.encoding if options.mapping else None)
    with open_file(path, encoding, options.separator) as container:
        reply = _replied(container, framework, options)
        if reply is not None:
            return reply
        choice = choose(container, index, options)
        sent = _returned(container, choice, framework, index, options)
        if sent is not None:
            return sent
        return _read(container, choice, framework, index, options)


def _replied(container: Container, framework: Framework, options: ReadOptions) -> FileTable | None:
    """Return the response of a reply sheet; None for any other file."""
    if not any(table.kind in ("workbook", "ods") for table in container.tables):
        return None
    found = find_reply(container)
    if found is None:
        return None
    from civicmap.survey.reply.table import replied  # noqa: PLC0415 - it makes tables of files itself

    return replied(container, found, framework, options.replies)


def _returned(
    container: Container, choice: Choice, framework: Framework, index: Headers, options: ReadOptions
) -> FileTable | None:
    """Return the response of a return workbook; None for any other file, and where the user says what it is.

    A return is no table with a column for each question, so a sheet that is one need not be looked at twice.
    """
    if not choice.dialect.by_hand or choice.header.known > _MOST_KNOWN:
        return None
    from civicmap.survey.returns.table import returned  # noqa: PLC0415 - it makes tables of files itself

    told = (options.dialect, options.sheet, options.header_rows)
    return None if any(one is not None for one in told) else returned(container, framework, index)


def _read(
    container: Container, choice: Choice, framework: Framework, index: Headers, options: ReadOptions
) -> FileTable:
    """Read the sheet that was chosen."""
    header = choice.header
    source = Source(
        name=container.name,
        sha256="",  # when the rows are read
        dialect=choice.dialect.id,
        why=header.why,
        encoding=container.encoding,
        sheet=choice.table.name,
        header_rows=header.rows,
        rows=0,
    )
    settled = settle(
        header.titles,
        choice.sample,
        index,
        options.mapping,
        keep_personal=options.keep_personal,
        framework=framework,
        source=source,
        dialect=choice.dialect,
    )
    ruling = _ruling(choice)
    mark = () if settled.synthetic is None else (settled.synthetic,)
    left = _left(settled) if choice.dialect.by_hand else ()
    repeats = () if settled.long else choice.repeats
    places = sorted({*settled.stored, *mark, *left, *ruling.values(), *(repeat.parent for repeat in repeats)})
    encoded = encode_table(choice.table, header.levels, header.rows, places)
    encoded = _decoded(encoded, choice.dialect)
    source = replace(source, sha256=container.sha256, rows=encoded.read)
    ruled = by_rules(choice.dialect.rules, ruling, encoded.columns, rows_of(source, encoded.numbers))
    listed = list_policies(container, choice.policies, index) if choice.policies is not None else ((), ())
    before = (*container.problems, *choice.problems, *settled.problems)
    instances = tuple(read_repeat(repeat, source, framework, index, options) for repeat in repeats)
    keys = tuple(_key(settled, encoded, repeat.parent) for repeat in repeats)
    read = _Read(source, choice.dialect, settled, encoded, left, framework, index, instances, keys)
    return _table(read, ruled, listed, before)


@dataclass(frozen=True, slots=True)
class _Read:
    """A sheet as it was read."""

    source: Source
    dialect: Dialect
    settled: Settled
    encoded: Encoded
    left: tuple[int, ...]
    framework: Framework
    index: Headers
    instances: tuple[Instances, ...] = ()
    keys: tuple[RawColumn, ...] = ()  # what instances name their response by, for each table of them


def _key(settled: Settled, encoded: Encoded, at: int) -> RawColumn:
    """Return the column that a table of instances names its responses by, stored or not."""
    return RawColumn(settled.columns[at], *encoded.columns[at])


def _left(settled: Settled) -> tuple[int, ...]:
    """Return the places to the left of the entities that are not stored: people number rows there, and write "Total"."""
    first = next((at for at, column in enumerate(settled.columns) if column.role is Role.ENTITY), 0)
    return tuple(at for at in range(min(first, _MOST_LEFT)) if at not in settled.stored)


def _ruling(choice: Choice) -> dict[str, int]:
    """Return the places of the columns that a rule of the dialect looks at, by folded header."""
    wanted = frozenset[str]().union(*(rule.columns for rule in choice.dialect.rules))
    headers = ((fold(cell), at) for level in reversed(choice.header.levels) for at, cell in enumerate(level))
    return {header: at for header, at in headers if header in wanted}


def _decoded(encoded: Encoded, dialect: Dialect) -> Encoded:
    """Return the columns with the tool's own way of writing signs undone."""
    if dialect.decode is None:
        return encoded
    decode = dialect.decode
    return replace(
        encoded,
        columns={at: (tuple(map(decode, texts)), codes) for at, (texts, codes) in encoded.columns.items()},
    )


def _table(read: _Read, ruled: Asides, listed: Listed, before: tuple[Problem, ...]) -> FileTable:
    """Put together what was read, with the problems that come `before` those of repeated columns and rows."""
    source, settled, encoded = read.source, read.settled, read.encoded
    parts = part_places(settled.long)
    held = [RawColumn(settled.columns[at], *encoded.columns[at]) for at in settled.stored if at not in parts]
    kept, changed, repeated = without_repeats(_told_others(held, read.framework), source, read.dialect, read.framework)
    rows = rows_of(source, encoded.numbers)
    answering = [RawColumn(settled.columns[at], *encoded.columns[at]) for at in parts]
    left = [encoded.columns[at] for at in read.left]
    hand = by_hand([*kept, *answering], left, rows, read.framework) if read.dialect.by_hand else None
    out = ruled.out if hand is None else ruled.out | hand.out
    asides = (*ruled.problems, *(hand.problems if hand else ()))
    stored = {column.column.letter: column.column for column in kept} | changed
    marks = () if settled.synthetic is None else encoded.columns[settled.synthetic][0]
    columns, numbers = tuple(column.take(~out) for column in kept) if out.any() else tuple(kept), encoded.numbers[~out]
    if parts:
        said = {name: held.take(~out) for name, held in zip(parts.values(), answering, strict=True)}
        columns, numbers, folded = widen(LongRows(source, numbers, said, columns), read.framework, read.index)
        asides = (*asides, *folded)
    table = FileTable(
        source=source,
        columns=columns,
        all_columns=tuple(stored.get(column.letter, column) for column in settled.columns),
        numbers=numbers,
        blank=encoded.notes.blank,
        known=settled.known,
        absent=settled.absent,
        policies=listed[0],
        synthetic=any(fold(text) == "yes" for text in marks),
        problems=(*before, *repeated, *asides, *_row_problems(source, encoded.notes, len(encoded.numbers)), *listed[1]),
    )
    return _with_instances(table, read, ~out) if read.instances else table


def _with_instances(table: FileTable, read: _Read, kept: NDArray[np.bool_]) -> FileTable:
    """Return a file with a row for each instance that its repeated groups hold, and what there is to say of those."""
    found = join(table.columns, table.numbers, read.keys, kept, read.instances, table.source)
    columns, changed, repeated = without_repeats(list(found.columns), table.source, read.dialect, read.framework)
    own = [column for one in read.instances for column in one.all_columns]
    told = [problem for one in read.instances for problem in one.settled.problems]
    # A group that nobody filled in has no rows, and nothing is wrong with that.
    rows = [problem for one in read.instances for problem in _row_problems(one.source, one.notes, 1)]
    return replace(
        table,
        source=replace(table.source, rows=table.source.rows + sum(one.source.rows for one in read.instances)),
        columns=tuple(columns),
        all_columns=tuple(changed.get(column.letter, column) for column in (*table.all_columns, *own)),
        numbers=found.numbers,
        blank=table.blank + sum(one.notes.blank for one in read.instances),
        known=table.known + sum(one.settled.known for one in read.instances),
        absent=tuple(
            one for one in table.absent if not one.header or all(one in held.settled.absent for held in read.instances)
        ),
        problems=tuple(dict.fromkeys((*table.problems, *told, *rows, *repeated, *found.problems))),
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
