"""A form as the text of a framework file, to go on from: questions, scales, routing and translations taken over."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.framework.written import condition_text, flow, scalar
from civicmap.spreadsheet import csv_text
from civicmap.survey.forms.form import FormType
from civicmap.survey.forms.framework_questions import Asked, ask
from civicmap.survey.forms.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.survey.forms.form import Form, FormQuestion
    from civicmap.survey.forms.layout import Branch
    from civicmap.survey.forms.scales import FormScale, ScaleAnswer

_LEVELS: Final = ("pillars", "dimensions", "indicators")
_TYPES: Final = {
    FormType.INTEGER: "number",
    FormType.DECIMAL: "number",
    FormType.DATE: "date",
    FormType.TEXT: "text",
}
_UNWRITTEN: Final = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_HEAD: Final = """\
# Made from the form {form}. What to do next:
#   1. Give answers points, where a question is to be scored: {{label: "Yes", points: 100}}. Without points nothing is scored.
#   2. Look at the entity, the pillars and their titles, and at every line that begins with "# ?".
#   3. Say under `findings` which shares the report is to tell: policy: {{title: A policy, share: {{QUESTION: ANSWER}}}}
#   4. Check it: civicmap framework check {file}
"""


@dataclass(frozen=True, slots=True)
class FrameworkText:
    """A framework file's text, a CSV text for each further language, and what could not be taken over."""

    text: str
    translations: Mapping[str, tuple[str, str]]  # language -> (file name, CSV)
    notes: tuple[Problem, ...]


def framework_text(form: Form, source: str, stem: str | None = None) -> FrameworkText:
    """Return a framework for a form. Raises UnreadableError where the form asks nothing that a framework takes.

    `source` is the form's file as the text names it; `stem` is the framework file's name without its ending, which
    translations are named after. Without one there are none.
    """
    asked = ask(form)
    if not asked.questions:
        raise UnreadableError(Problem.of(Code.FORM_NO_QUESTION, source))
    writer = _Writer(form, asked, source, stem)
    return FrameworkText(writer.text(), writer.translated(), (*form.notes, *asked.notes))


