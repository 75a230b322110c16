"""`civicmap code`: sheets for people who code open answers and self-ratings, read back, and settled."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from civicmap.cli.options import FormatOption, FrameworkOption, OutputOption, StoreOption, WaveOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError

QuestionOption = Annotated[
    list[str] | None, typer.Option("--question", help="Only this question or coding; may be repeated.", metavar="ID")
]


@dataclass(frozen=True, slots=True)
class CodeOptions:
    """What the actions of `code` take besides where the wave is."""

    question: QuestionOption = None
    coder: Annotated[
        list[str] | None,
        typer.Option("--coder", help="export: a coder, may be repeated. import: who coded.", metavar="NAME"),
    ] = None
    sample: Annotated[
        int | None,
        typer.Option("--sample", help="export: so many answers of each item.", metavar="N", min=1, show_default=False),
    ] = None
    seed: Annotated[int, typer.Option("--seed", help="export: of the sample and the order.", metavar="S")] = 1
    names: Annotated[bool, typer.Option("--names", help="export: show who answered.", show_default=False)] = False
    hide_ratings: Annotated[
        bool, typer.Option("--hide-ratings", help="export: hide self-ratings.", show_default=False)
    ] = False
    single: Annotated[
        bool, typer.Option("--single", help="settle: take the code of an only coder.", show_default=False)
    ] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="import: store nothing.", show_default=False)] = False


def code(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    action: Annotated[str, typer.Argument(help="export, import or settle.", metavar="ACTION")],
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="import, settle: what people filled in.", metavar="FILE…", show_default=False),
    ] = None,
    options: CodeOptions,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Have people code open answers and self-ratings.

    \b
    export  a workbook for each coder, into the folder -o: what to judge, the
            scale, no names of entities, no codes of others
    import  read them back; a coder's codes take the place of earlier ones
    settle  the agreed codes, and those of a list that was filled in (see
            civicmap agreement --disagreements), as a table to ingest as a
            stage of review

    \b
    Examples:
      civicmap code export --coder Ann --coder Ben -o sheets
      civicmap code import sheets/codes-Ann.xlsx sheets/codes-Ben.xlsx
      civicmap code settle settle.xlsx -o settled.csv
    """
    from civicmap.cli.code_actions import ACTIONS, Request  # noqa: PLC0415 - numpy, which help need not pay

    if action not in ACTIONS:
        known = ", ".join(ACTIONS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="action", name=action, hint="", known=known))
    request = Request(terminal, tuple(files or ()), options, format, output)
    return ACTIONS[action](request, (store, wave, framework))
