"""A cleaning log against the files that it corrects: what each line changes, and every line that cannot be followed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Correction, Role
from civicmap.survey.corrections.cells import Away, Cells, cells_of, may_show
from civicmap.survey.corrections.cleaning_log import CleaningLog, Line, sound
from civicmap.survey.corrections.overlay import knowing, overlaid
from civicmap.survey.corrections.said import Fault, place_in, shortened, text_in, where_in
from civicmap.survey.folding import clean
from civicmap.survey.words.vocabulary import AMBIGUOUS, vocabularies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import Column, RawColumn
    from civicmap.survey.combine import Combined
    from civicmap.survey.corrections.cells import Cell
    from civicmap.survey.corrections.overlay import Changes
    from civicmap.survey.mapping import Mapping_
    from civicmap.survey.rows import WaveRows
    from civicmap.survey.words.vocabulary import Vocabulary

_MOST_NAMED: Final = 20  # problems of one code that are named one by one
_ANSWERS: Final = frozenset({Role.QUESTION, Role.OPTION})  # a state stands in the place of an answer


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
        return tuple(dict.fromkeys(correction for _, correction in sorted(found, key=lambda pair: pair[0])))

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
            stays=held.text(cell.row) in after.texts,
        )


def settle_corrections(
    log: CleaningLog | None,
    headers: Sequence[Sequence[Column]],
    combined: Combined,
    framework: Framework,
    mapping: Mapping_ | None = None,
    before: Sequence[Correction] = (),
) -> Settled:
    """Return what a log changes in some files. `headers` (files, columns) are the columns of each file.

    Corrections from `before`, kept with rows that are among the combined ones, hold where the log says nothing.
    """
    if log is None and not before:
        return Settled(combined, combined)
    log = log or CleaningLog("", "", (), 0)
    decided = [line for line in log.lines if line.decided]
    rows = [place[1] for line in decided if (place := where_in(line)) is not None]
    stated = any(line.state_id for line in decided)
    told = (mapping.answers, mapping.missing) if mapping else ((), ())
    words = vocabularies(framework, *told) if stated else {}
    settling = _Settling(log, Cells(combined, headers, rows), combined, framework, words)
    settling.found = {cell: _kept(cell, one) for cell, one in cells_of(before, combined)}
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


@dataclass(slots=True)
class _Settling:
    """Takes the lines that decide something, one after another."""

    log: CleaningLog
    cells: Cells
    combined: Combined
    framework: Framework
    words: Mapping[str, Vocabulary]
    found: dict[Cell, Change] = field(default_factory=dict)
    applied: int = 0  # cells
    _problems: dict[Code, list[Problem]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Take one line, or report what is wrong with it."""
        try:
            changes = self._read(line)
        except Fault as fault:
            self._report(line, fault.code, **fault.facts)
            return
        change = changes[0]
        first = self.found.get(change.cell)
        if first is not None and first.line.number:
            if clean(first.text) != clean(change.text):
                self._report(line, Code.CORRECTION_CONFLICT, cell=change.where, first=first.line.number)
            return
        self.found |= {one.cell: one for one in changes}
        self.applied += 1
        unsaid = [name for name in ("who", "why") if not clean(getattr(line, name))]
        if unsaid:
            self._report(line, Code.CORRECTION_UNSIGNED, cell=change.where, what=" and ".join(unsaid))

    def _read(self, line: Line) -> list[Change]:
        """Return what a line says of its cell, in each response that it is of. Raises Fault."""
        letter, row = place_in(line)
        text = text_in(line)
        try:
            cells = self.cells.find(self.cells.source(line.file), letter, row)
        except Away as away:
            raise Fault(Code.CORRECTION_PLACE, what=str(away)) from away
        cell = cells[0]
        held = self.combined.columns[cell.column]
        if clean(line.state) and text and not self._understood(held.column, text):
            what = f"{letter}{row} is no answer that can be {text}"
            how = "write under new what it should hold, or blank under state"
            raise Fault(Code.CORRECTION_FAULT, what=what, how=how)
        self._check_old(line, f"{letter}{row}", held.text(cell.row), held.column)
        return [Change(one, text, line, f"{letter}{row}") for one in cells]

    def _understood(self, column: Column, state: str) -> bool:
        """Say whether a state's id means that state in a column: in a free text it would be a word like any other."""
        words = self.words.get(column.question or "") if column.role in _ANSWERS else None
        return words is not None and words.code(state) not in (None, AMBIGUOUS)

    def _check_old(self, line: Line, cell: str, text: str, column: Column) -> None:
        """Refuse a line that was written about another text than the cell's. An empty `old` says nothing."""
        old, now = clean(sound(line.old)), clean(sound(text))
        if not old or old == now:
            return
        shown = may_show(column, self.framework)
        mangled = not now.isascii() and _ascii(old) == _ascii(now)
        how = "the program that saved the log changed its letters: keep the log as .xlsx" if mangled else ""
        raise Fault(
            Code.CORRECTION_STALE,
            cell=cell,
            now=(repr(shortened(now)) if now else "nothing") if shown else "another text",
            old=repr(shortened(old)) if shown else "what",
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


def _kept(cell: Cell, one: Correction) -> Change:
    """Return a correction that was kept as the change that it is."""
    return Change(cell, one.new, Line(old=one.old, who=one.who, why=one.why, date=one.date), one.cell)


def _ascii(text: str) -> str:
    """Return what survives any encoding of a text."""
    return "".join(sign for sign in text if sign.isascii() and sign != "?")
