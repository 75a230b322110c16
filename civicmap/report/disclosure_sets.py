"""What the framework tells of findings without any answer: which set of entities lies within which, and which share a base.

Everybody can read the framework, so everybody knows these relations. Only what follows from the form of the conditions is
known here: that one answer rules out another by what a survey means is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from civicmap.framework.evaluate import zero_answers
from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Base,
    Cells,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    QuestionType,
    Unit,
    WithinMonths,
)

if TYPE_CHECKING:
    from collections.abc import Hashable

    from civicmap.framework.types import Condition, Finding, Framework


class Sets(NamedTuple):
    """The sets of a finding, by keys: those of one key are one set. `has` is None for what is not counted in entities.

    `base` is None where it is all respondents, or the frame; `narrowed` is what it lies within, where that is a condition.
    """

    has: Condition | None
    lacks: Hashable
    silent: Hashable
    base: Hashable | None
    narrowed: Condition | None


def sets_of(finding: Finding, framework: Framework) -> Sets:
    """Return the sets of a finding."""
    if finding.unit is not Unit.ENTITY or isinstance(finding.share, Cells) or framework.instances is not None:
        unique = ("own", finding.id)
        return Sets(None, ("lacks", *unique), ("silent", *unique), ("base", *unique), None)
    has = narrow(finding.share, finding.among)
    lacks = _lacks(finding, framework)
    asked = _erased(finding.share)
    single = isinstance(finding.share, Is)
    silent = ("silent", finding.base, finding.among, asked if single else finding.id)
    return Sets(has, lacks or ("lacks", finding.id), silent, _base(finding, asked), finding.among)


def narrow(share: Condition, among: Condition | None) -> Condition:
    """Return who has it among those that meet a condition."""
    if among is None:
        return share
    parts = [*_every(among), *_every(share)]
    return AllOf(tuple(dict.fromkeys(parts)))


def implies(one: Condition, other: Condition, framework: Framework) -> bool:  # noqa: PLR0911 - one line per form
    """Whether by their form all that meet one condition meet the other."""
    if one == other:
        return True
    if isinstance(other, AllOf):
        return all(implies(one, part, framework) for part in other.parts)
    if isinstance(one, AnyOf):
        return all(implies(part, other, framework) for part in one.parts)
    if isinstance(one, AllOf) and any(implies(part, other, framework) for part in one.parts):
        return True
    if isinstance(other, AnyOf):
        return any(implies(one, part, framework) for part in other.parts) or _some_of(one, other)
    if isinstance(other, AtLeastOf):
        return _enough(one, other, framework)
    return _leaf_implies(one, other)


def exclude(one: Condition, other: Condition, framework: Framework) -> bool:  # noqa: PLR0911 - one line per form
    """Whether by their form nobody meets both conditions."""
    if isinstance(one, AllOf):
        return any(exclude(part, other, framework) for part in one.parts)
    if isinstance(other, AllOf):
        return exclude(other, one, framework)
    if isinstance(one, AnyOf):
        return all(exclude(part, other, framework) for part in one.parts)
    if isinstance(other, AnyOf):
        return exclude(other, one, framework)
    if isinstance(one, Not) or isinstance(other, Not):
        return (isinstance(one, Not) and implies(other, one.part, framework)) or (
            isinstance(other, Not) and implies(one, other.part, framework)
        )
    if isinstance(one, Is) and isinstance(other, Is) and one.question == other.question:
        return framework.question(one.question).type is QuestionType.CHOICE and not {*one.answers} & {*other.answers}
    return False


def together(one: Condition, other: Condition, framework: Framework) -> Condition | None:
    """Return what it is to meet one of two conditions that exclude each other: two answers of one question; else None."""
    if isinstance(one, Is) and isinstance(other, Is) and one.question == other.question:
        named = {*one.answers, *other.answers}
        order = [answer.id for answer in framework.question(one.question).answers if answer.id in named]
        return Is(one.question, tuple(order))
    return None


def exhausts(condition: Condition, framework: Framework) -> bool:
    """Whether every substantive answer of a question meets a condition, so that only silence is left."""
    if not isinstance(condition, Is):
        return False
    return all(answer.id in condition.answers for answer in framework.question(condition.question).options)


# --- forms ----------------------------------------------------------------------------------------------------------


def canonical(condition: Condition, framework: Framework) -> Condition:
    """Return a condition with answers in the order of the framework, so that equal ones are equal."""
    match condition:
        case AllOf(parts):
            return AllOf(tuple(canonical(part, framework) for part in parts))
        case AnyOf(parts):
            return AnyOf(tuple(canonical(part, framework) for part in parts))
        case AtLeastOf(n, parts):
            return AtLeastOf(n, tuple(canonical(part, framework) for part in parts))
        case Not(part):
            return Not(canonical(part, framework))
        case Is(question, answers):
            order = [answer.id for answer in framework.question(question).answers if answer.id in answers]
            return Is(question, tuple(order) if len(order) == len(set(answers)) else answers)
        case _:
            return condition


def _every(condition: Condition) -> tuple[Condition, ...]:
    return condition.parts if isinstance(condition, AllOf) else (condition,)


def _some_of(one: Condition, other: AnyOf) -> bool:
    """Whether enough of the very parts of the other make the one."""
    return isinstance(one, (AtLeastOf, AnyOf)) and {*one.parts} <= {*other.parts}


def _enough(one: Condition, other: AtLeastOf, framework: Framework) -> bool:
    """Whether one condition makes enough of the other's parts hold."""
    if isinstance(one, AtLeastOf) and {*one.parts} <= {*other.parts} and one.n >= other.n:
        return True
    return sum(implies(one, part, framework) for part in other.parts) >= other.n


