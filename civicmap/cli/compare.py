"""`civicmap compare`: what changed from one wave to another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.options import BaseOption, ByOption, FormatOption, FrameworkOption, OutputOption, StoreOption
from civicmap.cli.output import emit
from civicmap.cli.session import Session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

EarlierArgument = Annotated[str, typer.Argument(help="The earlier wave.", metavar="WAVE1")]
LaterArgument = Annotated[str, typer.Argument(help="The later wave.", metavar="WAVE2")]
FindingOption = Annotated[
    list[str] | None, typer.Option("--finding", help="Only this finding; may be repeated.", metavar="ID")
]
ScoresOption = Annotated[
    bool, typer.Option("--scores", help="List the scores of each entity instead.", show_default=False)
]


def compare(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    before: EarlierArgument,
    after: LaterArgument,
    *,
    by: ByOption = None,
    finding: FindingOption = None,
    base: BaseOption = None,
    scores: ScoresOption = False,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Say what changed between two waves.

    Each finding for the entities in both waves, for everyone, and for who came and who left; each pillar's scores.
    No trend is drawn where the framework's crosswalk grades a question not comparable.

    \b
    Examples:
      civicmap compare 2019 2021
      civicmap compare 2019 2021 --by level
      civicmap compare 2019 2021 --scores --format csv
    """
    from civicmap.cli.compare_tables import listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.change import compare as measure  # noqa: PLC0415

    one, two = _open(store, before, after, framework)
    changes = measure(
        one.survey, two.survey, two.framework, earlier=one.framework, by=by, base=base, only=finding or None
    )
    emit(terminal, listing(one, two, changes, scores=scores, compact=format in ("table", "md")), format, output)
    return ExitCode.DONE


def _open(store: Path | None, before: str, after: str, framework: str | None) -> tuple[Session, Session]:
    """Read both waves, each with its own framework, or both with the one that is named."""
    from civicmap.measure.change_reading import through_crosswalk  # noqa: PLC0415 - numpy
    from civicmap.store.store import Store, default_path  # noqa: PLC0415 - duckdb
    from civicmap.survey.opening import open_survey  # noqa: PLC0415 - numpy

    with Store(store or default_path(), read_only=True) as opened:
        stored = [opened.read(before), opened.read(after)]
    if framework is None:
        one, two = (Session(open_survey(wave, wave.framework), wave.framework) for wave in stored)
        return one, two

    from civicmap.framework.load import load_framework  # noqa: PLC0415 - pydantic and ruamel

    named = load_framework(framework)
    read = [replace(wave, raw=through_crosswalk(wave.raw, named)) for wave in stored]
    one, two = (Session(open_survey(wave, named), named) for wave in read)
    return one, two
