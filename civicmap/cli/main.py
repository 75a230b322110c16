"""The entry point: the table of commands, and the one place where an error becomes an exit code."""

from __future__ import annotations

import atexit
import inspect
import os
import sys
import typing
from contextlib import suppress
from dataclasses import fields, is_dataclass
from functools import wraps
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from civicmap import __version__
from civicmap.cli import terminal
from civicmap.cli.options import NoColorOption, QuietOption, VerboseOption
from civicmap.cli.summaries import SUMMARIES
from civicmap.cli.values import PlainCommand, PlainGroup
from civicmap.errors import CivicmapError, ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


# A command's name, its module and its function are the same word; help lists them in this order.
COMMANDS = (
    "demo",
    "ingest",
    "check",
    "responses",
    "stages",
    "score",
    "gaps",
    "crosstab",
    "compare",
    "robustness",
    "report",
    "tables",
    "export",
    "template",
    "disclosure",
    "explain",
    "card",
    "policies",
    "practices",
    "recommendations",
    "code",
    "agreement",
    "framework",
    "questionnaire",
    "sample",
)

_ABOUT = """From a survey tool's export to scores, gap statistics and a report in which every number has its base.

\b
Examples:
  civicmap demo
  civicmap ingest survey.xlsx
  civicmap score --pillar PILLAR
  civicmap report --format md
"""
_CODES = (
    "Exit codes: 0 done; 1 it ran and the answer is no; 2 it could not run; 70 a fault of civicmap; 130 interrupted."
)


def _show_version(asked: bool) -> None:  # a callback of typer takes its value so
    """Print the version and stop."""
    if asked:
        typer.echo(f"civicmap {__version__}")
        raise typer.Exit


def _about(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.", show_default=False),
    ] = False,
) -> None:
    """Stand for the whole program: its help is set where the app is made."""


# What is answered from the names and summaries of the commands alone.
_LISTS: tuple[list[str], ...] = ([], ["--help"], ["-h"], ["--version"])


def make_app(commands: Sequence[str] = COMMANDS, *, listed: bool = False) -> typer.Typer:
    """Return the command line with these commands, each the function of the module that bears its name.

    `listed`: they are to be listed and not run, so that none need be imported.
    """
    app = typer.Typer(
        cls=PlainGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help=_ABOUT,
        epilog=_CODES,
    )
    app.callback(help=_ABOUT, epilog=_CODES)(_about)
    for name in commands:
        if listed and name in SUMMARIES:
            app.command(name, help=SUMMARIES[name])(_listed)
        else:
            app.command(name, cls=PlainCommand)(_with_terminal(getattr(import_module(f"civicmap.cli.{name}"), name)))
    return app


def _listed() -> None:
    """Stand for a command that is named and not run."""


def _with_terminal(function: Callable[..., ExitCode | None]) -> Callable[..., None]:
    """Give a command the options of the terminal, and turn what it returns into the process's exit code.

    A command's first parameter is its `Terminal`; typer sees `--quiet`, `--verbose` and `--no-color` in its place. A
    parameter that is a dataclass stands for its fields: options that several commands share.
    """
    hints = typing.get_type_hints(
        function, localns={"Terminal": terminal.Terminal, "ExitCode": ExitCode}, include_extras=True
    )
    own = list(inspect.signature(function).parameters.values())[1:]
    extra = {"quiet": QuietOption, "verbose": VerboseOption, "no_color": NoColorOption}
    groups = {p.name: hints[p.name] for p in own if is_dataclass(hints[p.name])}
    shown = [one for p in own for one in (_fields(groups[p.name]) if p.name in groups else [_option(p, hints[p.name])])]
    shown += [
        inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=False, annotation=a) for n, a in extra.items()
    ]

    @wraps(function)
    def command(**values: Any) -> None:
        asked = {name: values.pop(name) for name in extra}
        for name, group in groups.items():
            values[name] = group(**{field.name: values.pop(field.name) for field in fields(group)})
        code = function(terminal.standard(**asked), **values)
        if code:
            raise typer.Exit(int(code))

    command.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined] # typer reads it
    command.__annotations__ = {p.name: p.annotation for p in shown}
    del command.__wrapped__  # else typer looks through to the terminal
    return command


def _option(parameter: inspect.Parameter, annotation: Any) -> inspect.Parameter:
    return parameter.replace(annotation=annotation, kind=inspect.Parameter.KEYWORD_ONLY)


def _fields(group: type) -> list[inspect.Parameter]:
    """Return a parameter for each field of a dataclass."""
    hints = typing.get_type_hints(group, include_extras=True)
    return [_option(p, hints[p.name]) for p in inspect.signature(group).parameters.values()]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; the only place that turns errors into codes."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    # A known command needs no other's imports.
    wanted = [name for name in arguments[:1] if name in COMMANDS] or COMMANDS
    try:
        make_app(wanted, listed=arguments in _LISTS)(args=arguments, prog_name="civicmap")
    except SystemExit as stop:
        return int(stop.code or 0)
    except CivicmapError as error:
        terminal.standard().complain(error.problems)
        return int(error.exit_code)
    except Exception as fault:
        if os.environ.get("CIVICMAP_DEBUG"):
            raise
        sys.stderr.write(
            f"civicmap: a fault of its own, not of your files: {type(fault).__name__}: {fault}\n"
            "Run it again with CIVICMAP_DEBUG=1 and report what it prints.\n"
        )
        return int(ExitCode.FAULT)
    return int(ExitCode.DONE)


def run() -> None:
    """Stand behind the `civicmap` script."""
    # No command multiplies large matrices: numpy's threads would only start, and make sums hang on the number of cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = main()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader had enough, as with `| head`. Python would complain again on exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    _end(code)


def _end(code: int) -> NoReturn:
    """End the process at once: to free a command's objects one by one takes a seventh of a small command's time.

    All that matters is done: files are closed, and what modules want done at the end is done here. A debugger or
    profiler sees the end as it is used to.
    """
    if sys.gettrace() or sys.getprofile():
        sys.exit(code)
    atexit._run_exitfuncs()  # noqa: SLF001 - as Python's own multiprocessing does before the same call
    with suppress(OSError):  # whoever read it may be gone
        sys.stderr.flush()
    os._exit(code)
