"""Whether a public report may go out: pass, review or fail, with reasons that give nothing away; and the detail for those inside."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicmap.report.facts_about import DisclosureFact, ReleaseFact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.disclosure_findings import Guarded
    from civicmap.report.disclosure_tables import Tables
    from civicmap.report.facts import Report
    from civicmap.report.releases import Release
    from civicmap.stats.linked import Secret

_FAILING = frozenset({"recovered"})
_REVIEWED = frozenset({"exceptions", "narrow", "differences", "other_wave", "change", "gave_up", "few_responses"})


@dataclass(frozen=True, slots=True)
class Detail:
    """For those inside only: every secret with what a reader of the public report can tell of it, and what is withheld."""

    secrets: tuple[tuple[Guarded, Secret], ...]
    hidden: tuple[tuple[str, int], ...]  # numbers withheld, by table
    groups: tuple[str, ...]  # what each place is called


@dataclass(frozen=True, slots=True)
class Controlled:
    """A report after disclosure control, and the detail; None where the audience is internal."""

    report: Report
    detail: Detail | None


def assess(before: Report, shown: Report, tables: Tables, releases: Sequence[Release]) -> Controlled:
    """Return the report with its assessment."""
    threshold = before.method.threshold
    hidden = tuple(_hidden(shown))
    reasons = tuple(_reasons(before, tables, hidden, releases))
    verdict = "fail" if _FAILING & {*reasons} else "review" if _REVIEWED & {*reasons} else "pass"
    fact = DisclosureFact(
        verdict,
        threshold,
        sum(count for _, count in hidden),
        reasons,
        tuple(ReleaseFact(r.finding, r.group, r.name, r.date, r.reason) for r in releases),
    )
    return Controlled(replace(shown, disclosure=fact), Detail(tables.secrets, hidden, tables.groups))


def _reasons(
    before: Report, tables: Tables, hidden: Sequence[tuple[str, int]], releases: Sequence[Release]
) -> Iterator[str]:
    """Yield, by key, what speaks for the assessment."""
    threshold = before.method.threshold
    if any(secret.candidates == 1 or not secret.safe for _, secret in tables.secrets):
        yield "recovered"
    if any(1 < secret.candidates < threshold for _, secret in tables.secrets):
        yield "narrow"
    if (before.responded or 0) < threshold:
        yield "few_responses"
    if releases:
        yield "exceptions"
    if tables.fixed.differing:
        yield "differences"
    if tables.fixed.other_wave:
        yield "other_wave"
    if before.change is not None:
        yield "change"
    if tables.gave_up:
        yield "gave_up"
    if any(count for _, count in hidden):
        yield "withheld"


def _hidden(shown: Report) -> Iterator[tuple[str, int]]:
    """Yield each table with how many numbers are withheld in it."""
    yield "responses", sum(response.withheld for response in shown.responses)
    for finding in shown.findings:
        beside = finding.everyone.counts is None and not finding.everyone.withheld
        yield finding.id, sum(share.withheld for share in finding.shares) + beside
    for node in (*shown.pillars, *([shown.overall] if shown.overall else []), *shown.composites, *shown.indicators):
        yield node.id, sum(band.entities is None for score in node.scores for band in score.bands)
    yield "policies_by_topic", sum(topic.withheld for topic in shown.topics)
