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
    practices: PracticesOption = None,
    recommendations: RecommendationsOption = None,
    since: SinceOption = None,
    rules: AlternativeOption = None,
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
    """
    from civicmap.report.build import build_report  # noqa: PLC0415 - numpy, only for commands that count
    from civicmap.report.follow_up.build import with_given  # noqa: PLC0415
    from civicmap.report.render import known, render, render_files  # noqa: PLC0415

    known(format)
    session = open_session(store, wave, framework)
    made = build_report(
        session.survey,
        with_given(session.framework, practices, recommendations, beside=True),
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
    if target is None or str(target) == "-":
        content = render(made, format, template)
        say_assessment(terminal, made)
        terminal.result_bytes(content)
        if target is None:
            terminal.say(f"This went to stdout; add -o report.{format} for a file.")
        return None
    # A pipe or a device takes one file: there is no place beside it for pictures.
    alone = target.exists() and not target.is_file()
    files = (
        {target.name: render(made, format, template)} if alone else render_files(made, format, target.name, template)
    )
    say_assessment(terminal, made)
    return _settle(terminal, {target.parent / name: content for name, content in files.items()}, made, check=check)


def _earlier(session: Session, store: Path | None, since: str | None) -> tuple[Survey, Framework] | None:
    """Return the wave that change is measured from, with its framework; None where there is none."""
    if since == _NO_WAVE:
        return None
    from civicmap.cli.session import open_before  # noqa: PLC0415 - only for a chapter on change

    before = open_before(store, session, since)
    return None if before is None else (before.survey, before.framework)


def _settle(terminal: Terminal, files: dict[Path, bytes], made: Report, *, check: bool) -> ExitCode | None:
    """Write the report and its pictures, or say whether they would change."""
    from civicmap.cli.checking import differences  # noqa: PLC0415 - only where a file is concerned
    from civicmap.files import write_whole  # noqa: PLC0415

    if check:
        return differences(terminal, files)
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
    return None


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
