"""The sums behind one entity's score: what each answer is worth, and what it adds to a node (rule R4)."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import Aggregate, RollUp
from civicmap.measure.answers import answers_of
from civicmap.measure.fold import Fold
from civicmap.measure.gates import find_gates
from civicmap.measure.plan import make_plan
from civicmap.measure.score import score
from civicmap.measure.tables import Tables
from civicmap.measure.trace import answer_text, cell_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.framework.types import Framework, Missing, Node
    from civicmap.measure.plan import Member, NodePlan
    from civicmap.measure.results import Scores
    from civicmap.model import AnswerState, Survey

_NO_SUM = (Aggregate.GEOMETRIC,)


@dataclass(frozen=True, slots=True)
class Part:
    """One answer behind a score. `points` is None where its state leaves the mean.

    `part` is the answer's part of the score's weight and `adds` what it adds, in points: they add up to 1 (not with a
    fixed base or a sum of instances) and to the score. Where the lowest or the best counts, it has all the weight, the
    first of equals. Both are None where the score is no sum of answers: a geometric mean, points of bands.
    """

    question: str
    instance: str
    state: AnswerState
    answer: str
    address: str
    points: float | None
    part: float | None
    adds: float | None


@dataclass(frozen=True, slots=True)
class Explained:
    """A node's score of one entity, with the answers behind it in file order."""

    node: Node
    score: float | None
    low: float | None
    high: float | None
    why: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """One answer on the way down: its row among the entity's, its points, and its part of the weight; NaN for none."""

    question: str
    row: int
    points: float
    part: float


@dataclass(frozen=True, slots=True)
class _Walk:
    """The tree over one entity's rows. A `part` is what stands above an answer so far, NaN where nothing is summed."""

    fold: Fold

    def node(self, node_id: str, part: float, missing: Missing | None, row: int | None = None) -> Iterator[_Found]:
        """Yield the answers below a node, of one row or, without one, of the entity."""
        plan = self.fold.plan.nodes[node_id]
        missing = missing or plan.node.missing
        if row is None and self._in_rows(plan.height):
            instances = self.fold.values(node_id, missing, rows=True).score.tolist()
            for place, share in enumerate(self._instances(instances)):
                yield from self.node(node_id, part * share, missing, place)
            return
        values = [
            float(self.fold.member(plan.node, m, missing, rows=row is not None).score[row or 0]) for m in plan.members
        ]
        for member, share in zip(plan.members, _shares(plan, values), strict=True):
            if member.is_question:
                yield from self._question(plan.node, member, part * share, missing, row)
            else:
                yield from self.node(member.id, part * share, missing, row)

    def _question(
        self, node: Node, member: Member, part: float, missing: Missing | None, row: int | None
    ) -> Iterator[_Found]:
        """Yield one question's answer, or without a row that of each instance."""
        points = self.fold.member(node, member, missing, rows=True).score.tolist()
        if row is not None:
            yield _Found(member.id, row, points[row], part)
            return
        shares = self._instances(points) if self._in_rows(0) else [1.0]
        for place, share in enumerate(shares):
            yield _Found(member.id, place, points[place], part * share)

    def _in_rows(self, height: int) -> bool:
        rolled = self.fold.plan.rolled
        return rolled is not None and height <= rolled

    def _instances(self, values: Sequence[float]) -> list[float]:
        """Return each instance's part of what they become."""
        by, base = self.fold.plan.by, self.fold.plan.base
        if by in (RollUp.MEAN, RollUp.SUM):
            kinds = self._kinds(len(values))
            of_kind = Counter(kind for kind, value in zip(kinds, values, strict=True) if not math.isnan(value))
            whole = base or (1.0 if by is RollUp.SUM else len(of_kind))
            return [
                math.nan if math.isnan(value) else 1.0 / whole / of_kind[kind]
                for kind, value in zip(kinds, values, strict=True)
            ]
        return _only(values, max if by is RollUp.BEST else min)

    def _kinds(self, count: int) -> Sequence[int]:
        """Return the kind of each instance: each its own, unless instances of one answer become one first."""
        within = self.fold.plan.within
        return range(count) if within is None else self.fold.answers.codes(within).tolist()


def _shares(plan: NodePlan, values: Sequence[float]) -> list[float]:
    """Return each member's part of a node; NaN for a member that left, and where the node is no sum."""
    if plan.node.aggregate in _NO_SUM or plan.node.by_band:
        return [math.nan] * len(values)
    if plan.node.aggregate is Aggregate.MIN:
        return _only(values, min)
    present = sum(m.weight for m, value in zip(plan.members, values, strict=True) if not (m.extra or math.isnan(value)))
    weights = [member.weight for member in plan.members]
    return [
        math.nan if math.isnan(value) else weight / (plan.base or present or math.nan)
        for weight, value in zip(weights, values, strict=True)
    ]


def _only(values: Sequence[float], choose: Callable[[list[float]], float]) -> list[float]:
    """Give all to the first of the values that are chosen."""
    known = [value for value in values if not math.isnan(value)]
    first = values.index(choose(known)) if known else -1
    return [math.nan if math.isnan(value) else float(place == first) for place, value in enumerate(values)]


def explain(survey: Survey, framework: Framework, entity: int, node: Node, scores: Scores | None = None) -> Explained:
    """Return the sums behind a node's score for one entity, given by its place in the survey.

    `scores` are the survey's, where they are known already.
    """
    plan, result = make_plan(framework, survey.wave), (scores or score(survey, framework)).nodes[node.id]
    rows = np.flatnonzero(survey.row_entity == entity)
    start, stop = int(rows[0]), int(rows[-1]) + 1
    answers = answers_of(survey, framework)
    gates = {name: gate.part(start, stop) for name, gate in find_gates(survey, framework, answers).items()}
    own = answers.part(start, stop)
    walk = _Walk(Fold(plan, own, np.zeros(1, dtype=np.intp), gates, Tables(plan, own)))
    order = {question.id: place for place, question in enumerate(framework.questions)}
    whole = math.nan if math.isnan(result.score[entity]) else 1.0
    found = sorted(walk.node(node.id, whole, None), key=lambda one: (one.row, order[one.question]))
    return Explained(
        node,
        _known(result.score[entity]),
        _known(result.low[entity]),
        _known(result.high[entity]),
        result.why[entity],
        tuple(_part(survey, framework, start + one.row, one) for one in found),
    )


def _part(survey: Survey, framework: Framework, row: int, found: _Found) -> Part:
    """Return one answer with its cell."""
    asked = framework.question(found.question)
    summed = not (math.isnan(found.part) or math.isnan(found.points))
    return Part(
        found.question,
        survey.row_instance[row],
        asked.state(int(survey.block.codes[survey.code_row(found.question), row])),
        " × ".join(answer_text(survey, framework.question(one), row) for one in asked.points.factors or (asked.id,)),
        cell_address(survey, found.question, row),
        _known(found.points),
        found.part if summed else None,
        found.part * found.points if summed else None,
    )


def _known(value: float) -> float | None:
    """Return a number, None for NaN."""
    return None if math.isnan(value) else float(value)
