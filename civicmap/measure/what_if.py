"""What other rules would make of the scores: which entities change bands, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.measure.bands import place_in_bands
from civicmap.measure.robust_compare import Departure, depart
from civicmap.measure.score import score
from civicmap.measure.variant import vary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.results import NodeScores
    from civicmap.model import Entity, Survey


class Moved(NamedTuple):
    """An entity whose band changes."""

    entity: Entity
    before: float
    after: float
    band_before: str
    band_after: str


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One node under other rules, over the entities rated under both. `furthest` changed by the most points."""

    node: Node
    departure: Departure
    median_before: float | None
    median_after: float | None
    furthest: Entity | None
    moved: tuple[Moved, ...]


def what_if(
    survey: Survey, framework: Framework, alternatives: Sequence[Sequence[str]], nodes: Sequence[Node]
) -> Iterator[tuple[WhatIf, ...]]:
    """Yield, for each alternative, some nodes under its rules beside the framework's own.

    Raises RequestError for a rule that is not known.
    """
    own = score(survey, framework)
    for rules in alternatives:
        other = score(survey, vary(framework, rules))
        yield tuple(_what_if(survey, node, own.nodes[node.id], other.nodes[node.id]) for node in nodes)


def _what_if(survey: Survey, node: Node, own: NodeScores, other: NodeScores) -> WhatIf:
    rated = own.rated & other.rated
    found = depart(own.score, other.score, rated, node.bands)
    furthest = None if found.furthest is None else survey.entities[found.furthest]
    moved = tuple(_moved(survey, node, rated, own.score, other.score))
    return WhatIf(node, found, _median(own, rated), _median(other, rated), furthest, moved)


def _moved(
    survey: Survey, node: Node, rated: NDArray[np.bool_], one: NDArray[np.float64], two: NDArray[np.float64]
) -> Iterator[Moved]:
    """Yield the entities whose band changes, in their order."""
    if node.bands is None:
        return
    before, after = (place_in_bands(scores, rated, node.bands) for scores in (one, two))
    for place in np.flatnonzero(before != after).tolist():
        bands = (node.bands.names[before[place]], node.bands.names[after[place]])
        yield Moved(survey.entities[place], float(one[place]), float(two[place]), *bands)


def _median(scores: NodeScores, rated: NDArray[np.bool_]) -> float | None:
    return float(np.median(scores.score[rated])) if rated.any() else None
