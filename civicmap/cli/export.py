"""`civicmap export`: the clean responses of a wave as a file for others' tools, with their codebook."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from civicmap.cli.options import AudienceOption, FrameworkOption, OutputOption, StoreOption, UntilOption, WaveOption
from civicmap.cli.session import Session, envelope, marks, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError
from civicmap.files import drafted, unwritable, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from civicmap.survey.export.fields import Export

FormatOption = Annotated[str, typer.Option("--format", help="csv, parquet, xlsx, sav or json.", metavar="FORMAT")]
LabelsOption = Annotated[
    bool, typer.Option("--labels", help="Answers by their labels and not by their ids.", show_default=False)
]
_AUDIENCES: Final = ("public", "internal")


def export(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    format: FormatOption = "csv",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    labels: LabelsOption = False,
    audience: AudienceOption = "internal",
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Write the clean responses, with their codebook.

    A row is an entity, or one of its policies or services. Beside each question
    stands why it has no answer. CSV and XLSX can be ingested again.

    \b
    Examples:
      civicmap export -o responses.csv
      civicmap export --format parquet -o responses.parquet
      civicmap export --format xlsx --labels
      civicmap export --format sav -o responses.sav
    """
    from civicmap.survey.export.prepare import prepare  # noqa: PLC0415 - numpy, which help need not pay

    write = FORMATS.get(format)
    if write is None:
        raise _unknown("format", format, FORMATS)
    if audience not in _AUDIENCES:
        raise _unknown("audience", audience, _AUDIENCES)
    session = open_session(store, wave, framework, until)
    public = audience == "public"
    made = prepare(session.survey, session.framework, public=public, labels=labels, marks=marks(session, audience))
    path = output if output is not None or format in _TEXTS else Path(f"responses.{format}")
    file = None if path is None or str(path) == "-" else path
    write(_Task(terminal, session, made, audience, format, file))
    if path is None:
        terminal.say(f"This went to stdout; add -o responses.{format} for a file{_BESIDE.get(format, '')}.")
    return ExitCode.DONE


@dataclass(frozen=True, slots=True)
class _Task:
    """What is to be written, and where: a file, or stdout where None."""

    terminal: Terminal
    session: Session
    export: Export
    audience: str
    format: str
    file: Path | None

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The codebook."""
        from civicmap.survey.export.codebook import entries  # noqa: PLC0415 - as above

        return entries(self.export)

    def put(self, pieces: Iterable[bytes]) -> None:
        """Write the parts of a text as they come."""
        if self.file is None:
            for piece in pieces:
                self.terminal.result_bytes(piece)
            return
        with drafted(self.file) as draft, draft.open("wb") as stream:
            stream.writelines(pieces)
        self.said()

    def make(self, write: Callable[[Path, Export], Iterable[Problem] | None]) -> None:
        """Write a file that is made as a whole, and say what is wrong with it."""
        if self.file is None:
            with TemporaryDirectory() as folder:
                problems = write(Path(folder) / "made", self.export)
                self.terminal.result_bytes((Path(folder) / "made").read_bytes())
        else:
            with drafted(self.file) as draft:
                problems = write(draft, self.export)
            self.said()
        self.terminal.complain(problems or ())

    def said(self) -> None:
        """Say what was written."""
        size = f"{self.export.size:,} rows, {len(self.export.fields):,} columns"
        self.terminal.say(f"Wrote {self.file} ({size}, audience: {self.audience}).")

    def beside(self) -> None:
        """Write the codebook into a file beside the responses."""
        from civicmap.spreadsheet import csv_text  # noqa: PLC0415 - as above
        from civicmap.survey.export.codebook import HEADER, rows  # noqa: PLC0415

        if self.file is not None and (self.file.is_file() or not self.file.exists()):
            path = self.file.with_name(f"{self.file.stem}.codebook.csv")
            write_whole(path, csv_text(HEADER, rows(self.export)).encode())
            self.terminal.say(f"Wrote {path} (what each column and value means).")


def _csv(task: _Task) -> None:
    from civicmap.survey.export.text import csv_pieces  # noqa: PLC0415 - each only for its format

    task.put(csv_pieces(task.export))
    task.beside()


def _json(task: _Task) -> None:
    from civicmap.survey.export.text import json_pieces  # noqa: PLC0415 - as above

    head = envelope(task.session, task.audience, columns=task.entries)
    begun = json.dumps(head, ensure_ascii=False, indent=1, allow_nan=False).removesuffix("\n}")
    task.put(chain((f'{begun},\n "rows": '.encode(),), json_pieces(task.export), (b"\n}\n",)))


def _xlsx(task: _Task) -> None:
    from civicmap.spreadsheet import LONGEST_CELL  # noqa: PLC0415 - as above
    from civicmap.survey.export.lengths import too_long  # noqa: PLC0415
    from civicmap.survey.export.workbook import workbook  # noqa: PLC0415

    task.put([workbook(task.export)])
    task.terminal.complain(too_long(task.export, LONGEST_CELL, len, "characters"))


def _sav(task: _Task) -> None:
    from civicmap.survey.export.sav import sav  # noqa: PLC0415 - as above

    task.make(sav)


def _parquet(task: _Task) -> None:
    from civicmap.store.parquet import ParquetError  # noqa: PLC0415 - as above
    from civicmap.survey.export.parquet import parquet  # noqa: PLC0415

    try:
        task.make(parquet)
    except ParquetError as fault:
        raise unwritable(task.file or Path("-"), OSError(0, str(fault))) from fault
    task.beside()


def _unknown(kind: str, name: str, known: Iterable[str]) -> RequestError:
    return RequestError(Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint="", known=", ".join(known)))


_TEXTS: Final = ("csv", "json")
"""Formats that a terminal can show."""
_BESIDE: Final = {"csv": ", with its codebook beside it"}
FORMATS: Final[dict[str, Callable[[_Task], None]]] = {
    "csv": _csv,
    "parquet": _parquet,
    "xlsx": _xlsx,
    "sav": _sav,
    "json": _json,
}
