"""What the distinct texts of a closed question mean: each is resolved once, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.folding import fold
from civicmap.survey.words import STATE_WORDS, STATES_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.framework.types import Answer, Framework, Question

AMBIGUOUS: Final = -1
"""In place of a code: the text may mean two answers."""

_OTHER_SPELLINGS: Final = ("-oth-",)  # how survey tools code "other" themselves


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The texts that a question understands: folded text -> canonical code, or `AMBIGUOUS`.

    `spellings` are the labels as they stand, for suggestions. `ids` holds the folded ids of options alone.
    """

    question: Question
    meanings: Mapping[str, int]
    ids: Mapping[str, int]
    spellings: tuple[str, ...]

    def code(self, text: str) -> int | None:
        """Return the canonical code of a whole cell, `AMBIGUOUS`, or None if nothing says what it means."""
        folded = fold(text)
        return self.meanings.get(folded) if folded else int(AnswerState.BLANK)


def vocabulary(
    question: Question,
    translated: Iterable[Question] = (),
    answers: Iterable[tuple[str, str, str]] = (),
    missing: Iterable[tuple[str, str]] = (),
) -> Vocabulary:
    """Return a question's vocabulary.

    Authority falls from the mapping file to ids and labels, further spellings, other languages and the shared words;
    a text with two meanings of one authority is ambiguous.
    """
    known: dict[str, int] = {}
    for layer in (
        _mapped(question, answers),
        ((text, state_code(question, STATES_BY_NAME[name])) for text, name in missing if name in STATES_BY_NAME),
        _own(question.answers),
        ((text, _code(place)) for place, answer in enumerate(question.answers) for text in _also(answer)),
        ((a.label, _code(place)) for other in translated for place, a in enumerate(other.answers)),
        () if question.type is QuestionType.TEXT else _state_words(question),
    ):
        _add(known, layer)
    ids = {fold(answer.id): _code(place) for place, answer in enumerate(question.answers)}
    return Vocabulary(question, known, ids, tuple(answer.label for answer in question.answers))


def _code(place: int) -> int:
    return FIRST_ANSWER + place


def _add(known: dict[str, int], layer: Iterable[tuple[str, int]]) -> None:
    """Add what a layer says of texts that no layer above it has spoken of."""
    said: dict[str, int] = {}
    for text, code in layer:
        folded = fold(text)
        if folded and folded not in known:
            said[folded] = int(code) if said.get(folded, code) == code else AMBIGUOUS
    known.update(said)


def _own(answers: Sequence[Answer]) -> Iterable[tuple[str, int]]:
    """Yield ids and labels, which stand on one level: what is both an id and another answer's label is ambiguous."""
    for place, answer in enumerate(answers):
        yield answer.id, _code(place)
        yield answer.label, _code(place)


def _also(answer: Answer) -> tuple[str, ...]:
    return answer.also + (_OTHER_SPELLINGS if answer.other else ())


def _mapped(question: Question, answers: Iterable[tuple[str, str, str]]) -> Iterable[tuple[str, int]]:
    """Yield what the mapping file says of this question, else of any question."""
    listed = tuple(answers)
    own = {fold(text) for owner, text, _ in listed if owner == question.id}
    for owner, text, answer in listed:
        if owner == question.id or (not owner and fold(text) not in own):
            code = answer_code(question, answer)
            if code is not None:
                yield text, code


def answer_code(question: Question, name: str) -> int | None:
    """Return the code of an answer's id, else of a state's name; None if it is neither."""
    for place, answer in enumerate(question.answers):
        if answer.id == name:
            return _code(place)
    return None if name not in STATES_BY_NAME else state_code(question, STATES_BY_NAME[name])


def state_code(question: Question, state: AnswerState) -> int:
    """Return the code under which a question keeps a state: its own answer where it has exactly one, else bare."""
    own = [place for place, answer in enumerate(question.answers) if answer.state is state]
    named = [place for place in own if STATES_BY_NAME.get(question.answers[place].id) is state]
    chosen = named or own
    return _code(chosen[0]) if len(chosen) == 1 else int(state)


def _state_words(question: Question) -> Iterable[tuple[str, int]]:
    """Yield the shared words; the unsure ones only where the question offers an answer of their state."""
    offered = {answer.state for answer in question.answers}
    for words in STATE_WORDS:
        if words.sure or words.state in offered:
            code = state_code(question, words.state)
            yield from ((text, code) for text in words.texts)


def vocabularies(
    framework: Framework, answers: Sequence[tuple[str, str, str]], missing: Sequence[tuple[str, str]]
) -> dict[str, Vocabulary]:
    """Return the vocabulary of every question: question id -> vocabulary. Texts of free questions have no answers."""
    others = _in_other_languages(framework)
    return {
        question.id: vocabulary(
            question,
            () if question.type is QuestionType.TEXT else [other[place] for other in others],
            answers,
            missing,
        )
        for place, question in enumerate(framework.questions)
    }


def _in_other_languages(framework: Framework) -> list[tuple[Question, ...]]:
    """Return the questions in each language that the framework is translated into."""
    if not framework.translations:
        return []
    from civicmap.framework.texts import translate  # noqa: PLC0415 - only for a framework of several languages

    return [translate(framework, language).questions for language in sorted(framework.translations)]
