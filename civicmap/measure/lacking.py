"""Whether a finding can tell who clearly lacks it, and if not, why (rule R3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.evaluate import zero_answers
from civicmap.framework.types import AllOf, AnyOf, AtLeastOf, Cells, InBand, Is, QuestionType

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Condition, Finding, Framework

_NO_POINTS = "no answer of {names} has points, and the finding does not say who lacks it (not_in)"
_BANDS = "a band does not say who lacks it, and the finding does not either (not_in)"
_TESTED = {QuestionType.MULTI, QuestionType.NUMBER, QuestionType.DATE}


def why_no_gap(finding: Finding, framework: Framework) -> str | None:
    """Return why no gap can be told for a finding, None where it can."""
    return None if finding.not_in is not None else _why(finding.share, framework)


def _why(condition: Condition, framework: Framework) -> str | None:
    """Return why a condition can never be clearly lacked."""
    match condition:
        case AllOf(parts):
            return _enough([_why(part, framework) for part in parts], 1)
        case AnyOf(parts):
            return _enough([_why(part, framework) for part in parts], len(parts))
        case AtLeastOf(n, parts):
            return _enough([_why(part, framework) for part in parts], len(parts) - n + 1)
        case Cells(questions, answers):
            return _enough([_why(Is(question, answers), framework) for question in questions], 1)
        case _:
            return _why_leaf(condition, framework)


def _enough(whys: Sequence[str | None], needed: int) -> str | None:
    """Return the first reason where fewer parts than needed can tell who lacks them."""
    return next(filter(None, whys), None) if whys.count(None) < needed else None


def _why_leaf(condition: Condition, framework: Framework) -> str | None:
    """Return why a single test can never be clearly lacked."""
    if isinstance(condition, InBand):
        return _BANDS
    name = getattr(condition, "question", None)
    if name is None:  # a group's value, or `not`
        return None
    question = framework.question(name)
    if question.type in _TESTED or zero_answers(question) is not None:
        return None
    return _NO_POINTS.format(names=question.id)
