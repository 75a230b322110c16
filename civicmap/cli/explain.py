"""`civicmap explain`: where a number comes from, down to the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.options import (
    BaseOption,
    FormatOption,
    FrameworkOption,
    OutputOption,
    StoreOption,
    UntilOption,
    WaveOption,
)
from civicmap.cli.output import emit
from civicmap.cli.session import Session, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode, RequestError

if TYPE_CHECKING:
    from civicmap.cli.output import Listing

FindingArgument = Annotated[str | None, typer.Argument(help="A finding's id.", metavar="[FINDING]")]
EntityOption = Annotated[str | None, typer.Option("--entity", help="One entity, by code or name.", metavar="ENTITY")]
PillarOption = Annotated[
    str | None, typer.Option("--pillar", help="A pillar, dimension, indicator or composite.", metavar="PILLAR")
]


def explain(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    finding: FindingArgument = None,
    entity: EntityOption = None,
    pillar: PillarOption = None,
    base: BaseOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Show where a number comes from.

    The rule, the base, the answers counted and their cells; the sums behind a score.

    \b
    Examples:
      civicmap explain FINDING
      civicmap explain --entity E001 --pillar PILLAR
    """
    if (finding is None) == (entity is None):
        raise typer.BadParameter("name a finding, or an entity with --entity and --pillar")
    session = open_session(store, wave, framework, until)
    if finding is not None:
        found = _finding(session, finding, base, format)
    else:
        found = _score(session, entity or "", pillar, format)
    emit(terminal, found, format, output)
    return ExitCode.DONE


def _finding(session: Session, name: str, base: str | None, fmt: str) -> Listing:
    """Explain a finding."""
    from civicmap.cli.explain_tables import finding_listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.findings import find_gaps  # noqa: PLC0415
    from civicmap.measure.trace import trace  # noqa: PLC0415

    gap = find_gaps(session.survey, session.framework, base=base, only=[name]).findings[0]
    return finding_listing(session, gap, trace(session.survey, session.framework, gap.finding), fmt)


def _score(session: Session, entity: str, pillar: str | None, fmt: str) -> Listing:
    """Explain a score; the overall where no pillar is named. Raises RequestError for a name that is not there."""
    from civicmap.cli.explain_tables import score_listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.contributions import explain as measure  # noqa: PLC0415
    from civicmap.measure.unknown import unknown  # noqa: PLC0415

    nodes = {node.id: node for node in session.framework.nodes}
    chosen = pillar or "overall"
    if chosen not in nodes:
        raise RequestError(unknown("pillar", chosen, nodes))
    entities = session.survey.entities
    place = next((n for n, known in enumerate(entities) if entity in (known.id, known.name)), None)
    if place is None:
        raise RequestError(unknown("entity", entity, [known.id for known in entities]))
    found = measure(session.survey, session.framework, place, nodes[chosen])
    return score_listing(session, entities[place], found, fmt)
