"""A node of many questions looked up run by run: each run of its questions has a table of sums, and the sums add up.

A node with more patterns of answers than one table holds falls into runs that hold few each. Adding up in runs gives other last
digits than adding up question by question, unless no sum is ever rounded: so it is done only for means of points and weights
that are multiples of a millionth part or so of one (a power of two), as whole points are.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isnan, prod
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.types import Aggregate
from civicmap.measure.aggregate import of_sums
from civicmap.measure.coverage import Reach, total
from civicmap.measure.missing import Values
from civicmap.measure.patterns import number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.measure.answers import Answers
    from civicmap.measure.patterns import Kinds, Places
    from civicmap.measure.plan import Member, NodePlan

    Floats = NDArray[np.float64]

_MEANS: Final = frozenset({Aggregate.MEAN, Aggregate.FLAT_MEAN, Aggregate.SHARE})
_FINEST: Final = 1 << 20  # the largest denominator, and
_LARGEST: Final = 1 << 32  # the largest sum: together fewer bits than a float has


@dataclass(frozen=True, slots=True)
class Run:
    """Some questions: `sums` and `weights` (3, patterns) of what is present in score, low and high; `counts` (patterns,)."""

    questions: tuple[str, ...]
    kinds: tuple[Kinds, ...]
    sums: Floats
    weights: Floats
    counts: Reach


@dataclass(frozen=True, slots=True)
class Runs:
    """A node of questions in runs; read as `Patterns` are, with a place in each run for each row."""

    runs: tuple[Run, ...]
    base: float | None

    def number(self, answers: Answers, leaving: Callable[[str], NDArray[np.bool_]]) -> Places:
        """Return the number of each row's pattern in each run."""
        return [number(run.questions, run.kinds, answers, leaving) for run in self.runs]

    def values_at(self, places: Places, *, score_only: bool = False) -> Values:
        """Return the node's values in each row; where nobody asks for low and high, the score for these."""
        made = [self._lane(lane, places) for lane in range(1 if score_only else 3)]
        return Values(*(made * 3)[:3]) if score_only else Values(*made)

    def counts_at(self, places: Places) -> Reach:
        """Return the node's counts in each row."""
        found = []
        for run, place in zip(self.runs, places, strict=True):
            answered, applicable, _, everyone = (count.take(place) for count in run.counts)
            found.append(Reach(answered, applicable, applicable, everyone))
        return total(found)

    def _lane(self, lane: int, places: Places) -> Floats:
        """Return score, low or high in each row."""
        sums, weights = self.runs[0].sums[lane].take(places[0]), self.runs[0].weights[lane].take(places[0])
        for run, place in zip(self.runs[1:], places[1:], strict=True):
            sums += run.sums[lane].take(place)
            weights += run.weights[lane].take(place)
        return of_sums(sums, weights, self.base)


def find_runs(plan: NodePlan, members: Sequence[Kinds], most: float) -> Runs | None:
    """Cut a node's questions into runs of at most so many patterns; None where a sum could be rounded, or one has more alone."""
    if plan.node.aggregate not in _MEANS or not _never_rounded(plan, members):
        return None
    cuts: list[list[int]] = [[]]
    for at in range(len(members)):
        if prod(len(members[one]) for one in (*cuts[-1], at)) > most:
            cuts.append([])
        cuts[-1].append(at)
    if any(prod(len(members[at]) for at in cut) > most for cut in cuts):
        return None
    runs = [_run([plan.members[at] for at in cut], [members[at] for at in cut]) for cut in cuts if cut]
    return Runs(tuple(runs), plan.base)


def _run(questions: Sequence[Member], kinds: Sequence[Kinds]) -> Run:
    """Add up every pattern of some questions."""
    radix = tuple(len(one) for one in kinds)
    places = np.unravel_index(np.arange(prod(radix)), radix)
    sums, weights = np.zeros((2, 3, prod(radix)))
    for question, one, at in zip(questions, kinds, places, strict=True):
        values = np.array(one.values)[:, at]
        present = ~np.isnan(values)
        sums += np.where(present, question.weight * values, 0.0)
        weights += question.weight * present
    counts = total([Reach(*(part[at] for part in one.counts)) for one, at in zip(kinds, places, strict=True)])
    return Run(tuple(question.id for question in questions), tuple(kinds), sums, weights, counts)


def _never_rounded(plan: NodePlan, members: Sequence[Kinds]) -> bool:
    """Say whether points by weight, and all their sums, are numbers that a float holds exactly."""
    largest = Fraction(0)
    for member, kinds in zip(plan.members, members, strict=True):
        weight = Fraction(member.weight)
        points = {Fraction(value) for value in set(np.ravel(kinds.values).tolist()) if not isnan(value)}
        products = [weight, *(weight * value for value in points)]
        if member.extra or any(product.denominator > _FINEST for product in products):
            return False
        largest += max(map(abs, products))
    return largest < _LARGEST
