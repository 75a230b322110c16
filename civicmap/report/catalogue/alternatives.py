"""Scores under other rules, beside those of the framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.report import numbers
from civicmap.report.tabulate import NONE, Column, make_table, points, whole

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.facts_change import AlternativeFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


def alternatives(report: Report, words: Wording) -> Table | None:
    """Return each score under each alternative; None where no alternative was chosen."""
    if not report.alternatives:
        return None
    columns: list[Column[AlternativeFact]] = [
        Column(
            words.say("column.rules"),
            lambda r: " ".join(r.rules),
            [("rules", lambda r: " ".join(r.rules))],
            4,
            right=False,
        ),
        Column("", None, [("node", lambda r: r.node)]),
        Column(words.say("column.score"), lambda r: r.title, [("title", lambda r: r.title)], 4, right=False),
        Column(
            words.say("column.compared"),
            lambda r: whole(r.compared, words, withheld=r.withheld),
            [("compared", lambda r: r.compared)],
        ),
        Column(
            words.say("column.median"),
            lambda r: points(r.median_before, words, withheld=r.withheld),
            [("median", lambda r: r.median_before)],
        ),
        Column(
            words.say("column.median_other"),
            lambda r: points(r.median_after, words, withheld=r.withheld),
            [("median_other", lambda r: r.median_after)],
            2,
        ),
        Column(words.say("column.up"), lambda r: whole(r.up, words, withheld=r.withheld), [("up", lambda r: r.up)]),
        Column(
            words.say("column.down"), lambda r: whole(r.down, words, withheld=r.withheld), [("down", lambda r: r.down)]
        ),
        Column(
            words.say("column.mean_shift"),
            lambda r: points(r.mean_shift, words, withheld=r.withheld),
            [("mean_shift", lambda r: r.mean_shift), ("max_shift", lambda r: r.max_shift)],
            2,
        ),
        Column(words.say("column.order"), lambda r: _order(r, words), [("spearman", lambda r: r.spearman)]),
        Column("", None, [("withheld", lambda r: r.withheld)]),
    ]
    notes = [words.say("note.alternatives")]
    return make_table(
        "alternatives", words.say("table.alternatives"), columns, report.alternatives, notes=notes, landscape=True
    )


def _order(fact: AlternativeFact, words: Wording) -> str:
    return NONE if fact.spearman is None else numbers.figure(fact.spearman, 2, style=words.numbers)
