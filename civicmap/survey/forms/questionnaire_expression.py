"""A framework's condition as an expression of XLSForm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Condition,
    HasAll,
    InGroup,
    Is,
    Not,
    QuestionType,
    WithinMonths,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework, Question


class CannotSayError(ValueError):
    """A form has no expression for the condition; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Words conditions for one framework's form. `names` is question id -> name in the form."""

    framework: Framework
    names: Mapping[str, str]

    def say(self, condition: Condition, *, inside: bool = False) -> str:
        """Return an expression; in brackets where it stands inside another. Raises CannotSayError."""
        match condition:
            case AllOf(parts):
                return _joined([self.say(part, inside=True) for part in parts], "and", inside=inside)
            case AnyOf(parts):
                return _joined([self.say(part, inside=True) for part in parts], "or", inside=inside)
            case Not(part):
                return f"not({self.say(part)})"
            case AtLeastOf(n, parts):
                return f"{_sum([self.say(part) for part in parts])} >= {n}"
            case InGroup(name, values):
                return self._of_group(name, values, inside=inside)
            case Is() | HasAll() | AtLeast() | AtMost() | WithinMonths():
                return self._of_question(condition, inside=inside)
        raise CannotSayError("it looks at a score")

    def _of_question(self, condition: Is | HasAll | AtLeast | AtMost | WithinMonths, *, inside: bool) -> str:
        """Return a test of one question."""
        asked = self.framework.question(condition.question)
        name = self._ref(asked.id)
        multi = asked.type is QuestionType.MULTI
        match condition:
            case Is(_, answers):
                if asked.type not in (QuestionType.CHOICE, QuestionType.MULTI):
                    raise CannotSayError(f"{asked.id} is a {asked.type}, and a form has no answers for it")
                tests = [f"selected({name}, '{one}')" if multi else f"{name} = '{one}'" for one in answers]
                return _joined(tests, "or", inside=inside)
            case HasAll(_, answers):
                return _joined([f"selected({name}, '{one}')" for one in answers], "and", inside=inside)
            case AtLeast(_, n):
                return f"{self._amount(asked, name)} >= {n:g}"
            case AtMost(_, n):
                return f"{self._amount(asked, name)} <= {n:g}"
            case WithinMonths(_, months):
                return f"{name} >= date('{self._since(months)}')"

    def _ref(self, question: str) -> str:
        return "${" + self.names[question] + "}"

    @staticmethod
    def _amount(asked: Question, name: str) -> str:
        """Return a number; for multiple choice, how many options that count are ticked."""
        if asked.type is not QuestionType.MULTI:
            return name
        counted = [answer.id for answer in asked.answers if not (answer.exclusive or answer.other)]
        if len(counted) == len(asked.answers):
            return f"count-selected({name})"
        return _sum([f"selected({name}, '{one}')" for one in counted])

    def _since(self, months: int) -> str:
        """Return the first day that lies within months of the closing day."""
        days = set(self.framework.closes.values())
        if len(days) != 1:
            raise CannotSayError("the framework names no single closing day to count months from")
        closing = date.fromisoformat(days.pop())
        whole = closing.year * 12 + closing.month - 1 - months
        for day in range(closing.day, 0, -1):
            try:
                return date(whole // 12, whole % 12 + 1, day).isoformat()
            except ValueError:  # the month is shorter
                continue
        raise CannotSayError("the closing day lies too far back")

    def _of_group(self, name: str, values: Sequence[str], *, inside: bool) -> str:
        """Return a test of a group by the question that it comes from."""
        group = self.framework.group(name)
        if group is None or group.question is None:
            raise CannotSayError(f"the group {name} is known from the register alone")
        return _joined([f"{self._ref(group.question)} = {_quoted(value)}" for value in values], "or", inside=inside)


def _joined(parts: Sequence[str], word: str, *, inside: bool) -> str:
    text = f" {word} ".join(parts)
    return f"({text})" if inside and len(parts) > 1 else text


def _sum(tests: Sequence[str]) -> str:
    return "(" + " + ".join(f"if({test}, 1, 0)" for test in tests) + ")" if tests else "0"


def _quoted(text: str) -> str:
    """Return a text in the quotes that it does not hold; the language of forms has no escape."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    raise CannotSayError("a value holds both kinds of quotes")
