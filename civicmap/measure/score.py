"""Scores of every entity: a fold over questions, block of rows by block of rows, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np

from civicmap.framework.types import Level
from civicmap.measure.answers import answers_of
from civicmap.measure.bands import place_in_bands
from civicmap.measure.coverage import Reach, share, why_not, why_not_overall
from civicmap.measure.fold import Fold
from civicmap.measure.gates import find_gates
from civicmap.measure.missing import Values, enclose, treat
from civicmap.measure.plan import make_plan
from civicmap.measure.points import earn
from civicmap.measure.results import NodeScores, QuestionScores, Scores
from civicmap.measure.tables import Tables
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Node
    from civicmap.measure.answers import Answers
    from civicmap.measure.plan import Plan
    from civicmap.model import Survey

_Kind = TypeVar("_Kind", bound=np.generic)

BLOCK_ROWS: Final = 16_384
"""Rows folded at a time: a column of them fits the processor's cache, and the values of 100 questions fit memory."""


class Made(NamedTuple):
    """A node as one block gives it."""

    values: Values
    counts: Reach
    rated: NDArray[np.bool_]
    lacking: NDArray[np.bool_]  # (members, n), for the overall's reasons


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
    in_rows = [n for n, node in plan.nodes.items() if plan.rolled is not None and node.height <= plan.rolled]
    entities: dict[str, list[Made]] = {node: [] for node in plan.nodes}
    rows: dict[str, list[Made]] = {node: [] for node in in_rows}
    gates = find_gates(survey, framework, answers)
    tables = Tables(plan, answers)
    for start, stop, starts in _blocks(survey.row_entity):
        part = {node: gate.part(start, stop) for node, gate in gates.items()}
        fold = Fold(plan, answers.part(start, stop), starts, part, tables)
        for node in plan.nodes:
            entities[node].append(_make(fold, node, rows=False))
        for node in in_rows:
            rows[node].append(_make(fold, node, rows=True))
    order = [node.id for node in framework.nodes]
    return Scores(
        entities=survey.entities,
        row_entity=survey.row_entity,
        row_instance=survey.row_instance,
        nodes={node: _finish(plan, node, entities[node]) for node in order},
        rows={node: _finish(plan, node, rows[node]) for node in order if node in rows},
        questions=QuestionTable(answers),
    )


def _blocks(row_entity: NDArray[np.int32]) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
    """Yield first row and end of parts of the rows, whole entities each, with the first row of each entity there."""
    firsts = np.flatnonzero(np.diff(row_entity, prepend=-1))
    begin = 0
    while begin < len(firsts):
        start = int(firsts[begin])
        end = max(begin + 1, int(np.searchsorted(firsts, start + BLOCK_ROWS)))
        stop = int(firsts[end]) if end < len(firsts) else len(row_entity)
        yield start, stop, firsts[begin:end] - start
        begin = end


def _make(fold: Fold, node: str, *, rows: bool) -> Made:
    """Take what one block says of a node."""
    overall = fold.plan.nodes[node].node.level is Level.OVERALL
    return Made(
        enclose(fold.values(node, rows=rows)),
        fold.counts(node, rows=rows),
        fold.rated(node, rows=rows),
        fold.lacking(node, rows=rows) if overall else np.zeros((0, 0), dtype=bool),
    )


def _finish(plan: Plan, node_id: str, parts: Sequence[Made]) -> NodeScores:
    """Join the blocks of a node, band it, and say why where it is not rated."""
    node = plan.nodes[node_id].node
    values = Values(*(_join([part.values[place] for part in parts], np.float64) for place in range(3)))
    counts = Reach(*(_join([part.counts[place] for part in parts], np.int32) for place in range(4)))
    rated = _join([part.rated for part in parts], np.bool_)
    return NodeScores(
        node=node_id,
        level=node.level,
        score=values.score,
        low=values.low,
        high=values.high,
        answered=share(counts.answered, counts.applicable),
        applicable=share(counts.relevant, counts.all),
        rated=rated,
        band=place_in_bands(values.score, rated, node.bands),
        why=_reasons(plan, node, rated, counts, parts),
    )


def _reasons(
    plan: Plan, node: Node, rated: NDArray[np.bool_], counts: Reach, parts: Sequence[Made]
) -> tuple[str | None, ...]:
    """Say why a node is not rated: its own coverage, or for the overall the pillars that lack a rating."""
    if node.level is not Level.OVERALL:
        return why_not(rated, counts, node.coverage)
    titles = [plan.nodes[child].node.title for child in plan.nodes[node.id].needed]
    lacking = np.hstack([part.lacking for part in parts]) if parts else np.zeros((len(titles), 0), dtype=bool)
    return why_not_overall(rated, lacking, titles)


def _join(parts: Sequence[NDArray[_Kind]], kind: type[_Kind]) -> NDArray[_Kind]:
    """Join the blocks' arrays."""
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


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
