"""What of a form becomes a framework's question: its id, scale and gate, and what is left out and why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem
from civicmap.framework.reading import leaves, reads
from civicmap.framework.types import AtLeast, Condition, Is, QuestionType
from civicmap.survey import header_words
from civicmap.survey.forms.expression import ExpressionError
from civicmap.survey.forms.form import SELECTS, FormType, asked_where
from civicmap.survey.forms.relevance import Known, condition_of
from civicmap.survey.forms.routes import reached
from civicmap.survey.forms.scales import Ids, key_of, scales_of
from civicmap.survey.headers import header_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.survey.forms.form import Form, FormGroup, FormQuestion
    from civicmap.survey.forms.scales import FormScale, Key, ScaleAnswer

TAKEN: Final = (*SELECTS, FormType.INTEGER, FormType.DECIMAL, FormType.DATE, FormType.TEXT)
_WHY: Final = {
    FormType.NOTE: "is only read",
    FormType.HIDDEN: "is computed, or about the device",
    FormType.ELSE: "is of a type that a framework has not",
}
_BODY: Final = r"(?:entity|organi[sz]ation|institution|agency|ministry|entité|organisme|institución|entidad|organismo)"
_CODES: Final = r"(?:id|code|código|no|number)"
# Which questions say who answers, by their names' keys; the first that fits.
_WHO: Final = (
    ("question", re.compile(rf"{_BODY}_{_CODES}|{_CODES}_{_BODY}")),
    ("name", re.compile(rf"{_BODY}_name|name_of_(?:the_)?{_BODY}|(?:official_)?name_{_BODY}|nom_(?:de_l_)?{_BODY}|nombre_(?:de_la_)?{_BODY}")),
    ("parent", re.compile(rf"parent_{_BODY}(?:_{_CODES})?|parent_{_CODES}")),
)  # fmt: skip


@dataclass(slots=True)
class Asked:
    """The questions that are taken over. `named` is the form's name -> id, for names that stand once."""

    id: str
    questions: list[FormQuestion]
    named: dict[str, str]
    ids: Ids  # those of questions are taken: the tree's are others
    scales: dict[Key, FormScale]
    shared: dict[str, ScaleAnswer]
    who: dict[str, str] = field(default_factory=dict)  # question, name, parent -> the form's name
    gates: dict[str, Condition] = field(default_factory=dict)  # by id
    remarks: dict[str, list[str]] = field(default_factory=dict)  # by id
    left_out: list[str] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)
    by_path: dict[tuple[str, ...], str] = field(default_factory=dict)

    def id_of(self, question: FormQuestion) -> str:
        """Return a question's id."""
        return self.by_path[(*question.path, question.name)]

    def scale_of(self, question: FormQuestion) -> FormScale | None:
        """Return a question's scale; None where it has none, or one that a framework cannot take."""
        return self.scales.get(key_of(question)) if question.type in SELECTS else None


def ask(form: Form) -> Asked:
    """Return what a form asks, as a framework will."""
    others = _others(form)
    beside = {text.name for text, _, _ in others}
    taken = [q for q in form.questions if q.type in TAKEN and q.name not in beside]
    scales, shared = scales_of(form, taken, {owner: choice for _, owner, choice in others})
    ids = Ids()
    ids.taken |= {"overall"}
    by_path = {(*question.path, question.name): ids.give(question.name, "question") for question in taken}
    twice = _twice(taken)
    named = {q.name: by_path[(*q.path, q.name)] for q in taken if q.name not in twice}
    asked = Asked(Ids().give(form.id, "framework"), taken, named, ids, scales, shared, by_path=by_path)
    asked.who = _who(taken, named)
    _gates(form, asked, twice)
    for question in taken:
        _remarks(question, asked, twice)
    asked.left_out = [f"{q.name}: {_WHY[q.type]}" for q in form.questions if q.type in _WHY]
    asked.left_out += [f"{text.name}: the text beside {choice!r} of {owner}" for text, owner, choice in others]
    return asked


def _twice(questions: Sequence[FormQuestion]) -> set[str]:
    """Return the names that stand in several groups."""
    seen: set[str] = set()
    return {q.name for q in questions if q.name in seen or seen.add(q.name)}  # type: ignore[func-returns-value] # adds, and says nothing


