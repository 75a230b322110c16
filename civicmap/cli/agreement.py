"""`civicmap agreement`: how far coders agree, and the list of what is to be settled."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from civicmap.cli.options import FormatOption, FrameworkOption, OutputOption, StoreOption, WaveOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError

QuestionOption = Annotated[
    list[str] | None, typer.Option("--question", help="Only this question or coding; may be repeated.", metavar="ID")
]


def agreement(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    question: QuestionOption = None,
    coder: Annotated[
        list[str] | None, typer.Option("--coder", help="Only this coder; may be repeated.", metavar="NAME")
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="Of the bootstrap.", metavar="N", min=1, max=100_000)] = 1000,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap.", metavar="S", min=0)] = 1,
    disagreements: Annotated[
        Path | None,
        typer.Option(
            "--disagreements", help="Write what to settle: .xlsx or .csv.", metavar="FILE", show_default=False
        ),
    ] = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Say how far coders agree, by item and overall.

    The share of pairs of codes that are the same; Krippendorff's alpha with a
    bootstrap interval, nominal and, where the scale has points, ordinal; for
    two coders Cohen's kappa; and how codes stand to self-ratings. What is
    undefined says why.

    \b
    Examples:
      civicmap agreement
      civicmap agreement --question QUESTION --format json
      civicmap agreement --disagreements settle.xlsx
    """
    from civicmap.cli.agreement_tables import (  # noqa: PLC0415
        judged_items,
        listing,
        only_coders,
        write_disagreements,
    )
    from civicmap.cli.code_session import open_coding  # noqa: PLC0415
    from civicmap.cli.output import emit  # noqa: PLC0415
    from civicmap.measure.coding import agreement as agree  # noqa: PLC0415
    from civicmap.survey.coding.gather import gathered  # noqa: PLC0415

    if disagreements is not None and disagreements.suffix.lower() not in (".xlsx", ".csv"):
        fault = Problem.of(
            Code.NAME_UNKNOWN, kind="kind of list", name=disagreements.suffix, hint="", known=".xlsx, .csv"
        )
        raise RequestError(fault)
    coding = open_coding(store, wave, framework)
    if not coding.stored:
        raise RequestError(Problem.of(Code.CODING_NONE, wave=coding.coded.survey.wave))
    items = coding.items(question)
    found = gathered(coding.coded, only_coders(coding.stored, coder))
    made = agree(judged_items(coding.coded, found, items), found.coders, draws=draws, seed=seed)
    if disagreements is not None:
        terminal.say(write_disagreements(coding, found, items, disagreements))
    compact = format in ("table", "md")
    emit(terminal, listing(coding, found, made, items, compact=compact), format, output)
    if found.changed:
        terminal.complain([Problem.of(Code.CODING_CHANGED, rows=found.changed)])
    return ExitCode.DONE
