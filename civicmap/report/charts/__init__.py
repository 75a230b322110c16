"""The charts of a report, from the same facts as its tables: a chart is listed here, prepared in `data`, drawn when printed.

`sheet` is the paper, `ruler` measures text, `press` prints with matplotlib, which is imported nowhere else.
"""

from __future__ import annotations

import re
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

_UNDRAWN: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Chinese, Japanese and Korean."""


def charts(report: Report) -> tuple[Chart, ...]:
    """Return the charts that a report can print, in their order; none is drawn yet.

    None where most of the framework's texts are in a script that the font of the charts lacks: tables say the same without
    boxes.
    """
    titles = list(_titles(report))
    if 2 * sum(_UNDRAWN.search(title) is not None for title in titles) > len(titles):
        return ()
    made: dict[str, Chart] = {}
    for make in MAKERS:
        for chart in make(report):
            made.setdefault(chart.id, chart)  # of two pillars whose ids differ by their capitals alone, the first
    return tuple(made.values())


def _titles(report: Report) -> Iterator[str]:
    """Yield the framework's texts that charts are labelled with."""
    yield from (finding.title for finding in report.findings)
    yield from (node.title for node in (*report.pillars, *report.indicators))