@dataclass(slots=True)
class _Writer:
    """Writes one framework, and keeps every text that has a translation by its place."""

    form: Form
    asked: Asked
    source: str
    stem: str | None
    lines: list[str] = field(default_factory=list)
    places: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)  # place -> own text, all texts

    def text(self) -> str:
        """Return the whole file."""
        layout = lay_out(self.form, self.asked.questions, self.asked.who.values(), self.asked.ids)
        self._scales()
        if layout.profile:
            self._add(0, "", "profile:                         # who answers: never scored")
            for section in layout.profile:
                self._branch(section, 1, "profile", ())
        self._add(0, "", "pillars:                         # pillar > dimension > indicator > question")
        for pillar in layout.pillars:
            self._branch(pillar, 1, _LEVELS[0], _LEVELS[1:])
        self._left_out()
        return "\n".join([*self._top(), *self.lines]) + "\n"

    def translated(self) -> dict[str, tuple[str, str]]:
        """Return the translation files."""
        if self.stem is None:
            return {}
        own = self._language()
        return {
            language: (
                self._file(language),
                csv_text(
                    ["where", own, language],
                    [
                        [place, text, texts[language]]
                        for place, (text, texts) in self.places.items()
                        if texts.get(language)
                    ],
                ),
            )
            for language in self._others()
        }

    def _language(self) -> str:
        return self.form.default_language or "en"

    def _others(self) -> list[str]:
        return [language for language in self.form.languages if language and language != self.form.default_language]

    def _file(self, language: str) -> str:
        return f"{self.stem}.{re.sub(r'[^A-Za-z0-9-]+', '_', language)}.csv"

    def _add(self, depth: int, *texts: str) -> None:
        self.lines += [f"{'  ' * depth}{text}" if text else "" for text in texts]

    def _remark(self, depth: int, text: str) -> None:
        """Add a line for the reader, whatever the text holds."""
        self._add(depth, "# " + _UNWRITTEN.sub("\ufffd", " ".join(text.split())))

    def _say(self, place: str, texts: Mapping[str, str], own: str) -> str:
        """Return a text as it is written, and keep its translations."""
        if len(texts) > 1:
            self.places[place] = (own, texts)
        return scalar(own)

    def _top(self) -> Iterator[str]:
        """Yield the top of the file."""
        form, who = self.form, self.asked.who
        head = _HEAD.format(form=" ".join(self.source.split()), file=f"{self.stem}.yaml" if self.stem else "FILE")
        yield from (_UNWRITTEN.sub("\ufffd", line) for line in head.splitlines())
        yield "civicmap: 1"
        yield f"id: {scalar(self.asked.id)}"
        yield f"version: {json_quoted(form.version or '1')}"
        yield f"title: {scalar(form.title.strip() or form.id.strip() or self.asked.id)}"
        yield f"language: {scalar(self._language())}"
        if self._others() and self.stem is not None:
            yield f"translations: {flow((scalar(language), scalar(self._file(language))) for language in self._others())}"
        elif self._others():
            yield f"# ? the form also speaks {', '.join(self._others())}: write with -o FILE to have its translations beside it"
        yield "# bands: {cuts: {low: 0, middle: 40, high: 75}}          # names for stretches of a score"
        yield ""
        if who:
            yield f"entity: {flow((key, scalar(self.asked.named[name])) for key, name in who.items())}   # ? who answers: guessed by name"
        else:
            yield "# ? which question says who answers? Without it every row is an entity of its own:"
            yield "# entity: {question: QUESTION}"

    def _scales(self) -> None:
        """Add shared answers and scales."""
        if self.asked.shared:
            self._add(0, "", "answers:                         # said once; a scale takes them over by `plus`")
            for answer in self.asked.shared.values():
                self._answer(1, answer, f"answers.{answer.id}")
        if self.asked.scales:
            self._add(
                0, "", "scales:                          # add points to have questions scored: {label: …, points: 100}"
            )
        for scale in self.asked.scales.values():
            self._scale(scale)

    def _scale(self, scale: FormScale) -> None:
        self._add(1, f"{scalar(scale.id)}:")
        if scale.multi:
            self._add(2, "multi: true                  # no points; or count, all, any, {sum: 100}")
        if scale.own:
            self._add(2, "answers:")
        for answer in scale.own:
            self._answer(3, answer, f"scales.{scale.id}.{answer.id}")
        if scale.plus:
            self._add(2, f"plus: [{', '.join(map(scalar, scale.plus))}]")

    def _answer(self, depth: int, answer: ScaleAnswer, place: str) -> None:
        """Add one answer on a line."""
        own = answer.labels.get(self.form.default_language) or self.form.label(answer.labels)
        said = [("label", self._say(place, answer.labels, own))]
        if answer.also:
            said.append(("also", f"[{json_quoted(answer.also)}]"))
        if answer.state is not None:
            said.append(("state", answer.state.name.lower()))
        said += [(key, "true") for key in ("exclusive", "other") if getattr(answer, key)]
        self._add(depth, f"{scalar(answer.id)}: {flow(said)}")

    def _branch(self, branch: Branch, depth: int, level: str, below: tuple[str, ...]) -> None:
        """Add a section, pillar, dimension or indicator with all that stands below it."""
        self._add(depth, f"{scalar(branch.id)}:")
        own = branch.labels[self.form.default_language]
        self._add(depth + 1, f"title: {self._say(f'{level}.{branch.id}', branch.labels, own)}")
        if below:
            self._add(depth + 1, f"{below[0]}:")
            for child in branch.branches.values():
                self._branch(child, depth + 2, below[0], below[1:])
            return
        self._add(depth + 1, "questions:")
        for question in branch.questions:
            self._question(question, depth + 2)

    def _question(self, question: FormQuestion, depth: int) -> None:
        """Add one question."""
        name = self.asked.id_of(question)
        place = f"questions.{name}"
        text = self.form.label(question.labels) or question.name
        for remark in self.asked.remarks.get(name, ()):
            self._remark(depth, f"? {remark}")
        self._add(depth, f"{scalar(name)}:")
        self._add(depth + 1, f"text: {self._say(f'{place}.text', question.labels, text)}")
        hint = self.form.label(question.hints)
        if hint:
            self._add(depth + 1, f"help: {self._say(f'{place}.help', question.hints, hint)}")
        scale = self.asked.scale_of(question)
        self._add(depth + 1, f"scale: {scalar(scale.id)}" if scale else f"type: {_TYPES.get(question.type, 'text')}")
        gate = self.asked.gates.get(name)
        if gate is not None:
            self._add(depth + 1, f"asked_if: {condition_text(gate)}")

    def _left_out(self) -> None:
        """Name what the framework leaves out."""
        if self.asked.left_out:
            self._add(0, "")
            self._remark(0, "Not taken over from the form:")
        for what in self.asked.left_out:
            self._remark(0, f"  {what}")


def json_quoted(text: str) -> str:
    """Return a text in quotes, whatever it is: a version such as 1.10 would be read as a number."""
    written = scalar(text)
    return written if written.startswith('"') else f'"{written}"'
