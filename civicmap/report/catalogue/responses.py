"""Who was invited and who responded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from civicmap.report.catalogue.names import group_name
from civicmap.report.phrase import SMALL_BASE
from civicmap.report.tabulate import Column, make_table, share, whole

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.facts_about import ResponseFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


def responses(report: Report, words: Wording) -> Table:
    """Return the table of responses by group."""
    title = report.group.title if report.group else words.say("group")
    columns: list[Column[ResponseFact]] = [
        Column(
            title,
            lambda r: group_name(r.group, words),
            [("by", lambda r: r.group.by), ("group", lambda r: r.group.value)],
            4,
            right=False,
        ),
        Column(words.say("column.invited"), lambda r: whole(r.invited, words), [("invited", lambda r: r.invited)]),
        Column(
            words.say("column.responded"),
            lambda r: whole(r.responded, words, withheld=r.withheld),
            [("responded", lambda r: r.responded), ("withheld", lambda r: r.withheld)],
        ),
        Column(
            words.say("column.rate"),
            lambda r: share(_rate(r), r.invited, words, small_base=SMALL_BASE, withheld=r.withheld),
            [("rate", _rate)],
        ),
    ]
    return make_table("responses", words.say("table.responses"), columns, report.responses)


def _rate(fact: ResponseFact) -> float | None:
    """Return the response rate as a part of 1; None where nobody was invited or the count is withheld."""
    if not fact.invited or fact.responded is None:
        return None
    return float(Fraction(fact.responded, fact.invited))
