"""The same bands for every group: small multiples, a panel for each pillar and the overall."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.measure.results import EVERYONE
from civicmap.report.catalogue.names import group_name
from civicmap.report.charts.data.common import band_bar, band_keys, not_rated, told, top, used, withheld
from civicmap.report.charts.panels import Panel, Panels, draw_panels
from civicmap.report.charts.shares import Bar
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart
from civicmap.report.sentences import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.measure.results import GroupKey
    from civicmap.report.charts.furniture import Key
    from civicmap.report.facts import NodeFact, Report
    from civicmap.report.ladder import Wording

_MOST_PANELS: Final = 8
_MOST_ROWS: Final = {True: 26, False: 16}  # upright, and on its side


def groups(report: Report) -> Iterator[Chart]:
    """Yield the chart of bands by group; none where nothing is divided, or by more groups than a page has room for."""
    words = words_of(report)
    chart = group_panels(report, words)
    if chart is None or report.group is None:
        return
    title = report.group.title
    shown = told(words, "charts.groups_alt", group=title, groups=listed(chart.rows[1:], words), count=len(chart.panels))
    hidden = any(
        not bar.parts or any(not part.text for part in bar.parts) for panel in chart.panels for bar in panel.bars
    )
    yield Chart(
        chart.id,
        words.say("charts.groups_caption", group=title),
        " ".join([shown, *([words.say("charts.some_withheld")] if hidden else [])]),
        "bands",
        (words.say("charts.pillars_note"),),
        partial(draw_panels, chart),
    )


def group_panels(report: Report, words: Wording) -> Panels | None:
    """Return the panels, everyone in the first row; None where there is nothing to show, or no room for it."""
    nodes = [node for node in top(report) if len(node.scores) > 1][:_MOST_PANELS]
    keys = band_keys(nodes)
    rows = [EVERYONE, *dict.fromkeys(score.group for node in nodes for score in node.scores[1:])]
    if len(rows) == 1 or len(rows) > _MOST_ROWS[len(nodes) <= 5]:
        return None
    panels = tuple(Panel(node.title, tuple(_bar(node, group, keys, words) for group in rows)) for node in nodes)
    bars = [bar for panel in panels for bar in panel.bars]
    every = (*keys.values(), not_rated(words), withheld(words))
    names = tuple(group_name(group, words) for group in rows)
    return Panels("groups", used(every, bars), names, panels, report.marks)


def _bar(node: NodeFact, group: GroupKey, keys: dict[str, Key], words: Wording) -> Bar:
    score = next((score for score in node.scores if score.group == group), None)
    if score is None:
        return Bar("", (), why=words.say("charts.nobody"))
    return band_bar("", score, keys, words, mean=False)
