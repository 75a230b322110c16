"""A questionnaire as it was put into a survey tool: what XLSForm files and REDCap dictionaries are read into."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.errors import Problem


class FormType(StrEnum):
    """What a question of a form takes."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TEXT = "text"
    NOTE = "note"  # is only read
    HIDDEN = "hidden"  # computed, or about the device: nobody is asked
    ELSE = "else"  # a place, a picture, a ranking: no question of a framework takes it


SELECTS: Final = (FormType.SELECT_ONE, FormType.SELECT_MULTIPLE)


# Texts are kept by language: a code ("fr") where the form tells it; "" where it names none.


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list. `offered` names the condition under which it is shown; see `FormQuestion.choice_filter`."""

    name: str
    labels: Mapping[str, str]
    offered: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A group of questions; `path` holds the names of the groups around it."""

    name: str
    path: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    relevant: str = ""
    repeats: bool = False
    where: str = ""


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question. `path` holds the names of the groups around it; `repeat` is the innermost that repeats."""

    name: str
    type: FormType
    path: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    list_name: str | None = None
    or_other: bool = False
    relevant: str = ""
    constraint: str = ""
    constraint_messages: Mapping[str, str] = field(default_factory=dict)
    choice_filter: str = ""
    required: bool = False
    repeat: str | None = None
    where: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form, in its own order. `notes` say what of it could not be read."""

    id: str
    title: str
    version: str
    default_language: str
    languages: tuple[str, ...]
    groups: tuple[FormGroup, ...]
    questions: tuple[FormQuestion, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    notes: tuple[Problem, ...] = ()

    def choices(self, question: FormQuestion) -> tuple[Choice, ...]:
        """Return the choices of a question; none where it has no list."""
        return self.lists.get(question.list_name or "", ())

    def by_path(self) -> dict[tuple[str, ...], FormGroup]:
        """Return each group by its whole path, its own name at the end."""
        return {(*group.path, group.name): group for group in self.groups}

    def label(self, labels: Mapping[str, str]) -> str:
        """Return the text in the form's own language, else in the first that has one; "" where there is none."""
        return labels.get(self.default_language) or next((text for text in labels.values() if text), "")


def around(question: FormQuestion, groups: Mapping[tuple[str, ...], FormGroup]) -> list[FormGroup]:
    """Return the groups that a question stands in, the outermost first; `groups` is `Form.by_path()`."""
    return [groups[question.path[: depth + 1]] for depth in range(len(question.path))]


def asked_where(question: FormQuestion, groups: Mapping[tuple[str, ...], FormGroup]) -> list[str]:
    """Return the expressions that must all hold for a question to be asked: those of its groups, and its own."""
    said = [*(group.relevant for group in around(question, groups)), question.relevant]
    return [expression for expression in said if expression]
