"""What findings are compared with: published figures, and chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from civicmap.report.catalogue.findings import Found, finding_column, share_columns
from civicmap.report.jsonfacts import number
from civicmap.report.phrase import reading
from civicmap.report.sentences import cite
from civicmap.report.tabulate import NONE, Column, make_table, probability

if TYPE_CHECKING:
    from civicmap.framework.types import Benchmark
    from civicmap.measure.results import GroupTest
    from civicmap.report.facts import FindingFact, Report, ShareFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


class Tested(NamedTuple):
    """A row: a test of a finding's difference between groups."""

    finding: FindingFact
    test: GroupTest


def tests(report: Report, words: Wording) -> Table | None:
    """Return the tests of differences between groups; None where there are none."""
    rows = [Tested(finding, test) for finding in report.findings for test in finding.tests if test.method]
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
        Column(words.say("column.p"), lambda r: probability(r.test.p, words), [("p", lambda r: r.test.p)]),
        Column(
            words.say("column.p_adjusted"),
            lambda r: probability(r.test.p_adjusted, words),
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
        finding_column(words),
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
        _reading_column(words),
        *share_columns(words),
        Column(
            words.say("column.holds"),
            lambda r: words.say(judgement(r.share, synthetic=report.synthetic)),
            [("holds", lambda r: r.share.holds), ("by_construction", lambda _: report.synthetic)],
            3,
            right=False,
        ),
    ]
    return make_table("benchmarks", words.say("table.benchmarks"), columns, rows, landscape=True)


def _reading_column(words: Wording) -> Column[Found]:
    """Return the column of the bounds that a figure is judged by."""
    return Column(
        words.say("column.reading"),
        lambda r: reading(_published(r), words) or words.say("benchmark.none"),
        [
            ("from", lambda r: number(_published(r).from_)),
            ("to", lambda r: number(_published(r).to)),
            ("over", lambda r: number(_published(r).over)),
            ("under", lambda r: number(_published(r).under)),
        ],
        4,
        right=False,
    )


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
