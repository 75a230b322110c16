"""What an export for the public may hold (rule R8): nothing, unless names are released; then what is public of who may be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.reading import reads
from civicmap.framework.types import QuestionType, Tier
from civicmap.survey.naming import naming

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Framework, Group, Question
    from civicmap.model import Survey


def public_rows(survey: Survey, framework: Framework) -> NDArray[np.int64]:
    """Return the rows of the entities that may be named. Raises RequestError where none may be.

    A row of answers is an answer beside an entity even without its name: so many answers together belong to one alone.
    """
    may = naming(survey, framework)
    if framework.disclosure.release_names and framework.tier is Tier.PUBLIC and (may.everyone or may.entities):
        if may.everyone:
            return np.arange(survey.block.rows, dtype=np.int64)
        named = np.array([may.may(entity.id) for entity in survey.entities], dtype=np.bool_)
        return np.flatnonzero(named[survey.row_entity]).astype(np.int64)
    why = "names nobody yet" if framework.disclosure.release_names else "does not release names"
    raise RequestError(Problem.of(Code.EXPORT_NOT_PUBLIC, framework=framework.id, why=why))


def public_questions(framework: Framework) -> frozenset[str]:
    """Return the questions whose cells may leave: public ones in which nobody wrote freely, and whose states tell no other."""
    open_ = {question.id: question for question in framework.questions if _is_public(question)}
    if not _tells_nothing(framework.under_review, open_):
        open_ = {name: question for name, question in open_.items() if question.indicator is None}
    while True:
        # What is asked, closed or offered by the answer to another question tells that answer.
        kept = {name: one for name, one in open_.items() if all(_tells_nothing(gate, open_) for gate in _gates(one))}
        if len(kept) == len(open_):
            return frozenset(kept)
        open_ = kept


def public_group(group: Group, framework: Framework) -> bool:
    """Say whether who belongs to a group may be told."""
    asked = next((question for question in framework.questions if question.id == group.question), None)
    return asked is None or asked.tier is Tier.PUBLIC


def _is_public(question: Question) -> bool:
    return question.tier is Tier.PUBLIC and question.type is not QuestionType.TEXT


def _gates(question: Question) -> tuple[Condition | None, ...]:
    return question.asked_if, question.closed_by, *(answer.asked_if for answer in question.answers)


def _tells_nothing(condition: Condition | None, open_: dict[str, Question]) -> bool:
    """Say whether a condition looks at nothing but questions that are told themselves, and at groups."""
    seen = reads(condition)
    return not seen.nodes and all(name in open_ for name in seen.questions)
