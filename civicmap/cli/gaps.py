"""`civicmap gaps`: the findings of the framework, each with its share, its gap and what is uncertain about them."""

from __future__ import annotations

from typing import Annotated

import typer

from civicmap.cli.options import (
    BaseOption,
    ByOption,
    FormatOption,
    FrameworkOption,
    OutputOption,
    StoreOption,
    UntilOption,
    WaveOption,
)
from civicmap.cli.output import emit
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.cli.weighting import PostStratifyOption, RakeOption, WeightOption, asked_weights
from civicmap.errors import ExitCode

FindingOption = Annotated[
    list[str] | None, typer.Option("--finding", help="Only this finding; may be repeated.", metavar="ID")
]


def gaps(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    by: ByOption = None,
    finding: FindingOption = None,
    base: BaseOption = None,
    weight: WeightOption = None,
    post_stratify: PostStratifyOption = None,
    rake: RakeOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Count who has it, who lacks it, of which base.

    Each finding with its bounds and interval, and whether a published figure holds.

    \b
    Examples:
      civicmap gaps
      civicmap gaps --by level
      civicmap gaps --finding FINDING --format json
      civicmap gaps --post-stratify level
    """
    from civicmap.cli.gaps_tables import listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.findings import find_gaps  # noqa: PLC0415

    session = open_session(store, wave, framework, until)
    weights = asked_weights(session, weight, post_stratify, rake)
    found = find_gaps(session.survey, session.framework, by, base, finding or None, weights)
    emit(terminal, listing(session, found, weights, compact=format in ("table", "md")), format, output)
    return ExitCode.DONE
