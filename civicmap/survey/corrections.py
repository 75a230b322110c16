"""A cleaning log against the files that it corrects: what each line changes, and every line that cannot be followed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Correction, Role
from civicmap.survey.cleaning_log import STATES, sound
from civicmap.survey.corrections_cells import Away, Cells, letter_of, may_show, row_of, split_cell
from civicmap.survey.corrections_overlay import knowing, overlaid, text_at
from civicmap.survey.folding import clean
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import Column, RawColumn
    from civicmap.survey.cleaning_log import CleaningLog, Line
    from civicmap.survey.combine import Combined
    from civicmap.survey.corrections_cells import Cell
    from civicmap.survey.corrections_overlay import Changes
    from civicmap.survey.rows import WaveRows

_MOST_NAMED: Final = 20  # problems of one code that are named one by one
_LOST: Final = frozenset("?\ufffd ")
# A state stands in the place of an answer; these columns hold none.
_NO_ANSWER: Final = frozenset(
    {Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.STAGE, Role.WEIGHT, Role.METADATA, Role.COMMENT, Role.EVIDENCE}
)


@dataclass(frozen=True, slots=True)
class Change:
    """What a line says of a cell: the text that is read there. `where` is the cell in its file: F12."""

    cell: Cell
    text: str
    line: Line
    where: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The combined files as they stand and `corrected`, and what there is to say of the log.

    `applied` counts the cells that were corrected, `ignored` the lines that decide nothing.
    """

    combined: Combined
    corrected: Combined
    changes: tuple[Change, ...] = ()
    applied: int = 0
    ignored: int = 0
    problems: tuple[Problem, ...] = ()

    def columns(self, part: WaveRows) -> tuple[RawColumn, ...]:
        """Return the columns of the rows that one wave keeps, as they stand in the files.

        Beside the texts of its own rows a column knows those of all, corrected: spellings are learnt from the whole file.
        """
        pairs = zip(part.take(self.combined), self.combined.columns, self.corrected.columns, strict=True)
        return tuple(held if after is before else knowing(held, after.texts) for held, before, after in pairs)

    def corrections(self, part: WaveRows) -> tuple[Correction, ...]:
        """Return the corrections of the rows that one wave keeps, in the order of the log."""
        by_column: dict[int, dict[int, list[int]]] = {}
        for at, change in enumerate(self.changes):
            by_column.setdefault(change.cell.column, {}).setdefault(change.cell.row, []).append(at)
        found: list[tuple[int, Correction]] = []
        for column, by_row in by_column.items():
            origin = part.origin(column)
            for place in np.flatnonzero(np.isin(origin, list(by_row))).tolist():
                row = int(part.rows[place])
                found += [(at, self._correction(self.changes[at], row)) for at in by_row[int(origin[place])]]
        return tuple(correction for _, correction in sorted(found, key=lambda pair: pair[0]))

    def _correction(self, change: Change, row: int) -> Correction:
        combined, line, cell = self.combined, change.line, change.cell
        held, after = combined.columns[cell.column], self.corrected.columns[cell.column]
        return Correction(
            source=int(combined.source[row]),
            row=int(combined.number[row]),
            column=held.column,
            cell=change.where,
            new=change.text,
            old=line.old,
            who=clean(line.who),
            why=clean(line.why),
            date=clean(line.date),
            stays=text_at(held, cell.row) in after.texts,
        )


def settle_corrections(
    log: CleaningLog | None, headers: Sequence[Sequence[Column]], combined: Combined, framework: Framework
) -> Settled:
    """Return what a log changes in some files. `headers` (files, columns) are the columns of each file."""
    if log is None:
        return Settled(combined, combined)
    decided = [line for line in log.lines if line.decided]
    rows = [place[1] for line in decided if (place := _where(line)) is not None]
    settling = _Settling(log, Cells(combined, headers, rows), combined, framework)
    for line in decided:
        settling.take(line)
    changes: Changes = {}
    for change in settling.found.values():
        changes.setdefault(change.cell.column, []).append((change.cell.row, change.text))
    ignored = log.untouched + len(log.lines) - len(decided)
    problems = settling.reported()
    if settling.applied:
        problems.append(Problem.of(Code.CORRECTIONS_APPLIED, log.name, cells=settling.applied))
    if ignored:
        problems.append(Problem.of(Code.CORRECTIONS_OPEN, log.name, lines=ignored))
    return Settled(
        combined,
        replace(combined, columns=overlaid(combined.columns, changes)),
        tuple(settling.found.values()),
        settling.applied,
        ignored,
        tuple(problems),
    )


class _Fault(Exception):  # noqa: N818 - no error of the program: what is wrong with one line
    """A line cannot be followed."""

    def __init__(self, code: Code, **facts: object) -> None:
        super().__init__(code.id)
        self.code, self.facts = code, facts


