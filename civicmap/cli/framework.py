"""`civicmap framework`: the shipped frameworks; show, check or start one; its JSON Schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from civicmap.cli import frameworks
from civicmap.cli.options import FormatOption, OutputOption
from civicmap.cli.output import Heading, Listing, emit, json_bytes
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError, Severity
from civicmap.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FromOption = Annotated[
    Path | None,
    typer.Option("--from", help="new: an XLSForm or a REDCap dictionary.", metavar="FORM", show_default=False),
]


def framework(
    terminal: Terminal,
    *,
    action: Annotated[str, typer.Argument(help="list, show, check, new or schema.", metavar="ACTION")] = "list",
    name: Annotated[
        str | None, typer.Argument(help="A shipped id or a file.  [default: three-ps]", metavar="F", show_default=False)
    ] = None,
    fmt: FormatOption = "table",
    output: OutputOption = None,
    source: FromOption = None,
) -> ExitCode | None:
    """List, show, check or start a framework file.

    \b
    list    the frameworks that come with civicmap
    show    the tree of one: pillars, questions, points, tiers, findings
    check   every fault of a file, with its line; exit 1 if there is one
    new     a small whole framework to start from, or one made from a form
    schema  the JSON Schema, for an editor that completes and checks

    \b
    Examples:
      civicmap framework show three-ps
      civicmap framework new -o my.yaml
      civicmap framework new --from form.xlsx -o my.yaml
      civicmap framework check my.yaml
    """
    if action not in _ACTIONS:
        known = ", ".join(_ACTIONS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="action", name=action, hint="", known=known))
    if source is not None:
        if action != "new":
            raise RequestError(
                Problem.of(Code.NAME_UNKNOWN, kind="use of --from with", name=action, hint="", known="new")
            )
        return _new_from(terminal, source, output)
    return _ACTIONS[action](terminal, name, fmt, output)


def _list(terminal: Terminal, _name: str | None, fmt: str, output: Path | None) -> ExitCode | None:
    from civicmap.framework.catalogue import shipped  # noqa: PLC0415 - each action pays only for its own imports

    rows = [(one.id, one.title) for one in shipped()]
    document = _NO_SURVEY | {"framework": None, "frameworks": [{"id": name, "title": title} for name, title in rows]}
    emit(terminal, Listing([Heading("id"), Heading("title")], rows, document), fmt, output)
    return None


def _show(terminal: Terminal, name: str | None, fmt: str, output: Path | None) -> ExitCode | None:
    from civicmap.framework.codec import to_json  # noqa: PLC0415
    from civicmap.framework.outline import outline  # noqa: PLC0415

    loaded = frameworks.load(name)
    if fmt == "json":
        import json  # noqa: PLC0415
        from dataclasses import replace  # noqa: PLC0415

        released = replace(loaded, practices=tuple(one for one in loaded.practices if one.publishable))
        _write(terminal, json_bytes(_NO_SURVEY | {"framework": json.loads(to_json(released))}), output)
    else:
        _write(terminal, ("\n".join(outline(loaded, terminal.width)) + "\n").encode(), output)
    return None


def _check(terminal: Terminal, name: str | None, fmt: str, output: Path | None) -> ExitCode | None:
    from civicmap.framework.load import examine  # noqa: PLC0415 - pydantic and ruamel

    problems = examine(name)[1]  # a file that cannot be read at all is raised: that is no verdict
    faults = [problem for problem in problems if problem.severity is Severity.ERROR]
    if fmt == "json":
        told = [
            {
                "code": p.code.id,
                "severity": p.severity,
                "where": p.where,
                "message": p.message,
                "repair": p.repair,
                "count": p.count,
            }
            for p in problems
        ]
        _write(terminal, json_bytes(_NO_SURVEY | {"framework": None, "sound": not faults, "problems": told}), output)
    else:
        lines = [f"{problem.severity}: {problem}" for problem in problems]
        lines.append(_verdict(name, len(faults), len(problems) - len(faults)))
        _write(terminal, ("\n".join(lines) + "\n").encode(), output)
    return ExitCode.NO if faults else None


def _verdict(name: str | None, faults: int, warnings: int) -> str:
    said = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in ((faults, "fault"), (warnings, "warning"))
        if count
    ]
    return f"{name or 'three-ps'}: {' and '.join(said) or 'sound'}"


def _new(terminal: Terminal, _name: str | None, _fmt: str, output: Path | None) -> ExitCode | None:
    from civicmap.framework.starter import STARTER  # noqa: PLC0415

    _refuse_to_overwrite(output)
    _write(terminal, STARTER.encode(), output)
    return None


def _new_from(terminal: Terminal, source: Path, output: Path | None) -> ExitCode | None:
    """Write a framework for a form, with a translation file for each further language beside it."""
    from civicmap.survey.forms.framework import framework_text  # noqa: PLC0415 - reads workbooks
    from civicmap.survey.forms.xlsform import read_form  # noqa: PLC0415

    _refuse_to_overwrite(output)
    filed = output if output is not None and str(output) != "-" else None
    made = framework_text(read_form(source), source.name, filed.stem if filed else None)
    beside = {filed.with_name(name): text for name, text in made.translations.values()} if filed else {}
    for path in beside:
        _refuse_to_overwrite(path)
    for path, text in beside.items():
        _write(terminal, text.encode(), path)
    _write(terminal, made.text.encode(), output)
    terminal.complain(made.notes)
    return None


def _refuse_to_overwrite(output: Path | None) -> None:
    """Keep a file that is there: it may hold a day's work."""
    if output is not None and str(output) != "-" and output.exists():
        why, how = "the file is there already", "name another with -o; nothing is overwritten"
        raise RequestError(Problem.of(Code.OUTPUT_UNWRITABLE, str(output), why=why, how=how))


def _schema(terminal: Terminal, _name: str | None, _fmt: str, output: Path | None) -> ExitCode | None:
    from civicmap.framework.jsonschema import framework_json_schema  # noqa: PLC0415 - pydantic

    _write(terminal, json_bytes(framework_json_schema()), output)
    return None


def _write(terminal: Terminal, content: bytes, output: Path | None) -> None:
    """Write to stdout, or to a file and say so."""
    if output is None or str(output) == "-":
        terminal.result_bytes(content)
    else:
        write_whole(output, content)
        terminal.say(f"Wrote {output}.")


# What every JSON object carries; a framework is of no wave, and holds no answer.
_NO_SURVEY: Final[dict[str, Any]] = {"schema_version": 1, "wave": None, "audience": "public", "synthetic": False}
_ACTIONS: Mapping[str, Callable[[Terminal, str | None, str, Path | None], ExitCode | None]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "new": _new,
    "schema": _schema,
}
