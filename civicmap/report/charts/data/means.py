"""Scores without bands: means as dots, with the middle half of the entities, for everyone and for each group."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.measure.results import Span
from civicmap.report import numbers
from civicmap.report.catalogue.names import group_name
from civicmap.report.charts.data.common import paged, pages, told
from civicmap.report.charts.dots import DotRow, Dots, Signs, draw_dots
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.facts import NodeFact, Report, ScoreFact
    from civicmap.report.ladder import Wording

_MOST: Final = 24


def means(report: Report) -> Iterator[Chart]:
    """Yield the charts of the pillars and the overall that have no bands; those that have are drawn as bars."""
    words = words_of(report)
    nodes = [
        node for node in (*report.pillars, *([report.overall] if report.overall else [])) if not node.everyone.bands
    ]
    rows = [mean_row(node, score, words) for node in nodes for score in node.scores if score.rated != 0]
    signs = Signs(words.say("column.mean"), "", words.say("charts.middle_half"), "", "", "")
    for page, part in pages(rows, _MOST):
        if all(row.share is None for row in part):
            continue
        id_, caption = paged("means", words.say("charts.means_caption"), page, words)
        chart = Dots(id_, tuple(part), signs, words.numbers, report.marks, points=True)
        note = words.say("note.bands")
        yield Chart(id_, caption, _alt(part, words), "bands", (note,), partial(draw_dots, chart))


def mean_row(node: NodeFact, score: ScoreFact, words: Wording) -> DotRow:
    """Return the mean of a node in one group, on the scale from 0 to 100."""
    title = node.title
    if score.group.by is not None:
        title = words.say("charts.of_group", title=title, group=group_name(score.group, words))
    if score.mean is None:
        return DotRow(title, None, "", why=words.say("charts.withheld"))
    half = None if score.q1 is None or score.q3 is None else Span(score.q1 / 100, score.q3 / 100)
    return DotRow(title, score.mean / 100, numbers.score(score.mean, style=words.numbers), interval=half)


def _alt(rows: Sequence[DotRow], words: Wording) -> str:
    """Return what a chart shows: how many means, the highest and the lowest."""
    shown = [row for row in rows if row.share is not None]
    said = [words.say("charts.means_alt", count=len(rows))]
    most, least = (pick(shown, key=lambda row: row.share or 0.0) for pick in (max, min))
    if most.share != least.share:
        facts = {"most": most.label, "most_tally": most.beside, "least": least.label, "least_tally": least.beside}
        said.append(told(words, "charts.share_extremes", **facts))
    if len(shown) < len(rows):
        said.append(words.say("charts.some_withheld"))
    return " ".join(said)
