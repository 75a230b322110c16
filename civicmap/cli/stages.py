"""`civicmap stages`: what each review stage of a wave changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from civicmap.cli.gaps_tables import share_text
from civicmap.cli.options import FormatOption, FrameworkOption, OutputOption, StoreOption, WaveOption
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import Session, envelope, marks, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.cli.output import Value
    from civicmap.measure.rounds import Round

EachOption = Annotated[bool, typer.Option("--questions", help="A line for each question too.", show_default=False)]

ChangesOption = Annotated[
    bool, typer.Option("--changes", help="A line for each answer: before, after, why.", show_default=False)
]
EntityOption = Annotated[
    str | None, typer.Option("--entity", help="The changes of one entity, by code or name.", metavar="ENTITY")
]

_AUDIENCE = "internal"
_NUMBERS = ("Rows", "Changed", "Rate", "Raised", "Lowered", "New")
_WORDS = (
    "Changed: of the cells of its rows that had a value before. New: cells that had none. A blank withdraws nothing."
)
_NO_STAGE = "no row of the wave says a stage of review: give the file a column stage, or ingest it with --stage"
_NO_VALUE = "no cell of the stage's rows had a value before it"


def stages(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    questions: EachOption = False,
    changes: ChangesOption = False,
    entity: EntityOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Show what each review stage of a wave changed.

    Of the values that stood before a stage: how many it changed, raised, lowered. A cell's last value counts.

    \b
    Examples:
      civicmap stages
      civicmap stages --questions --format csv -o changes.csv
      civicmap stages --changes
      civicmap stages --entity E001
    """
    from civicmap.measure.rounds import rounds  # noqa: PLC0415 - numpy, which help need not pay

    session = open_session(store, wave, framework)
    if changes or entity is not None:
        from civicmap.cli.stages_changes import changes_listing  # noqa: PLC0415 - numpy, as above

        emit(terminal, changes_listing(session, entity, format), format, output)
        return ExitCode.DONE
    found = rounds(session.survey, session.framework, each=questions)
    emit(terminal, _listing(session, found, compact=format in ("table", "md")), format, output)
    return ExitCode.DONE


def _listing(session: Session, found: Sequence[Round], *, compact: bool) -> Listing:
    """Lay out the rounds, for people with the pillar and question in one column."""
    why = None if found else _NO_STAGE
    document = envelope(session, _AUDIENCE, stages=[round_json(one) for one in found], why=why)
    said = marks(session, _AUDIENCE)
    if not compact:
        headings = [Heading(name) for name in _FIELDS]
        return Listing(headings, [list(round_json(one).values()) for one in found], document, marks=said)
    headings = [Heading("Stage"), Heading("Of"), *(Heading(title, right=True) for title in _NUMBERS)]
    titles = {node.id: node.title for node in session.framework.nodes}
    names = session.framework.stage_titles
    rows = [_row(one, names.get(one.stage, one.stage), titles, first=one.pillar is None) for one in found]
    return Listing(headings, rows, document, marks=said, notes=[why or _WORDS])


def _row(one: Round, stage: str, titles: dict[str, str], *, first: bool) -> list[Value]:
    of = one.question or (titles.get(one.pillar, one.pillar) if one.pillar else "all pillars")
    return [
        stage if first else "",
        of,
        one.responses if first else "",
        *(f"{one.changed} of {one.held}", share_text(one.rate), one.raised, one.lowered, one.first),
    ]


_FIELDS = (
    "stage", "pillar", "question", "responses", "entities", "held", "changed", "raised", "lowered", "other", "confirmed",
    "left", "first", "rate", "rate_why",
)  # fmt: skip


def round_json(one: Round) -> dict[str, Any]:
    """Return a round as its JSON object, its keys in the order of `_FIELDS`."""
    held = {name: getattr(one, name) for name in _FIELDS[:-1]}
    return held | {"rate_why": _NO_VALUE if one.rate is None else None}
