"""`civicmap recommendations`: where entities stand on each recommendation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.options import (
    AudienceOption,
    FormatOption,
    FrameworkOption,
    LanguageOption,
    OutputOption,
    RecommendationsOption,
    StoreOption,
    WaveOption,
)
from civicmap.cli.output import emit
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError

if TYPE_CHECKING:
    from civicmap.framework.types import Framework

PillarOption = Annotated[str | None, typer.Option("--pillar", help="Only of this pillar.", metavar="PILLAR")]
AddresseeOption = Annotated[
    str | None, typer.Option("--addressee", help="Only addressees that hold this.", metavar="WORDS")
]


def recommendations(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    pillar: PillarOption = None,
    addressee: AddresseeOption = None,
    recommendations: RecommendationsOption = None,
    audience: AudienceOption = "public",
    lang: LanguageOption = "en",
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Show where entities stand on each recommendation, by what follows it up.

    A finding tells how many of how many have it; an indicator, how many rated
    entities stand in each band. Recommendations without an indicator, and
    indicators without a recommendation, are listed too. Public unless told
    otherwise: the numbers are those of the report, after disclosure control.

    \b
    Examples:
      civicmap recommendations
      civicmap recommendations --pillar PILLAR --format xlsx -o follow-up.xlsx
      civicmap recommendations --addressee States --format md
    """
    from civicmap.cli.assessing import say_assessment  # noqa: PLC0415 - what help need not pay
    from civicmap.cli.recommendations_tables import listing  # noqa: PLC0415
    from civicmap.report.build import build_report  # noqa: PLC0415 - numpy
    from civicmap.report.follow_up.build import with_given  # noqa: PLC0415

    session = open_session(store, wave, framework)
    chosen = with_given(session.framework, None, recommendations)
    wanted = None if pillar is None else _pillar(pillar, chosen)
    made = build_report(session.survey, chosen, audience=audience, lang=lang)
    say_assessment(terminal, made)
    emit(terminal, listing(session, made, wanted, addressee, people=format in ("table", "md")), format, output)
    return ExitCode.DONE


def _pillar(name: str, framework: Framework) -> str:
    """Return the id of a pillar that is named by id or title."""
    from civicmap.framework.rows import folded, known_of  # noqa: PLC0415 - only where one is named
    from civicmap.survey.near import did_you_mean, nearest  # noqa: PLC0415

    found = known_of(framework).pillars.get(folded(name))
    if found is None:
        known = [node.id for node in framework.pillars]
        hint = did_you_mean(nearest(name, known))
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="pillar", name=name, hint=hint, known=", ".join(known)))
    return found
