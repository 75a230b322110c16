"""What a message may quote of a cell: the texts of closed questions that are not confidential, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType, Tier
from civicmap.survey.folding import fold
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.words.scripts import lookalike, strange_letter
from civicmap.survey.words.sets import SHORT, STATE_OF

if TYPE_CHECKING:
    from civicmap.framework.types import Answer, Question
    from civicmap.survey.words.vocabulary import Vocabulary

_NO_ANSWERS: Final = frozenset(("none", "null", "nil", "nan", "-", "?")).union(*(SHORT[held] for held in STATE_OF))
_LONGEST: Final = 60
_MOST: Final = 8


def may_quote(question: Question) -> bool:
    """Say whether a cell of this question may stand in a message."""
    return question.type in (QuestionType.CHOICE, QuestionType.MULTI) and question.tier is not Tier.CONFIDENTIAL


def quote(question: Question, text: str) -> str:
    """Return a cell's text in quotation marks, or a stand-in that gives nothing away."""
    if not may_quote(question):
        return "the text"
    return repr(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def label_of(question: Question, answer: Answer) -> str:
    """Return what an entity chose, or a stand-in that gives nothing away."""
    return answer.label if may_quote(question) else "an answer"


def known_answers(question: Question) -> str:
    """Return the answers that a question takes, for a repair."""
    labels = [answer.label for answer in question.answers]
    return "; ".join(labels[:_MOST]) + ("; …" if len(labels) > _MOST else "")


def settled_under(text: str) -> str:
    """Return the part of a mapping file that says what a text means: `missing` for what commonly stands for no answer."""
    return "missing" if fold(text) in _NO_ANSWERS else "answers"


def suggestion(words: Vocabulary, text: str) -> str:
    """Return the end of a message that suggests the closest answer; nothing where none is close or none may be told.

    Labels come before the words that every survey shares. A text that is an answer but for letters of another script is
    told what it mixes; what commonly stands for no answer is no slip.
    """
    if not may_quote(words.question) or fold(text) in _NO_ANSWERS:
        return ""
    like = lookalike(text, words.spellings)
    strange = strange_letter(text[:_LONGEST], like)
    near = like or nearest(text, words.spellings)
    if near is None and len(text) <= _LONGEST:
        near = nearest(text, words.shared_spellings)
    if strange:
        return f" ({strange})" if near is None else f" (did you mean {near!r}? {strange})"
    return did_you_mean(near)
