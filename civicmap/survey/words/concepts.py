"""Which answer of a question is its "yes", its "partly", its "other": so that a cell may say so in any language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import fold
from civicmap.survey.words.sets import CONCEPT_OF, LETTER_OF
from civicmap.survey.words.spellings import Concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.framework.types import Answer

_OPPOSITE: Final = {Concept.YES: Concept.NO, Concept.NO: Concept.YES}
_FIRST_WORD: Final = re.compile(r"[^\W\d_]+")
_SHORT_ID: Final = 2  # letters: as short as the codes of countries and languages, "no" and "si" among them


def carried(answers: Sequence[Answer], translated: Iterable[Sequence[Answer]]) -> dict[Concept, int]:
    """Return concept -> the place of the one answer that is it. A concept that two answers are is left out.

    An answer is a concept if its label, id or a further spelling says so, in any language of the framework.
    """
    spoken = [answers, *translated]
    found: dict[Concept, set[int]] = {}
    weak: list[tuple[Concept, int]] = []
    for place, answer in enumerate(answers):
        labels = [fold(held[place].label) for held in spoken if place < len(held)]
        for concept in _said(answer, labels):
            found.setdefault(concept, set()).add(place)
        own = fold(answer.id.replace("_", " "))
        hinted = CONCEPT_OF.get(own) or LETTER_OF.get(own)
        if hinted is None:
            continue
        if len(own) > _SHORT_ID or hinted in _first_words(labels) or not _codelike(own):
            found.setdefault(hinted, set()).add(place)
        elif len(own) == _SHORT_ID:
            weak.append((hinted, place))
    flagged = {place for place, answer in enumerate(answers) if answer.other}
    if flagged:
        found[Concept.OTHER] = flagged
    # A short id that its label does not confirm: yes beside a sure no, and no beside a sure yes.
    sure = set(found)
    for concept, place in weak:
        if _OPPOSITE.get(concept) in sure:
            found.setdefault(concept, set()).add(place)
    return {concept: places.pop() for concept, places in found.items() if len(places) == 1}


def _said(answer: Answer, labels: Iterable[str]) -> set[Concept]:
    """Return what an answer's labels and further spellings say that it is."""
    texts = [*labels, *map(fold, answer.also)]
    return {concept for text in texts if (concept := CONCEPT_OF.get(text)) is not None}


def _first_words(labels: Iterable[str]) -> set[Concept]:
    """Return what the first words of labels say: "Yes, written and in force" begins with a yes."""
    words = (found[0] for label in labels if (found := _FIRST_WORD.match(label)))
    return {CONCEPT_OF[word] for word in words if word in CONCEPT_OF}


def _codelike(text: str) -> bool:
    """Say whether a short id may as well be a code: letters of Latin or Cyrillic, as of countries and units."""
    return all(sign < "\u0530" for sign in text)


def spellings_of(carriers: Mapping[Concept, int], sets: Mapping[Concept, frozenset[str]]) -> dict[str, int]:
    """Return folded text -> place, for the concepts that the answers of a question are."""
    found: dict[str, int] = {}
    for concept, place in carriers.items():
        found |= dict.fromkeys(sets[concept], place)
    return found
