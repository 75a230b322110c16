"""The options that mean the same in every command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StoreOption = Annotated[
    Path | None,
    typer.Option(
        "--store", envvar="CIVICMAP_STORE", help="Where waves are kept.  [default: civicmap.duckdb]", metavar="FILE"
    ),
]
WaveOption = Annotated[
    str | None, typer.Option("--wave", help="The survey round.  [default: the one ingested last]", metavar="WAVE")
]
FrameworkOption = Annotated[
    str | None,
    typer.Option(
        "--framework", help="A shipped framework's id, or a file.  [default: the one stored]", metavar="FRAMEWORK"
    ),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", help="The last review stage that counts, to see results as of then.", metavar="STAGE"),
]
ByOption = Annotated[str | None, typer.Option("--by", help="Divide by a group, such as level.", metavar="GROUP")]
BaseOption = Annotated[
    str | None,
    typer.Option("--base", help="frame, respondents, applicable, given or answered.", metavar="BASE"),
]
FormatOption = Annotated[str, typer.Option("--format", help="table, json, csv or md.", metavar="FORMAT")]
OutputOption = Annotated[
    Path | None, typer.Option("-o", "--output", help="A file; - is stdout.", metavar="FILE", show_default=False)
]
AudienceOption = Annotated[str, typer.Option("--audience", help="public or internal.", metavar="AUDIENCE")]
PublishedOption = Annotated[
    Path | None,
    typer.Option(
        "--published",
        help="The report as last published, as JSON: what differs from it by few is withheld.",
        metavar="FILE",
        show_default=False,
    ),
]
ExceptionsOption = Annotated[
    Path | None,
    typer.Option(
        "--exceptions",
        help="A CSV of small numbers released by name: finding, group, name, date, reason.",
        metavar="FILE",
        show_default=False,
    ),
]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Write nothing; exit 1 if what is there would change.", show_default=False)
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="Say only errors.", show_default=False)]
VerboseOption = Annotated[bool, typer.Option("-v", "--verbose", help="Say more.", show_default=False)]
NoColorOption = Annotated[bool, typer.Option("--no-color", help="No colour.", show_default=False)]
LanguageOption = Annotated[
    str, typer.Option("--lang", help="The report's language: en, fr, es; in part ar, ru, zh.", metavar="LANG")
]
WordingOption = Annotated[
    Path | None,
    typer.Option("--wording", help="A YAML file of words of your own.", metavar="FILE", show_default=False),
]
PracticesOption = Annotated[
    Path | None,
    typer.Option("--practices", help="A catalogue in place of the framework's.", metavar="FILE", show_default=False),
]
RecommendationsOption = Annotated[
    Path | None,
    typer.Option(
        "--recommendations", help="A catalogue in place of the framework's.", metavar="FILE", show_default=False
    ),
]
