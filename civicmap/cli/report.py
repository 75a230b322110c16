"""`civicmap report`: the report of a wave as Markdown, Word, HTML or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.assessing import say_assessment
from civicmap.cli.options import (
    AudienceOption,
    ByOption,
    CheckOption,
    ExceptionsOption,
    FrameworkOption,
    LanguageOption,
    OutputOption,
    PracticesOption,
    PublishedOption,
    RecommendationsOption,
    StoreOption,
    WaveOption,
    WordingOption,
)
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.cli.session import Session
    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.report.facts import Report

FormatOption = Annotated[str, typer.Option("--format", help="md, docx, html or json.", metavar="FORMAT")]
TemplateOption = Annotated[
    Path | None,
    typer.Option("--template", help="A Jinja2 template of your own.", metavar="FILE", show_default=False),
]
SinceOption = Annotated[
    str | None,
    typer.Option(
        "--since",
        help="The earlier wave of the chapter on change: by default the one ingested before this one; none for no chapter.",
        metavar="WAVE",
        show_default=False,
    ),
]
AlternativeOption = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        help="Other rules to show the scores under, in the annex, as in score --with; several rules together in quotes.",
        metavar="RULE=VALUE",
        show_default=False,
    ),
]
FactsOption = Annotated[
    Path | None,
    typer.Option(
        "--facts",
        help="List every printed number in this file too: .xlsx, .csv or .json.",
        metavar="FILE",
        show_default=False,
    ),
]
# Where a format goes that no terminal can show.
_NO_WAVE = "none"
_FILES = {"docx": Path("report.docx"), "html": Path("report.html")}


def report(  # noqa: PLR0913 - each is an option
    terminal: Terminal,
    *,
    format: FormatOption = "md",  # noqa: A002 - the word users type
    output: OutputOption = None,
    template: TemplateOption = None,
    lang: LanguageOption = "en",
    wording: WordingOption = None,
    by: ByOption = None,
    audience: AudienceOption = "public",
    published: PublishedOption = None,
    exceptions: ExceptionsOption = None,
    since: SinceOption = None,
    rules: AlternativeOption = None,
    facts: FactsOption = None,
    practices: PracticesOption = None,
    recommendations: RecommendationsOption = None,
    check: CheckOption = False,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode | None:
    """Write the report of a wave. It is public unless told otherwise: no entity stands beside a score or an answer.

    \b
    Examples:
      civicmap report --format md
      civicmap report --format docx -o report.docx
      civicmap report --format docx --lang fr -o rapport.docx
      civicmap report --since 2019 --with dont_know=exclude -o report.html
      civicmap report --format md -o report.md --check
      civicmap report --format docx -o report.docx --facts facts.xlsx
    """
    from civicmap.report.build import build_report  # noqa: PLC0415 - numpy, only for commands that count
    from civicmap.report.follow_up.build import with_given  # noqa: PLC0415
    from civicmap.report.render import known, render, render_files  # noqa: PLC0415

    known(format)
    session = open_session(store, wave, framework)
    made = build_report(
        session.survey,
        with_given(session.framework, practices, recommendations),
        audience=audience,
        by=by,
        lang=lang,
        own_words=wording,
        published=published,
        exceptions=exceptions,
        since=_earlier(session, store, since),
        alternatives=rules or (),
    )
    # A check needs a file to compare with, whatever the format.
    target = output or (Path(f"report.{format}") if check else _FILES.get(format))
    beside = (
        {} if facts is None else {facts: _facts(made, session, facts, template, pictured=_pictured(format, target))}
    )
    if target is None or str(target) == "-":
        content = render(made, format, template)
        say_assessment(terminal, made)
        terminal.result_bytes(content)
        _write(terminal, beside)
        if target is None:
            terminal.say(f"This went to stdout; add -o report.{format} for a file.")
        return None
    files = (
        render_files(made, format, target.name, template)
        if _has_room(target)
        else {target.name: render(made, format, template)}
    )
    say_assessment(terminal, made)
    written = {target.parent / name: content for name, content in files.items()}
    said = _settle(terminal, written, beside, made, check=check)
    if not check and format != "json":
        _say_more(terminal, made, template, pictured=_pictured(format, target))
    return said


def _earlier(session: Session, store: Path | None, since: str | None) -> tuple[Survey, Framework] | None:
    """Return the wave that change is measured from, with its framework; None where there is none."""
    if since == _NO_WAVE:
        return None
    from civicmap.cli.session import open_before  # noqa: PLC0415 - only for a chapter on change

    before = open_before(store, session, since)
    return None if before is None else (before.survey, before.framework)


def _say_more(terminal: Terminal, made: Report, template: Path | None, *, pictured: bool) -> None:
    """Say how long the report is, and what to look at first."""
    if terminal.quiet:
        return
    from civicmap.cli.report_says import say_first, say_length  # noqa: PLC0415 - only where a report was written
    from civicmap.report.length import length  # noqa: PLC0415
    from civicmap.report.markdown import write  # noqa: PLC0415
    from civicmap.report.render import gallery  # noqa: PLC0415

    say_length(terminal, length(write(made, template, gallery(made).charts if pictured else ()).text))
    say_first(terminal, made)


def _has_room(target: Path) -> bool:
    """Whether pictures can lie beside a file: a pipe or a device takes one file."""
    return target.is_file() or not target.exists()


def _pictured(format: str, target: Path | None) -> bool:  # noqa: A002 - the word users type
    """Whether the report holds figures: it does not where Markdown goes to a stream."""
    return format != "md" or (target is not None and str(target) != "-" and _has_room(target))


def _facts(made: Report, session: Session, path: Path, template: Path | None, *, pictured: bool) -> bytes:
    """Return the list of printed numbers, as the file's suffix asks for."""
    from civicmap.report.factsheet import facts_file  # noqa: PLC0415 - only where it is asked for
    from civicmap.report.render import gallery  # noqa: PLC0415

    charts = gallery(made).charts if pictured else ()
    return facts_file(made, session.framework, path.suffix.lower(), template, charts)


def _write(terminal: Terminal, files: Mapping[Path, bytes]) -> None:
    """Write lists of printed numbers."""
    from civicmap.files import write_whole  # noqa: PLC0415 - only where a file is concerned

    for path, content in files.items():
        write_whole(path, content)
        terminal.say(f"Wrote {path} (every printed number).")


def _settle(
    terminal: Terminal, files: dict[Path, bytes], beside: dict[Path, bytes], made: Report, *, check: bool
) -> ExitCode | None:
    """Write the report, its pictures and what lies beside, or say whether they would change."""
    from civicmap.cli.checking import differences  # noqa: PLC0415 - only where a file is concerned
    from civicmap.files import write_whole  # noqa: PLC0415

    if check:
        return differences(terminal, files | beside)
    for path, content in files.items():
        write_whole(path, content)
    target = next(iter(files))
    parts = (
        _counted(made.responded or 0, "entity", "entities"),
        _counted(len(made.pillars), "pillar", "pillars"),
        _counted(len(made.findings), "finding", "findings"),
        f"audience: {made.audience}",
    )
    terminal.say(f"Wrote {target} ({', '.join(parts)}).")
    _write(terminal, beside)
    return None


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
