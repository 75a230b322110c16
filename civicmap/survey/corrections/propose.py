"""What a cell most likely should have held: proposed in the cleaning log, never taken without a person's word."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code
from civicmap.framework.types import QuestionType
from civicmap.survey.near import nearest
from civicmap.survey.quoting import may_quote
from civicmap.survey.register.proposals import Proposer as Entities
from civicmap.survey.words.joined import Splitter
from civicmap.survey.words.vocabulary import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from civicmap.framework.types import Framework
    from civicmap.model import Column, Register
    from civicmap.survey.words.vocabulary import Vocabulary


_SURE: Final = 5  # points between the first candidate and the next: less may be either


def propose_entity(text: str, entities: Entities | None) -> str:
    """Return the id of the register's entity that a text most likely means; "" where none is close, or two are."""
    found = None if entities is None else entities.proposal(text)
    if found is None or not found.candidates or found.margin < _SURE:
        return ""
    return found.candidates[0].entity.id


class Proposer:
    """Proposes texts for cells that are wrong. Each answers only with what would be understood."""

    def __init__(self, framework: Framework, words: Mapping[str, Vocabulary], register: Register | None) -> None:
        self._questions = {question.id: question for question in framework.questions}
        self._words = words
        entities = None if register is None else Entities(register)
        self._entity = cache(lambda text: propose_entity(text, entities))
        self._answer = cache(self._near_answer)
        self._by_code: Mapping[Code, Callable[[Column, str], str]] = {
            Code.ENTITY_UNKNOWN: lambda _, text: self._entity(text),
            Code.ANSWER_UNKNOWN: lambda column, text: self._answer(column.question or "", text),
        }

    def propose(self, code: Code, column: Column, text: str) -> str:
        """Return what a cell with a problem of this kind should hold; "" where nothing is close."""
        make = self._by_code.get(code)
        return "" if make is None or not text else make(column, text)

    def _near_answer(self, name: str, text: str) -> str:
        question = self._questions.get(name)
        if question is None or not may_quote(question):
            return ""
        words = self._words[name]
        if question.type is QuestionType.CHOICE:
            near = nearest(text, words.spellings)
            return near if near is not None and words.code(near) not in (None, AMBIGUOUS) else ""
        splitter = Splitter(words, takes_other=False)
        mended = text
        for part in splitter.read(text).about:
            near = nearest(part, words.spellings)
            if near is None:
                return ""
            mended = mended.replace(part, near, 1)
        reading = splitter.read(mended)
        return mended if mended != text and reading.fault is None and reading.codes else ""
