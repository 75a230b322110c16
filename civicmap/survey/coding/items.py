"""What coders can judge: open answers, the own words of `other`, and self-ratings. Known from the framework alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.reading import reads
from civicmap.framework.types import QuestionType
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from civicmap.framework.types import Answer, Coding, Framework, Question

_OTHER = "other"


class Kind(StrEnum):
    """What is judged."""

    OPEN = "open"  # the text of a question, on the scale of a coding
    OTHER = "other"  # the own words of an answer `other`
    RATING = "rating"  # what an entity says of itself, by what it wrote beside it


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to judge, for every entity and instance.

    `question` is where the texts stand. `words` is the item as a choice of its codes: what coders wrote is read by it.
    `into` is the question that takes the settled code. `beside` are text questions that belong to a rated choice.
    """

    id: str
    kind: Kind
    title: str
    question: Question
    words: Question
    into: str | None
    help: str
    beside: tuple[Question, ...] = ()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The codes, in the order of their scale."""
        return self.words.answers


def coding_items(framework: Framework) -> tuple[Item, ...]:
    """Return every item, in the order of the framework's questions; what a `coding` says of a question comes first."""
    keys = {framework.entity.question, framework.entity.name, framework.entity.parent, framework.wave}
    keys |= set(framework.instances.key if framework.instances is not None else ())
    return tuple(item for question in framework.questions for item in _items(framework, question, keys))


def _items(framework: Framework, question: Question, keys: set[str | None]) -> Iterator[Item]:
    own = [coding for coding in framework.codings if coding.question == question.id]
    yield from (_coded(coding, question) for coding in own)
    if question.id in keys:
        return
    if any(answer.other for answer in question.answers) and not own:
        yield Item(
            f"{question.id}/{_OTHER}",
            Kind.OTHER,
            f"{question.title or question.text} (own words)",
            question,
            _choice(question, f"{question.id}/{_OTHER}", question.answers, ordered=False),
            question.id,
            question.help,
        )
    if question.type is QuestionType.CHOICE:
        words = _choice(question, question.id, question.answers, ordered=True)
        beside = tuple(other for other in framework.questions if _belongs(other, question))
        yield Item(question.id, Kind.RATING, question.title or question.text, question, words, question.id,
                   question.help, beside)  # fmt: skip


def _coded(coding: Coding, question: Question) -> Item:
    kind = Kind.OPEN if question.type is QuestionType.TEXT else Kind.OTHER
    words = replace(_choice(question, coding.id, coding.answers, ordered=True), scale=coding.scale)
    return Item(coding.id, kind, coding.title, question, words, coding.into, coding.help or question.help)


def _choice(question: Question, item: str, answers: Iterable[Answer], *, ordered: bool) -> Question:
    """Return an item as a choice. Options of a multiple choice and words of one's own stand in no order."""
    scale = tuple(answers) if ordered else tuple(replace(answer, points=None) for answer in answers)
    return replace(question, id=item, type=QuestionType.CHOICE, answers=scale)


def _belongs(text: Question, rated: Question) -> bool:
    """Tell whether a text is asked because of a choice: it stands under the same indicator, behind a gate that reads it."""
    if text.type is not QuestionType.TEXT or text.indicator is None or text.indicator != rated.indicator:
        return False
    return rated.id in reads(text.asked_if, text.closed_by).questions


def choose(items: Iterable[Item], wanted: Iterable[str]) -> tuple[Item, ...]:
    """Return the items of these ids; a question's id also takes what is judged of its texts. Raises RequestError."""
    known = tuple(items)
    chosen: set[str] = set()
    for name in wanted:
        found = [item.id for item in known if name in (item.id, item.question.id)]
        if not found:
            names = list(dict.fromkeys(name for item in known for name in (item.id, item.question.id)))
            fault = Problem.of(
                Code.NAME_UNKNOWN,
                kind="item to judge",
                name=name,
                hint=did_you_mean(nearest(name, names)),
                known=", ".join(names[:12]) + (", …" if len(names) > 12 else ""),
            )
            raise RequestError(fault)
        chosen.update(found)
    return tuple(item for item in known if item.id in chosen)
