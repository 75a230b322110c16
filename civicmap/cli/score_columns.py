"""Scores as columns of plain values, for the entities asked for: turned from arrays once and not cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.results import NodeScores, Scores

    Known = Sequence[float | None]


class Columns(NamedTuple):
    """One node's scores, a value for each entity in every column; None where there is nothing to say."""

    score: Known
    low: Known
    high: Known
    answered: Known
    applicable: Known
    band: Sequence[str | None]
    rated: Sequence[bool]
    why: Sequence[str | None]


def columns(node: Node, result: NodeScores, places: Sequence[int]) -> Columns:
    """Return a node's scores at some places."""
    at = np.asarray(places, dtype=np.intp)
    names = (*(node.bands.names if node.bands is not None else ()), None)  # the last for -1, which is no band
    return Columns(
        known_values(result.score[at]),
        known_values(result.low[at]),
        known_values(result.high[at]),
        known_values(result.answered[at]),
        known_values(result.applicable[at]),
        [names[index] for index in result.band[at].tolist()],
        result.rated[at].tolist(),
        [result.why[place] for place in places],
    )


def known_values(values: NDArray[np.float64]) -> list[float | None]:
    """Return numbers, None for NaN."""
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124 - only NaN is not itself


def lowest_pillars(framework: Framework, scores: Scores, places: Sequence[int]) -> list[Node | None]:
    """Return each entity's rated pillar with the lowest score, the first of equals; None where fewer than two are rated."""
    pillars = [node for node in framework.pillars if node.weight > 0]
    if len(pillars) < 2:
        return [None] * len(places)
    at = np.asarray(places, dtype=np.intp)
    rated = np.array([scores.nodes[node.id].rated[at] for node in pillars])
    score = np.array([scores.nodes[node.id].score[at] for node in pillars])
    lowest = np.where(rated, score, np.inf).argmin(axis=0)
    several = rated.sum(axis=0) > 1
    found = [*pillars, None]
    return [found[place] for place in np.where(several, lowest, -1).tolist()]
