"""A node made again of the same points under other weights, or without one of its parts: (draws, entities) at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.measure.aggregate import combine
from civicmap.measure.answers import answers_of
from civicmap.measure.bands import place_in_bands
from civicmap.measure.fold import Fold
from civicmap.measure.gates import find_gates
from civicmap.measure.plan import make_plan
from civicmap.measure.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.plan import Member, NodePlan
    from civicmap.model import Survey

    Floats = NDArray[np.float64]
    Drawn = Callable[[np.random.Generator, Sequence[float], int], Floats]

SPREAD: Final = 0.25
NOTHING: Final[frozenset[str]] = frozenset()


def dirichlet(generator: np.random.Generator, weights: Sequence[float], draws: int) -> Floats:
    """Draw weights with every division of their sum equally likely, whatever they are now: (draws, members)."""
    drawn: Floats = generator.dirichlet(np.ones(len(weights)), draws)
    return drawn * sum(weights)


def around(generator: np.random.Generator, weights: Sequence[float], draws: int) -> Floats:
    """Draw each weight evenly from a quarter less to a quarter more, with their sum kept: (draws, members)."""
    drawn = np.asarray(weights) * generator.uniform(1 - SPREAD, 1 + SPREAD, (draws, len(weights)))
    kept: Floats = drawn * (sum(weights) / drawn.sum(axis=1, keepdims=True))
    return kept


@dataclass(slots=True)
class Tree:
    """The points of a survey under a framework's plan. What is made in each row of an entity is kept as it was rolled up."""

    fold: Fold
    _weights: dict[str, Floats] = field(default_factory=dict)

    def draw(self, node_id: str, how: Drawn, generator: np.random.Generator, draws: int) -> None:
        """Draw the weights of every node below and at one, in the plan's order."""
        below = set(self._below(node_id))
        self._weights = {
            name: how(generator, [member.weight for member in plan.members], draws)
            for name, plan in self.fold.plan.nodes.items()
            if name in below and plan.members
        }

    def forget(self) -> None:
        """Go back to the framework's own weights."""
        self._weights = {}

    def scores(self, node_id: str, part: slice, without: frozenset[str] = NOTHING) -> Floats:
        """Return a node's scores, (draws of the part, entities); without some questions or nodes. NaN: nothing to say."""
        plan = self.fold.plan.nodes[node_id]
        own = self.fold.values(node_id).score
        draws = part.stop - part.start
        if not self._open(plan) or not plan.members:
            return np.broadcast_to(own, (draws, len(own)))
        kept = [place for place, member in enumerate(plan.members) if member.id not in without]
        if not kept:
            return np.full((draws, len(own)), np.nan)
        parts = [self._member(plan, plan.members[place], part, without) for place in kept]
        whole = sum(member.weight for member in plan.members)
        weights: list[float | Floats] = [self._weight(plan, place, part) for place in kept]
        base = plan.base and plan.base * sum(plan.members[place].weight for place in kept) / whole
        made = combine(plan.node.aggregate, parts, weights, base, [plan.members[place].extra for place in kept])
        gate = self.fold.gates.get(node_id)
        return made if gate is None else np.where(np.isnan(own), np.nan, made)

    def items(self, node_id: str) -> list[tuple[str, frozenset[str]]]:
        """Return what can be left out of a node, one by one: the nodes of questions below it, or its own questions.

        Each with all that leaves with it, since a flat mean is over questions.
        """
        plan = self.fold.plan.nodes[node_id]
        below = [self.fold.plan.nodes[name] for name in self._below(node_id) if name != node_id]
        groups = [one for one in below if one.node.of_questions and one.members and self._open(one)]
        if plan.node.of_questions or len(groups) < 2:
            return [(question, frozenset({question})) for question in plan.counted]
        return [(one.node.id, frozenset({one.node.id, *one.counted})) for one in groups]

    def _below(self, node_id: str) -> Iterator[str]:
        """Yield a node and every node that it is made of, or that stands below it in the tree."""
        plan = self.fold.plan.nodes[node_id]
        yield node_id
        if not plan.node.of_questions:
            for child in plan.node.children:
                if self.fold.plan.nodes[child].node.weight > 0:
                    yield from self._below(child)

    def _open(self, plan: NodePlan) -> bool:
        """Whether a node is made of entities' values, and not in rows that are rolled up."""
        return self.fold.plan.rolled is None or plan.height > self.fold.plan.rolled

    def _member(self, plan: NodePlan, member: Member, part: slice, without: frozenset[str]) -> Floats:
        """Return one member's values, (draws, entities): points of a question, a score, or the points of its band."""
        draws = part.stop - part.start
        if member.is_question:
            own = self.fold.member(plan.node, member, plan.node.missing, rows=False).score
            return np.broadcast_to(own, (draws, len(own)))
        found = self.scores(member.id, part, without)
        bands = self.fold.plan.nodes[member.id].node.bands
        if not plan.node.by_band or bands is None:
            return found
        points = np.array([*bands.points, np.nan])
        return points[place_in_bands(found, np.broadcast_to(self.fold.rated(member.id), found.shape), bands)]

    def _weight(self, plan: NodePlan, place: int, part: slice) -> float | Floats:
        drawn = self._weights.get(plan.node.id)
        return plan.members[place].weight if drawn is None else drawn[part, place, None]


def make_tree(survey: Survey, framework: Framework) -> Tree:
    """Lay out a survey's points. Raises FrameworkError as `score`."""
    plan, answers = make_plan(framework, survey.wave), answers_of(survey, framework)
    starts = np.flatnonzero(np.diff(survey.row_entity, prepend=-1))
    return Tree(Fold(plan, answers, starts, find_gates(survey, framework, answers), Tables(plan, answers)))
