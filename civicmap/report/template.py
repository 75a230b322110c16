"""The template engine: sandboxed, strict, and escaping whatever is printed. Its faults name the template's line."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.report import numbers
from civicmap.report.escape import Markdown, escape
from civicmap.report.ladder import UnknownTextError
from civicmap.report.template_kept import kept_in
from civicmap.report.template_names import repair, say, undefined
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHIPPED: Final = "report.md.j2"
_LONGEST_TEXT: Final = 1_000_000


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which no short expression makes a huge text or number."""

    intercepted_binops = frozenset(["*", "**"])

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Multiply, unless the result is out of all proportion."""
        texts = [side for side in (left, right) if isinstance(side, (str, list, tuple))]
        if operator == "**" or (texts and len(texts[0]) * _size(left, right) > _LONGEST_TEXT):
            raise SecurityError("the result would be too long")
        return super().call_binop(context, operator, left, right)


def _size(*sides: object) -> int:
    return max((side for side in sides if isinstance(side, int)), default=1)


def render_template(
    template: Path | None,
    names: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]],
    tests: Mapping[str, Callable[..., bool]] | None = None,
    style: numbers.Style = numbers.ENGLISH,
    finalize: Callable[[object], Markdown | str] | None = None,
    kept: Path | None = None,
) -> str:
    """Fill a template, the shipped one where None. Raises CivicmapError with the file and line of a fault.

    `kept` is a folder in which compiled templates stay between runs.
    """
    path = template or templates() / SHIPPED
    folders = [FileSystemLoader(str(path.parent)), FileSystemLoader(str(templates()))]
    environment = _Environment(
        loader=ChoiceLoader(folders),
        undefined=undefined(names),
        finalize=_late(finalize or partial(printed, style=style)),
        autoescape=False,  # Markdown, not HTML: `finalize` escapes
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=["jinja2.ext.do"],
        optimized=False,  # nothing is worked out while a template is compiled, so that any report can be filled into it
        bytecode_cache=kept_in(kept),
    )
    environment.globals = dict(names)
    environment.filters.update(filters)
    environment.tests.update(tests or {})
    known = {"filter": environment.filters, "test": environment.tests, "template": (path.name, SHIPPED)}
    if not path.is_file():
        raise CivicmapError(Problem.of(Code.FILE_MISSING, str(path)))
    try:
        return environment.get_template(path.name).render()
    except TemplateSyntaxError as fault:
        raise _fault(fault.name or path.name, fault.lineno, say(fault), repair(fault, known)) from fault
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError, UnicodeError) as fault:
        raise _fault(*_place(fault, path), say(fault), repair(fault, known)) from fault
    except UnknownTextError as fault:
        what, how = f"there is no text {fault.key!r}", fault.how
        raise _fault(*_place(fault, path), what, how) from fault


def _late(finalize: Callable[[object], Markdown | str]) -> Callable[[object, object], Markdown | str]:
    """Return how a value is printed, but never while a template is compiled: what asks for the context must wait for it."""

    @pass_context
    def late(_context: object, value: object) -> Markdown | str:
        return finalize(value)

    return late


def printed(value: object, *, style: numbers.Style) -> Markdown | str:
    """Return what is printed: Markdown as it is, text and counts escaped. A number needs a filter that says how."""
    if isinstance(value, Markdown):
        return value
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return numbers.figure(value, style=style)
    if isinstance(value, StrictUndefined):
        return str(value)  # raises, with the name
    raise TypeError(f"{value!r} cannot be printed as it is: give it a filter, such as per_cent, score or share")


def _place(fault: BaseException, path: Path) -> tuple[str, int]:
    """Return the template and line where a fault arose; Jinja gives its frames the template's own lines."""
    place, trace = (path.name, 1), fault.__traceback__
    while trace is not None:
        name = Path(trace.tb_frame.f_code.co_filename)
        if name.suffix == ".j2" or name == path:
            place = (name.name, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _fault(name: str, line: int, what: str, how: str) -> CivicmapError:
    return CivicmapError(Problem.of(Code.TEMPLATE_FAULT, f"{name}:{line}", what=what, how=how))
