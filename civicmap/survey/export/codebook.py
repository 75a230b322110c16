"""The codebook of an export: what each column holds, and what each of its values means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER
from civicmap.survey.export.fields import Field, Kind
from civicmap.survey.states import IN_DOUBT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.survey.export.fields import Export

HEADER: Final = ("column", "role", "question", "option", "text", "type", "tier", "value", "label", "state", "points")
_STATES: Final = {
    "blank": "Asked, and left empty.",
    "not_asked": "Not asked: another answer, or the kind of entity, made the question irrelevant.",
    "dont_know": "Does not know.",
    "not_applicable": "Does not apply.",
    "under_review": "Given, and not yet cleared.",
    "unresolved": "Something was written that no rule could read.",
    "closed": "The policy or body that it asks about does not exist, so neither can this.",
    "answered": "Answered, with no option ticked.",
    f"blank{IN_DOUBT}": "Empty, and whether it was to be asked is not known.",
    f"not_asked{IN_DOUBT}": "Taken as not asked; whether it was to be asked is not known.",
}
_IMPLIED: Final = "As another answer implies."


def entries(export: Export) -> list[dict[str, Any]]:
    """Return an object for each column, in their order, with its values where they are a list."""
    return [
        {
            "column": field.name,
            "role": field.role,
            "question": field.question.id if field.question else None,
            "option": field.option.id if field.option else None,
            "text": _text(field),
            "type": _type(field),
            "tier": str(field.question.tier) if field.question else None,
            "values": list(_values(field)),
        }
        for field in export.fields
    ]


def rows(export: Export) -> list[list[str | float | None]]:
    """Return the codebook as rows of `HEADER`: one for each value, or for the column where its values are no list."""
    none = {"value": None, "label": None, "state": None, "points": None}
    return [
        [(entry | value)[key] for key in HEADER] for entry in entries(export) for value in (entry["values"] or [none])
    ]


def _text(field: Field) -> str:
    """Return what a column is about."""
    if field.question is None:
        return field.said
    asked = field.question.text
    if field.option is not None:
        return f"{asked} {field.option.label}"
    return asked if field.role == "question" else f"{asked} ({field.role})"


def _type(field: Field) -> str:
    if field.role == "question" and field.question is not None:
        return str(field.question.type)
    return {Kind.CODED: "text", Kind.TICK: "tick"}.get(field.kind, str(field.kind))


def _values(field: Field) -> Iterator[dict[str, Any]]:
    """Yield the values that a column may have, where they are a list."""
    if field.kind is Kind.TICK:
        yield from (_value(text, label) for text, label in (("1", "Ticked."), ("0", "Not ticked.")))
    elif field.role == "state":
        yield from (_value(text, label, _state(field, text)) for text, label in _states(field))
    elif field.role == "question" and field.question is not None and field.question.type is QuestionType.CHOICE:
        for place, answer in enumerate(field.question.answers):
            state = None if answer.state is None else answer.state.name.lower()
            yield _value(field.texts[FIRST_ANSWER + place], answer.label, state, answer.points)
    else:
        yield from (_value(text, label) for text, label in zip(field.texts, field.labels, strict=False) if text)


def _states(field: Field) -> Iterator[tuple[str, str]]:
    """Yield the texts of a column of states, each once, with what each means."""
    assert field.question is not None
    own = (
        {}
        if field.question.type is QuestionType.CHOICE
        else {a.id: a.label for a in field.question.answers if a.state is not None}
    )
    for text in dict.fromkeys(filter(None, field.texts)):
        bare = text.removesuffix("_implied")
        yield text, own.get(text) or _STATES[bare] + (f" {_IMPLIED}" if bare != text else "")


def _state(field: Field, text: str) -> str:
    """Return the state that a text of a column of states counts as."""
    assert field.question is not None
    named = {answer.id: answer.state.name.lower() for answer in field.question.answers if answer.state is not None}
    return text if text in _STATES else named.get(text, text.removesuffix("_implied"))


def _value(value: str, label: str, state: str | None = None, points: float | None = None) -> dict[str, Any]:
    return {"value": value, "label": label, "state": state, "points": points}
