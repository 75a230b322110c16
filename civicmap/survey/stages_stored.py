"""A stored wave without the rows of one review stage, so that new files can take their place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code
from civicmap.survey.stages import stage_places, take_rows

if TYPE_CHECKING:
    from civicmap.errors import Problem
    from civicmap.model import Raw, RowCount, Source
    from civicmap.survey.stages import Stages


def without_stage(raw: Raw, stages: Stages, stage: str) -> Raw:
    """Return a raw layer without a stage's rows, and without the files that have no row left: their problems go too."""
    places = stage_places(raw, stages)
    places = np.zeros(raw.rows, dtype=np.int64) if places is None else places
    rows = np.flatnonzero(places != stages.ids.index(stage))
    if len(rows) == raw.rows:
        return raw
    kept = take_rows(raw, rows)
    # A file that never gave a row stays: what was said of it holds on.
    emptied = set(np.unique(raw.row_source).tolist()) - set(np.unique(kept.row_source).tolist())
    staying = [place for place in range(len(raw.sources)) if place not in emptied]
    new_place = {old: new for new, old in enumerate(staying)}
    table = np.array([new_place.get(old, 0) for old in range(len(raw.sources))], dtype=np.uint16)
    gone = [raw.sources[place] for place in sorted(emptied)]
    names = {source.name for source in gone} - {raw.sources[place].name for place in staying}
    dropped = [problem for problem in raw.problems if problem.where.split("!")[0] in names]
    present = set(zip(kept.row_source.tolist(), kept.row_number.tolist(), strict=True))
    return replace(
        kept,
        sources=tuple(raw.sources[place] for place in staying),
        row_source=table[kept.row_source],
        count=_count(raw.count, gone, dropped, len(rows)),
        problems=tuple(problem for problem in raw.problems if problem not in dropped),
        corrections=tuple(
            replace(one, source=new_place[one.source]) for one in raw.corrections if (one.source, one.row) in present
        ),
    )


def _count(count: RowCount, gone: list[Source], dropped: list[Problem], rows: int) -> RowCount:
    """Return the account of the rows of the files that stay."""
    read = count.read - sum(source.rows for source in gone)
    blank = count.blank - sum(problem.count for problem in dropped if problem.code is Code.ROW_BLANK)
    return replace(count, read=read, responses=rows, blank=blank, not_responses=read - rows - blank)
