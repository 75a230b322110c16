"""Who was invited and who responded."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from civicmap.report.catalogue.names import group_name
from civicmap.report.phrase import SMALL_BASE
from civicmap.report.tabulate import Column, make_table, share, whole

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.facts_about import ResponseFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


class Answered(NamedTuple):
    """A row: who answered, of one value of a group."""

    title: str  # of the group
    fact: ResponseFact


def responses(report: Report, words: Wording) -> Table:
    """Return the table of responses by the group that the report divides by."""
    title = report.group.title if report.group else words.say("group")
    columns = [_value_column(title, words), *_count_columns(words)]
    rows = [Answered(title, fact) for fact in report.responses]
    return make_table("responses", words.say("table.responses"), columns, rows)


def divisions(report: Report, words: Wording) -> Table | None:
    """Return the table of responses by every other group; None where there is none."""
    rows = [Answered(division.group.title, fact) for division in report.divisions for fact in division.responses]
    if not rows:
        return None
    group: Column[Answered] = Column(
        words.say("column.divided_by"), lambda r: r.title, [("title", lambda r: r.title)], 3, right=False
    )
    columns = [group, _value_column(words.say("group"), words), *_count_columns(words)]
    return make_table("divisions", words.say("table.divisions"), columns, rows)


def _value_column(title: str, words: Wording) -> Column[Answered]:
    """Return the column of a group's values."""
    return Column(
        title,
        lambda r: group_name(r.fact.group, words),
        [("by", lambda r: r.fact.group.by), ("group", lambda r: r.fact.group.value)],
        4,
        right=False,
    )


def _count_columns(words: Wording) -> list[Column[Answered]]:
    """Return the columns of who was invited, who responded, and the rate."""
    return [
        Column(
            words.say("column.invited"), lambda r: whole(r.fact.invited, words), [("invited", lambda r: r.fact.invited)]
        ),
        Column(
            words.say("column.responded"),
            lambda r: whole(r.fact.responded, words, withheld=r.fact.withheld),
            [("responded", lambda r: r.fact.responded), ("withheld", lambda r: r.fact.withheld)],
        ),
        Column(
            words.say("column.rate"),
            lambda r: share(_rate(r.fact), r.fact.invited, words, small_base=SMALL_BASE, withheld=r.fact.withheld),
            [("rate", lambda r: _rate(r.fact))],
        ),
    ]


def _rate(fact: ResponseFact) -> float | None:
    """Return the response rate as a part of 1; None where nobody was invited or the count is withheld."""
    if not fact.invited or fact.responded is None:
        return None
    return float(Fraction(fact.responded, fact.invited))
