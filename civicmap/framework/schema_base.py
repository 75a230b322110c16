"""What every part of the framework file's schema is made of: strict models, and the small types of their keys.

Each key carries what it means and an example; the reference page, the JSON Schema and a test are made from them.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """A map of the framework file: no key that is not said here, no value turned into another type."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


def key(default: Any, about: str, example: Any, **more: Any) -> Any:
    """Describe a key: its default (`...`: it must be there), what it means, and an example of its value."""
    if callable(default):
        return Field(default_factory=default, description=about, examples=[example], **more)
    return Field(default, description=about, examples=[example], **more)


def refuse(what: str, how: str) -> PydanticCustomError:
    """Return the error for a value: what is wrong, and what would be right."""
    return PydanticCustomError("civicmap", "{what}", {"what": what, "how": how})


_ID = re.compile(r"\w[\w-]*\Z")


def _id(value: object) -> str:
    """Return an id; a number or a truth value is read as its text."""
    text = word_of(value)
    if isinstance(value, dict):
        raise refuse(
            "should be an id, and holds keys", "say the thing under a name of its own, and write that name here"
        )
    if text is None:
        raise refuse("an id should be one word", "write it in letters, digits, _ and -")
    if not _ID.match(text):
        raise refuse(f"{text!r} is no id", "use letters, digits, _ and - (no space, no dot)")
    return text


def word_of(value: object) -> str | None:
    """Return a text, or a whole number or truth value as the text that stood in the file; None for all else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (str, int)) else None


# Short figures only: Fraction would write out every digit of 1e999999999.
_WRITTEN = re.compile(r"-?\d{1,15}(\.\d{1,15})?(e-?\d{1,3})?(/\d{1,15}(\.\d{1,15})?)?\Z")


def _exact(value: object) -> str:
    """Return a number or a fraction such as 1/3 as an exact fraction in text."""
    text = str(value).replace(" ", "") if isinstance(value, str) else ""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(Fraction(str(value)))
        above, _, below = text.partition("/") if _WRITTEN.match(text) else ("", "", "")
        return str(Fraction(above) / Fraction(below or 1))
    except (ValueError, ZeroDivisionError):
        raise refuse("should be a number or a fraction", "write 0.3 or 1/3") from None


def _figure(value: object) -> object:
    """Return a fraction such as 100/3 as a number; all else as it stands."""
    if not isinstance(value, str) or "/" not in value:
        return value
    exact = Fraction(_exact(value))
    try:
        return float(exact)
    except OverflowError:
        raise refuse("should be a number or a fraction", "write 0.3 or 1/3") from None


_WORDED = {"high": 3.0, "medium": 2.0, "low": 1.0}


def _weight(value: object) -> object:
    """Return a weight in words or as a fraction as a number; all else as it stands."""
    if not isinstance(value, str) or "/" in value:
        return _figure(value)
    if value not in _WORDED:
        raise refuse(f"should be a weight, not {value!r}", "write a number, a fraction, or one of high, medium, low")
    return _WORDED[value]


def _source(value: object) -> tuple[str, ...]:
    """Return sources as texts; one alone may stand without a list."""
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, (str, int)) and not isinstance(item, bool) and item != "" for item in items):
        raise refuse("should be a paragraph number or a text, or a list of them", "write [26] or [A/HRC/44/25]")
    return tuple(map(str, items))


def _day(value: object) -> str:
    """Return a day, year-month-day."""
    try:
        return date.fromisoformat(value if isinstance(value, str) else "").isoformat()
    except ValueError:
        raise refuse("should be a day", "write year-month-day: 2019-05-31") from None


def _map(value: object) -> dict[str, Any]:
    """Return a condition's map as it stands; its lines are read once every question is known."""
    if not isinstance(value, dict) or not value:
        raise refuse("should be a condition", "write {question: answer} or {question: [answer, answer]}")
    return value


def _kind(value: object) -> str:
    """Tell which arm of a key with several forms a value belongs to."""
    if isinstance(value, dict):
        return "map"
    if isinstance(value, list):
        return "list"
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else "word"


def _kind_of_figure(value: object) -> str:
    """Tell the arm of a key whose number may be a fraction such as 100/3."""
    return "number" if isinstance(value, str) and "/" in value else _kind(value)


FORMS = frozenset({"map", "list", "number", "word"})
"""The arms' names, which stand in the paths of pydantic's errors and in no file."""

_FRACTION = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\s*-?\d+(\.\d+)?\s*(/\s*\d+)?\s*$"}]}
_DIVIDED = {"type": "string", "pattern": r"^\s*-?\d+(\.\d+)?\s*/\s*\d+(\.\d+)?\s*$"}
_SOURCES = {"anyOf": [{"type": ["string", "integer"]}, {"type": "array", "items": {"type": ["string", "integer"]}}]}

Text = Annotated[str, StringConstraints(min_length=1)]
Id = Annotated[str, PlainValidator(_id), WithJsonSchema({"type": ["string", "integer", "boolean"]})]
Key = Annotated[str, StringConstraints(pattern=r"^\w[\w-]*$")]
Exact = Annotated[str, PlainValidator(_exact), WithJsonSchema(_FRACTION)]
Figure = Annotated[float, BeforeValidator(_figure), WithJsonSchema({"anyOf": [{"type": "number"}, _DIVIDED]})]
Sources = Annotated[tuple[str, ...], PlainValidator(_source), WithJsonSchema(_SOURCES)]
Day = Annotated[str, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
ConditionMap = Annotated[
    dict[str, Any], PlainValidator(_map), WithJsonSchema({"type": "object", "x-civicmap": "condition"})
]
TierName = Literal["public", "aggregate", "confidential"]
Weight = Annotated[
    float,
    Field(ge=0),
    BeforeValidator(_weight),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, _DIVIDED, {"enum": list(_WORDED)}]}),
]
Part = Annotated[float, Field(ge=0, le=1)]
Everything = Annotated[Literal["all"], Tag("word")]
Choice = Annotated[Annotated[list[Id], Tag("list")] | Everything, Discriminator(_kind)]
Treated = Annotated[
    Annotated[Literal["zero", "exclude"], Tag("word")] | Annotated[Figure, Tag("number")],
    Discriminator(_kind_of_figure),
]
_Base = Annotated[
    float,
    Field(gt=0),
    BeforeValidator(_figure),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, _DIVIDED]}),
]
FixedBase = Annotated[
    Annotated[_Base, Tag("number")] | Annotated[dict[str, _Base], Tag("map")],
    Discriminator(_kind_of_figure),
]
by_form = Discriminator(_kind)
