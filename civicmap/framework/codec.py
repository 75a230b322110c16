"""A framework as JSON and back, exactly, by the type hints of its dataclasses.

Standard library only, so that a stored framework is there without pydantic or ruamel. A field that equals its default is left out. A condition carries the name of its class under `is`.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from types import NoneType, SimpleNamespace, UnionType
from typing import Any

from civicmap.framework import types
from civicmap.framework.types import Condition, Framework

_TAG = "is"
_CONDITIONS = {kind.__name__: kind for kind in typing.get_args(types.Condition)}
_NAMES = {"Mapping": Mapping}  # imported by the types for the type checker alone

Decoder = Callable[[Any], Any]


def to_json(fw: Framework) -> str:
    """Return a framework as JSON: the same text for the same framework."""
    return json.dumps(_encode(fw), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Framework:
    """Return the framework of a JSON text. Raises ValueError if it is none."""
    try:
        framework = _decoder(Framework)(json.loads(text))
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ValueError(f"this is no framework of this version: {fault!r}") from fault
    assert isinstance(framework, Framework)
    return framework


def condition_to_json(condition: Condition) -> str:
    """Return a condition as JSON."""
    return json.dumps(_encode(condition), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def condition_from_json(text: str) -> Condition:
    """Return the condition of a JSON text. Raises ValueError if it is none."""
    try:
        found: Condition = _condition(json.loads(text))
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ValueError(f"this is no condition of this version: {fault!r}") from fault
    return found


def _encode(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _encode(item) for name, item in value.items()}
    if not dataclasses.is_dataclass(value):
        return value
    kind: Any = type(value)
    fields = {_TAG: kind.__name__} if kind.__name__ in _CONDITIONS else {}
    for name, default in _defaults(kind):
        item = getattr(value, name)
        if item != default or type(item) is not type(default):
            fields[name] = _encode(item)
    return fields


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Return a dataclass's fields with their defaults; a field without one has a value equal to nothing."""
    nothing = object()

    def default(field: dataclasses.Field[Any]) -> Any:
        if field.default_factory is not dataclasses.MISSING:
            return field.default_factory()
        return nothing if field.default is dataclasses.MISSING else field.default

    return tuple((field.name, default(field)) for field in dataclasses.fields(kind))


@cache
def _decoder(hint: Any) -> Decoder:
    """Return the function that turns JSON into a value of a type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (UnionType, typing.Union):
        return _union(arguments)
    if origin is tuple:
        return _tuple(arguments)
    if origin is Mapping:
        inner = _decoder(arguments[1])
        return dict if inner is _same else lambda value: {name: inner(item) for name, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return _dataclass(hint)  # type: ignore[arg-type] # a class, as hints are
    return hint if hint is float or issubclass(hint, Enum) else _same


def _same(value: Any) -> Any:
    """Return what JSON holds as it is: most fields are texts."""
    return value


def _tuple(arguments: tuple[Any, ...]) -> Decoder:
    """Return the decoder of a tuple: of any length (`...`), or of one type for each place."""
    if arguments[-1] is ...:
        inner = _decoder(arguments[0])
        return tuple if inner is _same else lambda value: tuple([inner(item) for item in value])
    places = [_decoder(argument) for argument in arguments]
    return lambda value: tuple([place(item) for place, item in zip(places, value, strict=True)])


def _union(arguments: tuple[Any, ...]) -> Decoder:
    """Return the decoder of a union: of conditions, of an enum and a number, or of something and nothing."""
    some = tuple(argument for argument in arguments if argument is not NoneType)
    if set(some) == set(_CONDITIONS.values()):
        return _condition
    if len(some) > 1:  # text is the enum, a number the number
        words = next(_decoder(argument) for argument in some if issubclass(argument, Enum))
        return lambda value: words(value) if isinstance(value, str) else float(value)
    inner = _decoder(some[0])
    return _same if inner is _same else lambda value: None if value is None else inner(value)


def _condition(value: Any) -> Any:
    """Return a condition of the class that its tag names."""
    return None if value is None else _decoder(_CONDITIONS[value[_TAG]])(value)


def _dataclass(kind: type[Any]) -> Decoder:
    """Return the decoder of a dataclass; its fields' decoders are made on first use, as conditions hold conditions."""

    @cache
    def fields() -> dict[str, Decoder]:
        decoders = {name: _decoder(hint) for name, hint in _hints(kind).items()}
        return {name: decoder for name, decoder in decoders.items() if decoder is not _same}

    def decode(value: Any) -> Any:
        told = {name: item for name, item in value.items() if name != _TAG}
        for name, decoder in fields().items():
            if name in told:
                told[name] = decoder(told[name])
        return kind(**told)

    return decode


def _hints(kind: type[Any]) -> dict[str, Any]:
    """Return the types of a dataclass's fields, which it holds as texts: the same few come again and again."""
    return {field.name: _hint(str(field.type)) for field in dataclasses.fields(kind)}


@cache
def _hint(text: str) -> Any:
    holder = SimpleNamespace(__annotations__={"it": text})
    return typing.get_type_hints(holder, globalns=vars(types), localns=_NAMES)["it"]
