"""Where a report goes: to stdout, into a file with its pictures beside it, or beside what is there, to compare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from civicmap.cli.assessing import say_assessment
from civicmap.cli.checking import differences
from civicmap.cli.report_says import say_first, say_length
from civicmap.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from civicmap.cli.terminal import Terminal
    from civicmap.errors import ExitCode
    from civicmap.framework.types import Framework
    from civicmap.report.facts import Report
    from civicmap.report.render import Rendered

_FILES: Final = {"docx": Path("report.docx"), "html": Path("report.html")}
"""Where a format goes that no terminal can show."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A file, or stdout where None; `asked` tells that stdout was asked for. `check` writes nothing and compares.

    Of several formats the first is also told about: how it passed disclosure, how long it is, what to look at first.
    """

    format: str
    file: Path | None
    asked: bool
    check: bool
    first: bool = True

    @property
    def beside(self) -> str:
        """The file's name where pictures can lie beside it, else nothing: a pipe or a device takes one file."""
        file = self.file
        return file.name if file is not None and (file.is_file() or not file.exists()) else ""


def destinations(formats: Sequence[str], output: Path | None, *, check: bool) -> Iterator[Destination]:
    """Yield where a report goes, in each format. The files of several differ in nothing but their endings."""
    if len(formats) == 1:
        yield _destination(formats[0], output, check=check)
        return
    for place, one in enumerate(formats):
        stem = Path("report") if output is None else output.with_suffix("") if output.suffix[1:] in formats else output
        yield Destination(one, stem.with_name(f"{stem.name}.{one}"), asked=True, check=check, first=place == 0)


def _destination(format: str, output: Path | None, *, check: bool) -> Destination:  # noqa: A002 - the word users type
    """Return where a report goes. A check needs a file to compare with, whatever the format."""
    file = output or (Path(f"report.{format}") if check else _FILES.get(format))
    return Destination(format, None if file is None or str(file) == "-" else file, output is not None, check)


def give(
    terminal: Terminal,
    place: Destination,
    made: Report,
    rendered: Rendered,
    framework: Framework,
    facts: Path | None,
    template: Path | None,
) -> ExitCode | None:
    """Write a report and the list of its numbers, or compare them; say what was written and what to look at first."""
    wanted = facts is not None and place.first
    beside = {facts: _facts(made, framework, facts, template, rendered)} if wanted and facts is not None else {}
    if place.first:
        say_assessment(terminal, made)
    if place.file is None:
        terminal.result_bytes(rendered.content)
        _write(terminal, beside)
        if not place.asked:
            terminal.say(f"This went to stdout; add -o report.{place.format} for a file.")
        return None
    pictures = {place.file.parent / name: content for name, content in rendered.pictures.items()}
    files = {place.file: rendered.content} | pictures
    if place.check:
        return differences(terminal, files | beside)
    for path, content in files.items():
        write_whole(path, content)
    terminal.say(f"Wrote {place.file} ({_of(made)}).")
    _write(terminal, beside)
    if rendered.markdown and place.first:
        _say_more(terminal, made, rendered)
    return None


def _facts(made: Report, framework: Framework, path: Path, template: Path | None, rendered: Rendered) -> bytes:
    """Return the list of printed numbers, as the file's suffix asks for."""
    from civicmap.report.factsheet import facts_file  # noqa: PLC0415 - only where it is asked for

    return facts_file(made, framework, path.suffix.lower(), template, rendered.charts)


def _say_more(terminal: Terminal, made: Report, rendered: Rendered) -> None:
    """Say how long the report is, and what to look at first."""
    from civicmap.report.length import length  # noqa: PLC0415 - only where a report was written

    say_length(terminal, length(rendered.markdown))
    say_first(terminal, made)


def _write(terminal: Terminal, files: Mapping[Path, bytes]) -> None:
    """Write lists of printed numbers."""
    for path, content in files.items():
        write_whole(path, content)
        terminal.say(f"Wrote {path} (every printed number).")


def _of(made: Report) -> str:
    """Return how much a report is about."""
    parts = (
        _counted(made.responded or 0, "entity", "entities"),
        _counted(len(made.pillars), "pillar", "pillars"),
        _counted(len(made.findings), "finding", "findings"),
        f"audience: {made.audience}",
    )
    return ", ".join(parts)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
