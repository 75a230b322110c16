"""Which entity is weak in what: entities by indicators, shaded. Only where entities may be named."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.report import numbers
from civicmap.report.charts.data.common import chart_id, paged, pages
from civicmap.report.charts.heat import Cell, Heat, HeatRow, draw_heat
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart
from civicmap.report.tabulate import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.facts import NodeFact, Report
    from civicmap.report.facts_entities import EntityFact

_MOST_ROWS: Final = 20  # on a page on its side
_MOST_COLUMNS: Final = 30


def entities(report: Report) -> Iterator[Chart]:
    """Yield the heat maps of each pillar: a row for each entity, a numbered column for each indicator."""
    if not report.named:
        return
    shown = {one.node for one in report.named[0].indicators}
    for pillar, title in report.titles:
        nodes = [node for node in report.indicators if node.pillar == pillar and node.id in shown]
        if 1 < len(nodes) <= _MOST_COLUMNS:
            yield from _charts(chart_id("entities", pillar), title, nodes, report)


def _charts(name: str, title: str, nodes: Sequence[NodeFact], report: Report) -> Iterator[Chart]:
    words = words_of(report)
    key = "; ".join(f"{number} {node.title}" for number, node in enumerate(nodes, start=1))
    for page, part in pages(report.named, _MOST_ROWS):
        id_, caption = paged(name, words.say("charts.entities_caption", pillar=title), page, words)
        rows = tuple(_row(entity, nodes, report) for entity in part)
        heads = tuple(map(str, range(1, len(nodes) + 1)))
        low, high = (numbers.figure(end, style=words.numbers) for end in (0, 100))
        chart = Heat(id_, heads, rows, (low, high), words.say("charts.withheld"), report.marks)
        alt = words.say("charts.entities_alt", count=len(part), indicators=f"{len(nodes)}", pillar=title)
        yield Chart(
            id_, caption, alt, "entities", (words.say("charts.entities_note", key=key),), partial(draw_heat, chart)
        )


def _row(entity: EntityFact, nodes: Sequence[NodeFact], report: Report) -> HeatRow:
    style = words_of(report).numbers
    scores = {one.node: one.score for one in entity.indicators}
    return HeatRow(
        entity.name,
        tuple(
            Cell(None, NONE)
            if (score := scores.get(node.id)) is None
            else Cell(score / 100, numbers.figure(score, style=style))
            for node in nodes
        ),
    )
