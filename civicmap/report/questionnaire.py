"""The questionnaire as a document to read or print: Markdown, and the same in Word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.texts import translate
from civicmap.framework.types import QuestionType
from civicmap.report.document import DocumentMeta
from civicmap.report.escape import escape
from civicmap.survey.returns.layout import Kind, lines, offers
from civicmap.survey.returns.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.survey.returns.layout import Line
    from civicmap.survey.returns.words import ReturnWords

_HEADINGS: Final = {Kind.PART: "##", Kind.SECTION: "###"}
_BOX: Final = "☐"
_ROOM: Final = "…" * 30  # to write on
_BREAK: Final = "\\\n"


def questionnaire_md(framework: Framework, language: str = "en") -> str:
    """Return every question with its help, its answers and when to answer it, as Markdown."""
    spoken = translate(framework, language)
    said = words(spoken.language)
    blocks = [f"# {escape(spoken.title)}", said.form_intro.format(count=len(spoken.questions))]
    told = offers(framework, language)
    if told:
        blocks += [f"{said.some_answers}{said.colon.rstrip()}", "\n".join(f"- {escape(offer)}" for offer in told)]
    for line in lines(framework, language):
        if line.kind in _HEADINGS:
            blocks.append(f"{_HEADINGS[line.kind]} {escape(line.text)}")
        elif line.kind is Kind.QUESTION:
            blocks.append(_question(line, said))
    return "\n\n".join(blocks) + "\n"


def questionnaire_docx(framework: Framework, language: str = "en", base: Path | None = None) -> bytes:
    """Return the questionnaire in Word, in the looks of a base document, the house's where None.

    Raises CivicmapError if that is no Word document, or lacks a style.
    """
    from civicmap.report.docx import to_docx  # noqa: PLC0415 - python-docx, only for this format

    spoken = translate(framework, language)
    meta = DocumentMeta(spoken.title, f"{spoken.id} {spoken.version}", spoken.language)
    return to_docx(questionnaire_md(framework, language), meta, base)


def _question(line: Line, said: ReturnWords) -> str:
    """Return a question as a numbered paragraph, what belongs to it indented below."""
    parts = [f"**{escape(line.text)}**", *_parts(line, said)]
    number = f"{line.number}. ".ljust(4)
    return number + "\n\n".join(parts).replace("\n", "\n" + " " * len(number))


def _parts(line: Line, said: ReturnWords) -> Iterator[str]:
    """Yield what stands below a question: when to answer it, its help, and its answers."""
    question = line.question
    assert question is not None
    if line.when:
        yield f"→ {escape(line.when)}"
    if question.help:
        yield f"*{escape(question.help)}*"
    yield _BREAK.join(_answers(line, said))


def _answers(line: Line, said: ReturnWords) -> Iterator[str]:
    """Yield the lines of the answers: boxes to tick, or room to write."""
    question = line.question
    assert question is not None
    how = _HOW.get(question.type, "")
    if how:
        yield f"{escape(getattr(said, how))}"
    if question.type not in _CLOSED:
        yield f"{said.your_answer}{said.colon}{_ROOM}"
    for answer in question.answers:
        yield f"{_BOX} {escape(answer.label)}{f' {_ROOM}' if answer.other else ''}"


_CLOSED: Final = (QuestionType.CHOICE, QuestionType.MULTI)
_HOW: Final = {
    QuestionType.MULTI: "choose_all",
    QuestionType.NUMBER: "a_number",
    QuestionType.DATE: "a_date",
}
