"""What each group has and lacks: findings by group, and indicators by group where the report divides them."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from civicmap.measure.results import EVERYONE
from civicmap.report import numbers
from civicmap.report.catalogue.names import group_name
from civicmap.report.charts.data.common import chart_id, paged, pages, tally, told
from civicmap.report.charts.data.gaps import by_pillar
from civicmap.report.charts.heat import Cell, Heat, HeatRow, draw_heat
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart
from civicmap.report.phrase import SMALL_BASE
from civicmap.report.tabulate import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.measure.results import GroupKey
    from civicmap.report.facts import FindingFact, NodeFact, Report, ScoreFact, ShareFact
    from civicmap.report.ladder import Wording

_MOST_ROWS: Final = {True: 28, False: 18}  # upright, and on its side
_UPRIGHT: Final = 7  # columns
_MOST_COLUMNS: Final = 14  # more groups than that are for tables


def heatmaps(report: Report) -> Iterator[Chart]:
    """Yield the heat maps of each pillar: findings by group, then indicators by group."""
    words = words_of(report)
    columns = _columns(report)
    if report.group is None or len(columns) < 2 or len(columns) > _MOST_COLUMNS:
        return
    for pillar, title, findings in by_pillar(report):
        rows = [_finding_row(finding, columns, words) for finding in findings if len(finding.shares) > 1]
        yield from _charts("heatmap", (pillar, title), rows, columns, report)
    titles = dict(report.titles)
    divided = [node for node in report.indicators if len(node.scores) > 1]
    for pillar, nodes in groupby(divided, key=lambda node: node.pillar or ""):
        rows = [_node_row(node, columns, words) for node in nodes]
        yield from _charts("indicators", (pillar, titles.get(pillar, "")), rows, columns, report)


_TABLES: Final = {"heatmap": "gaps_by_group", "indicators": "indicators_by_group"}


def _charts(
    kind: str, about: tuple[str, str], rows: Sequence[HeatRow], columns: Sequence[GroupKey], report: Report
) -> Iterator[Chart]:
    """Yield the charts of some rows, as many as have room on a page; none where every cell is empty or withheld."""
    words = words_of(report)
    pillar, title = about
    assert report.group is not None
    facts = {"group": report.group.title, **({"pillar": title} if title else {})}
    said = words.say(f"charts.{kind}_caption{'' if title else '_other'}", **facts)
    for page, part in pages(rows, _MOST_ROWS[len(columns) <= _UPRIGHT]):
        id_, caption = paged(chart_id(kind, pillar), said, page, words)
        chart = _heat(kind, id_, part, columns, report)
        if not any(cell.part is not None for row in chart.rows for cell in row.cells):
            continue
        yield Chart(
            id_,
            caption,
            _alt(kind, chart, words),
            _TABLES[kind],
            (words.say(f"charts.{kind}_note"),),
            partial(draw_heat, chart),
        )


def _columns(report: Report) -> list[GroupKey]:
    """Return everyone and the groups by which anything is divided, in the report's order."""
    shares = {share.group for finding in report.findings for share in finding.shares[1:]}
    scores = {score.group for node in report.indicators for score in node.scores[1:]}
    return [EVERYONE, *(group for group in report.groups if group in shares | scores)]


def _heat(kind: str, name: str, rows: Sequence[HeatRow], columns: Sequence[GroupKey], report: Report) -> Heat:
    words = words_of(report)
    ends = (0.0, 1.0) if kind == "heatmap" else (0, 100)
    write = numbers.percent if kind == "heatmap" else numbers.figure
    low, high = (write(end, style=words.numbers) for end in ends)
    heads = tuple(group_name(group, words) for group in columns)
    hidden = words.say("charts.withheld")
    return Heat(name, heads, tuple(rows), (low, high), hidden, report.marks)


def _finding_row(finding: FindingFact, columns: Sequence[GroupKey], words: Wording) -> HeatRow:
    shares = {share.group: share for share in finding.shares}
    return HeatRow(finding.title, tuple(_share_cell(shares.get(group), words) for group in columns))


def _share_cell(share: ShareFact | None, words: Wording) -> Cell:
    """Return a share per cent, and as n of N where its base is too small for that."""
    if share is not None and share.withheld:
        return Cell(None, "", withheld=True)
    if share is None or share.share is None or not share.denominator:
        return Cell(None, NONE)
    few = share.denominator < SMALL_BASE
    return Cell(share.share, tally(share, words) if few else numbers.percent(share.share, style=words.numbers))


def _node_row(node: NodeFact, columns: Sequence[GroupKey], words: Wording) -> HeatRow:
    scores = {score.group: score for score in node.scores}
    return HeatRow(node.title, tuple(_score_cell(scores.get(group), words) for group in columns))


def _score_cell(score: ScoreFact | None, words: Wording) -> Cell:
    """Return a mean in points."""
    if score is not None and (score.withheld or (score.mean is None and score.rated)):
        return Cell(None, "", withheld=True)
    if score is None or score.mean is None:
        return Cell(None, NONE)
    return Cell(score.mean / 100, numbers.score(score.mean, style=words.numbers))


def _alt(kind: str, chart: Heat, words: Wording) -> str:
    """Return what a chart shows: how many rows and groups, and the highest and lowest cell of any group."""
    said = [words.say(f"charts.{kind}_alt", count=len(chart.rows), groups=f"{len(chart.columns) - 1}")]
    cells = [
        (cell, f"{row.label}, {head}")
        for row in chart.rows
        for head, cell in zip(chart.columns[1:], row.cells[1:], strict=True)
        if cell.part is not None
    ]
    if cells:
        most, least = (pick(cells, key=lambda one: one[0].part or 0.0) for pick in (max, min))
        if most[0].part != least[0].part:
            facts = {"most": most[1], "most_tally": most[0].text, "least": least[1], "least_tally": least[0].text}
            said.append(told(words, "charts.cell_extremes", **facts))
    if any(cell.withheld for row in chart.rows for cell in row.cells):
        said.append(words.say("charts.some_withheld"))
    return " ".join(said)
