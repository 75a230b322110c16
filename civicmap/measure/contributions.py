"""The sums behind one entity's score: what each answer is worth, and what it adds to a node (rule R4)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import Aggregate
from civicmap.measure.answers import answers_of
from civicmap.measure.missing import treat
from civicmap.measure.plan import make_plan
from civicmap.measure.points import accept, earn
from civicmap.measure.score import score
from civicmap.measure.trace import answer_text, cell_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Framework, Missing, Node
    from civicmap.measure.answers import Answers
    from civicmap.measure.plan import Plan
    from civicmap.measure.results import Scores
    from civicmap.model import AnswerState, Survey

_SUMS = (Aggregate.MEAN, Aggregate.FLAT_MEAN, Aggregate.SHARE)


@dataclass(frozen=True, slots=True)
class Part:
    """One answer behind a score. `points` is None where its state leaves the mean.

    `part` is the answer's part of the score's weight and `adds` what it adds, in points: they add up to 1 (less with a
    fixed base) and to the score. Both are None where the score is no sum of answers: instances rolled up, the lowest, a
    geometric mean, points of bands.
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
class _Walk:
    """One entity's answers and scores, and the tree over them."""

    plan: Plan
    answers: Answers  # of one row
    scores: Scores
    entity: int

    def value(self, question: str, accepted: tuple[str, ...], missing: Missing | None) -> float:
        """Return a question's points, NaN where it leaves the mean."""
        asked = self.answers.questions[question]
        earned = accept(asked, self.answers, accepted) if accepted else earn(asked, self.answers)
        return float(treat(earned, missing or asked.missing).score[0])

    def parts(self, node_id: str, factor: float | None, missing: Missing | None) -> Iterator[tuple[str, float, float]]:
        """Yield (question, points, part of the weight) below a node; the part is NaN where nothing is summed."""
        plan = self.plan.nodes[node_id]
        missing = missing or plan.node.missing
        values = {
            member: self.value(member.id, plan.node.accepted, missing)
            if member.is_question
            else float(self.scores.nodes[member.id].score[self.entity])
            for member in plan.members
        }
        present = sum(member.weight for member, value in values.items() if not math.isnan(value))
        summed = factor is not None and plan.node.aggregate in _SUMS and not plan.node.by_band
        for member, value in values.items():
            left = math.isnan(value) or not summed or factor is None
            part = math.nan if left or factor is None else factor * member.weight / (plan.base or present)
            if member.is_question:
                yield member.id, value, part
            else:
                yield from self.parts(member.id, None if left else part, missing)


def explain(survey: Survey, framework: Framework, entity: int, node: Node) -> Explained:
    """Return the sums behind a node's score for one entity, given by its place in the survey."""
    plan, scores = make_plan(framework, survey.wave), score(survey, framework)
    rows = np.flatnonzero(survey.row_entity == entity).tolist()
    result, order = scores.nodes[node.id], {question.id: place for place, question in enumerate(framework.questions)}
    parts: list[Part] = []
    for row in rows:
        walk = _Walk(plan, answers_of(survey, framework).part(row, row + 1), scores, entity)
        # Instances are scored one by one before they become one, so only an only one is a sum of its answers.
        alone = len(rows) == 1 and (plan.rolled is None or plan.base is None)
        found = sorted(walk.parts(node.id, 1.0 if alone else None, None), key=lambda part: order[part[0]])
        parts += [_part(survey, framework, row, *part) for part in found]
    low, high = _known(result.low[entity]), _known(result.high[entity])
    return Explained(node, _known(result.score[entity]), low, high, result.why[entity], tuple(parts))


def _part(survey: Survey, framework: Framework, row: int, question: str, points: float, part: float) -> Part:
    """Return one answer with its cell."""
    asked = framework.question(question)
    summed = not (math.isnan(part) or math.isnan(points))
    return Part(
        question,
        survey.row_instance[row],
        asked.state(int(survey.block.codes[survey.code_row(question), row])),
        answer_text(survey, asked, row),
        cell_address(survey, question, row),
        _known(points),
        part if summed else None,
        part * points if summed else None,
    )


def _known(value: float) -> float | None:
    """Return a number, None for NaN."""
    return None if math.isnan(value) else float(value)
