"""The tests of a question that a condition may hold: `{at_least: 2}` and its kin, one row each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from civicmap.framework.types import AtLeast, AtMost, Condition, HasAll, QuestionType, WithinMonths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from civicmap.framework.conditions import Conditions
    from civicmap.framework.reader import Path


@dataclass(frozen=True, slots=True)
class Test:
    """A test: the questions that it fits, and how its bound is read."""

    types: tuple[QuestionType, ...]
    read: Callable[[Conditions, str, Any, Path], Condition | None]


def _bound(reader: Conditions, bound: Any, path: Path) -> float | None:
    """Return a number, or None with a fault."""
    if isinstance(bound, bool) or not isinstance(bound, (int, float)) or not abs(bound) < float("inf"):
        reader.faults.value(path, "should be a number", "write 2, say")
        return None
    return float(bound)


def _at_least(reader: Conditions, name: str, bound: Any, path: Path) -> Condition | None:
    n, asked = _bound(reader, bound, path), reader.names.questions[name]
    if n is not None and asked.type is QuestionType.MULTI and n > asked.ordinary > 0:
        reader.faults.logic(
            path, f"can never hold: {name} has {asked.ordinary} options that count", f"write at most {asked.ordinary}"
        )
        return None
    return None if n is None else AtLeast(name, n)


def _at_most(reader: Conditions, name: str, bound: Any, path: Path) -> Condition | None:
    n = _bound(reader, bound, path)
    return None if n is None else AtMost(name, n)


def _all(reader: Conditions, name: str, bound: Any, path: Path) -> Condition | None:
    known = reader.all_ticked(name, bound, path)
    return HasAll(name, known) if known else None


def _within_months(reader: Conditions, name: str, bound: Any, path: Path) -> Condition | None:
    if isinstance(bound, bool) or not isinstance(bound, int) or bound < 1:
        reader.faults.value(path, "should be a whole number of months", "write 24, say")
        return None
    return WithinMonths(name, bound)


_COUNTED = (QuestionType.NUMBER, QuestionType.MULTI)

TESTS: Mapping[str, Test] = {
    "at_least": Test(_COUNTED, _at_least),
    "at_most": Test(_COUNTED, _at_most),
    "all": Test((QuestionType.MULTI,), _all),
    "within_months": Test((QuestionType.DATE,), _within_months),
}
