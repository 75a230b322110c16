"""The few findings that matter most, and why: published figures that do not hold, then the largest gaps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.report.facts import FindingFact, Report

MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Highlight:
    """A finding, and why it is named before others: `benchmark` or `gap`."""

    finding: FindingFact
    why: str


def highlights(report: Report) -> tuple[Highlight, ...]:
    """Return at most five findings. Ties stand in the framework's order."""
    chosen: dict[str, Highlight] = {}
    for highlight in _candidates(report):
        chosen.setdefault(highlight.finding.id, highlight)
    return tuple(chosen.values())[:MOST]


def _candidates(report: Report) -> Iterator[Highlight]:
    """Yield findings, the weightiest first."""
    shown = [finding for finding in report.findings if not finding.everyone.withheld and finding.everyone.denominator]
    yield from (Highlight(finding, "benchmark") for finding in shown if finding.everyone.holds is False)
    lacking = [finding for finding in shown if finding.everyone.gap_numerator]
    yield from (Highlight(finding, "gap") for finding in sorted(lacking, key=_gap, reverse=True))


def _gap(finding: FindingFact) -> Fraction:
    """Return the exact share that clearly lacks it."""
    return Fraction(finding.everyone.gap_numerator or 0, finding.everyone.denominator or 1)
