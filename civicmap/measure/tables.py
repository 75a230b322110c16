"""What is worked out once for all blocks of a survey: what a choice earns by its codes, a node by its patterns."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Final

from civicmap.measure.codes import by_code
from civicmap.measure.patterns import MOST_PATTERNS, Kinds, Marks, Patterns, kinds, lanes, read, shape_of, work_out
from civicmap.measure.runs import find_runs

if TYPE_CHECKING:
    from civicmap.framework.types import Missing
    from civicmap.measure.answers import Answers
    from civicmap.measure.coverage import Reach
    from civicmap.measure.missing import Values
    from civicmap.measure.patterns import Shape
    from civicmap.measure.plan import NodePlan, Plan
    from civicmap.measure.points import Earned
    from civicmap.measure.runs import Runs

PATTERNS_A_ROW: Final = 1.0
"""A table that is longer for each row of the survey takes longer to work out than it saves."""

RUN_PATTERNS: Final = 1 << 13
"""Patterns of a run of questions: several runs are read for each row, so their tables must share the processor's cache."""


@dataclass(slots=True)
class Tables:
    """The tables of one survey under one plan; `answers` are those of all its rows."""

    plan: Plan
    answers: Answers
    _earned: dict[tuple[str, tuple[str, ...]], Earned | None] = field(default_factory=dict)
    _kinds: dict[tuple[str, tuple[str, ...], Missing], Kinds | None] = field(default_factory=dict)
    _alike: dict[bytes, Kinds] = field(default_factory=dict)
    _patterns: dict[tuple[str, Missing | None], Patterns | Runs | None] = field(default_factory=dict)
    _shapes: dict[Shape, tuple[Values, Reach]] = field(default_factory=dict)

    def earned(self, question: str, accepted: tuple[str, ...]) -> Earned | None:
        """Return what each code of a choice earns; None for all other questions."""
        key = (question, accepted)
        if key not in self._earned:
            self._earned[key] = by_code(self.answers.questions[question], accepted)
        return self._earned[key]

    def patterns(self, plan: NodePlan, missing: Missing | None) -> Patterns | Runs | None:
        """Return what each pattern of answers makes of a node of questions, or of each run of its questions.

        None where a row's codes do not settle it, or where there are more patterns than rows to look up.
        """
        key = (plan.node.id, missing)
        if key not in self._patterns:
            self._patterns[key] = self._worked_out(plan, missing)
        return self._patterns[key]

    def _worked_out(self, plan: NodePlan, missing: Missing | None) -> Patterns | Runs | None:
        if not plan.members or not all(member.is_question for member in plan.members):
            return None
        found = [self._kinds_of(member.id, plan.node.accepted, missing) for member in plan.members]
        members = [one for one in found if one is not None]
        rows = PATTERNS_A_ROW * self.answers.block.rows
        if len(members) < len(found):
            return None
        if prod(map(len, members)) > min(MOST_PATTERNS, rows):
            return find_runs(plan, members, min(RUN_PATTERNS, rows))
        shape = shape_of(plan, members)
        if shape not in self._shapes:
            self._shapes[shape] = work_out(plan, members)
        return Patterns(tuple(member.id for member in plan.members), tuple(members), *self._shapes[shape])

    def _kinds_of(self, question: str, accepted: tuple[str, ...], missing: Missing | None) -> Kinds | None:
        """Return the kinds of a choice's cells as a node reads them; None for all other questions."""
        own = missing or self.answers.questions[question].missing
        key = (question, accepted, own)
        if key not in self._kinds:
            table = self.earned(question, accepted)
            self._kinds[key] = None if table is None else self._told_apart(table, own, self._marks(question))
        return self._kinds[key]

    def _told_apart(self, table: Earned, missing: Missing, marks: Marks) -> Kinds:
        """Tell a choice's kinds apart, once for all questions of which the same is read."""
        found = read(table, missing, marks)
        same = lanes(*found).tobytes()
        if same not in self._alike:
            self._alike[same] = kinds(*found, marks)
        return self._alike[same]

    def _marks(self, question: str) -> Marks:
        """Return what a question's cells hang on in this survey."""
        if question in self.plan.leaving:
            return Marks.GROUP
        return Marks.DOUBT if self.answers.doubtful(question).any() else Marks.NONE
