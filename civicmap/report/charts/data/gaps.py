"""Findings as dots, a chart for each pillar: the share, what it could be, and the figure it is compared with."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.report import numbers
from civicmap.report.charts.data.common import chart_id, paged, pages, tally, told
from civicmap.report.charts.dots import DotRow, Dots, Limits, Signs, draw_dots
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart
from civicmap.report.phrase import SMALL_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Benchmark
    from civicmap.report.facts import FindingFact, Report
    from civicmap.report.ladder import Wording

_MOST: Final = 24  # findings in one chart: more are continued in another


def gaps(report: Report) -> Iterator[Chart]:
    """Yield the charts of each pillar's findings, then of those of no pillar."""
    words = words_of(report)
    for pillar, title, findings in by_pillar(report):
        ordered = in_order(findings)
        name = chart_id("gaps", pillar)
        said = words.say("charts.gaps_caption", pillar=title) if title else words.say("charts.gaps_caption_other")
        for page, part in pages(ordered, _MOST):
            id_, caption = paged(name, said, page, words)
            chart = dots(id_, part, report, words)
            if all(row.share is None for row in chart.rows):
                continue
            yield Chart(
                id_,
                caption,
                _alt(part, words),
                "gaps",
                tuple(_notes(part, chart, report, words)),
                partial(draw_dots, chart),
            )


def by_pillar(report: Report) -> Iterator[tuple[str, str, tuple[FindingFact, ...]]]:
    """Yield each pillar that has findings: id, title, findings; then those of no pillar, without a title."""
    titles = dict(report.titles)
    for pillar, title in (*titles.items(), ("", "")):
        own = tuple(f for f in report.findings if (f.pillar if f.pillar in titles else "") == pillar)
        if own:
            yield pillar, title, own


def in_order(findings: Sequence[FindingFact]) -> list[FindingFact]:
    """Return the findings by share, the largest first; those that have none come last."""
    return sorted(findings, key=lambda f: (f.everyone.share is None, -(f.everyone.share or 0.0)))


def dots(name: str, findings: Sequence[FindingFact], report: Report, words: Wording) -> Dots:
    """Return the dots of some findings."""
    rows = tuple(dot_row(finding, words) for finding in findings)
    wide = [row for row in rows if row.share is not None and not row.small]

    def said(key: str, occurs: bool) -> str:
        return words.say(f"charts.{key}") if occurs else ""

    signs = Signs(
        words.say("charts.share"),
        said("small", any(row.small for row in rows)),
        said("interval", any(row.interval is not None for row in wide)),
        said("item_bounds", any(row.item_bounds and row.item_bounds.high > row.item_bounds.low for row in wide)),
        said("frame_bounds", any(row.frame_bounds and row.frame_bounds.high > row.frame_bounds.low for row in wide)),
        said("published", any(row.published is not None and row.share is not None for row in rows)),
    )
    return Dots(name, rows, signs, words.numbers, report.marks)


def dot_row(finding: FindingFact, words: Wording) -> DotRow:
    """Return a finding's row. Nothing but its title is left of one that is withheld."""
    share = finding.everyone
    published = _limits(finding.benchmark)
    if share.withheld or share.share is None or share.numerator is None or share.denominator is None:
        why = words.say("charts.withheld" if share.withheld else "charts.nobody")
        return DotRow(finding.title, None, "", why=why)
    said = tally(share, words)
    if share.denominator < SMALL_BASE:
        return DotRow(finding.title, share.share, said, small=True, published=published)
    said = words.say("charts.percent_tally", percent=numbers.percent(share.share, style=words.numbers), tally=said)
    return DotRow(
        finding.title,
        share.share,
        said,
        interval=share.interval,
        item_bounds=share.item_bounds,
        frame_bounds=share.frame_bounds,
        published=published,
    )


def _limits(benchmark: Benchmark | None) -> Limits | None:
    """Return the bounds of a published figure, within which it holds; None where it has none."""
    if benchmark is None:
        return None
    low, high = (
        next((float(Fraction(end)) for end in ends if end is not None), None)
        for ends in ((benchmark.from_, benchmark.over), (benchmark.to, benchmark.under))
    )
    return None if low is None and high is None else Limits(low, high)


def _notes(findings: Sequence[FindingFact], chart: Dots, report: Report, words: Wording) -> Iterator[str]:
    """Yield what must be known to read a chart; on invented answers a published figure proves nothing (R9)."""
    yield words.say("charts.gaps_note")
    if chart.signs.published and report.synthetic:
        yield words.say("charts.by_construction")
    invented = [f.title for f in findings if f.benchmark and f.benchmark.invented and dot_row(f, words).published]
    if invented:
        yield words.say("charts.invented", titles=words.say("list.comma").join(invented))


def _alt(findings: Sequence[FindingFact], words: Wording) -> str:
    """Return what a chart shows: how many shares, the highest and the lowest, how many are withheld."""
    shown = [finding for finding in findings if finding.everyone.share is not None]
    said = [words.say("charts.gaps_alt", count=len(findings))]
    if len(shown) > 1:
        most, least = shown[0], shown[-1]
        said.append(
            told(
                words,
                "charts.share_extremes",
                most=most.title,
                most_tally=tally(most.everyone, words),
                least=least.title,
                least_tally=tally(least.everyone, words),
            )
        )
    elif shown:
        said.append(told(words, "charts.share_only", title=shown[0].title, tally=tally(shown[0].everyone, words)))
    if hidden := sum(finding.everyone.withheld for finding in findings):
        said.append(words.say("charts.withheld_count", count=hidden))
    return " ".join(said)
