"""Change since an earlier wave: findings, and the scores of entities rated in both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.report import numbers
from civicmap.report.phrase import SMALL_BASE
from civicmap.report.tabulate import NONE, Column, absent, make_table, points, probability, signed, tally, whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.report.facts import Report
    from civicmap.report.facts_change import ChangeFact, ScoreChangeFact, WaveShare
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table, Value

_STAR: Final = "*"


class Told(NamedTuple):
    """What a program reads of a panel; nothing where there is none."""

    n: int | None = None
    before: int | None = None
    after: int | None = None
    change: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None


def _told(fact: ChangeFact) -> Told:
    panel = fact.panel
    if panel is None:
        return Told()
    low, high = panel.interval or (None, None)
    return Told(panel.n, panel.before, panel.after, panel.change, low, high, panel.p)


_PANEL: Final[list[tuple[str, Callable[[ChangeFact], Value]]]] = [
    ("panel", lambda r: _told(r).n),
    ("panel_before", lambda r: _told(r).before),
    ("panel_after", lambda r: _told(r).after),
]


def change(report: Report, words: Wording) -> Table | None:
    """Return every finding in both waves; None where there is no earlier one."""
    waves = report.change
    if waves is None or not waves.findings:
        return None
    columns: list[Column[ChangeFact]] = [
        Column("", None, [("id", lambda r: r.id), ("pillar", lambda r: r.pillar), ("base", lambda r: r.base.value)]),
        Column(
            words.say("column.finding"), lambda r: _starred(r, words), [("title", lambda r: r.title)], 5, right=False
        ),
        Column("", None, [("grade", lambda r: r.grade), ("why", lambda r: "; ".join(r.why) or None)]),
        _wave_column(words.say("column.in_wave", wave=waves.before), "before", lambda r: r.before, words),
        _wave_column(words.say("column.in_wave", wave=waves.after), "after", lambda r: r.after, words),
        Column(words.say("column.in_both"), lambda r: _in_both(r, words), _PANEL, 3),
        Column(words.say("column.change"), lambda r: _points(r, words), [("change", lambda r: _told(r).change)], 2),
        Column(
            words.say("column.interval"),
            lambda r: _interval(r, words),
            [("interval_low", lambda r: _told(r).low), ("interval_high", lambda r: _told(r).high)],
            2,
        ),
        Column(words.say("column.p"), lambda r: _p(r, words), [("p", lambda r: _told(r).p)]),
        Column("", None, [("withheld", lambda r: r.withheld)]),
    ]
    starred = any(fact.grade == "comparable" for fact in waves.findings)
    notes = [words.say("note.change"), *([words.say("note.comparable")] if starred else [])]
    caption = words.say("table.change", before=waves.before, after=waves.after)
    return make_table("change", caption, columns, waves.findings, notes=notes, landscape=True)


def change_scores(report: Report, words: Wording) -> Table | None:
    """Return the scores of those rated in both waves; None where there is no earlier one."""
    waves = report.change
    if waves is None or not waves.scores:
        return None

    def count(name: str) -> Column[ScoreChangeFact]:
        def value(fact: ScoreChangeFact) -> int | None:
            number: int | None = getattr(fact, name)
            return number

        return Column(
            words.say(f"column.{name}"), lambda r: whole(value(r), words, withheld=r.withheld), [(name, value)]
        )

    def mean(title: str, name: str) -> Column[ScoreChangeFact]:
        def value(fact: ScoreChangeFact) -> float | None:
            score: float | None = getattr(fact, name)
            return score

        return Column(title, lambda r: points(value(r), words, withheld=r.withheld), [(name, value)], 2)

    columns: list[Column[ScoreChangeFact]] = [
        Column("", None, [("node", lambda r: r.node), ("grade", lambda r: r.grade)]),
        Column(words.say("column.score"), lambda r: r.title, [("title", lambda r: r.title)], 4, right=False),
        Column(words.say("column.rated_in_both"), lambda r: whole(r.n, words), [("rated_in_both", lambda r: r.n)]),
        mean(words.say("column.mean_in_wave", wave=waves.before), "before"),
        mean(words.say("column.mean_in_wave", wave=waves.after), "after"),
        Column(
            words.say("column.change_points"),
            lambda r: signed(r.change, words, digits=1, withheld=r.withheld),
            [("change", lambda r: r.change)],
        ),
        *map(count, ("rose", "same", "fell")),
        Column("", None, [("withheld", lambda r: r.withheld)]),
    ]
    return make_table("change_scores", words.say("table.change_scores"), columns, waves.scores)


def _wave_column(title: str, name: str, share: Callable[[ChangeFact], WaveShare], words: Wording) -> Column[ChangeFact]:
    """Return the column of one wave's n of N."""
    return Column(
        title,
        lambda r: tally(share(r).numerator, share(r).denominator, words, withheld=r.withheld),
        [
            (f"{name}_numerator", lambda r: share(r).numerator),
            (f"{name}_denominator", lambda r: share(r).denominator),
            (f"{name}_share", lambda r: share(r).share),
        ],
        2,
    )


def _starred(fact: ChangeFact, words: Wording) -> str:
    """Return a finding's title; a star marks one whose questions compare with care, and words one that has no trend."""
    if fact.grade == "not_comparable":
        return words.say("change.no_trend", title=fact.title)
    return f"{fact.title}{_STAR}" if fact.grade == "comparable" else fact.title


def _in_both(fact: ChangeFact, words: Wording) -> str:
    panel = fact.panel
    if panel is None:
        return _no_panel(fact)
    before, after, n = (numbers.figure(count, style=words.numbers) for count in (panel.before, panel.after, panel.n))
    return words.say("change.in_both", before=before, after=after, n=n)


def _points(fact: ChangeFact, words: Wording) -> str:
    """Return the change in percentage points; a small base is told in counts."""
    panel = fact.panel
    if panel is None:
        return _no_panel(fact)
    return signed(None if panel.n < SMALL_BASE or panel.change is None else 100 * panel.change, words)


def _interval(fact: ChangeFact, words: Wording) -> str:
    panel = fact.panel
    if panel is None:
        return _no_panel(fact)
    if panel.interval is None or panel.n < SMALL_BASE:
        return NONE
    low, high = (signed(100 * limit, words) for limit in panel.interval)
    return words.say("change.interval", low=low, high=high)


def _p(fact: ChangeFact, words: Wording) -> str:
    return _no_panel(fact) if fact.panel is None else probability(fact.panel.p, words)


def _no_panel(fact: ChangeFact) -> str:
    """Return why nothing is said of those in both: it was withheld, or there is no trend."""
    return absent(withheld=fact.withheld and fact.grade != "not_comparable")
