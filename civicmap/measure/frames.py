"""Results as tables of pandas, for those who go on in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from civicmap.measure.change_results import Changes, ScoreChanges
    from civicmap.measure.results import Gaps, Scores
    from civicmap.measure.tally import Tally


def scores_frame(scores: Scores) -> pd.DataFrame:
    """Return a long table: entity, level, id, score, low, high, answered, applicable, rated, why; NaN where undefined."""
    import pandas as pd  # noqa: PLC0415 - 240 ms that no command need pay

    results = list(scores.nodes.values())
    ids = [entity.id for entity in scores.entities]
    numbers = ("score", "low", "high", "answered", "applicable", "rated")
    columns = {name: np.concatenate([np.asarray(getattr(r, name)) for r in results]) for name in numbers}
    return pd.DataFrame(
        {
            "entity": ids * len(results),
            "level": np.repeat([str(r.level) for r in results], len(ids)),
            "id": np.repeat([r.node for r in results], len(ids)),
        }
        | columns
        | {"why": [why for r in results for why in r.why]}
    )


def gaps_frame(gaps: Gaps) -> pd.DataFrame:
    """Return a row for each finding and group: counts, shares, bounds, interval and bases; NaN where undefined."""
    import pandas as pd  # noqa: PLC0415 - as above

    return pd.DataFrame(
        {
            "finding": gap.finding.id,
            "by": gap.group.by,
            "value": gap.group.value,
            "base": str(gap.base),
            "unit": str(gap.unit),
            "numerator": gap.numerator,
            "denominator": gap.denominator,
            "share": gap.share,
            "gap_numerator": gap.gap_numerator,
            "gap_share": gap.gap_share,
            "interval_low": gap.interval.low if gap.interval else None,
            "interval_high": gap.interval.high if gap.interval else None,
            "method": gap.method,
            "item_low": gap.item_bounds.low if gap.item_bounds else None,
            "item_high": gap.item_bounds.high if gap.item_bounds else None,
            "frame_low": gap.frame_bounds.low if gap.frame_bounds else None,
            "frame_high": gap.frame_bounds.high if gap.frame_bounds else None,
            "holds": gap.holds,
        }
        for gap in gaps.findings
    )


def tally_frame(tally: Tally) -> pd.DataFrame:
    """Return a row for each question, group and canonical code that occurs, with its count of rows."""
    import pandas as pd  # noqa: PLC0415 - as above

    question, group, code = np.nonzero(tally.counts)
    values = [key.value for key in tally.groups] + [None]  # the last of the axis is "not known"
    return pd.DataFrame(
        {
            "question": [tally.layout.questions[place] for place in question.tolist()],
            "group": [values[place] for place in group.tolist()],
            "code": code,
            "count": tally.counts[question, group, code],
        }
    )


def changes_frame(changes: Changes) -> pd.DataFrame:
    """Return a row for each finding and group: the panel's pairs, everyone's shares, who came and went, and the parts."""
    import pandas as pd  # noqa: PLC0415 - as above

    from civicmap.measure.change_rows import FINDINGS, finding_row  # noqa: PLC0415 - only for this table

    return pd.DataFrame([finding_row(change) for change in changes.findings], columns=list(FINDINGS))


def score_changes_frame(scores: ScoreChanges) -> pd.DataFrame:
    """Return a row for each entity and node: both scores, their change and both bands."""
    import pandas as pd  # noqa: PLC0415 - as above

    from civicmap.measure.change_rows import SCORES, score_row  # noqa: PLC0415 - only for this table

    return pd.DataFrame([score_row(change) for change in scores.entities], columns=list(SCORES))
