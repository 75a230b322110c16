"""`civicmap practices`: the catalogue of documented practices, and answers put forward for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from civicmap.cli.options import (
    AudienceOption,
    FormatOption,
    FrameworkOption,
    LanguageOption,
    OutputOption,
    PracticesOption,
    StoreOption,
    WaveOption,
)
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError


@dataclass(frozen=True, slots=True)
class PracticesOptions:
    """Which practices are listed, and which answers are promoted."""

    pillar: Annotated[str | None, typer.Option("--pillar", help="Only of this pillar.", metavar="PILLAR")] = None
    theme: Annotated[str | None, typer.Option("--theme", help="Only themes that hold this.", metavar="WORDS")] = None
    country: Annotated[
        str | None, typer.Option("--country", help="Only of this country, by its code.", metavar="CODE")
    ] = None
    group: Annotated[
        str | None, typer.Option("--group", help="Only groups served that hold this.", metavar="WORDS")
    ] = None
    practices: PracticesOption = None
    question: Annotated[
        list[str] | None,
        typer.Option("--question", help="promote: answers to this question; may be repeated.", metavar="ID"),
    ] = None
    entity: Annotated[
        list[str] | None, typer.Option("--entity", help="promote: only of this entity; may be repeated.", metavar="ID")
    ] = None


def practices(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    action: Annotated[str, typer.Argument(help="list or promote.", metavar="ACTION")] = "list",
    options: PracticesOptions,
    audience: AudienceOption = "public",
    lang: LanguageOption = "en",
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
) -> ExitCode:
    """List documented practices: who did what, where, for whom, and the paragraph that says so.

    \b
    list     the catalogue of the framework, or of --practices; for the
             public only what is released
    promote  add what entities answered to the questions that ask for a
             practice, or to --question, to a catalogue, -o, for a person
             to review; nothing is released by this

    \b
    Examples:
      civicmap practices --pillar PILLAR
      civicmap practices --country KEN --format md
      civicmap practices promote -o practices.csv
    """
    from civicmap.cli.practices_actions import ACTIONS, Request  # noqa: PLC0415 - what help need not pay

    if action not in ACTIONS:
        known = ", ".join(ACTIONS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="action", name=action, hint="", known=known))
    return ACTIONS[action](Request(terminal, options, audience, lang, format, output, store, wave, framework))
