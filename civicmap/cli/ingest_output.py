"""Where a command that reads survey files puts what it found, settled before it reads or stores anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from civicmap.cli.ingest_reading import listing
from civicmap.cli.output import FORMATS, Listing, emit
from civicmap.errors import Code, Problem, RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.cli.ingest_reading import Findings
    from civicmap.cli.terminal import Terminal


_MOST_COLUMNS: Final = 500  # in a table for people
_LEFT_OUT: Final = ("ignored", "not kept")


@dataclass(frozen=True, slots=True)
class Display:
    """A format and a place that can be written to; `output` None or `-` is stdout."""

    terminal: Terminal
    format: str
    output: Path | None

    def show(self, found: Findings, *, stored: bool) -> None:
        """Write what each column was taken for; a quiet run needs no table of it."""
        if not (self.terminal.quiet and self.format == "table" and self.output is None):
            whole = listing(found, stored=stored)
            emit(self.terminal, _readable(whole) if self.format == "table" else whole, self.format, self.output)


def _readable(whole: Listing) -> Listing:
    """Return a table of columns that a person can read: of very many, the first of those that are kept."""
    if len(whole.rows) <= _MOST_COLUMNS:
        return whole
    rows = [row for row in whole.rows if row[2] not in _LEFT_OUT][:_MOST_COLUMNS]
    note = f"{len(whole.rows) - len(rows)} columns more: --format json lists each."
    return replace(whole, rows=rows, notes=(note, *whole.notes))


def display(terminal: Terminal, fmt: str, output: Path | None) -> Display:
    """Return where to write, once it is known that it can be done. Raises CivicmapError, and nothing was stored then."""
    if fmt not in FORMATS:
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=fmt, hint="", known=", ".join(FORMATS)))
    if output is not None and str(output) != "-":
        _try(output)
    return Display(terminal, fmt, output)


def _try(path: Path) -> None:
    """Find out whether a file can be written, and leave the one that is there."""
    from tempfile import TemporaryFile  # noqa: PLC0415 - only where a file is asked for

    from civicmap.files import unwritable  # noqa: PLC0415

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(21, "it is a folder")
        with TemporaryFile(dir=path.parent):
            pass
    except OSError as fault:
        raise unwritable(path, fault) from fault
