"""Who responded of those invited, as tiles: only numbers, so no place, boundary or entity is told."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from civicmap.report import numbers
from civicmap.report.catalogue.names import group_name
from civicmap.report.charts.data.common import told, withheld
from civicmap.report.charts.furniture import Key
from civicmap.report.charts.palette import EMPTY
from civicmap.report.charts.tiles import FILLED, Strip, Tiles, draw_tiles
from civicmap.report.facts import words_of
from civicmap.report.figure import Chart, as_id
from civicmap.report.phrase import SMALL_BASE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.facts import Report
    from civicmap.report.facts_about import ResponseFact
    from civicmap.report.ladder import Wording

_MOST_TILES: Final = 360
_MOST_STRIPS: Final = 26
_STEPS: Final = (1, 2, 5)


def responses(report: Report) -> Iterator[Chart]:
    """Yield the response map by the report's group, then by every other place; none without a register.

    For then nobody knows who did not respond.
    """
    title = report.group.title if report.group and len(report.responses) > 1 else ""
    yield from _chart(report, "responses", "responses", title, report.responses[1:] or report.responses)
    for division in report.divisions:
        if division.group.place:
            name = as_id(f"responses-{division.group.id}")
            yield from _chart(report, name, "divisions", division.group.title, division.responses)


def _chart(report: Report, name: str, table: str, group: str, rows: Sequence[ResponseFact]) -> Iterator[Chart]:
    words = words_of(report)
    chart = response_tiles(name, rows, report, words)
    if chart is None:
        return
    caption = (
        words.say("charts.responses_group_caption", group=group) if group else words.say("charts.responses_caption")
    )
    notes = [words.say("charts.tile", each=numbers.figure(chart.each, style=words.numbers))] if chart.each > 1 else []
    notes.append(words.say("charts.responses_note"))
    yield Chart(name, caption, _alt(report, chart, words), table, tuple(notes), partial(draw_tiles, chart))


def response_tiles(name: str, rows: Sequence[ResponseFact], report: Report, words: Wording) -> Tiles | None:
    """Return a strip for each row that anyone was invited of; None where there are none, or too many for a page."""
    rows = [row for row in rows if row.invited]
    if not rows or len(rows) > _MOST_STRIPS:
        return None
    strips = tuple(_strip(row, words) for row in rows)
    keys = (
        Key(words.say("charts.responded"), FILLED),
        Key(words.say("charts.no_response"), EMPTY),
        *([withheld(words)] if any(strip.responded is None for strip in strips) else []),
    )
    return Tiles(name, keys, strips, _each(sum(strip.invited for strip in strips)), report.marks)


def _strip(row: ResponseFact, words: Wording) -> Strip:
    invited = row.invited or 0
    name = group_name(row.group, words)
    if row.withheld or row.responded is None:
        return Strip(name, invited, None, words.say("charts.withheld"))
    return Strip(name, invited, row.responded, response_words(row, words))


def response_words(row: ResponseFact, words: Wording) -> str:
    """Return how many responded as n of N, with the rate where the base is large enough; "" where that is withheld."""
    if row.invited is None or row.responded is None:
        return ""
    part, whole = (numbers.figure(number, style=words.numbers) for number in (row.responded, row.invited))
    said = words.say("tally", part=part, whole=whole)
    if row.invited < SMALL_BASE:
        return said
    rate = numbers.percent(row.responded / row.invited, style=words.numbers)
    return words.say("charts.percent_tally", percent=rate, tally=said)


def _each(invited: int) -> int:
    """Return how many entities a tile stands for, so that there are not too many: 1, 2, 5, 10 and so on."""
    scale = 1
    while True:
        for step in _STEPS:
            if invited <= _MOST_TILES * step * scale:
                return step * scale
        scale *= 10


def _alt(report: Report, chart: Tiles, words: Wording) -> str:
    """Return how many responded, and of which group most and least did."""
    everyone = response_words(report.responses[0], words)
    said = [words.say("charts.responses_alt", tally=everyone)] if everyone else []
    shown = [strip for strip in chart.strips if strip.responded is not None]
    if len(shown) > 1:
        most, least = max(shown, key=_rate), min(shown, key=_rate)
        if _rate(most) > _rate(least):
            facts = {"most": most.label, "most_tally": _tally(most, words)}
            facts |= {"least": least.label, "least_tally": _tally(least, words)}
            said.append(told(words, "charts.share_extremes", **facts))
    if hidden := len(chart.strips) - len(shown):
        said.append(words.say("charts.withheld_count", count=hidden))
    return " ".join(said) or words.say("charts.withheld")


def _tally(strip: Strip, words: Wording) -> str:
    part, whole = (numbers.figure(number, style=words.numbers) for number in (strip.responded or 0, strip.invited))
    return words.say("tally", part=part, whole=whole)


def _rate(strip: Strip) -> float:
    return (strip.responded or 0) / strip.invited
