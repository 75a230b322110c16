"""A framework's questionnaire as a page to read: every question with its help, answers and routing in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.texts import section_title
from civicmap.framework.types import QuestionType
from civicmap.framework.words import describe
from civicmap.report.escape import escape
from civicmap.survey.questionnaire_words import quoted, words_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Answer, Framework, Node, Question
    from civicmap.survey.questionnaire_words import FormWords

_BOXES = {QuestionType.CHOICE: "○", QuestionType.MULTI: "☐"}


def questionnaire_markdown(framework: Framework) -> str:
    """Return the page in the framework's present language. Questions are numbered through, in the order of the form."""
    return "\n".join(_Page(framework).lines()).rstrip("\n") + "\n"


class _Page:
    """Writes one page."""

    def __init__(self, framework: Framework) -> None:
        self._framework = framework
        self._words: FormWords = words_for(framework.language)
        self._number = 0

    def lines(self) -> Iterator[str]:
        """Yield the lines of the page."""
        framework = self._framework
        yield from (f"# {escape(framework.title)}", "")
        asked = [question for question in framework.questions if question.section is not None]
        if asked:
            yield from (f"## {escape(self._words.profile)}", "")
        for section in dict.fromkeys(question.section for question in asked):
            yield from (f"### {escape(section_title(framework, section or ''))}", "")
            for question in asked:
                if question.section == section:
                    yield from self._question(question)
        for pillar in framework.pillars:
            yield from self._branch(pillar, 2)

    def _branch(self, node: Node, level: int) -> Iterator[str]:
        yield from (f"{'#' * level} {escape(node.title)}", "")
        for child in node.children:
            if node.of_questions:
                yield from self._question(self._framework.question(child))
            else:
                yield from self._branch(self._framework.node(child), level + 1)

    def _question(self, question: Question) -> Iterator[str]:
        """Yield a question, how it is answered, and when."""
        self._number += 1
        yield from (f"**{self._number}.** {escape(question.text)}", "")
        if question.help:
            yield from (f"*{escape(question.help)}*", "")
        for gate, said in ((question.asked_if, self._words.asked_if), (question.closed_by, self._words.closed_by)):
            if gate is not None:
                yield from (str(escape(said.format(condition=describe(gate, self._framework)))), "")
        if question.type in _BOXES:
            several = question.type is QuestionType.MULTI
            yield from (str(escape(self._words.several if several else self._words.one)), "")
            yield from (f"- {_BOXES[question.type]} {self._answer(answer)}" for answer in question.answers)
            alone = [answer.label for answer in question.answers if answer.exclusive]
            if several and alone:
                yield from ("", str(escape(self._words.alone.format(answers=quoted(alone, self._words)))))
        else:
            yield f"{escape(getattr(self._words, question.type))} …"
        yield ""

    def _answer(self, answer: Answer) -> str:
        """Return an answer; with when it may be chosen, and with room where it asks for more."""
        label = str(escape(answer.label))
        if answer.other:
            label += f" ({escape(self._words.other)}: …)"
        if answer.asked_if is not None:
            said = describe(answer.asked_if, self._framework)
            label += f" ({escape(self._words.asked_if.format(condition=said))})"
        return label
