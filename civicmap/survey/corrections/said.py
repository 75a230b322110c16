"""What a line of a cleaning log says by itself: which cell it is about, and what is read there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.errors import Code
from civicmap.survey.corrections.cells import letter_of, row_of, split_cell
from civicmap.survey.corrections.cleaning_log import STATES
from civicmap.survey.folding import clean
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from civicmap.survey.corrections.cleaning_log import Line

_LOST: Final = frozenset("?\ufffd ")


class Fault(Exception):  # noqa: N818 - no error of the program: what is wrong with one line
    """A line cannot be followed."""

    def __init__(self, code: Code, **facts: object) -> None:
        super().__init__(code.id)
        self.code, self.facts = code, facts


def place_in(line: Line) -> tuple[str, int]:
    """Return the letter and row that a line names. Raises Fault where it names none, or two."""
    place = where_in(line)
    if place is None:
        told = clean(line.cell)
        raise _misplaced(f"{shortened(told)!r} is no cell" if told else "the line says no cell")
    other = (clean(line.column), letter_of(line.column), place[0]), (clean(line.row), row_of(line.row), place[1])
    if any(told and said != meant for told, said, meant in other):
        raise _misplaced(f"the line names the cell {shortened(clean(line.cell))}, and another row or column")
    return place


def where_in(line: Line) -> tuple[str, int] | None:
    """Return the letter and row of the cell that a line names, else of its column and row; None for neither.

    A spreadsheet program takes DEC12 for a day: then column and row say it.
    """
    cell = split_cell(line.cell)
    if cell is not None:
        return cell
    letter, row = letter_of(line.column), row_of(line.row)
    return None if letter is None or row is None else (letter, row)


def _misplaced(what: str) -> Fault:
    return Fault(Code.CORRECTION_FAULT, what=what, how="write the cell as the survey file has it: F12")


def text_in(line: Line) -> str:
    """Return the text that is read in the cell's place. Raises Fault."""
    if clean(line.state) and clean(line.new):
        how = "keep one of the two"
        raise Fault(Code.CORRECTION_FAULT, what="the line gives both a new text and a state", how=how)
    if not clean(line.state):
        if not set(line.new) - _LOST and len(line.new) > 1:
            what, how = "the letters under new were lost when the log was saved", "keep the log as .xlsx"
            raise Fault(Code.CORRECTION_FAULT, what=what, how=how)
        return line.new
    if line.state_id not in STATES:
        hint = did_you_mean(nearest(line.state_id, STATES))
        what, how = f"{shortened(clean(line.state))!r} is no state{hint}", f"use one of: {', '.join(STATES)}"
        raise Fault(Code.CORRECTION_FAULT, what=what, how=how)
    return "" if line.state_id == "blank" else line.state_id


def shortened(text: str) -> str:
    """Return the beginning of a text, for a message."""
    return text if len(text) <= 60 else f"{text[:59]}…"
