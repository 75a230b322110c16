"""What a node's published parts make of it: whether a score that was not reached departs from its own parts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from civicmap.measure.aggregate import combine, gather, roll_up
from civicmap.measure.missing import Values
from civicmap.measure.plan import make_plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.plan import NodePlan
    from civicmap.measure.published import Published
    from civicmap.measure.results import Scores
    from civicmap.model import Survey


class Parts:
    """Published scores as parts of others. A part that is not published is made of its own; questions are no parts.

    None stands for what is not known, NaN for a part that has no score and leaves its mean.
    """

    def __init__(
        self, published: Sequence[Published], places: Mapping[str, int], scores: Scores, survey: Survey, fw: Framework
    ) -> None:
        self._plan, self._scores = make_plan(fw, survey.wave), scores
        self._known = {(places.get(row.entity), row.instance, row.id): _number(row.score) for row in published}
        self._owners = survey.row_entity
        within = self._plan.within
        self._kinds = None if within is None else survey.block.codes[survey.code_row(within)]

    def make(self, entity: int, instance: str, node_id: str) -> float | None:
        """Return what a node's parts, as published, make of it; None where they do not say."""
        plan = self._plan.nodes.get(node_id)
        if plan is None or plan.node.by_band:
            return None
        if instance or self._plan.rolled is None or plan.height > self._plan.rolled:
            return self._of_members(entity, instance, plan)
        return self._of_instances(entity, node_id)

    def _of_members(self, entity: int, instance: str, plan: NodePlan) -> float | None:
        if not plan.members or any(member.is_question for member in plan.members):
            return None
        found = [self._part(entity, instance, member.id) for member in plan.members]
        parts = [np.array([value]) for value in found if value is not None]
        weights = [member.weight for member in plan.members]
        if len(parts) < len(found):
            return None
        return float(combine(plan.node.aggregate, parts, weights, plan.base)[0])

    def _of_instances(self, entity: int, node_id: str) -> float | None:
        rows = np.flatnonzero(self._owners == entity)
        found = [self._part(entity, self._scores.row_instance[row], node_id) for row in rows.tolist()]
        parts = np.array([value for value in found if value is not None])
        return None if len(parts) < len(found) else self._rolled(parts, rows)

    def _rolled(self, parts: NDArray[np.float64], rows: NDArray[np.intp]) -> float:
        """Make one of an entity's instances as the framework does."""
        values, starts = Values(parts, parts, parts), np.zeros(1, dtype=np.intp)
        if self._kinds is not None:
            values, starts = gather(values, self._kinds[rows], starts)
        return float(roll_up(values, starts, self._plan.by, self._plan.base).score[0])

    def _part(self, entity: int, instance: str, node_id: str) -> float | None:
        """Return a part as published, or of its own parts, or NaN where there is nothing to score."""
        known = (entity, instance, node_id)
        if known in self._known:
            return self._known[known]
        return np.nan if self._is_nothing(known) else self.make(*known)

    def _is_nothing(self, known: tuple[int, str, str]) -> bool:
        entity, instance, node_id = known
        if not instance:
            return bool(np.isnan(self._scores.nodes[node_id].score[entity]))
        names, scored = self._scores.row_instance, self._scores.rows.get(node_id)
        row = next(row for row in np.flatnonzero(self._owners == entity).tolist() if names[row] == instance)
        return scored is not None and bool(np.isnan(scored.score[row]))


def _number(printed: str) -> float | None:
    """Return a printed score; NaN for none, None for what is no number."""
    try:
        return float(Fraction(printed)) if printed else np.nan
    except (ValueError, ZeroDivisionError, OverflowError):
        return None
