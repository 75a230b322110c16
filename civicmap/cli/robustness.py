"""`civicmap robustness`: how many entities would change band had weights, parts or the way of averaging been chosen otherwise."""

from __future__ import annotations

from typing import Annotated

import typer

from civicmap.cli.options import FormatOption, FrameworkOption, OutputOption, StoreOption, WaveOption
from civicmap.cli.output import emit
from civicmap.cli.score import PillarOption, asked_for
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

DrawsOption = Annotated[
    int, typer.Option("--draws", min=1, max=20_000, help="Sets of weights to draw, each of two ways.", metavar="N")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="The seed of the draws.", metavar="S")]
RanksOption = Annotated[
    bool | None,
    typer.Option(
        "--ranks/--no-ranks", help="Ranks, as intervals.  [default: as the framework says]", show_default=False
    ),
]
WithinOption = Annotated[
    str | None,
    typer.Option("--within", help="Rank within this group.  [default: as the framework says]", metavar="GROUP"),
]
EntitiesOption = Annotated[
    bool, typer.Option("--entities", help="A row for each entity, not for each check.", show_default=False)
]


def robustness(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    pillar: PillarOption = None,
    draws: DrawsOption = 1_000,
    seed: SeedOption = 2019,
    ranks: RanksOption = None,
    within: WithinOption = None,
    entities: EntitiesOption = False,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Ask how far scores hang on what could have been chosen otherwise.

    Missing answers, each indicator left out, drawn weights, and other ways of averaging: who changes band, and by how much.

    \b
    Examples:
      civicmap robustness
      civicmap robustness --pillar PILLAR --entities --within level
      civicmap robustness --draws 5000 --seed 7 --format json
    """
    from civicmap.cli.robustness_tables import listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.robustness import robustness as measure  # noqa: PLC0415
    from civicmap.measure.robustness import within_reach  # noqa: PLC0415

    session = open_session(store, wave, framework)
    within_reach(draws, len(session.survey.entities))
    nodes = None if pillar is None else [node.id for node in asked_for(session, pillar, None).nodes]
    found = measure(session.survey, session.framework, nodes, draws=draws, seed=seed, ranks=ranks, within=within)
    emit(terminal, listing(session, found, entities=entities, compact=format in ("table", "md")), format, output)
    return ExitCode.DONE
