"""`civicmap score`: scores of entities, their summary by group, or a comparison with published ones."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.options import (
    ByOption,
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
from civicmap.errors import Code, ExitCode, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.cli.output import Listing
    from civicmap.cli.score_tables import Asked


class LevelName(StrEnum):
    """What `--level` takes."""

    OVERALL = "overall"
    PILLAR = "pillar"
    DIMENSION = "dimension"
    INDICATOR = "indicator"
    QUESTION = "question"
    INSTANCE = "instance"


_UNDIVIDED = (LevelName.QUESTION, LevelName.INSTANCE)  # levels of which there is no summary by group
PillarOption = Annotated[str | None, typer.Option("--pillar", help="One pillar or composite.", metavar="PILLAR")]
EntityOption = Annotated[str | None, typer.Option("--entity", help="One entity, by code or name.", metavar="ENTITY")]
LevelOption = Annotated[
    LevelName | None, typer.Option("--level", help="A row for each node, question or instance.", metavar="LEVEL")
]
AgainstOption = Annotated[
    Path | None,
    typer.Option(
        "--against", help="Compare with published scores: a CSV with entity, id or instance, score.", metavar="FILE"
    ),
]


WithOption = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        help="Another rule for this run: dont_know, blank or not_applicable=zero, exclude or points; weights=equal or "
        "ID:WEIGHT,…; aggregate=flat, geometric or min. Says who changes bands.",
        metavar="RULE=VALUE",
    ),
]


def score(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    pillar: PillarOption = None,
    entity: EntityOption = None,
    by: ByOption = None,
    level: LevelOption = None,
    against: AgainstOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    rules: WithOption = None,
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Score every entity by the framework's rules.

    Pillars and overall, each with low and high, coverage and band, in register order.

    \b
    Examples:
      civicmap score --pillar PILLAR
      civicmap score --by level
      civicmap score --level indicator --by level
      civicmap score --entity E001 --level question
      civicmap score --with dont_know=exclude --with aggregate=flat
      civicmap score --against published.csv
    """
    own = open_session(store, wave, framework, until)
    given = [rule for text in rules or [] for rule in text.split()]
    session = _under(own, given)
    if against is not None:
        listing, code = _comparison(session, against)
    else:
        listing, code = _listing(session, asked_for(session, pillar, entity), by, level, format), ExitCode.DONE
    if given:
        listing = _beside(listing, own, given, asked_for(own, pillar, entity) if against is None else None)
    emit(terminal, listing, format, output)
    unused = _unused(against, level, {"--pillar": pillar, "--entity": entity, "--by": by}, format)
    if unused:
        terminal.say(f"Without effect here: {', '.join(unused)}.")
    return code


def _unused(against: Path | None, level: LevelName | None, said: dict[str, str | None], fmt: str) -> list[str]:
    """Return the options given that another one leaves without effect."""
    given = [option for option, value in said.items() if value is not None]
    if against is not None:
        return [*given, *(["--level"] if level is not None else [])]
    if "--by" not in given:
        return []
    # JSON has the entities and the groups beside each other.
    return ["--by"] if level in _UNDIVIDED else ["--entity"] if "--entity" in given and fmt != "json" else []


def _under(session: Session, rules: list[str]) -> Session:
    """Put other rules in place of the framework's own."""
    if not rules:
        return session
    from civicmap.measure.variant import vary  # noqa: PLC0415 - only where it is asked for

    return replace(session, framework=vary(session.framework, rules))


def _beside(listing: Listing, own: Session, rules: list[str], asked: Asked | None) -> Listing:
    """Say in every output that the rules were not the framework's own, and which entities change bands by them."""
    mark = f"under other rules than the framework's own: {', '.join(rules)}"
    marked = replace(listing, marks=(*listing.marks, mark), document=listing.as_json() | {"with": rules})
    if asked is None:
        return marked
    from civicmap.cli.score_what_if import beside  # noqa: PLC0415 - only where it is asked for

    return beside(marked, own, rules, asked)


def _listing(session: Session, asked: Asked, by: str | None, level: LevelName | None, fmt: str) -> Listing:
    """Score, and lay the scores out as they were asked for."""
    from civicmap.cli import score_tables  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.score import score as measure  # noqa: PLC0415
    from civicmap.measure.summary import summarize  # noqa: PLC0415

    scores = measure(session.survey, session.framework)
    if level is not None:
        from civicmap.cli import score_levels  # noqa: PLC0415 - only where it is asked for

        listing = score_levels.level_listing(session, scores, asked, level.value)
        if by is None or level in _UNDIVIDED:
            return listing
        nodes = score_levels.nodes_at(session, asked, level.value)
        divided = summarize(scores, session.survey, session.framework, by, nodes)
        return score_levels.divided_listing(session, listing, divided, compact=fmt in ("table", "md"))
    summary = summarize(scores, session.survey, session.framework, by, [node.id for node in asked.nodes])
    return score_tables.listing(session, scores, summary, asked, by, compact=fmt in ("table", "md"))


def _comparison(session: Session, path: Path) -> tuple[Listing, ExitCode]:
    """Compare with published scores; the answer is no when any differs."""
    from civicmap.cli.score_levels import against_listing  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.measure.against import compare_published  # noqa: PLC0415
    from civicmap.measure.published import read_published  # noqa: PLC0415
    from civicmap.measure.score import score as measure  # noqa: PLC0415

    published = read_published(path, session.framework)
    result = compare_published(published, measure(session.survey, session.framework), session.survey, session.framework)
    return against_listing(session, result), ExitCode.NO if result.differing else ExitCode.DONE


def asked_for(session: Session, pillar: str | None, entity: str | None) -> Asked:
    """Find what was named. Raises RequestError, with what is near, where there is no such thing."""
    from civicmap.cli.score_tables import Asked  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.framework.types import Level  # noqa: PLC0415

    tops = (Level.PILLAR, Level.OVERALL, Level.COMPOSITE)
    nodes = [node for node in session.framework.nodes if node.level in tops]
    if pillar is not None:
        names = {key: node for node in reversed(nodes) for key in (node.title.casefold(), node.id.casefold())}
        chosen = names.get(pillar.casefold())
        if chosen is None:
            raise RequestError(_unknown("pillar", pillar, [node.id for node in nodes]))
        nodes = [chosen]
    entities = session.survey.entities
    if entity is None:
        return Asked(tuple(nodes), range(len(entities)), everyone=True, one=pillar is not None)
    found = tuple(place for place, known in enumerate(entities) if entity in (known.id, known.name))
    if not found:
        raise RequestError(_unknown("entity", entity, [known.id for known in entities]))
    return Asked(tuple(nodes), found[:1], everyone=False, one=pillar is not None)


def _unknown(kind: str, name: str, known: Iterable[str]) -> Problem:
    """Word a name that is not there."""
    from civicmap.survey.near import did_you_mean, nearest  # noqa: PLC0415 - only where something is misspelt

    names = list(known)
    shown = ", ".join(names[:12]) + (f" … ({len(names)} in all)" if len(names) > 12 else "")
    return Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint=did_you_mean(nearest(name, names)), known=shown)
