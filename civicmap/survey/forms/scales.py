"""The lists of choices of a form as scales of a framework."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.framework.compile_answers import MOST_ANSWERS
from civicmap.framework.names import RESERVED
from civicmap.model import AnswerState
from civicmap.survey.forms.form import SELECTS, FormType
from civicmap.survey.forms.match import state_of
from civicmap.survey.forms.relevance import exclusive_choices

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from civicmap.survey.forms.form import Choice, Form, FormQuestion

_ALONE: Final = frozenset({"none", "none_of_these", "none_of_the_above"})
_STATES: Final = (AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE, AnswerState.BLANK)

Key = tuple[str, bool, bool]  # list, several answers, with an "other" of the tool's own


@dataclass(frozen=True, slots=True)
class ScaleAnswer:
    """An answer of a scale. `choice` is the form's name for it; `also` a further spelling."""

    id: str
    choice: str
    labels: Mapping[str, str]
    state: AnswerState | None = None
    exclusive: bool = False
    other: bool = False
    also: str = ""


@dataclass(frozen=True, slots=True)
class FormScale:
    """A scale: its own answers, and shared ones that follow."""

    id: str
    multi: bool
    answers: tuple[ScaleAnswer, ...]
    plus: tuple[str, ...] = ()

    @property
    def choices(self) -> dict[str, str]:
        """The form's choices with the ids of their answers."""
        return {answer.choice: answer.id for answer in self.answers}

    @property
    def own(self) -> tuple[ScaleAnswer, ...]:
        """The answers that the scale says itself."""
        return tuple(answer for answer in self.answers if answer.id not in self.plus)


@dataclass(slots=True)
class Ids:
    """Gives out ids, each once; none is a word of conditions."""

    taken: set[str] = field(default_factory=lambda: set(RESERVED))

    def give(self, text: str, otherwise: str) -> str:
        """Return an id like a text, else like another, with a number where it is taken."""
        # Letters, decimal digits, _ and -: every reading of \w agrees on these.
        signs = "".join(char if char.isalpha() or char.isdecimal() or char in "_-" else " " for char in text)
        wanted = "_".join(signs.split()).strip("-")
        wanted = wanted if wanted.strip("_-") else otherwise
        given, number = wanted, 1
        while given in self.taken:
            number += 1
            given = f"{wanted}_{number}"
        self.taken.add(given)
        return given


def key_of(question: FormQuestion) -> Key:
    """Return which scale a question takes."""
    return question.list_name or "", question.type is FormType.SELECT_MULTIPLE, question.or_other


def scales_of(
    form: Form, questions: Sequence[FormQuestion], others: Mapping[str, str]
) -> tuple[dict[Key, FormScale], dict[str, ScaleAnswer]]:
    """Return the scales of some questions, and the answers that several of them share.

    `others` is question -> its choice "other". A list that is too long, or holds no answer of substance, gives none.
    """
    asked: dict[Key, list[FormQuestion]] = {}
    for question in questions:
        if question.type in SELECTS:
            asked.setdefault(key_of(question), []).append(question)
    ids = Ids()
    names = Counter(key[0] for key in asked)
    scales: dict[Key, FormScale] = {}
    for key, users in asked.items():
        answers = _answers(form, form.lists.get(key[0], ()), users, others)
        if answers and len(answers) <= MOST_ANSWERS and any(answer.state is None for answer in answers):
            suffix = "_multi" if names[key[0]] > 1 and key[1] else ""
            suffix += "_other" if names[key[0]] > 1 and key[2] else ""
            scales[key] = FormScale(ids.give(key[0] + suffix, "scale"), key[1], answers)
    shared = _shared(scales.values())
    return {key: _sharing(scale, shared) for key, scale in scales.items()}, shared


def _answers(
    form: Form, choices: Iterable[Choice], users: Sequence[FormQuestion], others: Mapping[str, str]
) -> tuple[ScaleAnswer, ...]:
    """Return the answers of a list. What must stand alone is told by constraints, or by its name."""
    multi = users[0].type is FormType.SELECT_MULTIPLE
    alone = _ALONE.union(*(exclusive_choices(question.constraint) for question in users)) if multi else frozenset()
    other = {others[question.name] for question in users if question.name in others}
    ids = Ids()
    seen: set[str] = set()
    answers: list[ScaleAnswer] = []
    for choice in choices:
        name = ids.give(choice.name, "answer")
        state = state_of(choice)
        state = state if state in _STATES else None
        labels = _distinct(choice, form, seen)
        also = choice.name if name != choice.name and _key(choice.name) not in seen else ""
        seen.add(_key(also))
        exclusive = choice.name in alone and state is None
        answers.append(ScaleAnswer(name, choice.name, labels, state, exclusive, choice.name in other, also))
    if users[0].or_other and not any(answer.other for answer in answers):
        answers.append(ScaleAnswer(ids.give("other", "other"), "other", {form.default_language: "Other"}, other=True))
    return tuple(answers)


def _distinct(choice: Choice, form: Form, seen: set[str]) -> dict[str, str]:
    """Return the labels of a choice; where another choice reads the same, with its name behind."""
    own = form.label(choice.labels) or choice.name
    if _key(own) in seen:
        own = f"{own} ({choice.name})"
    while _key(own) in seen:
        own += "*"
    seen.add(_key(own))
    return {**choice.labels, form.default_language: own}


def _key(text: str) -> str:
    return " ".join(text.casefold().split())


def _shared(scales: Iterable[FormScale]) -> dict[str, ScaleAnswer]:
    """Return the answers with a state at the end of several scales that are the same wherever they stand."""
    times: Counter[str] = Counter()
    first: dict[str, ScaleAnswer] = {}
    refused: set[str] = set()
    for scale in scales:
        ends = {answer.id for answer in _last(scale)}
        for answer in scale.answers:
            times[answer.id] += 1
            if first.setdefault(answer.id, answer) != answer or answer.id not in ends:
                refused.add(answer.id)
    return {name: answer for name, answer in first.items() if times[name] > 1 and name not in refused}


def _last(scale: FormScale) -> list[ScaleAnswer]:
    """Return the answers with a state that end a scale."""
    found: list[ScaleAnswer] = []
    for answer in reversed(scale.answers):
        if answer.state is None:
            break
        found.append(answer)
    return found[::-1]


def _sharing(scale: FormScale, shared: Container[str]) -> FormScale:
    """Return the scale with shared answers taken over, as far as no answer of its own follows them."""
    plus: list[str] = []
    for answer in reversed(scale.answers):
        if answer.id not in shared:
            break
        plus.append(answer.id)
    return FormScale(scale.id, scale.multi, scale.answers, tuple(plus[::-1]))
