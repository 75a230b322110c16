"""`civicmap report`: the report of a wave as Markdown, Word, HTML or JSON."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from civicmap.cli.frameworks import cache_folder
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
from civicmap.cli.report_options import (
    AlternativeOption,
    FactsOption,
    FormatOption,
    ReferenceOption,
    SinceOption,
    SymbolOption,
    TemplateOption,
)
from civicmap.cli.session import open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from civicmap.cli.session import Session
    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.report.document import Paper

_NO_WAVE: Final = "none"
_PRINTED: Final = ("docx", "html")  # have a head on their pages


def report(  # noqa: PLR0913 - each is an option
    terminal: Terminal,
    *,
    format: FormatOption = "md",  # noqa: A002 - the word users type
    output: OutputOption = None,
    template: TemplateOption = None,
    reference_docx: ReferenceOption = None,
    symbol: SymbolOption = "",
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
      civicmap report --format md,docx,html -o report
      civicmap report --format docx --lang fr -o rapport.docx
      civicmap report --format docx --reference-docx house.docx -o report.docx
      civicmap report --since 2019 --with dont_know=exclude -o report.html
      civicmap report --format md -o report.md --check
      civicmap report --format docx -o report.docx --facts facts.xlsx
    """
    from civicmap.cli.report_writing import destinations, give  # noqa: PLC0415 - numpy, only for commands that count
    from civicmap.report.build import build_report  # noqa: PLC0415
    from civicmap.report.follow_up.build import with_given  # noqa: PLC0415
    from civicmap.report.render import gallery_of, known, render_all  # noqa: PLC0415

    formats = tuple(dict.fromkeys(one.strip() for one in format.split(",")))
    for one in formats:
        known(one)
    if len(formats) > 1 and str(output) == "-":
        raise typer.BadParameter("several formats need files: give -o a file's name without its ending")
    paper = _paper(formats, reference_docx, symbol)
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
        since=_earlier(session, store, since),
        alternatives=rules or (),
        before=session.before,
    )
    make = partial(render_all, made, template=template, paper=paper, gallery=gallery_of(made), kept=cache_folder())
    codes = []
    for place in destinations(formats, output, check=check):
        rendered = make(place.format, name=place.beside)
        codes.append(give(terminal, place, made, rendered, session.framework, facts, template))
    return next(filter(None, codes), None)


def _earlier(session: Session, store: Path | None, since: str | None) -> tuple[Survey, Framework] | None:
    """Return the wave that change is measured from, with its framework; None where there is none."""
    if since == _NO_WAVE:
        return None
    from civicmap.cli.session import open_before  # noqa: PLC0415 - only for a chapter on change

    before = open_before(store, session, since)
    return None if before is None else (before.survey, before.framework)


def _paper(formats: tuple[str, ...], reference: Path | None, symbol: str) -> Paper:
    """Return what the report is printed on, looked at before anything is counted. Raises CivicmapError for its faults."""
    from civicmap.report.document import Paper  # noqa: PLC0415 - as above

    if symbol and not set(formats) & {*_PRINTED}:
        raise typer.BadParameter("--symbol is for --format docx or html")
    if reference is not None:
        if "docx" not in formats:
            raise typer.BadParameter("--reference-docx is for --format docx")
        from civicmap.report.docx.base import open_base  # noqa: PLC0415 - python-docx, only for this format

        open_base(reference)
    return Paper(reference, symbol.strip())
