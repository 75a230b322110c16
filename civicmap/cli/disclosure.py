"""`civicmap disclosure`: whether the public report may go out, and for those inside how each small count is protected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from civicmap.cli.assessing import REASONS
from civicmap.cli.options import (
    ByOption,
    ExceptionsOption,
    FormatOption,
    FrameworkOption,
    OutputOption,
    PublishedOption,
    StoreOption,
    WaveOption,
)
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.session import envelope, marks, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from civicmap.cli.session import Session
    from civicmap.report.disclosure_assessment import Controlled
    from civicmap.report.disclosure_findings import Guarded

_WHAT: Final = {
    "has": "has it",
    "rest": "rest of the base",
    "base": "base",
    "lacks": "clearly lacks it",
    "neither": "neither",
    "answered": "answered and does not have it",
    "difference": "difference",
}


def disclosure(  # noqa: PLR0913 - each is an option
    terminal: Terminal,
    *,
    by: ByOption = None,
    published: PublishedOption = None,
    exceptions: ExceptionsOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """Say whether the public report may go out, and how each small count is protected.

    Internal: what it lists is what the report withholds. Exit code 1 where the assessment is fail.

    \b
    Examples:
      civicmap disclosure
      civicmap disclosure --by level --format json
    """
    from civicmap.report.build import control_report  # noqa: PLC0415 - numpy, only for commands that count

    session = open_session(store, wave, framework)
    made = control_report(session.survey, session.framework, by=by, published=published, exceptions=exceptions)
    emit(terminal, _listing(session, made), format, output)
    failed = made.report.disclosure is not None and made.report.disclosure.assessment == "fail"
    return ExitCode.NO if failed else ExitCode.DONE


def _listing(session: Session, made: Controlled) -> Listing:
    """Return every protected count with how many values a reader is left with."""
    found, detail = made.report.disclosure, made.detail
    assert found is not None and detail is not None  # noqa: PT018 - a public report has both
    rows = [
        (what.finding, _place(what, made), _WHAT[what.what], what.other, secret.candidates, secret.possible)
        for what, secret in detail.secrets
    ]
    names = ("id", "group", "what", "other", "candidates", "possible")
    document: dict[str, Any] = envelope(
        session,
        "internal",
        assessment=found.assessment,
        threshold=found.threshold,
        hidden=found.hidden,
        reasons=list(found.reasons),
        withheld=[{"table": table, "numbers": count} for table, count in detail.hidden if count],
        secrets=[dict(zip(names, row, strict=True)) for row in rows],
    )
    reasons = "; ".join(REASONS[reason] for reason in found.reasons)
    notes = [
        f"Disclosure: {found.assessment}{f': {reasons}' if reasons else ''}. Numbers withheld: {found.hidden}.",
        (
            f"Values left: how many whole numbers a reader could think each count to be, up to {found.threshold}; "
            "and if all that may be were withheld."
        ),
    ]
    headings = (
        Heading("Finding or score"),
        Heading("Group"),
        Heading("Count"),
        Heading("To"),
        Heading("Values left", right=True),
        Heading("At most", right=True),
    )
    return Listing(headings, rows, document, marks=marks(session, "internal"), notes=notes)


def _place(what: Guarded, made: Controlled) -> str:
    """Return the name of a group; all that are not shown are one."""
    if what.place < 0:
        return "everyone"
    names = made.detail.groups if made.detail else ()
    return names[what.place] if what.place < len(names) else "all others"
