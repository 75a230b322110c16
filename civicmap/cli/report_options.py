"""What `civicmap report` takes beside the options that other commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FormatOption = Annotated[
    str, typer.Option("--format", help="md, docx, html or json; several with commas between.", metavar="FORMAT")
]
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
ReferenceOption = Annotated[
    Path | None,
    typer.Option(
        "--reference-docx",
        help="docx: a Word document whose styles, page, head and foot the report takes.",
        metavar="FILE",
        show_default=False,
    ),
]
SymbolOption = Annotated[
    str,
    typer.Option(
        "--symbol",
        help="docx and html: the document's symbol, at the head of every page.",
        metavar="TEXT",
        show_default=False,
    ),
]
