"""Which question of an older framework stands for one of a newer, how far they compare, and what a rule reads there."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Cells,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    QuestionType,
    WithinMonths,
)
from civicmap.measure.change_results import Grade, Verdicts
from civicmap.survey.crosswalk import Past
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from civicmap.framework.leaves import Leaf
    from civicmap.framework.types import Condition, Finding, Framework, Question


class UntoldError(Exception):
    """What a rule asks was not asked in the older framework; the message says what."""


class Match(NamedTuple):
    """The question that stands for one; None where none does."""

    old: str | None
    grade: Grade
    why: tuple[str, ...] = ()


@dataclass(slots=True)
class Lens:
    """Sees the rules of a newer framework in an older one. Where both are one framework it changes nothing."""

    newer: Framework
    older: Framework
    _matches: dict[str, Match] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        """Whether both are one framework."""
        return self.newer.sha256 == self.older.sha256

    def match(self, question: str) -> Match:
        """Return what stands for a question of the newer framework."""
        if question not in self._matches:
            self._matches[question] = Match(question, Grade.EXACT) if self.same else self._match(question)
        return self._matches[question]

    def _match(self, question: str) -> Match:
        old = {asked.id: asked for asked in self.older.questions}
        graded = [(name, grade) for name, (to, grade) in self.newer.crosswalk.items() if to == question and name in old]
        version = self.newer.crosswalk_from
        applies = version is None or version == self.older.version
        if graded and applies:
            if len(graded) > 1:
                names = ", ".join(name for name, _ in graded)
                return Match(None, Grade.NOT_COMPARABLE, (f"{question} follows several questions ({names})",))
            [(name, grade)] = graded
            said = f"{question}: {Past(name, question, grade, self.older.version).words}, by the crosswalk"
            return Match(name, Grade(grade), () if grade == Grade.EXACT else (said,))
        if question in old:
            found = edited(old[question], self._gated(self.newer.question(question)))
            return Match(question, found.grade, found.why)
        late = f"; the crosswalk is from version {version}" if graded else ""
        return Match(None, Grade.NOT_COMPARABLE, (f"{question} is not in version {self.older.version}{late}",))

    def _gated(self, question: Question) -> Question:
        """Return a question with its gates in the older names, as far as they have any there."""
        return replace(question, asked_if=self._gate(question.asked_if), closed_by=self._gate(question.closed_by))

    def _gate(self, gate: Condition | None) -> Condition | None:
        try:
            return None if gate is None else self.condition(gate)
        except UntoldError:
            return gate

    def finding(self, finding: Finding) -> Finding:
        """Return a finding as the older framework would ask for it. Raises UntoldError where it could not."""
        if self.same:
            return finding
        among = None if finding.among is None else self.condition(finding.among)
        # Who lacks it plays no part in a share, nor in its base.
        return replace(finding, share=self.condition(finding.share), among=among, not_in=None)

    def condition(self, condition: Condition) -> Condition:
        """Return a condition in the older framework's names. Raises UntoldError where it could not be asked there."""
        match condition:
            case AllOf(parts) | AnyOf(parts):
                return type(condition)(tuple(map(self.condition, parts)))
            case AtLeastOf(n, parts):
                return AtLeastOf(n, tuple(map(self.condition, parts)))
            case Not(part):
                return Not(self.condition(part))
            case Cells(questions, answers):
                known = {name for each in questions for name in self._known(each, answers)}
                return Cells(tuple(map(self.old, questions)), tuple(sorted(known)))
            case _:
                return self._leaf(condition)

    def _leaf(self, condition: Leaf) -> Condition:
        match condition:
            case Is(question, answers) | HasAll(question, answers):
                return type(condition)(
                    self.old(question), self._answers(question, answers, every=isinstance(condition, HasAll))
                )
            case AtLeast(question) | AtMost(question) | WithinMonths(question):
                return replace(condition, question=self._of_type(question))
            case InGroup(group):
                if self.older.group(group) is None:
                    raise UntoldError(f"the group {group} is not in version {self.older.version}")
            case InBand(node):
                if node not in {one.id for one in self.older.nodes}:
                    raise UntoldError(f"{node} is not in version {self.older.version}")
        return condition

    def old(self, question: str) -> str:
        """Return the older id of a question. Raises UntoldError where there is none."""
        found = self.match(question)
        if found.old is None:
            raise UntoldError(found.why[0])
        return found.old

    def _of_type(self, question: str) -> str:
        old = self.old(question)
        if self.older.question(old).type is not self.newer.question(question).type:
            raise UntoldError(f"{question} was a question of another type")
        return old

    def _answers(self, question: str, answers: tuple[str, ...], *, every: bool) -> tuple[str, ...]:
        known = self._known(question, answers)
        if not known or (every and len(known) < len(answers)):
            raise UntoldError(f"{question} did not offer the answer that is counted")
        return known

    def _known(self, question: str, answers: tuple[str, ...]) -> tuple[str, ...]:
        """Return the older ids of answers: the same id, else an answer that is spelt the same."""
        if self.older.question(self.old(question)).type not in (QuestionType.CHOICE, QuestionType.MULTI):
            raise UntoldError(f"{question} was a question of another type")
        held = self.older.question(self.old(question)).answers
        ids = {answer.id for answer in held}
        spelt = {fold(text): answer.id for answer in reversed(held) for text in (*answer.also, answer.label)}
        asked = {answer.id: answer for answer in self.newer.question(question).answers}
        found = []
        for name in answers:
            texts = (asked[name].label, *asked[name].also) if name in asked else ()
            near = next((spelt[fold(text)] for text in texts if fold(text) in spelt), None)
            found.append(name if name in ids else near)
        return tuple(dict.fromkeys(name for name in found if name is not None))


def edited(old: Question, new: Question) -> Verdicts:
    """Return how far a question that kept its id compares, where no crosswalk grades it.

    Nobody but its author can say whether an edit changed the meaning. An edited scale changes what people could say,
    so that no trend is drawn; edited words or gates leave it comparable, and the reason is said.
    """
    if old.type is not new.type:
        return Verdicts(Grade.NOT_COMPARABLE, (f"{new.id} is a question of another type now",))
    if _scale(old) != _scale(new):
        why = f"{new.id} has other answers now, and no crosswalk says that they compare"
        return Verdicts(Grade.NOT_COMPARABLE, (why,))
    said = [(_words(old) != _words(new), "is worded otherwise now")]
    said.append(((old.asked_if, old.closed_by) != (new.asked_if, new.closed_by), "is asked of others now"))
    why_not = tuple(f"{new.id} {what}" for differs, what in said if differs)
    return Verdicts(Grade.COMPARABLE if why_not else Grade.EXACT, why_not)


def _scale(question: Question) -> set[tuple[object, ...]]:
    return {(answer.id, answer.state, answer.exclusive, answer.other) for answer in question.answers}


def _words(question: Question) -> tuple[object, ...]:
    labels = {answer.id: fold(answer.label) for answer in question.answers}
    return fold(question.text), fold(question.help), labels
