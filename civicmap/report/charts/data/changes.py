"""Change between two waves: shares of those in the base of both, and of findings that do not compare each wave's own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.report import numbers
from civicmap.report.charts.change import Pair, Pairs, draw_pairs
from civicmap.report.charts.data.common import paged, pages, told
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart
from civicmap.report.phrase import SMALL_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.facts import Report
    from civicmap.report.facts_change import ChangeFact, PanelFact, WavesFact
    from civicmap.report.ladder import Wording

_MOST: Final = 24


def changes(report: Report) -> Iterator[Chart]:
    """Yield the charts of change, the greatest rise first; none without an earlier wave, or where nothing may be told."""
    waves, words = report.change, words_of(report)
    if waves is None:
        return
    facts = sorted((fact for fact in waves.findings if pair(fact, words).before is not None), key=_place)
    hidden = sum(fact.withheld and pair(fact, words).before is None for fact in waves.findings)
    notes = [words.say("charts.change_note")]
    notes += [words.say("charts.change_withheld", count=hidden)] if hidden else []
    said = words.say("charts.change_caption", before=waves.before, after=waves.after)
    for page, part in pages(facts, _MOST):
        rows = tuple(pair(fact, words) for fact in part)
        id_, caption = paged("change", said, page, words)
        beside = words.say("charts.points")
        chart = Pairs(id_, rows, waves.before, waves.after, beside, words.numbers, report.marks)
        yield Chart(id_, caption, _alt(part, waves, words), "change", tuple(notes), partial(draw_pairs, chart))


def _place(fact: ChangeFact) -> tuple[int, float]:
    """Return by what changes are sorted: those that are told by size, then those that do not compare."""
    return (1, 0.0) if fact.panel is None else (0, -(fact.panel.change or 0.0))


def pair(fact: ChangeFact, words: Wording) -> Pair:
    """Return a row. Where the questions do not compare, each wave has its own share and no difference is told."""
    panel = fact.panel
    if panel is not None and panel.n:
        beside = _difference(panel, words)
        return Pair(fact.title, panel.before / panel.n, panel.after / panel.n, beside)
    before, after = fact.before.share, fact.after.share
    if fact.grade == "not_comparable" and before is not None and after is not None:
        return Pair(fact.title, before, after, words.say("charts.not_comparable"), comparable=False)
    return Pair(fact.title, None, None, "", why=words.say("charts.withheld" if fact.withheld else "charts.nobody"))


def _difference(panel: PanelFact, words: Wording) -> str:
    """Return the change in points with its interval; in entities where the base is small."""
    style = words.numbers
    if panel.n < SMALL_BASE or panel.change is None:
        counts = (numbers.figure(number, style=style) for number in (panel.before, panel.after, panel.n))
        return words.say("charts.change_few", **dict(zip(("before", "after", "whole"), counts, strict=True)))
    said = numbers.figure(panel.change * 100, sign=True, style=style)
    if panel.interval is None:
        return said
    low, high = (numbers.figure(end * 100, sign=True, style=style) for end in panel.interval)
    return words.say("charts.change_interval", change=said, low=low, high=high)


def _alt(facts: Sequence[ChangeFact], waves: WavesFact, words: Wording) -> str:
    """Return what a chart shows: how many pairs, and the greatest change either way of those that are told."""
    said = [words.say("charts.change_alt", count=len(facts), before=waves.before, after=waves.after)]
    moved = [(fact.panel.change, fact) for fact in facts if fact.panel is not None and fact.panel.change]
    for key, pick, way in (("rise", max, 1), ("fall", min, -1)):
        most = pick(moved, key=lambda one: one[0], default=None)
        if most is not None and most[0] * way > 0 and most[1].panel is not None:
            beside = _difference(most[1].panel, words)
            said.append(told(words, f"charts.{key}", title=most[1].title, change=beside))
    return " ".join(said)
