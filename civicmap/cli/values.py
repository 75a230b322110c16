"""Values of options and arguments that need no library to be read: texts, paths, and one of some words.

Typer reads every value by pydantic, even one that nobody gave: 50 ms at the start of each command. What is not plain, and
what is wrong, is left to it.
"""

from __future__ import annotations

import typing
from enum import Enum
from pathlib import Path
from typing import Any, Final

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

_LEFT: Final = object()
"""Stands for a value that is left to typer."""


class PlainCommand(TyperCommand):
    """A command that reads plain values itself."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, that of the help among them."""
        return _plain(super().get_params(ctx))


class PlainGroup(TyperGroup):
    """A group of commands that does the same."""

    def get_params(self, ctx: Any) -> Any:
        """Return the parameters, that of the help among them."""
        return _plain(super().get_params(ctx))


def _plain(params: list[Any]) -> list[Any]:
    """Return parameters that read plain values. Typer makes them, and offers no other way to say of which class."""
    for param in params:
        param.__class__ = _PLAIN.get(type(param), type(param))
    return params


class _PlainOption(TyperOption):
    def process_value(self, ctx: Any, value: Any) -> Any:
        found = _read(self, value)
        return super().process_value(ctx, value) if found is _LEFT else _called(self, ctx, found)


class _PlainArgument(TyperArgument):
    def process_value(self, ctx: Any, value: Any) -> Any:
        found = _read(self, value)
        return super().process_value(ctx, value) if found is _LEFT else _called(self, ctx, found)


_PLAIN: Final[dict[type, Any]] = {TyperOption: _PlainOption, TyperArgument: _PlainArgument}


def _called(param: Any, ctx: Any, value: Any) -> Any:
    """Return what a parameter's callback makes of its value."""
    return value if param.callback is None else param.callback(ctx, param, value)


def _read(param: Any, value: Any) -> Any:
    """Return a parameter's value where it is plain."""
    descriptor = getattr(param, "type_descriptor", None)  # older typers have none
    if descriptor is None:
        return _LEFT
    found = (
        _several(param, value, descriptor.annotation) if _takes_several(param) else _one(value, descriptor.annotation)
    )
    return _LEFT if param.required and not found else found


def _takes_several(param: Any) -> bool:
    return bool(param.multiple or param.nargs == -1)


def _several(param: Any, value: Any, kind: Any) -> Any:
    """Return a list of plain values; as typer does, an empty tuple where nobody gave one."""
    if value is None:
        return ()
    inner = typing.get_args(kind)
    if isinstance(value, str) or typing.get_origin(kind) is not list or param.nargs not in (1, -1):
        return _LEFT
    found = [_one(item, inner[0]) for item in value]
    return _LEFT if any(item is _LEFT for item in found) else found


def _one(value: Any, kind: Any) -> Any:
    """Return a plain value of a type."""
    if value is None or (isinstance(kind, type) and isinstance(value, kind)):
        return value
    if kind is Path and isinstance(value, str):
        return Path(value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next((member for member in kind if value in (member, member.value)), _LEFT)
    return _LEFT
