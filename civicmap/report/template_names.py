"""Names that a template uses and that are not there: which, and what was most likely meant."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, Final

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound
from jinja2.exceptions import UndefinedError
from jinja2.utils import missing

from civicmap.framework.faults import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

COMPARE: Final = "compare it with the template that civicmap ships: civicmap template copy"
_PLAIN: Final = {"str": "a text", "int": "a number", "float": "a number", "bool": "yes or no", "NoneType": "nothing"}
_NO_SUCH: Final = re.compile(r"No (filter|test) named '(.*?)'")  # as Jinja says it


class UnknownNameError(UndefinedError):
    """A name that is not there. `how` says what was most likely meant."""

    def __init__(self, what: str, how: str) -> None:
        super().__init__(what)
        self.how = how


def undefined(names: Mapping[str, Any]) -> type[StrictUndefined]:
    """Return what stands for a name that is not there, and refuses to be used, by what a template may name."""

    class Unknown(StrictUndefined):
        """Refuses, with the nearest names."""

        __slots__ = ()

        def __init__(
            self,
            hint: str | None = None,
            obj: Any = missing,
            name: str | None = None,
            exc: Any = UndefinedError,
        ) -> None:
            super().__init__(hint, obj, name, exc)
            if hint is None and isinstance(name, str):
                what, known = _about(obj, name, names)
                how = suggest(name, known) if known else COMPARE
                self._undefined_exception = lambda _message: UnknownNameError(what, how)  # type: ignore[assignment] # it is called

    return Unknown


def _about(owner: Any, name: str, names: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    """Return what is missing, and what there is in its place."""
    if owner is missing:
        return f"there is no {name!r}", list(names)
    kind = type(owner).__name__
    if is_dataclass(owner):
        return f"{kind} has no {name!r}", [*(field.name for field in fields(owner)), *_properties(owner)]
    if hasattr(owner, "_fields"):
        return f"{kind} has no {name!r}", owner._fields
    if isinstance(owner, dict):
        return f"there is no {name!r}", list(map(str, owner))
    said = _PLAIN.get(kind, "a list" if isinstance(owner, (list, tuple)) else kind)
    return f"{said} has no {name!r}", ()


def _properties(owner: object) -> list[str]:
    return [name for name, value in vars(type(owner)).items() if isinstance(value, property)]


def say(fault: BaseException) -> str:
    """Return what is wrong with a template, in words."""
    if isinstance(fault, KeyError):
        return f"there is no {fault.args[0]!r}"
    if isinstance(fault, TemplateNotFound):
        return f"there is no template {fault.name!r}"
    unknown = _unknown(fault)
    return f"there is no {unknown[0]} {unknown[1]!r}" if unknown else str(fault).rstrip(".") or type(fault).__name__


def repair(fault: BaseException, known: Mapping[str, Iterable[str]]) -> str:
    """Return how to mend it. `known` holds the names of filters, tests and templates."""
    if isinstance(fault, UnknownNameError):
        return fault.how
    if isinstance(fault, TemplateNotFound):
        return suggest(str(fault.name), known["template"])
    unknown = _unknown(fault)
    return suggest(unknown[1], sorted(known[unknown[0]])) if unknown else COMPARE


def _unknown(fault: BaseException) -> tuple[str, str] | None:
    """Return the kind and the name of what a template cannot be read for; None where it is something else."""
    found = _NO_SUCH.match(str(fault)) if isinstance(fault, TemplateError) else None
    return (found[1], found[2]) if found else None
