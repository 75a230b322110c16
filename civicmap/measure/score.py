"""Scores of every entity: a fold over questions. What it gives is made where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.framework.types import Level
from civicmap.measure.answers import answers_of
from civicmap.measure.gates import find_gates
from civicmap.measure.missing import enclose, treat
from civicmap.measure.passes import Pass
from civicmap.measure.plan import make_plan
from civicmap.measure.points import earn
from civicmap.measure.results import Nodes, QuestionScores, Scores
from civicmap.measure.tables import Tables
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.answers import Answers
    from civicmap.measure.results import NodeScores
    from civicmap.model import Survey

_TOPS: Final = frozenset({Level.PILLAR, Level.OVERALL, Level.COMPOSITE})


def score(survey: Survey, framework: Framework) -> Scores:
    """Score a survey: each entity's points per question, each node, each composite, with low, high and coverage.

    Args:
        survey: one wave, rows ordered by entity.
        framework: the framework it was resolved against.

    Raises:
        FrameworkError: a fixed base is given per wave, and this wave has none.
    """
    plan = make_plan(framework, survey.wave)
    answers = answers_of(survey, framework)
    over = Pass(plan, answers, find_gates(survey, framework, answers), Tables(plan, answers), survey.row_entity)
    in_rows = [n for n, node in plan.nodes.items() if plan.rolled is not None and node.height <= plan.rolled]
    order = [node.id for node in framework.nodes]
    return Scores(
        entities=survey.entities,
        row_entity=survey.row_entity,
        row_instance=survey.row_instance,
        nodes=NodeTable(over, order, rows=False),
        rows=NodeTable(over, [node for node in order if node in in_rows], rows=True),
        questions=QuestionTable(answers),
    )


class NodeTable(Nodes):
    """Nodes' scores, made when one is asked for, in one pass with all that are read with it.

    These are pillars, composites and the overall, or else what is below the pillars: few commands read both, and the
    scores of every indicator of a large survey would fill memory.
    """

    __slots__ = ("_made", "_order", "_pass", "_rated", "_rows")

    def __init__(self, over: Pass, order: Sequence[str], *, rows: bool) -> None:
        self._pass, self._order, self._rows = over, tuple(order), rows
        self._made: dict[str, NodeScores] = {}
        self._rated: dict[str, NDArray[np.float64]] = {}

    def __getitem__(self, node: str) -> NodeScores:
        if node not in self._made:
            self._made |= self._pass.fill(self._beside(node), rows=self._rows)
        return self._made[node]

    def rated(self, node: str) -> NDArray[np.float64]:
        """Return a node's scores, NaN where they are not rated; of a large survey without the other columns."""
        if node not in self._made and not self._pass.small:
            if node not in self._rated:
                self._rated |= self._pass.fill_rated(self._beside(node), rows=self._rows)
            return self._rated[node]
        found = self[node]
        return np.where(found.rated, found.score, np.nan)

    def _beside(self, node: str) -> list[str]:
        """Return the nodes that are made with one."""
        if node not in self._order:
            raise KeyError(node)
        tops = {name: self._pass.plan.nodes[name].node.level in _TOPS for name in self._order}
        return [name for name in tops if tops[name] is tops[node]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


class QuestionTable(Mapping[str, QuestionScores]):
    """The scored questions' points, made when one is asked for: all of a large survey at once would fill memory."""

    __slots__ = ("_answers", "_scored")

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._scored = tuple(question.id for question in answers.questions.values() if question.scored)

    def __getitem__(self, question: str) -> QuestionScores:
        if question not in self._scored:
            raise KeyError(question)
        asked = self._answers.questions[question]
        earned = earn(asked, self._answers)
        states = tuple(AnswerState)
        return QuestionScores(
            question,
            *enclose(treat(earned, asked.missing)),
            state=tuple(states[code] for code in earned.state.tolist()),
            weight=asked.weight,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._scored)

    def __len__(self) -> int:
        return len(self._scored)
