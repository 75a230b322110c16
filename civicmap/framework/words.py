"""A condition in plain words, for people who read a report and not a framework file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Cells,
    Condition,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    QuestionType,
    WithinMonths,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework


@dataclass(frozen=True, slots=True)
class _Wording:
    """The joints of a sentence in one language. Quotes hold what people chose."""

    or_: str
    and_: str
    quotes: tuple[str, str]
    is_: str = "{what} is {answers}"
    ticked: str = "{what} includes {answers}"
    at_least: str = "{what} is at least {n}"
    at_most: str = "{what} is at most {n}"
    many: str = "{what}: at least {n} chosen"
    few: str = "{what}: at most {n} chosen"
    months: str = "{what} lies within {n} months of the closing day"
    band: str = "{what} is rated {answers}"
    least_of: str = "at least {n} of these hold: {parts}"
    not_: str = "not the case: {part}"
    cells: str = "{n} questions together: {answers}"


_WORDINGS: Mapping[str, _Wording] = {
    "en": _Wording(" or ", " and ", ("“", "”")),
    "fr": _Wording(
        " ou ",
        " et ",
        ("« ", " »"),
        "{what} : {answers}",
        "{what} : dont {answers}",
        "{what} : au moins {n}",
        "{what} : au plus {n}",
        "{what} : au moins {n} réponses choisies",
        "{what} : au plus {n} réponses choisies",
        "{what} : dans les {n} mois avant la clôture",
        "{what} : niveau {answers}",
        "au moins {n} de ces conditions : {parts}",
        "pas le cas : {part}",
        "{n} questions ensemble : {answers}",
    ),
    "es": _Wording(
        " o ",
        " y ",
        ("«", "»"),
        "{what}: {answers}",
        "{what}: incluye {answers}",
        "{what}: al menos {n}",
        "{what}: como máximo {n}",
        "{what}: al menos {n} respuestas elegidas",
        "{what}: como máximo {n} respuestas elegidas",
        "{what}: en los {n} meses anteriores al cierre",
        "{what}: nivel {answers}",
        "al menos {n} de estas condiciones: {parts}",
        "no es el caso: {part}",
        "{n} preguntas en conjunto: {answers}",
    ),
}


def describe(condition: Condition, fw: Framework) -> str:
    """Return a condition in the framework's language; in English where there are no words for that language."""
    return _Describer(fw, _WORDINGS.get(fw.language.split("-")[0], _WORDINGS["en"])).words(condition)


@dataclass(frozen=True, slots=True)
class _Describer:
    fw: Framework
    said: _Wording

    def words(self, condition: Condition, inside: bool = False) -> str:
        """Return a condition in words, in brackets where it stands inside another that needs them."""
        match condition:
            case AllOf(parts):
                return self._joined(parts, self.said.and_, inside)
            case AnyOf(parts):
                return self._joined(parts, self.said.or_, inside)
            case AtLeastOf(n, parts):
                return self._fill(self.said.least_of, n=f"{n}", parts="; ".join(self.words(part, True) for part in parts))
            case Not(part):
                return self._fill(self.said.not_, part=self.words(part, True))
            case _:
                return self._leaf(condition)

    def _joined(self, parts: Sequence[Condition], joint: str, inside: bool) -> str:
        text = joint.join(self.words(part, True) for part in parts)
        return f"({text})" if inside and len(parts) > 1 else text

    def _leaf(self, condition: Condition) -> str:
        said = self.said
        match condition:
            case Is(question, answers):
                form = said.ticked if self.fw.question(question).type is QuestionType.MULTI else said.is_
                return self._fill(form, what=self._title(question), answers=self._answers(question, answers, said.or_))
            case HasAll(question, answers):
                chosen = self._answers(question, answers, said.and_)
                return self._fill(said.ticked, what=self._title(question), answers=chosen)
            case AtLeast(question, n):
                return self._count(question, n, said.at_least, said.many)
            case AtMost(question, n):
                return self._count(question, n, said.at_most, said.few)
            case WithinMonths(question, months):
                return self._fill(said.months, what=self._title(question), n=f"{months}")
            case InGroup(name, values):
                group = self.fw.group(name)
                labels = [group.labels.get(value, value) if group else value for value in values]
                return self._fill(said.is_, what=group.title if group else name, answers=self._quoted(labels, said.or_))
            case InBand(node, bands):
                return self._fill(said.band, what=self.fw.node(node).title, answers=self._quoted(bands, said.or_))
            case Cells(questions, answers):
                chosen = self._answers(questions[0], answers, said.or_)
                return self._fill(said.cells, n=f"{len(questions)}", answers=chosen)
            case _:
                raise AssertionError(condition)

    def _count(self, question: str, n: float, value: str, ticked: str) -> str:
        form = ticked if self.fw.question(question).type is QuestionType.MULTI else value
        return self._fill(form, what=self._title(question), n=f"{n:g}")

    def _title(self, question: str) -> str:
        asked = self.fw.question(question)
        return asked.title or asked.text

    def _answers(self, question: str, answers: Sequence[str], joint: str) -> str:
        labels = {answer.id: answer.label for answer in self.fw.question(question).answers}
        return self._quoted([labels.get(answer, answer) for answer in answers], joint)

    def _quoted(self, labels: Sequence[str], joint: str) -> str:
        before, after = self.said.quotes
        return joint.join(f"{before}{label}{after}" for label in labels)

    @staticmethod
    def _fill(form: str, **facts: str) -> str:
        return form.format_map(facts)  # never re-reads the facts, so braces in a title stay text
