"""The state of an answer in a column of its own: how an export writes it, and what is read back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Question

STATE_COLUMN: Final = "answer_state"
"""What follows a question in the header of the column that says its state."""
IN_DOUBT: Final = "_in_doubt"
"""After *blank* or *not asked*, where the question that decides whether it is asked is itself open."""
_IMPLIED: Final = "_implied"  # by another answer: a bare state of a question that has an answer of that name


def state_texts(question: Question) -> dict[int, str]:
    """Return canonical code -> what stands in the question's column of states; "" where an answer says it all.

    Every state has a text of its own. An answer that has a state is named by its id, but that of a choice, which stands
    in the choice's own column, by its state.
    """
    choice = question.type is QuestionType.CHOICE
    answers = {FIRST_ANSWER + place: answer for place, answer in enumerate(question.answers)}
    taken = set() if choice else {answer.id for answer in answers.values() if answer.state is not None}
    bare = {int(state): state.name.lower() for state in AnswerState if state is not AnswerState.ANSWERED}
    texts = {code: name + _IMPLIED if name in taken else name for code, name in bare.items()}
    texts[int(AnswerState.ANSWERED)] = ""
    for code, answer in answers.items():
        state = "" if answer.state is None else answer.state.name.lower()
        texts[code] = state if choice or not state else answer.id
    return texts


def state_codes(question: Question) -> Mapping[str, int]:
    """Return folded text -> the code that it says of a cell without a value."""
    choice = question.type is QuestionType.CHOICE
    found = {
        fold(text): code for code, text in state_texts(question).items() if text and (code < FIRST_ANSWER or not choice)
    }
    # What the gate makes of an empty cell is found again from the gate.
    found |= {fold(name + IN_DOUBT): int(AnswerState.BLANK) for name in ("blank", "not_asked")}
    if question.type is QuestionType.MULTI:
        found[fold(AnswerState.ANSWERED.name)] = int(AnswerState.ANSWERED)
    return found
