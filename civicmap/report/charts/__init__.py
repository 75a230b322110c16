"""The charts of a report, from the same facts as its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.figure import Chart


def charts(_report: Report) -> tuple[Chart, ...]:
    """Return the charts that a report can print, in their order."""
    return ()
