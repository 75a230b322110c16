"""`civicmap tables`: each table of the report as a file of its own."""

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

FormatOption = Annotated[str, typer.Option("--format", help="md, csv, xlsx or json.", metavar="FORMAT")]
FolderOption = Annotated[Path, typer.Option("-o", "--output", help="A folder; it is made.", metavar="DIR")]


def tables(  # noqa: PLR0913 - each is an option
    terminal: Terminal,
    *,
    format: FormatOption = "csv",  # noqa: A002 - the word users type
    output: FolderOption = Path("tables"),
    lang: LanguageOption = "en",
    wording: WordingOption = None,
    by: ByOption = None,
    audience: AudienceOption = "public",
    published: PublishedOption = None,
    exceptions: ExceptionsOption = None,
    practices: PracticesOption = None,
    recommendations: RecommendationsOption = None,
    check: CheckOption = False,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode | None:
    """Write each table of the report as a file. They are public unless told otherwise, and pass disclosure control.

    \b
    Examples:
      civicmap tables -o tables
      civicmap tables --format csv -o tables --check
      civicmap tables --format md --lang fr -o tableaux
      civicmap tables --format xlsx -o tables
    """
    from civicmap.cli.checking import differences  # noqa: PLC0415 - only for this command and the report
    from civicmap.files import write_whole  # noqa: PLC0415
    from civicmap.report.build import build_report  # noqa: PLC0415 - numpy, only for commands that count
    from civicmap.report.follow_up.build import with_given  # noqa: PLC0415
    from civicmap.report.tables import table_files  # noqa: PLC0415

    session = open_session(store, wave, framework, earlier=True)
    made = build_report(
        session.survey,
        with_given(session.framework, practices, recommendations, beside=True),
        audience=audience,
        by=by,
        lang=lang,
        own_words=wording,
        published=published,
        exceptions=exceptions,
        before=session.before,
    )
    files = {output / name: content for name, content in table_files(made, format).items()}
    say_assessment(terminal, made)
    if check:
        return differences(terminal, files)
    for path, content in files.items():
        write_whole(path, content)
    terminal.say(f"Wrote {_counted(files)} to {output} (audience: {made.audience}).")
    return None


def _counted(files: Mapping[Path, bytes]) -> str:
    """Return how many tables were written, and where all of them stand together."""
    together = [path.name for path in files if path.name == "tables.xlsx"]
    tables = f"{len(files) - len(together)} tables"
    return f"{tables}, and {together[0]} with all of them," if together else tables