def _leaf_implies(one: Condition, other: Condition) -> bool:
    """Whether one test passes wherever another of the same question does."""
    match one, other:
        case (Is(q, a), Is(p, b)) | (InGroup(q, a), InGroup(p, b)) | (InBand(q, a), InBand(p, b)):
            return q == p and {*a} <= {*b}
        case (HasAll(q, a), HasAll(p, b)):
            return q == p and {*b} <= {*a}
        case (HasAll(q, a), Is(p, b)):
            return q == p and bool({*a} & {*b})
        case (AtLeast(q, n), AtLeast(p, m)) | (AtMost(p, m), AtMost(q, n)):
            return q == p and n >= m
        case (WithinMonths(q, n), WithinMonths(p, m)):
            return q == p and n <= m
        case _:
            return False


def _erased(condition: Condition) -> Any:
    """Return what a condition asks about, without what it asks for: who leaves the base hangs on that alone."""
    match condition:
        case AllOf(parts):
            return ("all", frozenset(map(_erased, parts)))
        case AnyOf(parts) | AtLeastOf(_, parts):
            return ("any", frozenset(map(_erased, parts)))
        case Not(part):
            return _erased(part)
        case InGroup(name, _) | InBand(name, _):
            return ("other", name)
        case _:
            return ("question", getattr(condition, "question", ""))


def _base(finding: Finding, asked: Any) -> Hashable | None:
    """Return the key of a finding's base; that of all respondents is None."""
    if finding.base is Base.RESPONDENTS:
        return None if finding.among is None else ("has", finding.among)
    if finding.base is Base.FRAME:
        return None if finding.among is None else ("base", finding.id)
    # Whether an unknown part keeps an entity in `given` and `answered` hangs on what is asked for, in compounds.
    exact = isinstance(finding.share, Is) or finding.base is Base.APPLICABLE
    return ("base", finding.base, finding.among, asked if exact else finding.share)


def _lacks(finding: Finding, framework: Framework) -> Hashable | None:
    """Return the key of who clearly lacks it, where that is some answers of one question."""
    if not isinstance(finding.share, Is):
        return None
    question = framework.question(finding.share.question)
    if finding.not_in is None:
        zero = zero_answers(question)
        named = None if zero is None else tuple(a for a in zero if a not in finding.share.answers)
    else:
        own = isinstance(finding.not_in, Is) and finding.not_in.question == question.id
        named = finding.not_in.answers if own and isinstance(finding.not_in, Is) else None
    if named is None or question.type is not QuestionType.CHOICE:
        return None
    if question.closed_by is None:
        return ("has", canonical(narrow(Is(question.id, named), finding.among), framework))
    return ("lacks", question.id, frozenset(named), finding.among)
