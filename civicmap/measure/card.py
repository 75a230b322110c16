"""What a card says of one entity: its scores beside those of its kind and of all, what is weakest, what would raise it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Level, PointsRule, QuestionType, Tier
from civicmap.framework.words import band_label
from civicmap.measure.contributions import explain
from civicmap.measure.score import score
from civicmap.measure.summary import shown_nodes, summarize
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Framework, Node, Question
    from civicmap.measure.contributions import Part
    from civicmap.measure.results import Scores, ScoreSummary
    from civicmap.model import Entity, Survey

_NEAR: Final = 1e-9  # a gain below this is none


@dataclass(frozen=True, slots=True)
class Line:
    """One node's score of the entity, beside its kind and all. `why` says why it is not rated, None where it is.

    `score` is None where it is not rated. `kind` is None where the entity's group is not known.
    """

    node: Node
    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    band_id: str | None
    band: str | None  # as readers call it
    why: str | None
    kind: ScoreSummary | None
    everyone: ScoreSummary


@dataclass(frozen=True, slots=True)
class Raise:
    """How much a pillar would rise at most, were one answer the best that its question offers and all else the same.

    What stands behind a closed gate is left out: nobody can answer it as things are.
    """

    pillar: Node
    question: Question
    instance: str
    answer: str
    points: float
    best: float
    gain: float


@dataclass(frozen=True, slots=True)
class Card:
    """One entity. `weakest` are rated indicators below the best, the lowest first; `raises` the greatest first.

    Neither holds a confidential question; `apart` counts the scored ones that are. `kind` is the entity's value of the
    group `by` as readers call it, None where nobody says.
    """

    entity: Entity
    by: str | None
    kind: str | None
    lines: tuple[Line, ...]
    weakest: tuple[Line, ...]
    raises: tuple[Raise, ...]
    apart: int


class Cards:
    """Makes cards of one wave: what all of them share is counted once."""

    def __init__(self, survey: Survey, framework: Framework, by: str | None = None) -> None:
        """Score the wave once. Raises RequestError where there is no group of the name `by`."""
        self.survey, self.framework = survey, framework
        self.scores: Scores = score(survey, framework)
        indicators = [node for node in framework.nodes if node.level is Level.INDICATOR]
        self._shown = [node for node in shown_nodes(framework) if framework.questions_below(node.id)]
        self._indicators = [node for node in indicators if self._open(node)]
        names = [node.id for node in (*self._shown, *self._indicators)]
        self._groups: tuple[str, ...] = ()
        self._index: list[int] = []
        self._values: tuple[str, ...] = ()
        self._title: str | None = None
        if by is not None:
            from civicmap.survey.groups import group_values  # noqa: PLC0415 - only where a group is named

            values = group_values(survey, framework, by)
            self._groups, self._index, self._title = values.labels, values.index.tolist(), values.title
            self._values = values.values
        found = summarize(self.scores, survey, framework, by, names)
        self._summaries = {(one.group.value, one.node): one for one in found}

    def card(self, entity: int) -> Card:
        """Return the card of an entity, given by its place in the survey."""
        kind = self._index[entity] if self._index else -1
        value = self._values[kind] if kind >= 0 else None
        lines = tuple(self._line(node, entity, value) for node in self._shown)
        rated = [line for node in self._indicators if (line := self._line(node, entity, value)).score is not None]
        return Card(
            self.survey.entities[entity],
            self._title,
            self._groups[kind] if kind >= 0 else None,
            lines,
            tuple(sorted((line for line in rated if self._below_best(line)), key=_by_score)),
            tuple(sorted(self._raises(entity), key=lambda one: -one.gain)),
            sum(one.scored and one.tier is Tier.CONFIDENTIAL for one in self.framework.questions),
        )

    def _open(self, node: Node) -> bool:
        """Whether a node is scored and holds no confidential question."""
        below = [question for question in self.framework.questions_below(node.id) if question.scored]
        return bool(below) and all(question.tier is not Tier.CONFIDENTIAL for question in below)

    def _below_best(self, line: Line) -> bool:
        below = [question for question in self.framework.questions_below(line.node.id) if question.scored]
        return _by_score(line) < max(map(best_of, below)) - _NEAR

    def _line(self, node: Node, entity: int, kind: str | None) -> Line:
        result = self.scores.nodes[node.id]
        rated, place = bool(result.rated[entity]), int(result.band[entity])
        band = node.bands.names[place] if rated and node.bands is not None and place >= 0 else None
        numbers = (result.low, result.high, result.answered)
        low, high, coverage = (_known(values[entity]) for values in numbers)
        return Line(
            node,
            _known(result.score[entity]) if rated else None,
            low,
            high,
            coverage,
            band,
            None if band is None else band_label(self.framework, band),
            result.why[entity],
            None if kind is None else self._summaries[kind, node.id],
            self._summaries[None, node.id],
        )

    def _raises(self, entity: int) -> Iterator[Raise]:
        """Yield what each open answer that counts could still add to its pillar."""
        for node in self._shown:
            if node.level is not Level.PILLAR:
                continue
            for part in explain(self.survey, self.framework, entity, node, self.scores).parts:
                question = self.framework.question(part.question)
                gain = self._gain(question, part)
                open_ = question.tier is not Tier.CONFIDENTIAL and part.state is not AnswerState.CLOSED
                if open_ and gain > _NEAR:
                    assert part.points is not None
                    yield Raise(node, question, part.instance, part.answer, part.points, best_of(question), gain)

    def _gain(self, question: Question, part: Part) -> float:
        return 0.0 if part.part is None or part.points is None else part.part * (best_of(question) - part.points)


def best_of(question: Question) -> float:
    """Return the most points that a question can earn."""
    if question.type is QuestionType.CHOICE and question.points.rule is PointsRule.ANSWER:
        return max((one.points for one in question.answers if one.points is not None), default=question.points.high)
    return question.points.high


def _by_score(line: Line) -> float:
    assert line.score is not None
    return line.score


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
