"""Findings: shares and gaps with their bases, over everyone and by group."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from civicmap.report.catalogue.names import group_name
from civicmap.report.phrase import SMALL_BASE, base_name, claim_of
from civicmap.report.tabulate import HIDDEN, NONE, Column, make_table, share, span, tally, whole

if TYPE_CHECKING:
    from civicmap.measure.results import Span
    from civicmap.report.facts import CountFact, FindingFact, Report, ShareFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


class Found(NamedTuple):
    """A row: a finding in one group."""

    finding: FindingFact
    share: ShareFact


def gaps(report: Report, words: Wording) -> Table | None:
    """Return every finding over everyone, with base, bounds and interval."""
    if not report.findings:
        return None
    titles = dict(report.titles)
    columns: list[Column[Found]] = [
        Column("", None, [("id", lambda r: r.finding.id)]),
        Column(
            words.say("column.pillar"),
            lambda r: titles.get(r.finding.pillar or "", NONE),
            [("pillar", lambda r: r.finding.pillar)],
            3,
            right=False,
        ),
        finding_column(words),
        _base_column(words),
        *share_columns(words),
        Column(
            words.say("column.gap"),
            lambda r: _gap(r.share, words),
            [("gap_numerator", lambda r: r.share.gap_numerator), ("gap_share", lambda r: r.share.gap_share)],
            2,
        ),
        _span_column("item_bounds", words),
        _span_column("frame_bounds", words),
        _span_column("interval", words),
        Column(
            "", None, [("interval_method", lambda r: r.share.method), ("interval_why", lambda r: r.share.interval_why)]
        ),
        _count_column("not_applicable", words),
        _count_column("dont_know", words),
        _count_column("silent", words),
        Column("", None, [("withheld", lambda r: r.share.withheld)]),
    ]
    rows = [Found(finding, finding.everyone) for finding in report.findings]
    return make_table("gaps", words.say("table.gaps"), columns, rows, notes=[words.say("note.gaps")], landscape=True)


def gaps_by_group(report: Report, words: Wording) -> Table | None:
    """Return the shares of each group; None where no finding may be divided."""
    rows = [Found(finding, share) for finding in report.findings for share in finding.shares[1:]]
    if not rows or report.group is None:
        return None
    columns: list[Column[Found]] = [
        Column("", None, [("id", lambda r: r.finding.id)]),
        finding_column(words),
        Column(
            report.group.title,
            lambda r: group_name(r.share.group, words),
            [("by", lambda r: r.share.group.by), ("group", lambda r: r.share.group.value)],
            3,
            right=False,
        ),
        Column("", None, [("base", lambda r: r.finding.base.value)]),
        *share_columns(words),
        _span_column("interval", words),
        Column("", None, [("interval_method", lambda r: r.share.method), ("withheld", lambda r: r.share.withheld)]),
    ]
    return make_table("gaps_by_group", words.say("table.gaps_by_group"), columns, rows)


def finding_column(words: Wording) -> Column[Found]:
    """Return the column of a finding's title."""
    return Column(
        words.say("column.finding"), lambda r: r.finding.title, [("title", lambda r: r.finding.title)], 5, right=False
    )


def _base_column(words: Wording) -> Column[Found]:
    """Return the column of who the share is a share of."""
    return Column(
        words.say("column.base"),
        lambda r: base_name(claim_of(r.finding, r.share), words),
        [
            ("unit", lambda r: r.finding.unit.value),
            ("base", lambda r: r.finding.base.value),
            ("among", lambda r: r.finding.among or None),
        ],
        4,
        right=False,
    )


def share_columns(words: Wording) -> list[Column[Found]]:
    """Return the columns of n of N and of the share."""
    return [
        Column(
            words.say("column.tally"),
            lambda r: tally(r.share.numerator, r.share.denominator, words, withheld=r.share.withheld),
            [("numerator", lambda r: r.share.numerator), ("denominator", lambda r: r.share.denominator)],
            2,
        ),
        Column(
            words.say("column.share"),
            lambda r: share(
                r.share.share, r.share.denominator, words, small_base=SMALL_BASE, withheld=r.share.withheld
            ),
            [("share", lambda r: r.share.share)],
        ),
    ]


def _span_column(name: str, words: Wording) -> Column[Found]:
    """Return a column of limits: bounds or interval."""

    def limits(row: Found) -> Span | None:
        limited: Span | None = getattr(row.share, name)
        return limited

    return Column(
        words.say(f"column.{name}"),
        lambda r: span(limits(r), r.share.denominator, words, small_base=SMALL_BASE, withheld=r.share.withheld),
        [
            (f"{name}_low", lambda r: s.low if (s := limits(r)) else None),
            (f"{name}_high", lambda r: s.high if (s := limits(r)) else None),
        ],
        2,
    )


def _count_column(name: str, words: Wording) -> Column[Found]:
    """Return a column of how many did not answer in one way."""

    def number(counts: CountFact | None) -> int | None:
        return None if counts is None else int(getattr(counts, name))

    return Column(
        words.say(f"column.{name}"),
        lambda r: whole(number(r.share.counts), words, withheld=r.share.withheld),
        [(name, lambda r: number(r.share.counts))],
    )


def _gap(found: ShareFact, words: Wording) -> str:
    """Return who clearly lacks it, as n of N and per cent."""
    if found.gap_numerator is None:
        return HIDDEN if found.withheld else NONE
    text = whole(found.gap_numerator, words)
    part = share(found.gap_share, found.denominator, words, small_base=SMALL_BASE)
    return text if part == NONE else f"{text} ({part})"
