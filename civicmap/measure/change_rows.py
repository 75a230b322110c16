"""Changes as flat rows, every number in a column of its own: for tables of pandas, CSV and workbooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from civicmap.measure.change_results import FindingChange, ScoreChange

Value = str | int | float | None

FINDINGS: Final = (
    *("finding", "title", "pillar", "by", "value", "unit", "base", "grade", "why"),
    *("panel_n", "yes_yes", "yes_no", "no_yes", "no_no", "panel_before", "panel_after", "panel_change"),
    *("interval_low", "interval_high", "mcnemar_exact", "mcnemar_midp", "panel_why"),
    *("before_numerator", "before_denominator", "after_numerator", "after_denominator", "before", "after", "change"),
    *("z", "p", "everyone_why"),
    *("entrants_x", "entrants_n", "leavers_x", "leavers_n", "turnover", "turnover_low", "turnover_high"),
    *("part_panel", "part_composition", "part_wording"),
)
SCORES: Final = ("entity", "name", "id", "before", "after", "change", "before_band", "after_band", "why")


def finding_row(change: FindingChange) -> tuple[Value, ...]:
    """Return a finding's change in the columns `FINDINGS`."""
    finding, panel, everyone, parts = change.finding, change.panel, change.everyone, change.decomposition
    return (
        *(finding.id, finding.title, finding.pillar, change.group.by, change.group.value),
        *(change.unit.value, change.base.value, change.grade.value, "; ".join(change.why) or None),
        *(panel.n, panel.yes_yes, panel.yes_no, panel.no_yes, panel.no_no, panel.before, panel.after, panel.change),
        *(panel.interval or (None, None)),
        *(panel.mcnemar_exact, panel.mcnemar_midp, panel.why),
        *(everyone.before_numerator, everyone.before_denominator),
        *(everyone.after_numerator, everyone.after_denominator),
        *(everyone.before, everyone.after, everyone.change, everyone.z, everyone.p, everyone.why),
        *(change.entrants.x, change.entrants.n, change.leavers.x, change.leavers.n, change.turnover.change),
        *(change.turnover.interval or (None, None)),
        *(parts.panel, parts.composition, parts.wording),
    )


def score_row(change: ScoreChange) -> tuple[Value, ...]:
    """Return an entity's change in the columns `SCORES`."""
    return (
        *(change.entity.id, change.entity.name, change.node, change.before, change.after, change.change),
        *(change.before_band, change.after_band, change.why),
    )
