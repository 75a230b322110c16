"""What `civicmap report` says of a report that it wrote: how long it is, and what a reader should look at first."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from civicmap.report.numbers import figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.cli.terminal import Terminal
    from civicmap.report.facts import FindingFact, Report
    from civicmap.report.length import Length

_WIDTH: Final = 80
_NAMED: Final = 3  # findings that a line names


def say_length(terminal: Terminal, found: Length) -> None:
    """Say how many words a report has, and whether its template allows as many."""
    said = f"Words: {figure(found.text)} of text, {figure(found.tables)} more in tables"
    if found.limit is None:
        terminal.say(f"{said} (the template states no limit).")
    elif found.over:
        terminal.say(f"{said}: {figure(found.over)} over the limit of {figure(found.limit)} for the text.")
    else:
        terminal.say(f"{said} (limit for the text: {figure(found.limit)}).")


def say_first(terminal: Terminal, report: Report) -> None:
    """Say what in a report needs a reader's eye before anything else; nothing where nothing does."""
    lines = list(_first(report))
    if not lines:
        return
    terminal.say("Look first at:")
    for line in lines:
        terminal.say("\n".join(textwrap.wrap(line, _WIDTH, initial_indent="  - ", subsequent_indent="    ")))


def _first(report: Report) -> Iterator[str]:
    """Yield what to look at, the gravest first."""
    found = report.disclosure
    if found is not None and found.hidden:
        plural = "number is" if found.hidden == 1 else "numbers are"
        verdict = "" if found.assessment == "pass" else f", and the assessment is {found.assessment}"
        yield f"{figure(found.hidden)} {plural} withheld{verdict}: civicmap disclosure lists them"
    yield from _about_findings(report)
    yield from _about_data(report)


def _about_findings(report: Report) -> Iterator[str]:
    """Yield findings that rest on answers which are not settled, or on few answers, or are not shown."""
    shown = [finding for finding in report.findings if not finding.everyone.withheld]
    for what, own in (
        ("on answers that could not be read", [f for f in shown if f.everyone.counts and f.everyone.counts.unresolved]),
        ("on answers under review", [f for f in shown if f.everyone.counts and f.everyone.counts.under_review]),
    ):
        if own:
            yield f"{_findings(own)} {'rests' if len(own) == 1 else 'rest'} {what}: {_named(own)}"
    small = [
        f for f in shown if f.everyone.denominator is not None and f.everyone.denominator < report.method.small_base
    ]
    if small:
        has = "has" if len(small) == 1 else "have"
        yield f"{_findings(small)} {has} a base under {report.method.small_base}: {_named(small)}"
    hidden = [finding for finding in report.findings if finding.everyone.withheld]
    if hidden:
        yield f"{_findings(hidden)} {'is' if len(hidden) == 1 else 'are'} not shown at all: {_named(hidden)}"


def _about_data(report: Report) -> Iterator[str]:
    """Yield how many problems the data have."""
    counts = dict.fromkeys(("error", "warning"), 0)
    for problem in report.data.problems:
        if problem.severity in counts:
            counts[problem.severity] += problem.count
    said = [f"{figure(count)} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    if said:
        yield f"{' and '.join(said)} in the data: the table of problems in the report counts them by kind"


def _findings(own: Sequence[FindingFact]) -> str:
    return f"{figure(len(own))} finding{'' if len(own) == 1 else 's'}"


def _named(own: Sequence[FindingFact]) -> str:
    """Return the ids of a few findings, and how many more there are."""
    more = f" and {len(own) - _NAMED} more" if len(own) > _NAMED else ""
    return ", ".join(finding.id for finding in own[:_NAMED]) + more
