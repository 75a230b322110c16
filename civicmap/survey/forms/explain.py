"""What a form says of an export that was made with it: names of columns, spellings of answers, who was not asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import Role
from civicmap.survey.forms.expression import ExpressionError
from civicmap.survey.forms.form import SELECTS, FormType, around, asked_where
from civicmap.survey.forms.match import Matches, match
from civicmap.survey.forms.relevance import Known, condition_of
from civicmap.survey.forms.routes import ungated, with_routes
from civicmap.survey.headers import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from civicmap.framework.types import Condition, Framework, Question
    from civicmap.survey.forms.form import Form, FormGroup, FormQuestion

_CLOSED: Final = (QuestionType.CHOICE, QuestionType.MULTI)
_UNASKED: Final = (FormType.NOTE, FormType.HIDDEN, FormType.ELSE)  # a framework need not know them

Names = tuple[str, str | None]  # a name in the file, and the language of the labels that it stands among; None: names


@dataclass(frozen=True, slots=True)
class Explained:
    """A form against a framework.

    `headers` are further names of columns: (text, target) with the role question, option or other; one text may stand
    there with two targets, and then means neither. `answers` are (question, text, answer id), each text once.
    `routes` are (question, condition under which it was asked), for questions without an `asked_if` of their own.
    """

    headers: tuple[tuple[str, Target], ...]
    answers: tuple[tuple[str, str, str], ...]
    routes: tuple[tuple[str, Condition], ...]
    notes: tuple[Problem, ...]


def explain(form: Form, framework: Framework) -> Explained:
    """Return what a form says of its export's columns and cells. Nothing is guessed: what is not matched is noted."""
    found = match(form, framework)
    asked = {question.id: question for question in framework.questions}
    groups = form.by_path()
    headers: dict[tuple[str, Target], None] = {}
    answers: dict[tuple[str, str, str], None] = {}
    for question, identity in found.questions:
        here = asked[identity]
        names = list(_names(form, question, groups))
        headers |= dict.fromkeys(_headers(form, question, here, names, found))
        if here.type in _CLOSED and question.type in SELECTS:
            answers |= dict.fromkeys(_spellings(form, question, here, found))
    for question, owner, answer in found.others:
        target = Target(Role.OTHER, owner, answer)
        headers |= {(text, target): None for text, _ in _names(form, question, groups)}
    routes, lost = _routes(form, framework, found, groups)
    notes = (*form.notes, *_unknown(found), *found.notes, *lost)
    return Explained(tuple(headers), tuple(answers), routes, notes)


def _unknown(found: Matches) -> Iterator[Problem]:
    for question in found.unknown:
        if question.type not in _UNASKED:
            yield Problem.of(Code.FORM_QUESTION_UNKNOWN, question.where, question=question.name)


def _names(form: Form, question: FormQuestion, groups: Mapping[tuple[str, ...], FormGroup]) -> Iterator[Names]:
    """Yield what a question's column may be called: its name or label, alone or behind its groups, in each language.

    A tool writes the name where a language has no label.
    """
    spoken: list[tuple[str | None, list[str]]] = [(None, [*question.path, question.name])]
    for language in form.languages:
        above = [group.labels.get(language) or group.name for group in around(question, groups)]
        labels = [*above, question.labels.get(language, "")]
        if labels[-1]:
            spoken.append((language, labels))
    for among, parts in spoken:
        yield parts[-1], among
        if len(parts) > 1:
            yield "/".join(parts), among


def _headers(
    form: Form, question: FormQuestion, asked: Question, names: Sequence[Names], found: Matches
) -> Iterator[tuple[str, Target]]:
    """Yield the names of a question's own column, and of a column for each of its options."""
    for text, _ in names:
        yield text, Target(Role.QUESTION, asked.id)
    other = next((answer.id for answer in asked.answers if answer.other), None)
    if question.or_other and other is not None:
        yield f"{question.name}_other", Target(Role.OTHER, asked.id, other)
    if asked.type is not QuestionType.MULTI or question.type is not FormType.SELECT_MULTIPLE:
        return
    if question.or_other and other is not None:
        yield f"{question.name}/other", Target(Role.OPTION, asked.id, other)
    for choice in form.choices(question):
        answer = found.choices.get((question.list_name or "", choice.name, asked.id))
        if answer is not None:
            for text, language in names:
                label = choice.name if language is None else choice.labels.get(language) or choice.name
                yield f"{text}/{label}", Target(Role.OPTION, asked.id, answer)


def _spellings(form: Form, question: FormQuestion, asked: Question, found: Matches) -> Iterator[tuple[str, str, str]]:
    """Yield every text of a choice with the answer that it means; none that two choices share."""
    meant: dict[str, set[str]] = {}
    for choice in form.choices(question):
        answer = found.choices.get((question.list_name or "", choice.name, asked.id))
        for text in dict.fromkeys((choice.name, *choice.labels.values())):
            meant.setdefault(text, set()).add(answer or "")
    for text, answers in meant.items():
        if len(answers) == 1 and text and "" not in answers:
            yield asked.id, text, min(answers)


def known_questions(form: Form, framework: Framework, found: Matches) -> dict[str, Known | None]:
    """Return the form's names as conditions see them; None for a name that two questions bear."""
    asked = {question.id: question for question in framework.questions}
    times = Counter(question.name for question in form.questions)
    known: dict[str, Known | None] = {name: None for name, count in times.items() if count > 1}
    for question, identity in found.questions:
        if times[question.name] == 1:
            here = asked[identity]
            listed = question.list_name or ""
            choices = {
                choice.name: found.choices[listed, choice.name, identity]
                for choice in form.choices(question)
                if (listed, choice.name, identity) in found.choices
            }
            counted = not any(answer.exclusive or answer.other for answer in here.answers)
            closed = here.type in _CLOSED
            answers = tuple(answer.id for answer in here.answers) if closed else ()
            known[question.name] = Known(identity, here.type, choices, answers, counted)
    return known


def _routes(
    form: Form, framework: Framework, found: Matches, groups: Mapping[tuple[str, ...], FormGroup]
) -> tuple[tuple[tuple[str, Condition], ...], list[Problem]]:
    """Return when questions without a gate of their own were asked, and what could not be followed."""
    known = known_questions(form, framework, found)
    asked = {question.id: question for question in framework.questions}
    routes: dict[str, tuple[Condition, FormQuestion, str]] = {}
    lost: list[Problem] = []
    for question, identity in found.questions:
        here = asked[identity]
        said = asked_where(question, groups)
        if here.asked_if is not None or not said:
            continue
        try:
            condition = condition_of(said, known)
        except ExpressionError as fault:
            lost.append(_lost(question, " and ".join(said), str(fault)))
            continue
        condition = None if condition is None else ungated(condition, here.closed_by)
        if condition is not None:
            routes[identity] = (condition, question, " and ".join(said))
    laid = with_routes(framework, ((identity, condition) for identity, (condition, _, _) in routes.items()))
    taken = {question.id for question in laid.questions if question.asked_if is not None}
    lost += [
        _lost(question, expression, "it would depend on itself")
        for identity, (_, question, expression) in routes.items()
        if identity not in taken
    ]
    return tuple((name, condition) for name, (condition, _, _) in routes.items() if name in taken), lost


def _lost(question: FormQuestion, expression: str, why: str) -> Problem:
    shown = expression if len(expression) <= 80 else expression[:79] + "…"
    return Problem.of(Code.FORM_RELEVANCE, question.where, question=question.name, why=why, expression=shown)
