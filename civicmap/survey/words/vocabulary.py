"""What the distinct texts of a closed question mean: each is resolved once, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.folding import fold
from civicmap.survey.words.concepts import carried, spellings_of
from civicmap.survey.words.sets import CONCEPTS, OWN_NAMES, SHORT, STATE_OF, STATES_BY_NAME, SURE
from civicmap.survey.words.spellings import Concept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.framework.types import Answer, Framework, Question

AMBIGUOUS: Final = -1
"""In place of a code: the text may mean two answers."""

_LONG_WORD: Final = 5  # letters from which a slip in a word leaves no doubt
# States that a tool may write in place of a free text; any other word may be what was answered.
_NO_TEXT: Final = (AnswerState.BLANK, AnswerState.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The texts that a question understands: folded text -> canonical code, or `AMBIGUOUS`.

    `told` are those of the mapping file, `own` these and those of the framework and the survey tool; `assumed` may as
    well mean something else. `spellings` are the labels as they stand, for suggestions. `ids` holds the folded ids of
    options alone.
    """

    question: Question
    meanings: Mapping[str, int]
    ids: Mapping[str, int]
    spellings: tuple[str, ...]
    told: Mapping[str, int]
    own: Mapping[str, int]
    assumed: frozenset[str] = frozenset()

    @property
    def shared_spellings(self) -> tuple[str, ...]:
        """The longer words that every survey shares, for suggestions."""
        return tuple(text for text in self.meanings if len(text) >= _LONG_WORD and text not in self.own)

    def code(self, text: str) -> int | None:
        """Return the canonical code of a whole cell, `AMBIGUOUS`, or None if nothing says what it means."""
        folded = fold(text)
        return self.meanings.get(folded) if folded else int(AnswerState.BLANK)


def vocabulary(
    question: Question,
    translated: Iterable[Question] = (),
    answers: Iterable[tuple[str, str, str]] = (),
    missing: Iterable[tuple[str, str]] = (),
    tool_words: Iterable[tuple[str, str]] = (),
) -> Vocabulary:
    """Return a question's vocabulary.

    Authority falls from the mapping file to ids and labels, further spellings, other languages, the survey tool's
    coding (`tool_words`: text, meaning) and the words that everyone shares; a text with two meanings of one authority
    is ambiguous.
    """
    spoken = [other.answers for other in translated]
    carriers = carried(question.answers, spoken)
    told: dict[str, int] = {}
    _add(told, _mapped(question, answers))
    _add(told, ((text, state_code(question, STATES_BY_NAME[name])) for text, name in missing if name in STATES_BY_NAME))
    own = dict(told)
    _add(own, _own(question.answers))
    _add(own, ((text, _code(place)) for place, answer in enumerate(question.answers) for text in answer.also))
    _add(own, ((answer.label, _code(place)) for held in spoken for place, answer in enumerate(held)))
    _add(own, _of_tool(question, carriers, tool_words))
    shared = {} if question.type is QuestionType.TEXT else _shared(question, carriers)
    short = SHORT[Concept.NOT_APPLICABLE]
    return Vocabulary(
        question=question,
        meanings=shared | own,
        ids={fold(answer.id): _code(place) for place, answer in enumerate(question.answers)},
        spellings=tuple(dict.fromkeys(answer.label for held in (question.answers, *spoken) for answer in held)),
        told=told,
        own=own,
        assumed=(short & shared.keys()) - own.keys(),
    )


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


def _meant(question: Question, carriers: Mapping[Concept, int], concept: Concept) -> int | None:
    """Return the code of a concept: the answer that is it, else the state; None where the question has neither."""
    place = carriers.get(concept)
    if place is not None:
        return _code(place)
    return state_code(question, STATE_OF[concept]) if concept in STATE_OF else None


def _shared(question: Question, carriers: Mapping[Concept, int]) -> dict[str, int]:
    """Return what words mean in every survey; the short ones only where the question offers such an answer."""
    found = {text: state_code(question, state) for text, state in OWN_NAMES.items()}
    offered = {answer.state for answer in question.answers}
    for concept, state in STATE_OF.items():
        code = _meant(question, carriers, concept)
        assert code is not None
        found |= dict.fromkeys(SURE[concept], code)
        if state in offered or concept in carriers:
            found |= dict.fromkeys(SHORT[concept], code)
    others = {concept: _code(place) for concept, place in carriers.items() if concept not in STATE_OF}
    return found | spellings_of(others, SURE) | spellings_of(others, SHORT)


def _of_tool(
    question: Question, carriers: Mapping[Concept, int], tool_words: Iterable[tuple[str, str]]
) -> Iterable[tuple[str, int]]:
    """Yield what the survey tool writes for an answer that the question has, or for a state."""
    for text, meaning in tool_words:
        concept, state = CONCEPTS.get(meaning), STATES_BY_NAME.get(meaning)
        if question.type is QuestionType.TEXT:
            code = int(state) if state in _NO_TEXT else None
        elif concept is not None:
            code = _meant(question, carriers, concept)
        else:
            code = None if state is None else state_code(question, state)
        if code is not None:
            yield text, code


def vocabularies(
    framework: Framework,
    answers: Sequence[tuple[str, str, str]],
    missing: Sequence[tuple[str, str]],
    tool_words: Sequence[tuple[str, str]] = (),
) -> dict[str, Vocabulary]:
    """Return the vocabulary of every question: question id -> vocabulary. Texts of free questions have no answers.

    Most questions share their answers with others: what is alike is made once.
    """
    made: dict[tuple[Any, ...], Vocabulary] = {}
    found: dict[str, Vocabulary] = {}
    for question in framework.questions:
        told = tuple(line for line in answers if line[0] in ("", question.id))
        alike = (question.type, question.scale, question.answers, told)
        if alike not in made:
            made[alike] = vocabulary(question, _in_other_languages(framework, question), told, missing, tool_words)
        found[question.id] = replace(made[alike], question=question)
    return found


def _in_other_languages(framework: Framework, question: Question) -> list[Question]:
    """Return a closed question in each language that the framework is translated into."""
    others = sorted(framework.translations.keys() - {framework.language})
    if question.type is QuestionType.TEXT or not others:
        return []
    from civicmap.framework.texts import with_answers  # noqa: PLC0415 - only for a framework of several languages

    return [with_answers(question, framework.translations[language]) for language in others]
