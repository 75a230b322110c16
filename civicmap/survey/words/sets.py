"""The words that mean no answer, a tick or none: sets of folded texts, made from the tables of six languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.model import AnswerState
from civicmap.survey.folding import bare, fold
from civicmap.survey.words.spellings import (
    ALIASES,
    NO_TICK_WORDS,
    NOT_SHOWN_WORDS,
    NOTHING_WORDS,
    SPELLINGS,
    TICK_WORDS,
    Concept,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

STATES_BY_NAME: Final = {
    "blank": AnswerState.BLANK,
    "missing": AnswerState.BLANK,
    "not_asked": AnswerState.NOT_ASKED,
    "dont_know": AnswerState.DONT_KNOW,
    "not_applicable": AnswerState.NOT_APPLICABLE,
}
STATE_OF: Final = {
    Concept.DONT_KNOW: AnswerState.DONT_KNOW,
    Concept.NOT_APPLICABLE: AnswerState.NOT_APPLICABLE,
    Concept.NO_ANSWER: AnswerState.BLANK,
}
# As civicmap writes states itself, in exports and corrections.
OWN_NAMES: Final = {
    "dont_know": AnswerState.DONT_KNOW,
    "not_applicable": AnswerState.NOT_APPLICABLE,
    "not_asked": AnswerState.NOT_ASKED,
    "under_review": AnswerState.UNDER_REVIEW,
}


# What is left out in haste, each for itself: a hamza, the dots of a last ya, those of a last ta; and all accents.
_HASTE: Final = (str.maketrans("أإآٱؤئ", "ااااوي"), str.maketrans("ى", "ي"), str.maketrans("ة", "ه"))


def spelled(texts: Iterable[str]) -> frozenset[str]:
    """Return texts, folded, with and without their accents."""
    found = set(map(fold, texts))
    for letters in _HASTE:
        found |= {text.translate(letters) for text in found if not text.isascii()}
    return frozenset(found | set(map(bare, found)))


SURE: Final = {held.concept: spelled(held.texts) for held in SPELLINGS}
SHORT: Final = {held.concept: spelled(held.short) for held in SPELLINGS}
# What says which concept an answer of a scale is.
CONCEPT_OF: Final = {text: concept for concept, texts in SURE.items() for text in texts}
# Too short to say it by themselves.
LETTER_OF: Final = {text: concept for concept, texts in SHORT.items() for text in texts if len(text) == 1}
CONCEPTS: Final = {concept.value: concept for concept in Concept} | ALIASES

# "o" is no tick, though it stands for "oui": a circle is one to some and a nought to others.
TICKED: Final = SURE[Concept.YES] | spelled(
    ("1", "1.0", "y", "д", "x", "true", "vrai", "verdadero", "✓", "✔", "☑", "☒", "√", *TICK_WORDS)
)
NOT_SHOWN: Final = spelled(("n/a", "na", *NOT_SHOWN_WORDS))
NOT_TICKED: Final = (
    SURE[Concept.NO]
    | NOT_SHOWN
    | spelled(("0", "0.0", "2", "2.0", "n", "н", "false", "faux", "falso", "☐", "□", "-99", *NO_TICK_WORDS))
)
NOTHING: Final = SURE[Concept.NONE] | spelled(NOTHING_WORDS)
_LONG_WORD: Final = 8  # signs from which a text is told from words of someone's own, slips and all
STATE_TEXTS: Final = tuple(sorted(text for held in STATE_OF for text in SURE[held] if len(text) >= _LONG_WORD))
_SAYS_NOTHING: Final = (TICKED | NOT_TICKED | NOTHING).union(*(SURE[concept] | SHORT[concept] for concept in STATE_OF))


def says_something(folded: str) -> bool:
    """Say whether a text in the place of an answer of one's own is one: words, and not "-", "n/a", "0" or "nothing"."""
    return folded not in _SAYS_NOTHING and any(map(str.isalpha, folded))
