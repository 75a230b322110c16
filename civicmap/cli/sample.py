"""`civicmap sample`: synthetic, marked answers for any framework, to see the tables before there are answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civicmap.cli import frameworks
from civicmap.cli.options import FrameworkOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, Problem, RequestError
from civicmap.files import write_whole

_FORMATS = (".xlsx", ".csv")


def sample(
    terminal: Terminal,
    *,
    framework: FrameworkOption = None,
    entities: Annotated[
        int, typer.Option("--entities", min=1, max=100_000, help="How many answer.", metavar="N")
    ] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same answers.", metavar="S")] = 1,
    output: Annotated[Path, typer.Option("-o", "--output", help="A .xlsx or .csv file.", metavar="FILE")],
) -> None:
    """Make synthetic answers for any framework.

    Every state, gate and routing is in them, and their mark travels with them.

    \b
    Examples:
      civicmap sample -o dummy.xlsx
      civicmap sample --framework mine.yaml --entities 40 --seed 7 -o dummy.csv
    """
    from civicmap.survey.synthetic.survey import synthesize  # noqa: PLC0415 - numpy

    ending = output.suffix.lower()
    if ending not in _FORMATS:
        known = "a name that ends in .xlsx or .csv"
        raise RequestError(
            Problem.of(Code.NAME_UNKNOWN, kind="format", name=ending or str(output), hint="", known=known)
        )
    made = synthesize(frameworks.load(framework), entities, seed)
    write_whole(output, made.xlsx() if ending == ".xlsx" else made.csv())
    terminal.say(f"Wrote {output} ({len(made.responses.rows)} rows of {entities} synthetic entities).")