@dataclass(slots=True)
class _Settling:
    """Takes the lines that decide something, one after another."""

    log: CleaningLog
    cells: Cells
    combined: Combined
    framework: Framework
    found: dict[Cell, Change] = field(default_factory=dict)
    applied: int = 0  # cells
    _problems: dict[Code, list[Problem]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Take one line, or report what is wrong with it."""
        try:
            change = self._read(line)
        except _Fault as fault:
            self._report(line, fault.code, **fault.facts)
            return
        first = self.found.setdefault(change.cell, change)
        if first is not change:
            if clean(first.text) != clean(change.text):
                self._report(line, Code.CORRECTION_CONFLICT, cell=change.where, first=first.line.number)
            return
        self.applied += 1
        unsaid = [name for name in ("who", "why") if not clean(getattr(line, name))]
        if unsaid:
            self._report(line, Code.CORRECTION_UNSIGNED, cell=change.where, what=" and ".join(unsaid))

    def _read(self, line: Line) -> Change:
        """Return what a line says. Raises _Fault."""
        letter, row = _place(line)
        text = _text(line)
        try:
            cell = self.cells.find(self.cells.source(line.file), letter, row)
        except Away as away:
            raise _Fault(Code.CORRECTION_PLACE, what=str(away)) from away
        held = self.combined.columns[cell.column]
        if held.column.role in _NO_ANSWER and clean(line.state) and text:
            raise _Fault(
                Code.CORRECTION_FAULT,
                what=f"{letter}{row} is no answer, and can't be {line.state_id}",
                how="write under new what it should hold, or blank under state",
            )
        self._check_old(line, f"{letter}{row}", text_at(held, cell.row), held.column)
        return Change(cell, text, line, f"{letter}{row}")

    def _check_old(self, line: Line, cell: str, text: str, column: Column) -> None:
        """Refuse a line that was written about another text than the cell's. An empty `old` says nothing."""
        old, now = clean(sound(line.old)), clean(sound(text))
        if not old or old == now:
            return
        shown = may_show(column, self.framework)
        mangled = not now.isascii() and _ascii(old) == _ascii(now)
        how = "the program that saved the log changed its letters: keep the log as .xlsx" if mangled else ""
        raise _Fault(
            Code.CORRECTION_STALE,
            cell=cell,
            now=(repr(_cut(now)) if now else "nothing") if shown else "another text",
            old=repr(_cut(old)) if shown else "what",
            how=how or "the survey file may be another than the log was written for",
        )

    def _report(self, line: Line, code: Code, **facts: object) -> None:
        self._problems.setdefault(code, []).append(Problem.of(code, self.log.where(line), 1, **facts))

    def reported(self) -> list[Problem]:
        """Return the problems in the order of their kinds, the first of each one by one and the rest as one."""
        found = [Problem.of(Code.CORRECTION_ENCODING, self.log.name)] if self.log.recoded else []
        for code in Code:
            held = self._problems.get(code, [])
            found += held[:_MOST_NAMED]
            if rest := held[_MOST_NAMED:]:
                found.append(replace(rest[0], count=len(rest)))
        return found


def _place(line: Line) -> tuple[str, int]:
    """Return the letter and row that a line names. Raises _Fault where it names none, or two."""
    place = _where(line)
    if place is None:
        told = clean(line.cell)
        raise _misplaced(f"{_cut(told)!r} is no cell" if told else "the line says no cell")
    other = (clean(line.column), letter_of(line.column), place[0]), (clean(line.row), row_of(line.row), place[1])
    if any(told and said != meant for told, said, meant in other):
        raise _misplaced(f"the line names the cell {_cut(clean(line.cell))}, and another row or column")
    return place


def _where(line: Line) -> tuple[str, int] | None:
    """Return the letter and row of the cell that a line names, else of its column and row; None for none."""
    if clean(line.cell):
        return split_cell(line.cell)
    letter, row = letter_of(line.column), row_of(line.row)
    return None if letter is None or row is None else (letter, row)


def _misplaced(what: str) -> _Fault:
    return _Fault(Code.CORRECTION_FAULT, what=what, how="write the cell as the survey file has it: F12")


def _text(line: Line) -> str:
    """Return the text that is read in the cell's place. Raises _Fault."""
    if clean(line.state) and clean(line.new):
        how = "keep one of the two"
        raise _Fault(Code.CORRECTION_FAULT, what="the line gives both a new text and a state", how=how)
    if not clean(line.state):
        if not set(line.new) - _LOST and len(line.new) > 1:
            what, how = "the letters under new were lost when the log was saved", "keep the log as .xlsx"
            raise _Fault(Code.CORRECTION_FAULT, what=what, how=how)
        return line.new
    if line.state_id not in STATES:
        hint = did_you_mean(nearest(line.state_id, STATES))
        what, how = f"{_cut(clean(line.state))!r} is no state{hint}", f"use one of: {', '.join(STATES)}"
        raise _Fault(Code.CORRECTION_FAULT, what=what, how=how)
    return "" if line.state_id == "blank" else line.state_id


def _ascii(text: str) -> str:
    """Return what survives any encoding of a text."""
    return "".join(sign for sign in text if sign.isascii() and sign != "?")


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
