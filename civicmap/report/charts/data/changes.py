"""Change between two waves, from what compares them: shares of the entities in both."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.report import numbers
from civicmap.report.charts.change import Pair, Pairs, draw_pairs
from civicmap.report.charts.data.common import paged, pages
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart
from civicmap.report.phrase import SMALL_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.measure.results import Span
    from civicmap.report.facts import Report
    from civicmap.report.facts_change import ChangeFact, PanelFact
    from civicmap.report.ladder import Wording

_MOST: Final = 24


@dataclass(frozen=True, slots=True)
class Shift:
    """A finding in two waves, over the `base` entities in both: how many had it before and after.

    `interval` is that of the difference of the shares. None is what is withheld, or not defined. `comparable` is false
    where the question changed too much.
    """

    title: str
    before: int | None
    after: int | None
    base: int | None
    interval: Span | None = None
    comparable: bool = True
    withheld: bool = False


def change(report: Report) -> Iterator[Chart]:
    """Yield the charts of change since the earlier wave, of findings that compare; none without one."""
    if report.change is not None:
        # The table says of the others why they have none: rows without a mark would be most of a public chart.
        shifts = [_shift(fact, fact.panel) for fact in report.change.findings if fact.panel is not None]
        yield from changes(report, shifts, report.change.before)


def _shift(fact: ChangeFact, panel: PanelFact) -> Shift:
    return Shift(fact.title, panel.before, panel.after, panel.n, panel.interval)


def changes(report: Report, shifts: Sequence[Shift], before: str) -> Iterator[Chart]:
    """Yield the charts of change since a wave, in the order of the shifts; none where nothing can be drawn."""
    words = words_of(report)
    said = words.say("charts.change_caption", before=before, after=report.wave)
    for page, part in pages(shifts, _MOST):
        rows = tuple(pair(shift, words) for shift in part)
        if all(row.before is None for row in rows):
            continue
        id_, caption = paged("change", said, page, words)
        beside = words.say("charts.points")
        chart = Pairs(id_, rows, before, report.wave, beside, words.numbers, report.marks)
        yield Chart(
            id_,
            caption,
            _alt(part, before, report, words),
            "change",
            (words.say("charts.change_note"),),
            partial(draw_pairs, chart),
        )


def pair(shift: Shift, words: Wording) -> Pair:
    """Return a row. Where the waves do not compare, no difference is told."""
    if shift.withheld or shift.before is None or shift.after is None or shift.base is None:
        return Pair(shift.title, None, None, "", why=words.say("charts.withheld"))
    if not shift.base:
        return Pair(shift.title, None, None, "", why=words.say("charts.nobody"))
    before, after = shift.before / shift.base, shift.after / shift.base
    if not shift.comparable:
        return Pair(shift.title, before, after, words.say("charts.not_comparable"), comparable=False)
    return Pair(shift.title, before, after, _difference(shift, shift.base, after - before, words))


def _difference(shift: Shift, base: int, change: float, words: Wording) -> str:
    """Return the change in points with its interval; in entities where the base is small."""
    style = words.numbers
    if base < SMALL_BASE:
        counts = (numbers.figure(number or 0, style=style) for number in (shift.before, shift.after, base))
        return words.say("charts.change_few", **dict(zip(("before", "after", "whole"), counts, strict=True)))
    said = numbers.figure(change * 100, sign=True, style=style)
    if shift.interval is None:
        return said
    low, high = (numbers.figure(end * 100, sign=True, style=style) for end in shift.interval)
    return words.say("charts.change_interval", change=said, low=low, high=high)


def _alt(shifts: Sequence[Shift], before: str, report: Report, words: Wording) -> str:
    """Return what a chart shows: how many pairs, and the greatest change either way among those that compare."""
    said = [words.say("charts.change_alt", count=len(shifts), before=before, after=report.wave)]
    found = [
        ((shift.after - shift.before) / shift.base, shift)
        for shift in shifts
        if shift.comparable and not shift.withheld and shift.base
        if shift.after is not None and shift.before is not None
    ]
    for key, pick, rises in (("rise", max, True), ("fall", min, False)):
        most = pick(found, key=lambda one: one[0], default=None)
        if most is not None and (most[0] > 0 if rises else most[0] < 0):
            beside = _difference(most[1], most[1].base or 0, most[0], words)
            said.append(words.say(f"charts.{key}", title=most[1].title, change=beside))
    return " ".join(said)
