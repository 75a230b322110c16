"""The charts of a report, from the same facts as its tables: a chart is listed here, prepared in `data`, drawn when printed.

`sheet` is the paper, `ruler` measures text, `press` prints with matplotlib, which is imported nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.report.facts import Report
    from civicmap.report.figure import Chart

from civicmap.report.charts.data.answers import answers
from civicmap.report.charts.data.changes import changes
from civicmap.report.charts.data.entities import entities
from civicmap.report.charts.data.gaps import gaps
from civicmap.report.charts.data.groups import groups
from civicmap.report.charts.data.heatmaps import heatmaps
from civicmap.report.charts.data.means import means
from civicmap.report.charts.data.pillars import pillars
from civicmap.report.charts.data.responses import responses

MAKERS: Final[tuple[Callable[[Report], Iterator[Chart]], ...]] = (
    responses,
    pillars,
    means,
    groups,
    gaps,
    answers,
    heatmaps,
    entities,
    changes,
)


def charts(report: Report) -> tuple[Chart, ...]:
    """Return the charts that a report can print, in their order; none is drawn yet."""
    made: dict[str, Chart] = {}
    for make in MAKERS:
        for chart in make(report):
            made.setdefault(chart.id, chart)  # of two pillars whose ids differ by their capitals alone, the first
    return tuple(made.values())
