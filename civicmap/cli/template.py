"""`civicmap template`: lists and copies what documents are made from, so that it can be changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import typer

from civicmap.cli.options import FormatOption, OutputOption
from civicmap.cli.output import Heading, Listing, emit
from civicmap.cli.terminal import Terminal
from civicmap.errors import CivicmapError, Code, ExitCode, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDER: Final = Path("templates")


class _Kind(NamedTuple):
    """What a shipped file is for, and how a changed copy is used."""

    holds: str
    use: str


_WORDING: Final = _Kind("words and sentences in one language", "civicmap report --lang {stem} --wording {file}")
_PREPARED: Final = _Kind("the words that are there so far in one language", _WORDING.use)
_KINDS: Final = {
    "report.md.j2": _Kind("the report: its parts and their order", "civicmap report --template {file}"),
    "card.md.j2": _Kind("the card of one entity", ""),
    "page.html.j2": _Kind("the page and style of HTML documents", ""),
    "house.docx": _Kind(
        "styles, margins and headers of Word documents", "civicmap report --format docx --reference-docx {file}"
    ),
}


def template(
    terminal: Terminal,
    *,
    action: Annotated[str, typer.Argument(help="list or copy.", metavar="ACTION")] = "list",
    folder: Annotated[
        Path | None,
        typer.Argument(help="copy: a folder; it is made.  [default: templates]", metavar="DIR", show_default=False),
    ] = None,
    fmt: FormatOption = "table",
    output: OutputOption = None,
) -> ExitCode | None:
    """List or copy the templates that reports are made from: what to edit, and how to use it.

    \b
    list  the files, what each holds, and the option that takes a changed one
    copy  write all into a folder; a file that is there is never overwritten

    \b
    Examples:
      civicmap template list
      civicmap template copy house
      civicmap report --template house/report.md.j2 --format docx -o report.docx
    """
    if action not in _ACTIONS:
        known = ", ".join(_ACTIONS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="action", name=action, hint="", known=known))
    return _ACTIONS[action](terminal, folder or FOLDER, fmt, output)


def _list(terminal: Terminal, _folder: Path, fmt: str, output: Path | None) -> ExitCode | None:
    rows = [(name, kind.holds, _used(kind, name) or "-") for name, kind in _shipped().items()]
    document = {
        "schema_version": 1,
        "framework": None,
        "wave": None,
        "audience": "public",
        "synthetic": False,
        "templates": [
            {"file": name, "holds": kind.holds, "use": _used(kind, name) or None} for name, kind in _shipped().items()
        ],
    }
    emit(
        terminal,
        Listing([Heading("File"), Heading("Holds"), Heading("Use a changed copy")], rows, document),
        fmt,
        output,
    )
    return None


def _copy(terminal: Terminal, folder: Path, _fmt: str, _output: Path | None) -> ExitCode | None:
    from civicmap.files import write_whole  # noqa: PLC0415 - only where something is written
    from civicmap.resources import templates  # noqa: PLC0415

    shipped = _shipped()
    there = [folder / name for name in shipped if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        why, how = "the file is there already", "name another folder; nothing is overwritten"
        raise CivicmapError(*(Problem.of(Code.OUTPUT_UNWRITABLE, str(path), why=why, how=how) for path in there))
    for name in shipped:
        write_whole(folder / name, (templates() / name).read_bytes())
    terminal.say(f"Wrote {len(shipped)} files to {folder}. Edit what you need and delete the rest:")
    for name, kind in shipped.items():
        used = _used(kind, str(folder / name))
        terminal.say(f"  {name}: {kind.holds}" + (f"\n    {used}" if used else ""))
    terminal.say(
        "What a template may name: docs/reference/template.md; how words are changed: docs/how-to/report-language.md."
    )
    return None


def _used(kind: _Kind, file: str) -> str:
    """Return the command that takes a changed copy; "" where no option does."""
    return kind.use.format(file=file, stem=Path(file).stem)


def _shipped() -> Mapping[str, _Kind]:
    """Return the shipped files by their path in the folder, the report's first."""
    return dict(_files())


def _files() -> Iterator[tuple[str, _Kind]]:
    from civicmap.resources import templates  # noqa: PLC0415 - only where it is asked for

    yield from ((name, kind) for name, kind in _KINDS.items() if (templates() / name).is_file())
    for path in sorted((templates() / "wording").glob("*.yaml")):
        yield f"wording/{path.name}", _WORDING
    for path in sorted((templates() / "wording" / "prepared").glob("*.yaml")):
        yield f"wording/prepared/{path.name}", _PREPARED


_ACTIONS: Final[Mapping[str, Callable[[Terminal, Path, str, Path | None], ExitCode | None]]] = {
    "list": _list,
    "copy": _copy,
}
