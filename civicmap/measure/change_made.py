"""Counts of two waves -> what is said of a finding's change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Base, Unit
from civicmap.measure.change_pairs import decompose
from civicmap.measure.change_results import (
    Decomposition,
    Everyone,
    FindingChange,
    Grade,
    Others,
    Panel,
    Turnover,
)
from civicmap.measure.results import Span
from civicmap.stats.differences import difference_newcombe
from civicmap.stats.paired import mcnemar, paired_newcombe, partially_overlapping_z

if TYPE_CHECKING:
    from civicmap.framework.types import Finding
    from civicmap.measure.change_pairs import Counted
    from civicmap.measure.change_results import Verdicts
    from civicmap.measure.results import GroupKey
    from civicmap.stats.intervals import Interval

NO_TREND: Final = "no trend: the questions are not comparable"
NO_PANEL: Final = "nobody is in the base of both waves"
_EMPTY: Final = "nobody is in the base of {}"
_CLUSTERED: Final = "units of one entity hang together, so that no test or interval holds"
_FRAME: Final = "the base counts invited entities, of whom the silent said nothing"
_SAME: Final = "everyone always said the same"
_ONE_SIDED: Final = "there is nobody to compare with"

Shares = tuple[tuple[int, int] | None, tuple[int, int] | None]  # x and n before and after; None: not asked


def changed(
    finding: Finding, group: GroupKey, base: Base, said: Verdicts, counted: Counted | None, everyone: Shares
) -> FindingChange:
    """Return a finding's change. `counted` is None where nothing is paired: not comparable, or the base is the frame."""
    if said.grade is Grade.NOT_COMPARABLE or counted is None:
        why = NO_TREND if said.grade is Grade.NOT_COMPARABLE else _FRAME
        trend = counted is None and said.grade is not Grade.NOT_COMPARABLE
        nobody = Others(None, None, None)
        whole = _everyone(everyone, why, trend=trend)
        parts = Panel(None, why=why), whole, nobody, nobody, Turnover(None, None, why)
        made = Decomposition(None, None, None, why)
    else:
        clustered = finding.unit is not Unit.ENTITY
        parts = (
            _panel(counted, clustered=clustered),
            _tested(counted, clustered=clustered),
            Others(*counted.entrants),
            Others(*counted.leavers),
            _turnover(counted, clustered=clustered),
        )
        made = _decomposition(counted, said.grade)
    return FindingChange(finding, group, base, finding.unit, said.grade, said.why, *parts, made)


def _span(interval: Interval | None) -> Span | None:
    return None if interval is None else Span(float(interval.low), float(interval.high))


def _panel(counted: Counted, *, clustered: bool) -> Panel:
    a, b, c, d = counted.pairs
    n = counted.n
    if not n:
        return Panel(0, a, b, c, d, why=NO_PANEL)
    shares = ((a + b) / n, (a + c) / n, (c - b) / n)
    if clustered:
        return Panel(n, a, b, c, d, *shares, why=_CLUSTERED)
    return Panel(
        n, a, b, c, d, *shares, _span(paired_newcombe(a, b, c, d)), mcnemar(b, c, "exact"), mcnemar(b, c, "midp")
    )


def _everyone(shares: Shares, why: str, *, trend: bool) -> Everyone:
    """Return both shares side by side, with their plain difference only where a trend may be drawn."""
    one, two = (None if share is None or not share[1] else share[0] / share[1] for share in shares)
    numbers = [number for share in shares for number in (share or (None, None))]
    change = two - one if trend and one is not None and two is not None else None
    return Everyone(numbers[0], numbers[1], numbers[2], numbers[3], one, two, change, why=why)


def _tested(counted: Counted, *, clustered: bool) -> Everyone:
    empty = [
        name for name, (_, n) in (("the earlier wave", counted.before), ("the later wave", counted.after)) if not n
    ]
    if empty:
        return _everyone((counted.before, counted.after), _EMPTY.format(empty[0]), trend=False)
    parts = decompose(counted)
    assert parts is not None
    plain = _everyone((counted.before, counted.after), _CLUSTERED, trend=False)
    test = None if clustered else partially_overlapping_z(counted.pairs, counted.leavers[:2], counted.entrants[:2])
    z, p = (None, None) if test is None else (test.statistic, test.p)
    why = _CLUSTERED if clustered else _SAME if z is None else None
    numbers = (*counted.before, *counted.after)
    return Everyone(*numbers, plain.before, plain.after, float(parts.whole), z, p, why)


def _turnover(counted: Counted, *, clustered: bool) -> Turnover:
    (x1, n1, _), (x2, n2, _) = counted.leavers, counted.entrants
    if not n1 or not n2:
        return Turnover(None, None, _ONE_SIDED)
    change = x2 / n2 - x1 / n1
    if clustered:
        return Turnover(change, None, _CLUSTERED)
    return Turnover(change, _span(difference_newcombe(x2, n2, x1, n1)))


def _decomposition(counted: Counted, grade: Grade) -> Decomposition:
    """Return the parts. Through a reworded question, a panel's change and the rewording cannot be told apart."""
    parts = decompose(counted)
    if parts is None:
        return Decomposition(None, None, None, _EMPTY.format("one of the waves"))
    panel, composition = float(parts.panel), float(parts.composition)
    reworded = grade is Grade.COMPARABLE
    return Decomposition(0.0 if reworded else panel, composition, panel if reworded else 0.0)
