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


def band_label(fw: Framework, name: str) -> str:
    """Return what a band is called in the framework's present language; its name stays its id."""
    return fw.translations.get(fw.language, {}).get(f"bands.{name}", name)


def describe(condition: Condition, fw: Framework) -> str:
    """Return a condition in the framework's language; in English where there are no words for that language."""
    return _Describer(fw, _WORDINGS.get(fw.language.split("-")[0], _WORDINGS["en"])).words(condition)


@dataclass(frozen=True, slots=True)
class _Describer:
    fw: Framework
    said: _Wording

    def words(self, condition: Condition, *, inside: bool = False) -> str:
        """Return a condition in words, in brackets where it stands inside another that needs them."""
        match condition:
            case AllOf(parts):
                return self._joined(parts, self.said.and_, inside=inside)
            case AnyOf(parts):
                return self._joined(parts, self.said.or_, inside=inside)
            case AtLeastOf(n, parts):
                listed = "; ".join(self.words(part, inside=True) for part in parts)
                return self._fill(self.said.least_of, n=f"{n}", parts=listed)
            case Not(part):
                return self._fill(self.said.not_, part=self.words(part, inside=True))
            case InGroup() | InBand() | Cells():
                return self._of_entity(condition)
            case _:
                return self._of_question(condition)

    def _joined(self, parts: Sequence[Condition], joint: str, *, inside: bool) -> str:
        text = _listed([self.words(part, inside=True) for part in parts], "; ", joint)
        return f"({text})" if inside and len(parts) > 1 else text

    def _of_question(self, condition: Is | HasAll | AtLeast | AtMost | WithinMonths) -> str:
        """Return a test of one question in words."""
        said, asked = self.said, self.fw.question(condition.question)
        multi = asked.type is QuestionType.MULTI
        match condition:
            case Is(_, answers):
                form, fact = said.ticked if multi else said.is_, self._answers(asked.id, answers, said.or_)
            case HasAll(_, answers):
                form, fact = said.ticked, self._answers(asked.id, answers, said.and_)
            case AtLeast(_, n):
                form, fact = said.many if multi else said.at_least, f"{n:g}"
            case AtMost(_, n):
                form, fact = said.few if multi else said.at_most, f"{n:g}"
            case WithinMonths(_, months):
                form, fact = said.months, f"{months}"
        return self._fill(form, what=asked.title.rstrip(" ?"), answers=fact, n=fact)

    def _of_entity(self, condition: InGroup | InBand | Cells) -> str:
        """Return a test of a group or a score, or of pooled cells, in words."""
        said = self.said
        match condition:
            case InGroup(name, values):
                group = self.fw.group(name)
                labels = [group.labels.get(value, value) if group else value for value in values]
                return self._fill(said.is_, what=group.title if group else name, answers=self._quoted(labels, said.or_))
            case InBand(node, bands):
                labels = [band_label(self.fw, band) for band in bands]
                return self._fill(said.band, what=self.fw.node(node).title, answers=self._quoted(labels, said.or_))
            case Cells(questions, answers):
                chosen = self._answers(questions[0], answers, said.or_)
                return self._fill(said.cells, n=f"{len(questions)}", answers=chosen)

    def _answers(self, question: str, answers: Sequence[str], joint: str) -> str:
        labels = {answer.id: answer.label for answer in self.fw.question(question).answers}
        return self._quoted([labels.get(answer, answer) for answer in answers], joint)

    def _quoted(self, labels: Sequence[str], joint: str) -> str:
        before, after = self.said.quotes
        return _listed([f"{before}{label}{after}" for label in labels], ", ", joint)

    @staticmethod
    def _fill(form: str, **facts: str) -> str:
        return form.format_map(facts)  # never re-reads the facts, so braces in a title stay text


def _listed(words: Sequence[str], comma: str, joint: str) -> str:
    """Return words as a list in a sentence: one, two or three."""
    if len(words) < 3:
        return joint.join(words)
    last = f"{comma.rstrip()}{joint}" if comma == "; " else joint
    return comma.join(words[:-1]) + last + words[-1]
