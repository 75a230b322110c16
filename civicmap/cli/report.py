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
    PublishedOption,
    StoreOption,
    WaveOption,
    WordingOption,
)
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from civicmap.report.facts import Report

FormatOption = Annotated[str, typer.Option("--format", help="md, docx, html or json.", metavar="FORMAT")]
TemplateOption = Annotated[
    Path | None,
    typer.Option("--template", help="A Jinja2 template of your own.", metavar="FILE", show_default=False),
]
# Where a format goes that no terminal can show.
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
      civicmap report --format md -o report.md --check
    """
    from civicmap.report.build import build_report  # noqa: PLC0415 - numpy, only for commands that count
    from civicmap.report.render import render  # noqa: PLC0415

    session = open_session(store, wave, framework, earlier=True)
    made = build_report(
        session.survey,
        session.framework,
        audience=audience,
        by=by,
        lang=lang,
        own_words=wording,
        published=published,
        exceptions=exceptions,
        before=session.before,
    )
    content = render(made, format, template)
    say_assessment(terminal, made)
    # A check needs a file to compare with, whatever the format.
    target = output or (Path(f"report.{format}") if check else _FILES.get(format))
    if target is None or str(target) == "-":
        terminal.result_bytes(content)
        if output is None:
            terminal.say(f"This went to stdout; add -o report.{format} for a file.")
        return None
    return _settle(terminal, target, content, made, check=check)


def _settle(terminal: Terminal, target: Path, content: bytes, made: Report, *, check: bool) -> ExitCode | None:
    """Write the report, or say whether it would change."""
    from civicmap.cli.checking import differences  # noqa: PLC0415 - only where a file is concerned
    from civicmap.files import write_whole  # noqa: PLC0415

    if check:
        return differences(terminal, {target: content})
    write_whole(target, content)
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
