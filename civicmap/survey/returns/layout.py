"""What is asked, in which order and under which number: the lines of a return workbook or a form. Knows no file format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from civicmap.framework.texts import section_title, translate
from civicmap.framework.types import Level, QuestionType
from civicmap.framework.words import describe
from civicmap.survey.returns.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Answer, Condition, Framework, Question


class Kind(StrEnum):
    """What a line is."""

    PART = "part"  # a pillar, or a section of the profile
    SECTION = "section"  # a dimension
    QUESTION = "question"
    OPTION = "option"  # one answer of the multiple choice above it


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `when` are sentences that say when the question is to be answered; "" is always."""

    kind: Kind
    text: str
    number: str = ""  # "12", or "12b" for an option
    question: Question | None = None
    option: Answer | None = None
    when: str = ""

    @property
    def key(self) -> str:
        """What identifies the line in a file: "" for a heading."""
        return key_of(self.question.id if self.question else "", self.option.id if self.option else None)


def key_of(question: str, option: str | None = None) -> str:
    """Return the key of a question or of one of its options."""
    return question if option is None else f"{question}/{option}"


def lines(framework: Framework, language: str) -> tuple[Line, ...]:
    """Return the lines of a framework in a language, in the order of its file."""
    spoken = translate(framework, language)
    return tuple(_lines(spoken, numbered(spoken)))


def numbered(spoken: Framework) -> Framework:
    """Return the framework with each question called by its number, for sentences that refer to it."""
    said = words(spoken.language)
    asked = enumerate(spoken.questions, start=1)
    return replace(
        spoken, questions=tuple(replace(question, title=said.ref.format(number=number)) for number, question in asked)
    )


def _lines(spoken: Framework, by_number: Framework) -> Iterator[Line]:
    part = section = ""
    for number, question in enumerate(spoken.questions, start=1):
        above = _headings(spoken, question)
        if above[0] != part:
            part, section = above[0], ""
            yield Line(Kind.PART, part)
        if above[1] not in ("", section, part):
            section = above[1]
            yield Line(Kind.SECTION, section)
        yield Line(Kind.QUESTION, question.text, str(number), question, when=_when(question, by_number))
        if question.type is QuestionType.MULTI:
            for place, answer in enumerate(question.answers):
                yield Line(Kind.OPTION, answer.label, f"{number}{letters(place)}", question, answer)


def _headings(spoken: Framework, question: Question) -> tuple[str, str]:
    """Return the titles of the part and the section that a question stands in."""
    if question.indicator is None:
        return section_title(spoken, question.section or ""), ""
    titles = {Level.PILLAR: "", Level.DIMENSION: ""}
    above: str | None = question.indicator
    while above is not None:
        node = spoken.node(above)
        if node.level in titles:
            titles[node.level] = node.title
        above = node.parent
    return titles[Level.PILLAR], titles[Level.DIMENSION]


def _when(question: Question, by_number: Framework) -> str:
    """Return when a question is to be answered, in words that name other questions by number."""
    said = words(by_number.language)
    forms: tuple[tuple[str, Condition | None], ...] = (
        (said.only_if, question.asked_if),
        (said.empty_if, question.closed_by),
    )
    return " ".join(form.format(condition=describe(gate, by_number)) for form, gate in forms if gate is not None)


def numbering(framework: Framework) -> str:
    """Return a mark of which number means which question: other questions, or another order, give another."""
    keys = "\n".join(f"{line.number} {line.key}" for line in lines(framework, framework.language))
    return hashlib.sha256(keys.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def offers(framework: Framework, language: str) -> tuple[str, ...]:
    """Return a sentence for each answer that is for some entities only."""
    by_number = numbered(translate(framework, language))
    said = words(by_number.language)
    found = dict.fromkeys(
        said.offered.format(label=answer.label, condition=describe(answer.asked_if, by_number))
        for question in by_number.questions
        for answer in question.answers
        if answer.asked_if is not None
    )
    return tuple(found)


def letters(place: int) -> str:
    """Return a to z, then aa, ab and so on, for a 0-based place."""
    first, last = divmod(place, 26)
    return (chr(ord("a") + first - 1) if first else "") + chr(ord("a") + last)
