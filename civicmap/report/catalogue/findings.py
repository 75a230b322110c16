"""Findings: shares and gaps with their bases, by group, their tests and the published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from civicmap.report import numbers
from civicmap.report.catalogue.names import group_name
from civicmap.report.phrase import SMALL_BASE, base_name, claim_of, reading
from civicmap.report.sentences import cite
from civicmap.report.tabulate import HIDDEN, NONE, Column, make_table, share, span, tally, whole

if TYPE_CHECKING:
    from civicmap.framework.types import Benchmark
    from civicmap.measure.results import GroupTest, Span
    from civicmap.report.facts import CountFact, FindingFact, Report, ShareFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


class Found(NamedTuple):
    """A row: a finding in one group."""

    finding: FindingFact
    share: ShareFact


class Tested(NamedTuple):
    """A row: a test of a finding's difference between groups."""

    finding: FindingFact
    test: GroupTest


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
        _finding_column(words),
        Column(
            words.say("column.base"),
            lambda r: base_name(claim_of(r.finding, r.share), words),
            [
                ("unit", lambda r: r.finding.unit.value),
                ("base", lambda r: r.finding.base.value),
                ("among", lambda r: r.finding.among or None),
            ],
            4,
            right=False,
        ),
        *_share_columns(words),
        Column(
            words.say("column.gap"),
            lambda r: _gap(r.share),
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
        _finding_column(words),
        Column(
            report.group.title,
            lambda r: group_name(r.share.group, words),
            [("by", lambda r: r.share.group.by), ("group", lambda r: r.share.group.value)],
            3,
            right=False,
        ),
        Column("", None, [("base", lambda r: r.finding.base.value)]),
        *_share_columns(words),
        _span_column("interval", words),
        Column("", None, [("interval_method", lambda r: r.share.method), ("withheld", lambda r: r.share.withheld)]),
    ]
    return make_table("gaps_by_group", words.say("table.gaps_by_group"), columns, rows)


def tests(report: Report, words: Wording) -> Table | None:
    """Return the tests of differences between groups; None where there are none."""
    rows = [Tested(finding, test) for finding in report.findings for test in finding.tests]
    if not rows:
        return None
    columns: list[Column[Tested]] = [
        Column("", None, [("id", lambda r: r.finding.id), ("by", lambda r: r.test.by)]),
        Column(words.say("column.finding"), lambda r: r.finding.title, [], 5, right=False),
        Column(
            words.say("column.test"),
            lambda r: words.say(f"test.{r.test.method}"),
            [("method", lambda r: r.test.method)],
            3,
            right=False,
        ),
        Column(words.say("column.p"), lambda r: _p(r.test.p), [("p", lambda r: r.test.p)]),
        Column(
            words.say("column.p_adjusted"),
            lambda r: _p(r.test.p_adjusted),
            [("p_adjusted", lambda r: r.test.p_adjusted), ("adjustment", lambda r: r.test.adjustment)],
        ),
        Column("", None, [("family", lambda r: r.test.family)]),
    ]
    return make_table("tests", words.say("table.tests"), columns, rows, notes=[words.say("note.tests")])


def benchmarks(report: Report, words: Wording) -> Table | None:
    """Return the published figures beside what was found; None where the framework has none."""
    rows = [Found(finding, finding.everyone) for finding in report.findings if finding.benchmark]
    if not rows:
        return None
    columns: list[Column[Found]] = [
        Column("", None, [("id", lambda r: r.finding.id)]),
        _finding_column(words),
        Column(
            words.say("column.published"),
            lambda r: _published(r).words,
            [("words", lambda r: _published(r).words), ("invented", lambda r: _published(r).invented)],
            4,
            right=False,
        ),
        Column(
            words.say("column.source"),
            lambda r: cite(_sources(r), report.framework.source, words) or NONE,
            [("source", lambda r: "; ".join(_sources(r)) or None)],
            3,
            right=False,
        ),
        Column(
            words.say("column.reading"),
            lambda r: reading(_published(r), words) or words.say("benchmark.none"),
            [
                ("from", lambda r: _published(r).from_),
                ("to", lambda r: _published(r).to),
                ("over", lambda r: _published(r).over),
                ("under", lambda r: _published(r).under),
            ],
            4,
            right=False,
        ),
        *_share_columns(words),
        Column(
            words.say("column.holds"),
            lambda r: words.say(judgement(r.share, synthetic=report.synthetic)),
            [("holds", lambda r: r.share.holds), ("by_construction", lambda _: report.synthetic)],
            3,
            right=False,
        ),
    ]
    return make_table("benchmarks", words.say("table.benchmarks"), columns, rows, landscape=True)


def judgement(found: ShareFact, *, synthetic: bool) -> str:
    """Return the key of what is said of a published figure. On invented answers it proves nothing either way."""
    if found.holds is None:
        return "benchmark.not_judged"
    return f"benchmark.{'met' if found.holds else 'not_met'}{'_by_construction' if synthetic else ''}"


def _published(row: Found) -> Benchmark:
    """Return a finding's published figure; the table has no row without one."""
    assert row.finding.benchmark is not None
    return row.finding.benchmark


def _sources(row: Found) -> tuple[str, ...]:
    """Return where a figure was published; the finding's own source where it names none."""
    published = _published(row)
    return (published.source,) if published.source else row.finding.source


def _finding_column(words: Wording) -> Column[Found]:
    return Column(
        words.say("column.finding"), lambda r: r.finding.title, [("title", lambda r: r.finding.title)], 5, right=False
    )


def _share_columns(words: Wording) -> list[Column[Found]]:
    return [
        Column(
            words.say("column.tally"),
            lambda r: tally(r.share.numerator, r.share.denominator, withheld=r.share.withheld),
            [("numerator", lambda r: r.share.numerator), ("denominator", lambda r: r.share.denominator)],
            2,
        ),
        Column(
            words.say("column.share"),
            lambda r: share(r.share.share, r.share.denominator, small_base=SMALL_BASE, withheld=r.share.withheld),
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
        lambda r: span(limits(r), r.share.denominator, small_base=SMALL_BASE, withheld=r.share.withheld),
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
        lambda r: whole(number(r.share.counts), withheld=r.share.withheld),
        [(name, lambda r: number(r.share.counts))],
    )


def _gap(found: ShareFact) -> str:
    """Return who clearly lacks it, as n of N and per cent."""
    if found.gap_numerator is None:
        return HIDDEN if found.withheld else NONE
    text = whole(found.gap_numerator)
    part = share(found.gap_share, found.denominator, small_base=SMALL_BASE)
    return text if part == NONE else f"{text} ({part})"


def _p(value: float | None) -> str:
    """Return a p value to three places; a smaller one says that it is smaller."""
    if value is None:
        return NONE
    return "< 0.001" if value < 0.001 else numbers.figure(value, 3)
