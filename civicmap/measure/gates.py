"""Gates of composites: where a composite is not asked for, and where nobody can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.answers import Answers
    from civicmap.model import Survey


class Gate(NamedTuple):
    """Where a gate is open, and where it still could be, each (n,)."""

    open: NDArray[np.bool_]
    possible: NDArray[np.bool_]

    def part(self, start: int, stop: int) -> Gate:
        """Return the rows from `start` up to `stop`."""
        return Gate(self.open[start:stop], self.possible[start:stop])

    def of_entities(self, starts: NDArray[np.intp]) -> Gate:
        """Return the gate of each entity, whose first rows are `starts`: open where it is for an instance."""
        return Gate(np.logical_or.reduceat(self.open, starts), np.logical_or.reduceat(self.possible, starts))


def find_gates(survey: Survey, framework: Framework, answers: Answers) -> Mapping[str, Gate]:
    """Evaluate the gate of every node that has one of its own, in each row."""
    gated = {node.id: node.asked_if for node in framework.nodes if node.asked_if is not None}
    if not gated:
        return {}
    from civicmap.framework.evaluate import Rows, Verdict, evaluate  # noqa: PLC0415 - few frameworks gate a composite
    from civicmap.framework.reading import reads  # noqa: PLC0415
    from civicmap.measure.sight import of_rows  # noqa: PLC0415

    groups = {group: of_rows(survey, framework, group) for group in reads(*gated.values()).groups}
    rows = Rows(framework, survey.layout, survey.block, groups, {}, answers.closing)
    found = {node: evaluate(condition, rows) for node, condition in gated.items()}
    return {node: Gate(outcome.verdict == Verdict.HAS, outcome.can_have) for node, outcome in found.items()}