def _others(form: Form) -> list[tuple[FormQuestion, str, str]]:
    """Return (text question, the question that it belongs to, its choice "other").

    The text is asked where that choice is chosen, and its name begins with the question's.
    """
    selects = {question.name: question for question in form.questions if question.type in SELECTS}
    known = {
        name: Known(name, QuestionType.MULTI if q.type is FormType.SELECT_MULTIPLE else QuestionType.CHOICE,
                    {choice.name: choice.name for choice in form.choices(q)}, ())
        for name, q in selects.items()
    }  # fmt: skip
    found = []
    for question in form.questions:
        if question.type is not FormType.TEXT or not question.relevant or "_" not in question.name:
            continue
        try:
            gate = condition_of([question.relevant], known)
        except ExpressionError:
            continue
        if isinstance(gate, Is) and len(gate.answers) == 1:
            owner, choice = gate.question, gate.answers[0]
            if question.name in (
                f"{owner}_{choice}",
                f"{owner}_other",
                f"{owner}_specify",
                f"{owner}_{choice}_specify",
                f"other_{owner}",
            ):
                found.append((question, owner, choice))
    return found


def _who(questions: Sequence[FormQuestion], named: Mapping[str, str]) -> dict[str, str]:
    """Return which questions say who answers, by name."""
    keys = {question.name: header_key(question.name) for question in questions if question.name in named}
    found: dict[str, str] = {}
    for part, pattern in _WHO:
        name = next((name for name, key in keys.items() if pattern.fullmatch(key)), None)
        if name is not None:
            found[part] = name
    if "question" not in found and "name" not in found:
        bare = re.compile(_BODY)
        name = next((n for n, key in keys.items() if key in header_words.ENTITY or bare.fullmatch(key)), None)
        found = {"question": name, **found} if name is not None else {}
    return found


def _gates(form: Form, asked: Asked, twice: set[str]) -> None:
    """Add when each question is asked, as far as it can be followed."""
    known = _known(asked, twice)
    groups: dict[tuple[str, ...], FormGroup] = form.by_path()
    behind: dict[str, set[str]] = {}
    ticks = {
        asked.id_of(q): len(scale.answers) for q in asked.questions if (scale := asked.scale_of(q)) and scale.multi
    }
    for question in asked.questions:
        said = asked_where(question, groups)
        name = asked.id_of(question)
        expression = " and ".join(said)
        try:
            gate = condition_of(said, known)
            if gate is not None:
                _check(gate, ticks, name, behind)
                asked.gates[name] = gate
                behind[name] = set(reads(gate).questions)
        except ExpressionError as fault:
            shown = expression if len(expression) <= 80 else expression[:79] + "…"
            note = Problem.of(Code.FORM_RELEVANCE, question.where, question=question.name, why=fault, expression=shown)
            asked.notes.append(note)
            asked.remarks.setdefault(name, []).append(f"asked where {expression} (not followed: {fault})")


def _check(gate: Condition, ticks: Mapping[str, int], name: str, behind: Mapping[str, set[str]]) -> None:
    """Refuse a gate in a circle, and one that can never open."""
    if name in reached(reads(gate).questions, behind):
        raise ExpressionError("it would depend on itself")
    for leaf in leaves(gate):
        if isinstance(leaf, AtLeast) and leaf.question in ticks and leaf.n > ticks[leaf.question]:
            raise ExpressionError(f"{leaf.question} has fewer options")


def _known(asked: Asked, twice: set[str]) -> dict[str, Known | None]:
    """Return the questions as conditions see them."""
    known: dict[str, Known | None] = dict.fromkeys(twice)
    for question in asked.questions:
        if question.name in twice:
            continue
        name, scale = asked.id_of(question), asked.scale_of(question)
        if scale is not None:
            kind = QuestionType.MULTI if scale.multi else QuestionType.CHOICE
            counted = not any(answer.exclusive or answer.other or answer.state for answer in scale.answers)
            known[question.name] = Known(name, kind, scale.choices, tuple(a.id for a in scale.answers), counted)
        else:
            numbers = (FormType.INTEGER, FormType.DECIMAL)
            kind = QuestionType.NUMBER if question.type in numbers else QuestionType.TEXT
            kind = QuestionType.DATE if question.type is FormType.DATE else kind
            known[question.name] = Known(name, kind, {}, ())
    return known


def _remarks(question: FormQuestion, asked: Asked, twice: set[str]) -> None:
    """Say beside a question what a person should look at."""
    said = asked.remarks.setdefault(asked.id_of(question), [])
    if question.type in SELECTS and asked.scale_of(question) is None:
        said.append("its choices stand elsewhere, are too many, or are no answers: it is taken as a text")
    if question.name in twice:
        said.append(f"the name {question.name} stands in several groups of the form")
    if question.repeat is not None:
        said.append(f"asked several times, in the repeat {question.repeat}: see `instances` in the reference")
    if question.choice_filter:
        said.append(f"its choices are filtered: {question.choice_filter}")
