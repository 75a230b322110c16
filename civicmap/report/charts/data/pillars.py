"""The pillars at a glance: how the entities divide into bands on each pillar and overall, in the framework's order."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from civicmap.report.charts.bars import Bars, draw_bars
from civicmap.report.charts.data.common import band_bar, band_keys, not_rated, top, used, withheld
from civicmap.report.charts.data.extremes import band_sentence
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.report.facts import Report
    from civicmap.report.ladder import Wording

_MOST = 30  # bars in one chart


def pillars(report: Report) -> Iterator[Chart]:
    """Yield the chart of pillars; none where nothing has bands."""
    words = words_of(report)
    chart = pillar_bars(report, words)
    if not any(bar.parts for bar in chart.bars):
        return
    nodes = top(report)[:_MOST]
    said = [words.say("charts.pillars_alt", count=len(nodes)), band_sentence(nodes, words)]
    yield Chart(
        chart.id,
        words.say("charts.pillars_caption"),
        " ".join(filter(None, said)),
        "bands",
        (words.say("charts.pillars_note"),),
        partial(draw_bars, chart),
    )


def pillar_bars(report: Report, words: Wording) -> Bars:
    """Return the bars: pillars first, the overall last."""
    nodes = top(report)[:_MOST]
    keys = band_keys(nodes)
    bars = tuple(band_bar(node.title, node.everyone, keys, words) for node in nodes)
    every = (*keys.values(), not_rated(words), withheld(words))
    beside = words.say("column.mean") if any(bar.beside for bar in bars) else ""
    return Bars("pillars", used(every, bars), bars, beside, report.marks)
