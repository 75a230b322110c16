"""`civicmap responses`: who answered, and whom to remind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import Session, envelope, marks, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.survey.responses import Count, Response

MissingOption = Annotated[
    bool,
    typer.Option("--missing", help="List who is silent or left questions open, with contacts.", show_default=False),
]

_AUDIENCE = "internal"
_NO_FRAME = "no register was given at ingest: who was invited is not known"


def responses(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    missing: MissingOption = False,
    by: ByOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Say who answered: complete, partial, none.

    Complete is an answer to every question that was asked, of those that are scored or a choice; an unreadable text is none.

    \b
    Examples:
      civicmap responses --by level
      civicmap responses --missing --format xlsx -o reminder.xlsx
    """
    from civicmap.survey.groups import group_values  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.survey.responses import count_responses  # noqa: PLC0415
    from civicmap.survey.responses import responses as find  # noqa: PLC0415

    session = open_session(store, wave, framework, until)
    found = find(session.survey, session.framework)
    division = None if by is None else group_values(session.survey, session.framework, by)
    counts = count_responses(found, session.survey, division)
    document = envelope(
        session,
        _AUDIENCE,
        counts=[_count_json(count, by) for count in counts],
        responses=[_response_json(response) for response in found],
    )
    listing = (
        _reminder(session, found, document) if missing else _counts(session, counts, division is not None, document)
    )
    emit(terminal, listing, format, output)
    return ExitCode.DONE


def _count_json(count: Count, by: str | None) -> dict[str, Any]:
    group = {"by": None, "value": None} if count.value is None else {"by": by, "value": count.value or None}
    return {
        "group": group,
        "invited": count.invited,
        "complete": count.complete,
        "partial": count.partial,
        "none": count.none,
    }


def _response_json(response: Response) -> dict[str, Any]:
    return {
        "entity": response.entity.id,
        "name": response.entity.name,
        "standing": response.standing.value,
        "asked": response.asked,
        "answered": response.answered,
        "open": list(response.open),
        "contacts": dict(response.entity.contacts),
    }


def _counts(session: Session, counts: Sequence[Count], divided: bool, document: dict[str, Any]) -> Listing:
    """Lay out the counts, a row for everyone and one for each group."""
    framed = session.survey.register is not None
    invited = [Heading("Invited", right=True)] if framed else []
    numbers = [*invited, *(Heading(title, right=True) for title in ("Complete", "Partial", "None"))]
    rows = [
        [
            *([count.label or "Everyone"] if divided else []),
            *([count.invited] if framed else []),
            count.complete,
            count.partial,
            count.none,
        ]
        for count in counts
    ]
    headings = [*([Heading("Group")] if divided else []), *numbers]
    notes = () if framed else (_NO_FRAME,)
    return Listing(headings, rows, document, marks=marks(session, _AUDIENCE), notes=notes)


def _reminder(session: Session, found: Sequence[Response], document: dict[str, Any]) -> Listing:
    """Lay out who is to be reminded, with the register's columns for it."""
    late = [response for response in found if response.standing != "complete"]
    columns = list(dict.fromkeys(name for response in found for name in response.entity.contacts))
    titles = {question.id: question.title or question.text for question in session.framework.questions}
    rows = [
        [
            response.entity.id,
            response.entity.name,
            response.standing.value,
            *(response.entity.contacts.get(name, "") for name in columns),
            "; ".join(titles[question] for question in response.open),
        ]
        for response in late
    ]
    headings = [Heading(title) for title in ("Entity", "Name", "Response", *columns, "Open questions")]
    notes = () if session.survey.register is not None else (_NO_FRAME,)
    return Listing(headings, rows, document, marks=marks(session, _AUDIENCE), notes=notes)
