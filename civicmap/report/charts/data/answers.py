"""How the entities that responded divide on each finding: has it, partly, lacks it, did not know, did not answer, not asked."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Unit
from civicmap.report.charts.bars import Bars, draw_bars
from civicmap.report.charts.data.common import chart_id, paged, pages, parts_of, tally, told, used, withheld
from civicmap.report.charts.data.gaps import by_pillar, in_order
from civicmap.report.charts.furniture import Key
from civicmap.report.charts.palette import BLUE, EMPTY, NOT_KNOWN, NOT_RATED, ORANGE, SKY, Paint
from civicmap.report.charts.shares import Bar
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.facts import FindingFact, Report
    from civicmap.report.ladder import Wording

_MOST: Final = 24
_PAINTS: Final = {
    "has": Paint(BLUE),
    "neither": Paint(SKY),
    "lacks": Paint(ORANGE),
    "dont_know": NOT_KNOWN,
    "silent": EMPTY,
    "not_applicable": NOT_RATED,
}
"""In the order of a bar."""


def answers(report: Report) -> Iterator[Chart]:
    """Yield the charts of each pillar's findings; a finding of which only the share is known is left to the dots."""
    words = words_of(report)
    for pillar, title, findings in by_pillar(report):
        bars = [bar for finding in in_order(findings) if (bar := answer_bar(finding, words)) is not None]
        name = chart_id("answers", pillar)
        said = words.say("charts.answers_caption", pillar=title) if title else words.say("charts.answers_other")
        for page, part in pages(bars, _MOST):
            id_, caption = paged(name, said, page, words)
            chart = Bars(id_, used(_keys(words), part), tuple(part), "", report.marks)
            yield Chart(
                id_,
                caption,
                _alt(findings, part, words),
                "gaps",
                (words.say("charts.answers_note"),),
                partial(draw_bars, chart),
            )


def _keys(words: Wording) -> tuple[Key, ...]:
    return (*(Key(words.say(f"charts.{name}"), paint) for name, paint in _PAINTS.items()), withheld(words))


def answer_bar(finding: FindingFact, words: Wording) -> Bar | None:
    """Return how all that responded divide on a finding; None where that is withheld, or not about entities."""
    share = finding.everyone
    if finding.unit is not Unit.ENTITY or share.withheld or share.counts is None or share.bases is None:
        return None
    counts = share.counts
    numbers = {
        "has": share.numerator or 0,
        "lacks": share.gap_numerator or 0,
        "dont_know": counts.dont_know,
        "silent": counts.silent,
        "not_applicable": counts.not_applicable + counts.not_asked,
    }
    total = share.bases.respondents
    numbers["neither"] = total - sum(numbers.values())
    if total <= 0 or numbers["neither"] < 0:
        return None
    keys = dict(zip(_PAINTS, _keys(words), strict=False))
    parts = parts_of([(keys[name], numbers[name]) for name in _PAINTS], total, words)
    return Bar(finding.title, parts) if parts else None


def _alt(findings: Sequence[FindingFact], bars: Sequence[Bar], words: Wording) -> str:
    """Return what a chart shows: how many bars, and which thing most and fewest entities lack."""
    said = [words.say("charts.answers_alt", count=len(bars))]
    titles = {bar.label for bar in bars}
    lacking = [f for f in findings if f.title in titles and f.everyone.gap_share is not None]
    if len(lacking) > 1:
        most, least = (pick(lacking, key=lambda f: f.everyone.gap_share or 0.0) for pick in (max, min))
        facts = {"most": most.title, "most_tally": _lacks(most, words)}
        facts |= {"least": least.title, "least_tally": _lacks(least, words)}
        said.append(told(words, "charts.lack_extremes", **facts))
    return " ".join(said)


def _lacks(finding: FindingFact, words: Wording) -> str:
    share = finding.everyone
    return tally(replace(share, numerator=share.gap_numerator), words)
