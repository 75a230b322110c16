"""A framework as a form: every question, the profile first, with its choices, languages and routing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem
from civicmap.framework.texts import languages, section_title, translate
from civicmap.framework.types import QuestionType
from civicmap.framework.words import describe
from civicmap.survey.forms.form import Choice, Form, FormGroup, FormQuestion, FormType
from civicmap.survey.forms.questionnaire_expression import CannotSayError, Wording
from civicmap.survey.forms.questionnaire_names import FormNames
from civicmap.survey.forms.questionnaire_words import quoted, words_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.framework.types import Answer, Condition, Framework, Node, Question

_TYPES: Final = {
    QuestionType.CHOICE: FormType.SELECT_ONE,
    QuestionType.MULTI: FormType.SELECT_MULTIPLE,
    QuestionType.NUMBER: FormType.DECIMAL,
    QuestionType.DATE: FormType.DATE,
    QuestionType.TEXT: FormType.TEXT,
}
PROFILE: Final = "profile"
"""The group of the questions on who answers."""
_ALWAYS: Final = "always"  # a choice that no condition keeps back


def form_of(framework: Framework) -> Form:
    """Return the form. Its notes name the routing that only a hint could say."""
    return _Builder(framework).form()


class _Builder:
    """Makes the parts of one form."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._spoken = {language: translate(framework, language) for language in languages(framework)}
        self._names = FormNames(framework.id)
        self._of = {question.id: self._names.give(question.id) for question in framework.questions}
        self._wording = Wording(framework, self._of)
        self._groups: list[FormGroup] = []
        self._questions: list[FormQuestion] = []
        self._lists: dict[str, tuple[Choice, ...]] = {}
        self._filters: dict[str, str] = {}  # list -> which of its choices are offered
        self._asides: dict[str, list[tuple[Answer, Condition]]] = {}  # list -> what no filter could say
        self._notes: dict[Problem, None] = {}

    def form(self) -> Form:
        """Return the whole form."""
        framework = self._framework
        self._profile()
        for pillar in framework.pillars:
            self._branch(pillar, ())
        return Form(
            framework.id,
            _literal(framework.title),
            framework.version,
            framework.language,
            tuple(self._spoken),
            tuple(self._groups),
            tuple(self._questions),
            self._lists,
            tuple(self._notes),
        )

    def _texts(self, text: Callable[[Framework], str]) -> dict[str, str]:
        """Return a text in each language."""
        said = {language: _literal(text(spoken)) for language, spoken in self._spoken.items()}
        return {language: words for language, words in said.items() if words}

    def _group(self, wanted: str, path: tuple[str, ...], text: Callable[[Framework], str]) -> tuple[str, ...]:
        """Open a group, and return its whole path."""
        name = self._names.give(wanted, f"{wanted}_group")
        self._groups.append(FormGroup(name, path, self._texts(text)))
        return (*path, name)

    def _profile(self) -> None:
        """Add the questions on who answers."""
        asked = [question for question in self._framework.questions if question.section is not None]
        if not asked:
            return
        top = self._group(PROFILE, (), lambda fw: words_for(fw.language).profile)
        for section in dict.fromkeys(question.section for question in asked):
            path = self._group(section or "", top, lambda fw, name=section: section_title(fw, name or ""))  # type: ignore[misc] # mypy cannot infer a lambda with a default
            for question in asked:
                if question.section == section:
                    self._question(question, path)

    def _branch(self, node: Node, above: tuple[str, ...]) -> None:
        """Add a pillar, dimension or indicator with all that stands below it."""
        path = self._group(node.id, above, lambda fw: fw.node(node.id).title)
        for child in node.children:
            if node.of_questions:
                self._question(self._framework.question(child), path)
            else:
                self._branch(self._framework.node(child), path)

    def _question(self, question: Question, path: tuple[str, ...]) -> None:
        """Add a question, and the text beside its option "other"."""
        listed = self._list(question)
        relevant, asides = self._relevant(question)
        asides += [
            (lambda fw, answer=answer, gate=gate: self._offered(fw, question, answer, gate))  # type: ignore[misc]
            for answer, gate in self._asides.get(listed or "", ())
        ]
        alone = [answer for answer in question.answers if answer.exclusive]
        several = question.type is QuestionType.MULTI and alone and len(question.answers) > 1
        constraint, message = self._alone(question, alone) if several else ("", {})
        self._questions.append(
            FormQuestion(
                self._of[question.id],
                _TYPES[question.type],
                path,
                self._texts(lambda fw: fw.question(question.id).text),
                self._texts(
                    lambda fw: "\n".join(filter(None, [fw.question(question.id).help, *(a(fw) for a in asides)]))
                ),
                listed,
                relevant=relevant,
                constraint=constraint,
                constraint_messages=message,
                choice_filter=self._filters.get(listed or "", ""),
            )
        )
        for answer in question.answers:
            if answer.other:
                self._other(question, answer, path)

    def _other(self, question: Question, answer: Answer, path: tuple[str, ...]) -> None:
        """Add the text that goes with the option "other"."""
        name = self._of[question.id]
        ref = "${" + name + "}"
        multi = question.type is QuestionType.MULTI
        self._questions.append(
            FormQuestion(
                self._names.give(f"{name}_{answer.id}"),
                FormType.TEXT,
                path,
                self._texts(lambda fw: f"{fw.question(question.id).text} – {words_for(fw.language).other}"),
                relevant=f"selected({ref}, '{answer.id}')" if multi else f"{ref} = '{answer.id}'",
            )
        )

    def _list(self, question: Question) -> str | None:
        """Return the list of a question's choices, and keep it."""
        if question.type not in (QuestionType.CHOICE, QuestionType.MULTI):
            return None
        name = question.scale or question.id
        if name not in self._lists:
            offers = dict(self._offers(name, question))
            self._lists[name] = tuple(
                Choice(
                    answer.id,
                    self._texts(lambda fw, place=place: fw.question(question.id).answers[place].label),  # type: ignore[misc]
                    (answer.id if answer.id in offers else _ALWAYS) if offers else "",
                )
                for place, answer in enumerate(question.answers)
            )
            tests = [f"(offered = '{answer}' and {said})" for answer, said in offers.items()]
            self._filters[name] = " or ".join([f"offered = '{_ALWAYS}'", *tests]) if tests else ""
        return name

    def _offers(self, name: str, question: Question) -> Iterator[tuple[str, str]]:
        """Yield (answer, expression) for the answers that are offered only where it holds."""
        for answer in question.answers:
            if answer.asked_if is not None:
                try:
                    yield answer.id, self._wording.say(answer.asked_if, inside=True)
                except CannotSayError as fault:
                    self._asides.setdefault(name, []).append((answer, answer.asked_if))
                    self._note(f"{answer.id!r} under {name!r}", fault)

    def _relevant(self, question: Question) -> tuple[str, list[Callable[[Framework], str]]]:
        """Return when a question is asked, as an expression, and what of it only words can say."""
        said: list[str] = []
        asides: list[Callable[[Framework], str]] = []
        both = question.asked_if is not None and question.closed_by is not None
        for gate, closes in ((question.asked_if, False), (question.closed_by, True)):
            if gate is None:
                continue
            try:
                test = self._wording.say(gate, inside=both and not closes)
                said.append(f"not({test})" if closes else test)
            except CannotSayError as fault:
                self._note(question.id, fault)
                asides.append(lambda fw, gate=gate, closes=closes: _in_words(fw, gate, closes=closes))  # type: ignore[misc]
        return " and ".join(said), asides

    def _alone(self, question: Question, alone: Sequence[Answer]) -> tuple[str, dict[str, str]]:
        """Return the constraint that keeps exclusive answers alone, and what it tells people."""
        ticked = " or ".join(f"selected(., '{answer.id}')" for answer in alone)
        ids = {answer.id for answer in alone}

        def message(fw: Framework) -> str:
            labels = [answer.label for answer in fw.question(question.id).answers if answer.id in ids]
            words = words_for(fw.language)
            return words.alone.format(answers=quoted(labels, words))

        return f"count-selected(.) <= 1 or not({ticked})", self._texts(message)

    @staticmethod
    def _offered(fw: Framework, question: Question, answer: Answer, gate: Condition) -> str:
        """Return when an answer may be chosen, in words."""
        words = words_for(fw.language)
        label = next(one.label for one in fw.question(question.id).answers if one.id == answer.id)
        return words.offered.format(answer=quoted([label], words), condition=describe(gate, fw))

    def _note(self, what: str, fault: CannotSayError) -> None:
        self._notes[Problem.of(Code.FORM_ROUTE_IN_WORDS, question=what, why=fault)] = None


def _literal(text: str) -> str:
    """Return a text in which a form sees no reference to an answer, `${question}`."""
    return text.replace("${", "$ {")


def _in_words(fw: Framework, gate: Condition, *, closes: bool) -> str:
    """Return when a question is asked, in words."""
    words = words_for(fw.language)
    return (words.closed_by if closes else words.asked_if).format(condition=describe(gate, fw))
