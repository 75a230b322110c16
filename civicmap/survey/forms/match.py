"""Which question and answer of a framework each question and choice of a form is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem
from civicmap.framework.texts import languages, translate
from civicmap.framework.types import QuestionType
from civicmap.survey.folding import fold
from civicmap.survey.forms.form import SELECTS, FormType
from civicmap.survey.headers import header_key
from civicmap.survey.words.sets import SHORT, STATE_OF, SURE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.framework.types import Answer, Framework, Question
    from civicmap.model import AnswerState
    from civicmap.survey.forms.form import Choice, Form, FormQuestion


@dataclass(frozen=True, slots=True)
class Matches:
    """What was recognised. `choices` is (list, choice, question id) -> answer id; `others` are texts beside "other"."""

    questions: tuple[tuple[FormQuestion, str], ...]
    others: tuple[tuple[FormQuestion, str, str], ...]  # the text question, the question that it belongs to, the answer
    choices: Mapping[tuple[str, str, str], str]
    unknown: tuple[FormQuestion, ...]
    notes: tuple[Problem, ...]


def match(form: Form, framework: Framework) -> Matches:
    """Return what a form's questions and choices are. A question is known by id, else by a text or a title."""
    spoken = [translate(framework, language).questions for language in languages(framework)]
    names = _by_name(form, framework)
    names |= _by_label(form, names, [[(q.text, q.id) for q in questions] for questions in spoken])
    names |= _by_label(form, names, [[(q.title, q.id) for q in questions] for questions in spoken])
    others = _others(form, framework, names)
    questions = tuple((form.questions[place], names[place]) for place in sorted(names) if place not in others)
    known = {*names, *others}
    choices: dict[tuple[str, str, str], str] = {}
    notes: list[Problem] = []
    by_id = {versions[0].id: versions for versions in zip(*spoken, strict=True)}
    for question, identity in questions:
        versions = by_id[identity]
        _choices(form, question, versions, choices, notes)
    return Matches(
        questions,
        tuple((form.questions[place], *owner) for place, owner in others.items()),
        choices,
        tuple(question for place, question in enumerate(form.questions) if place not in known),
        tuple(notes),
    )


def _by_name(form: Form, framework: Framework) -> dict[int, str]:
    """Return place in the form -> question, for the names that are ids: to the letter, else but for case and signs.

    A name that stands twice is neither.
    """
    found: dict[int, str] = {}
    for same in (str, header_key):
        claimed = set(found.values())
        ids = _unique((same(question.id), question.id) for question in framework.questions)
        keys = [same(question.name) for question in form.questions]
        times = Counter(keys)
        found |= {
            place: ids[key]
            for place, key in enumerate(keys)
            if place not in found and times[key] == 1 and ids.get(key) and ids[key] not in claimed
        }
    return found


def _by_label(form: Form, known: Mapping[int, str], spoken: Iterable[Iterable[tuple[str, str]]]) -> dict[int, str]:
    """Return place -> question, for the labels that are texts of a question which no name claims."""
    texts = _unique((header_key(text), identity) for said in spoken for text, identity in said)
    claimed = set(known.values())
    found: dict[int, str] = {}
    for place, question in enumerate(form.questions):
        meant = {texts.get(header_key(label)) for label in question.labels.values()} - {None}
        if place not in known and question.type is not FormType.NOTE and len(meant) == 1:
            found[place] = str(meant.pop())
    times = Counter(found.values())
    return {place: identity for place, identity in found.items() if identity not in claimed and times[identity] == 1}


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return key -> id, for the keys that mean one thing."""
    found: dict[str, str] = {}
    for key, identity in pairs:
        if key:
            found[key] = identity if found.get(key, identity) == identity else ""
    return {key: identity for key, identity in found.items() if identity}


def _others(form: Form, framework: Framework, known: Mapping[int, str]) -> dict[int, tuple[str, str]]:
    """Return place -> (question, answer) of the text questions that belong to an answer "other": `routes_other`."""
    asked = {question.id: question for question in framework.questions}
    owners: dict[str, tuple[str, str]] = {}
    for place, identity in known.items():
        other = next((answer.id for answer in asked[identity].answers if answer.other), None)
        if other is not None:
            owners[f"{form.questions[place].name}_{other}"] = (identity, other)
            owners.setdefault(f"{form.questions[place].name}_other", (identity, other))
    return {
        place: owners[question.name]
        for place, question in enumerate(form.questions)
        if question.type is FormType.TEXT and question.name in owners and place not in known
    }


def _choices(
    form: Form,
    question: FormQuestion,
    versions: Sequence[Question],
    choices: dict[tuple[str, str, str], str],
    notes: list[Problem],
) -> None:
    """Add what the choices of a question mean; `versions` are the framework's question in each language."""
    own = versions[0]
    if question.type not in SELECTS or own.type not in (QuestionType.CHOICE, QuestionType.MULTI):
        return
    labels: dict[str, set[str]] = {}
    for answer in (answer for version in versions for answer in version.answers):
        for text in (answer.label, *answer.also):
            labels.setdefault(fold(text), set()).add(answer.id)
    for choice in form.choices(question):
        meant, why = _meaning(choice, own.answers, labels)
        if meant is None:
            notes.append(
                Problem.of(Code.FORM_CHOICE_UNKNOWN, choice.where, choice=choice.name, question=own.id, why=why)
            )
        else:
            choices[question.list_name or "", choice.name, own.id] = meant


def _meaning(choice: Choice, answers: Sequence[Answer], labels: Mapping[str, set[str]]) -> tuple[str | None, str]:
    """Return the answer that a choice is, or None and the reason: by id and label, which must agree, else by state."""
    by_id = {answer.id for answer in answers if fold(answer.id) == fold(choice.name)}
    by_label = set().union(*(labels.get(fold(text), set()) for text in choice.labels.values()))
    both = by_id & by_label or by_id | by_label
    if len(both) == 1:
        return both.pop(), ""
    if both:
        disagree = by_id and by_label and not by_id & by_label
        return None, f"its {'name and its label are different' if disagree else 'labels are several'} answers"
    state = state_of(choice)
    own = [answer.id for answer in answers if answer.state is not None and answer.state is state]
    return (own[0], "") if len(own) == 1 else (None, "neither its name nor a label is known")


def state_of(choice: Choice) -> AnswerState | None:
    """Return the state that a choice stands for, by the words of its labels, else by those of its name."""
    labels = {fold(text) for text in choice.labels.values()}
    name = fold(choice.name.replace("_", " "))
    for concept, state in STATE_OF.items():
        if labels & (SURE[concept] | SHORT[concept]) or name in SURE[concept]:
            return state
    return None
