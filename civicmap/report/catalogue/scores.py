"""Scores and bands: pillars and the overall by group, composites by group, indicators for everyone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.report.catalogue.names import group_name
from civicmap.report.tabulate import NONE, Column, make_table, points, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.report.facts import NodeFact, Report, ScoreFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


_PORTRAIT: Final = 10  # columns that an upright page can hold


class Scored(NamedTuple):
    """A row: a node in one group."""

    node: NodeFact
    score: ScoreFact


def bands(report: Report, words: Wording) -> Table | None:
    """Return the pillars and the overall: how many entities stand in each band, by group."""
    nodes = [*report.pillars, *([report.overall] if report.overall else [])]
    return _by_group("bands", nodes, report, words)


def composites(report: Report, words: Wording) -> Table | None:
    """Return the same for scores beside the tree."""
    return _by_group("composites", report.composites, report, words)


def indicators(report: Report, words: Wording) -> Table | None:
    """Return every indicator over all entities."""
    if not report.indicators:
        return None
    titles = dict(report.titles)
    rows = [Scored(node, node.everyone) for node in report.indicators]
    pillar: Column[Scored] = Column(
        words.say("column.pillar"),
        lambda r: titles.get(r.node.pillar or "", NONE),
        [("pillar", lambda r: r.node.pillar)],
        3,
        right=False,
    )
    columns = [pillar, _node_column(words.say("column.indicator")), *_score_columns(rows, words)]
    return make_table("indicators", words.say("table.indicators"), columns, rows, landscape=True)


def indicators_by_group(report: Report, words: Wording) -> Table | None:
    """Return the indicators that are divided by group; None where none is, as in a public report."""
    divided = [node for node in report.indicators if len(node.scores) > 1]
    return _by_group("indicators_by_group", divided, report, words)


def _by_group(table_id: str, nodes: Sequence[NodeFact], report: Report, words: Wording) -> Table | None:
    """Return nodes by group; None where nothing is scored."""
    if not nodes:
        return None
    rows = [Scored(node, score) for node in nodes for score in node.scores]
    columns = [
        _node_column(words.say("column.score")),
        *_group_columns(report, rows, words),
        *_score_columns(rows, words),
    ]
    return make_table(
        table_id,
        words.say(f"table.{table_id}"),
        columns,
        rows,
        notes=[words.say("note.bands")],
        landscape=sum(column.show is not None for column in columns) > _PORTRAIT,
    )


def _node_column(title: str) -> Column[Scored]:
    return Column(title, lambda r: r.node.title, [("id", lambda r: r.node.id)], 4, right=False)


def _group_columns(report: Report, rows: Sequence[Scored], words: Wording) -> Iterable[Column[Scored]]:
    """Yield the column of the group; for programs alone where nothing is divided."""
    divided = any(row.score.group.by for row in rows)
    yield Column(
        report.group.title if report.group else words.say("group"),
        (lambda r: group_name(r.score.group, words)) if divided else None,
        [("by", lambda r: r.score.group.by), ("group", lambda r: r.score.group.value)],
        3,
        right=False,
    )


def _score_columns(rows: Sequence[Scored], words: Wording) -> Iterable[Column[Scored]]:
    """Yield counts, mean and median, and one column for each band of any node."""
    yield Column(
        words.say("column.rated"),
        lambda r: whole(r.score.rated, words, withheld=r.score.withheld),
        [("rated", lambda r: r.score.rated)],
    )
    yield Column(
        words.say("column.not_rated"),
        lambda r: whole(r.score.not_rated, words, withheld=True),
        [("not_rated", lambda r: r.score.not_rated)],
    )
    yield Column(
        words.say("column.mean"),
        lambda r: points(r.score.mean, words, withheld=r.score.withheld),
        [("mean", lambda r: r.score.mean)],
    )
    yield Column(
        words.say("column.median"),
        lambda r: points(r.score.median, words, withheld=r.score.withheld),
        [("median", lambda r: r.score.median)],
    )
    yield Column("", None, [("q1", lambda r: r.score.q1), ("q3", lambda r: r.score.q3)])
    labels = {count.band: count.label for row in rows for count in row.score.bands}
    yield from (_band_column(band, label, words) for band, label in labels.items())
    yield Column("", None, [("withheld", lambda r: r.score.withheld)])


def _band_column(band: str, label: str, words: Wording) -> Column[Scored]:
    return Column(
        label, lambda r: _in_band(r.score, band, words), [(f"band_{band}", lambda r: _band(r.score).get(band))]
    )


def _band(score: ScoreFact) -> dict[str, int | None]:
    return {count.band: count.entities for count in score.bands}


def _in_band(score: ScoreFact, band: str, words: Wording) -> str:
    """Return how many stand in a band; a node without a band of that name has a dash."""
    counts = _band(score)
    return whole(counts[band], words, withheld=True) if band in counts else NONE
