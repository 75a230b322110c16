"""What `report` and `tables` say of disclosure control: pass, review or fail, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from civicmap.cli.terminal import Terminal
    from civicmap.report.facts import Report

REASONS: Final = {
    "recovered": "a protected count can be worked out: release less, or merge groups",
    "narrow": "so few belong to it that little can be hidden: look before you publish",
    "few_responses": "fewer responded than the threshold",
    "exceptions": "small numbers are released by name",
    "differences": "numbers that differ by few from those last published are withheld",
    "change": "change since an earlier wave was not compared with what that wave published",
    "other_wave": "what was last published is of another wave and was not compared",
    "gave_up": "more is withheld than was found needed",
    "withheld": "small numbers, and those that would tell them, are withheld",
}


def say_assessment(terminal: Terminal, report: Report) -> None:
    """Say on stderr what disclosure control made of a public report; nothing of an internal one."""
    found = report.disclosure
    if found is None:
        return
    reasons = "; ".join(REASONS[reason] for reason in found.reasons)
    terminal.say(
        f"Disclosure: {found.assessment} (threshold {found.threshold}, {found.hidden} withheld)"
        + (f": {reasons}." if reasons else ".")
    )
    for one in found.exceptions:
        terminal.say(
            f"Released: {one.finding}{f', {one.group}' if one.group else ''}, by {one.name} on {one.date}: {one.reason}"
        )
