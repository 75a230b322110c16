"""Change for the public: what two waves together would tell of few entities is withheld, beyond what each withholds alone.

A panel splits a wave's share into those who stayed and those who came, so both parts, and what moved between yes and no,
must be large enough. The tables of earlier publications are not searched together with this one: a report on change is for
review (`DisclosureFact.reasons` has `change`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Tier
from civicmap.report.facts_change import WaveShare

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.report.facts import NodeFact, Report, ShareFact
    from civicmap.report.facts_change import AlternativeFact, ChangeFact, PanelFact, ScoreChangeFact, WavesFact

NOTHING: Final = WaveShare(None, None, None)


def protect_change(shown: Report, before: Report) -> WavesFact | None:
    """Return the change that a report may tell. `shown` is this wave's report after control, `before` the earlier one's."""
    change = shown.change
    if change is None:
        return None
    threshold = shown.method.threshold
    now = {finding.id: finding.everyone for finding in shown.findings}
    then = {finding.id: finding.everyone for finding in before.findings}
    nodes = [{node.id: node for node in _nodes(report)} for report in (before, shown)]
    return replace(
        change,
        findings=tuple(_finding(one, then.get(one.id), now.get(one.id), threshold) for one in change.findings),
        scores=tuple(_scores(one, nodes[0].get(one.node), nodes[1].get(one.node), threshold) for one in change.scores),
    )


def protect_alternatives(shown: Report) -> tuple[AlternativeFact, ...]:
    """Return scores under other rules without what tells of one entity, and of few."""
    nodes = {node.id: node for node in _nodes(shown)}
    return tuple(_alternative(one, nodes.get(one.node), shown.method.threshold) for one in shown.alternatives)


def _nodes(report: Report) -> Iterable[NodeFact]:
    return (*report.pillars, *report.composites, *([report.overall] if report.overall else []))


def _finding(change: ChangeFact, then: ShareFact | None, now: ShareFact | None, threshold: int) -> ChangeFact:
    """Withhold each wave's share where that wave's own report does, and the panel where two waves tell of few."""
    before, after = _wave(change.before, then), _wave(change.after, now)
    panel = change.panel
    if panel is not None and (
        NOTHING in (before, after) or change.tier is not Tier.PUBLIC or not _panel_is_safe(change, panel, threshold)
    ):
        panel = None
    hidden = (before, after, panel) != (change.before, change.after, change.panel)
    return replace(change, before=before, after=after, panel=panel, withheld=hidden)


def _wave(share: WaveShare, published: ShareFact | None) -> WaveShare:
    """Return a wave's share if its own report shows the very same."""
    if published is None or published.withheld or published.numerator != share.numerator:
        return NOTHING
    return share


def _panel_is_safe(change: ChangeFact, panel: PanelFact, threshold: int) -> bool:
    """Whether those who stayed, came, left and changed are each many, or nobody of many.

    The interval and p are functions of the four cells, so all four must be what a reader may know.
    """
    for share, stayed in ((change.before, panel.before), (change.after, panel.after)):
        if share.numerator is None or share.denominator is None:
            return False
        if not _safe(share.numerator - stayed, share.denominator - panel.n, threshold):
            return False
    stayed_yes, lost, gained, stayed_no = panel.cells
    return _safe(gained, gained + stayed_no, threshold) and _safe(lost, lost + stayed_yes, threshold)


def _safe(part: int, whole: int, threshold: int) -> bool:
    """Whether x of n tells of no few: both parts are many, or there is nobody, or all of many are alike."""
    if not whole:
        return True
    rest = whole - part
    if not part or not rest:
        return whole >= 2 * threshold
    return min(part, rest) >= threshold


def _scores(change: ScoreChangeFact, then: NodeFact | None, now: NodeFact | None, threshold: int) -> ScoreChangeFact:
    """Withhold means where either wave's report has none, or where few came or left; and counts that are few."""
    if change.n is None:
        return change
    counts = (change.rose, change.same, change.fell)
    few = any(count is not None and 0 < count < threshold for count in counts)
    means = [None if node is None else node.everyone for node in (then, now)]
    telling = any(score is None or score.mean is None or not _many(score.rated, change.n, threshold) for score in means)
    if not few and not telling:
        return change
    return replace(
        change,
        before=None if telling else change.before,
        after=None if telling else change.after,
        change=None if telling else change.change,
        rose=None if few else change.rose,
        same=None if few else change.same,
        fell=None if few else change.fell,
        withheld=True,
    )


def _many(rated: int | None, n: int, threshold: int) -> bool:
    """Whether those rated in one wave and not in both are nobody, or many."""
    return rated is not None and (rated == n or rated - n >= threshold)


def _alternative(one: AlternativeFact, node: NodeFact | None, threshold: int) -> AlternativeFact:
    """Withhold everything where the node's own mean is withheld, and counts that are few."""
    if one.compared is None:
        return one
    if node is None or node.everyone.mean is None:
        return replace(
            one, compared=None, up=None, down=None, median_before=None, median_after=None, mean_shift=None,
            max_shift=None, spearman=None, withheld=True,
        )  # fmt: skip
    moved = (one.up or 0, one.down or 0)
    few = any(0 < count < threshold for count in moved) or one.compared - sum(moved) < threshold
    return replace(one, max_shift=None, up=None if few else one.up, down=None if few else one.down, withheld=few)
