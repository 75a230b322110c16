"""Entities by name: a row each, with its pillars and the overall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.tabulate import Column, make_table, points

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.facts_entities import EntityFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table

_PORTRAIT: Final = 5  # scores that an upright page can hold


def entities(report: Report, words: Wording) -> Table | None:
    """Return the scores of each entity; None where no entity may be named."""
    if not report.named or not report.named[0].scores:
        return None
    titles = {node.id: node.title for node in (*report.pillars, *([report.overall] if report.overall else []))}
    columns: list[Column[EntityFact]] = [
        Column(
            words.say("column.entity"),
            lambda r: r.name,
            [("id", lambda r: r.id), ("name", lambda r: r.name)],
            4,
            right=False,
        ),
        *(
            _score_column(place, one.node, titles.get(one.node, one.node), words)
            for place, one in enumerate(report.named[0].scores)
        ),
    ]
    wide = len(columns) - 1 > _PORTRAIT
    return make_table("entities", words.say("table.entities"), columns, report.named, landscape=wide)


def _score_column(place: int, node: str, title: str, words: Wording) -> Column[EntityFact]:
    """Return the column of one score, with its band in words."""

    def shown(fact: EntityFact) -> str:
        one = fact.scores[place]
        text = points(one.score, words)
        return words.say("entities.banded", score=text, band=one.label) if one.label else text

    return Column(
        title,
        shown,
        [(f"{node}_score", lambda r: r.scores[place].score), (f"{node}_band", lambda r: r.scores[place].band)],
        2,
        right=False,
    )
