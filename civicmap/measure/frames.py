"""Scores as a table of pandas, a row for each entity and node."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from civicmap.measure.results import Scores


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
