"""The fold over questions: every node's values for a block of rows, made once each and remembered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import Level, Missing
from civicmap.measure.aggregate import aggregate, gather, roll_up
from civicmap.measure.bands import place_in_bands
from civicmap.measure.codes import look_up, treated
from civicmap.measure.coverage import Reach, Shares, enough, reach, shares, total
from civicmap.measure.missing import Values, treat
from civicmap.measure.points import Earned, accept, earn
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from civicmap.framework.types import Node
    from civicmap.measure.answers import Answers
    from civicmap.measure.gates import Gate
    from civicmap.measure.patterns import Patterns, Places
    from civicmap.measure.plan import Member, NodePlan, Plan
    from civicmap.measure.runs import Runs
    from civicmap.measure.tables import Tables


@dataclass(slots=True)
class Fold:
    """One block of rows, whole entities only. `starts` (entities,) holds the first row of each entity.

    `missing` in a signature is a composite's own treatment, which wins over its questions'; None leaves them theirs.
    `rows` asks for a value of each row, else of each entity. With `score_only` nobody asks for low and high, which then
    are the score.
    """

    plan: Plan
    answers: Answers
    starts: NDArray[np.intp]
    gates: Mapping[str, Gate]
    tables: Tables
    score_only: bool = False
    _earned: dict[tuple[str, tuple[str, ...]], Earned] = field(default_factory=dict)
    _values: dict[tuple[str, tuple[str, ...], Missing | None, bool], Values] = field(default_factory=dict)
    _reach: dict[tuple[str, tuple[str, ...], Missing, bool], Reach] = field(default_factory=dict)
    _counts: dict[tuple[str, Missing | None, bool], Reach] = field(default_factory=dict)
    _shares: dict[tuple[str, Missing | None, bool], Shares] = field(default_factory=dict)
    _rated: dict[tuple[str, Missing | None, bool], NDArray[np.bool_]] = field(default_factory=dict)
    _numbers: dict[tuple[str, Missing | None], Places] = field(default_factory=dict)
    _leaves: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def values(self, node_id: str, missing: Missing | None = None, *, rows: bool = False) -> Values:
        """Return a node's values."""
        plan = self.plan.nodes[node_id]
        missing = missing or plan.node.missing
        key = (node_id, (), missing, rows)
        if key not in self._values:
            if self._in_rows(plan.height) and not rows:
                made = self._rolled(self.values(node_id, missing, rows=True))
            else:
                made = self._aggregated(plan, missing, rows=rows)
            gate = self._gate(node_id, rows=rows)
            self._values[key] = made if gate is None else _gated(made, gate)
        return self._values[key]

    def counts(self, node_id: str, missing: Missing | None = None, *, rows: bool = False) -> Reach:
        """Return how much stands behind a node's score."""
        made = self._counted(node_id, missing, rows=rows)
        gate = self._gate(node_id, rows=rows)
        return made if gate is None else Reach(*(count * gate.open for count in made))

    def shares(self, node_id: str, missing: Missing | None = None, *, rows: bool = False) -> Shares:
        """Return a node's counts as parts of 1."""
        key = (node_id, missing or self.plan.nodes[node_id].node.missing, rows)
        if key not in self._shares:
            self._shares[key] = shares(self.counts(node_id, missing, rows=rows))
        return self._shares[key]

    def rated(self, node_id: str, missing: Missing | None = None, *, rows: bool = False) -> NDArray[np.bool_]:
        """Say where a node's score is rated. The overall is, when every pillar of it to which anything applies is."""
        node = self.plan.nodes[node_id].node
        missing = missing or node.missing
        key = (node_id, missing, rows)
        if key not in self._rated:
            if node.level is Level.OVERALL:
                some = self.counts(node_id, missing, rows=rows).applicable > 0
                self._rated[key] = some & ~self.lacking(node_id, missing, rows=rows).any(axis=0)
            else:
                score = self.values(node_id, missing, rows=rows).score
                self._rated[key] = enough(score, self.shares(node_id, missing, rows=rows), node.coverage)
        return self._rated[key]

    def lacking(self, node_id: str, missing: Missing | None = None, *, rows: bool = False) -> NDArray[np.bool_]:
        """Say which of the nodes below apply somewhere and are not rated, (nodes, n)."""
        needed = self.plan.nodes[node_id].needed
        found = [
            (self.counts(child, missing, rows=rows).applicable > 0) & ~self.rated(child, missing, rows=rows)
            for child in needed
        ]
        return np.array(found, dtype=bool).reshape(len(needed), self._size(rows=rows))

    def member(self, node: Node, member: Member, missing: Missing | None, *, rows: bool) -> Values:
        """Return one member's values in a node: a question's points, a node's score, or the points of its band."""
        if member.is_question:
            return self._question(member.id, node.accepted, missing, rows=rows)
        values = self.values(member.id, missing, rows=rows)
        bands = self.plan.nodes[member.id].node.bands
        if not node.by_band or bands is None:
            return values
        points = np.array([*bands.points, np.nan])  # the last for -1, which is no band
        known = ~np.isnan(values.low)
        rated = self.rated(member.id, missing, rows=rows)
        return Values(
            points[place_in_bands(values.score, rated, bands)],
            points[place_in_bands(values.low, known, bands)],
            points[place_in_bands(values.high, known, bands)],
        )

    def _aggregated(self, plan: NodePlan, missing: Missing | None, *, rows: bool) -> Values:
        """Make a node of its members. Without any there is nothing to say, whatever the base."""
        if not plan.members:
            nothing = np.full(self._size(rows=rows), np.nan)
            return Values(nothing, nothing, nothing)
        patterns = self._patterns(plan, missing, rows=rows)
        if patterns is not None:
            return patterns.values_at(self._number(plan, missing, patterns), score_only=self.score_only)
        members = [self.member(plan.node, member, missing, rows=rows) for member in plan.members]
        weights, extra = [member.weight for member in plan.members], [member.extra for member in plan.members]
        return aggregate(plan.node.aggregate, members, weights, plan.base, extra)

    def _counted(self, node_id: str, missing: Missing | None, *, rows: bool) -> Reach:
        """Return the counts of a node whose own gate is left aside."""
        plan = self.plan.nodes[node_id]
        missing = missing or plan.node.missing
        key = (node_id, missing, rows)
        if key not in self._counts:
            self._counts[key] = self._count(plan, missing, rows=rows)
        return self._counts[key]

    def _count(self, plan: NodePlan, missing: Missing | None, *, rows: bool) -> Reach:
        """Count a node's questions: by its patterns, of the nodes that it is made of, or one by one."""
        patterns = self._patterns(plan, missing, rows=rows)
        if patterns is not None:
            return patterns.counts_at(self._number(plan, missing, patterns))
        if plan.adds:
            return total([self._counted(child, missing, rows=rows) for child in plan.adds])
        counted = [self._question_reach(question, plan.node, missing, rows=rows) for question in plan.counted]
        return total(counted) if counted else self._no_reach(rows=rows)

    def _patterns(self, plan: NodePlan, missing: Missing | None, *, rows: bool) -> Patterns | Runs | None:
        """Return the table of a node that is made of questions in each row, if it has one."""
        return self.tables.patterns(plan, missing) if rows or self.plan.rolled is None else None

    def _number(self, plan: NodePlan, missing: Missing | None, patterns: Patterns | Runs) -> Places:
        """Return the number of each row's pattern in a node, or in each run of its questions."""
        key = (plan.node.id, missing)
        if key not in self._numbers:
            self._numbers[key] = patterns.number(self.answers, self._leaving)
        return self._numbers[key]

    def _question(self, question: str, accepted: tuple[str, ...], missing: Missing | None, *, rows: bool) -> Values:
        """Return a question's values."""
        key = (question, accepted, missing, rows)
        if key not in self._values:
            if self.plan.rolled is not None and not rows:
                self._values[key] = self._rolled(self._question(question, accepted, missing, rows=True))
            else:
                own = missing or self.answers.questions[question].missing
                table = self.tables.earned(question, accepted)
                found = treated(table, own, question, self.answers) if table else None
                whole = found or treat(self._earn(question, accepted), own)
                self._values[key] = Values(*(whole.score,) * 3) if self.score_only else whole
        return self._values[key]

    def _earn(self, question: str, accepted: tuple[str, ...]) -> Earned:
        """Return what a question earns in each row, in points or as one of the accepted answers."""
        key = (question, accepted)
        if key not in self._earned:
            asked, table = self.answers.questions[question], self.tables.earned(question, accepted)
            if table is not None:
                self._earned[key] = look_up(table, question, self.answers)
            else:
                self._earned[key] = accept(asked, self.answers, accepted) if accepted else earn(asked, self.answers)
        return self._earned[key]

    def _question_reach(self, question: str, node: Node, missing: Missing | None, *, rows: bool) -> Reach:
        """Return how one question counts for coverage."""
        own = missing or self.answers.questions[question].missing
        key = (question, node.accepted, own, rows)
        if key not in self._reach:
            starts = None if rows or self.plan.rolled is None else self.starts
            self._reach[key] = reach(self._earn(question, node.accepted), own, self._leaving(question), starts)
        return self._reach[key]

    def _leaving(self, question: str) -> NDArray[np.bool_]:
        """Say in which rows a question is not asked for the entity's group alone, or hangs on one that is not."""
        if question not in self._leaves:
            codes = self.answers.codes(question)
            self._leaves[question] = np.zeros(codes.shape, dtype=bool)  # a ring of gates ends here
            if question in self.plan.leaving:
                not_asked = codes == AnswerState.NOT_ASKED
                reasons = [self._leaving(gate) for gate in self.plan.gates[question]]
                alone = question in self.plan.groups_only
                self._leaves[question] = not_asked & np.logical_or.reduce([not_asked] if alone else reasons)
        return self._leaves[question]

    def _gate(self, node_id: str, *, rows: bool) -> Gate | None:
        """Return a node's own gate, if it has one."""
        gate = self.gates.get(node_id)
        return gate if gate is None or rows or self.plan.rolled is None else gate.of_entities(self.starts)

    def _in_rows(self, height: int) -> bool:
        """Say whether a node of this height is made in each row and then rolled up."""
        return self.plan.rolled is not None and height <= self.plan.rolled

    def _rolled(self, values: Values) -> Values:
        starts = self.starts
        if self.plan.within is not None:
            values, starts = gather(values, self.answers.codes(self.plan.within), starts)
        return roll_up(values, starts, self.plan.by, self.plan.base)

    def _size(self, *, rows: bool) -> int:
        return self.answers.block.rows if rows or self.plan.rolled is None else len(self.starts)

    def _no_reach(self, *, rows: bool) -> Reach:
        return Reach(*(np.zeros(self._size(rows=rows), dtype=np.int32),) * 4)


def _gated(values: Values, gate: Gate) -> Values:
    """Keep the score where the gate is open, and low and high where it could be."""
    return Values(
        np.where(gate.open, values.score, np.nan),
        np.where(gate.possible, values.low, np.nan),
        np.where(gate.possible, values.high, np.nan),
    )
