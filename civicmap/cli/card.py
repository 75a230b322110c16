"""`civicmap card`: the one-page card of an entity, or its reply sheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.options import FrameworkOption, OutputOption, StoreOption, UntilOption, WaveOption
from civicmap.cli.session import Session, open_session
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EntityArgument = Annotated[str | None, typer.Argument(help="An entity, by code or name.", metavar="[ENTITY]")]
AllOption = Annotated[
    bool, typer.Option("--all", help="A card for each entity, into the folder of -o.", show_default=False)
]
CardFormatOption = Annotated[
    str, typer.Option("--format", help="md, docx, html or json; xlsx: a reply sheet.", metavar="FORMAT")
]
KindOption = Annotated[
    str | None,
    typer.Option(
        "--by", help="The group whose mean stands beside the entity's.  [default: the first]", metavar="GROUP"
    ),
]
LanguageOption = Annotated[str, typer.Option("--lang", help="The card's language: en, fr, es.", metavar="LANG")]


def card(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    entity: EntityArgument = None,
    every: AllOption = False,
    format: CardFormatOption = "md",  # noqa: A002 - the word users type
    output: OutputOption = None,
    by: KindOption = None,
    lang: LanguageOption = "en",
    store: StoreOption = None,
    wave: WaveOption = None,
    framework: FrameworkOption = None,
    until: UntilOption = None,
) -> ExitCode:
    """Write the card of an entity, for internal use.

    Its scores beside those of its kind and of all, its weakest indicators, and the
    answers that would raise it most. As xlsx, a sheet on which it agrees with, corrects
    or contests each answer: civicmap ingest --stage reads it back.

    \b
    Examples:
      civicmap card E001
      civicmap card E001 --format docx -o card.docx
      civicmap card --all --format html -o cards
      civicmap card --all --format xlsx -o replies
    """
    if (entity is None) != every:
        raise typer.BadParameter("name an entity, or write all with --all")
    if every and (output is None or str(output) == "-"):
        raise typer.BadParameter("--all needs a folder: add -o DIR")
    session = open_session(store, wave, framework, until)
    _known("language", lang, ("en", "fr", "es"))
    session = _spoken(session, lang)
    make = _maker(session, by, format, lang)
    if every:
        return _all(terminal, session, make, format, output or Path())
    content = make(_place(session, entity or ""))
    target = output or (
        None if format in ("md", "json") else Path("reply.xlsx" if format == "xlsx" else f"card.{format}")
    )
    if target is None or str(target) == "-":
        terminal.result_bytes(content)
    else:
        from civicmap.files import write_whole  # noqa: PLC0415 - only where a file is written
        from civicmap.survey.returns.workbook import refuse_taken  # noqa: PLC0415

        if format == "xlsx":
            refuse_taken([target], [content])
        write_whole(target, content)
        terminal.say(f"Wrote {target}. It is internal: self-reported, not verified.")
    return ExitCode.DONE


def _known(kind: str, name: str, known: Sequence[str]) -> None:
    """Raise RequestError where a name is none of those known."""
    if name not in known:
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint="", known=", ".join(known)))


def _spoken(session: Session, language: str) -> Session:
    """Put the framework's names in a language, where it speaks it."""
    from dataclasses import replace  # noqa: PLC0415 - only here

    from civicmap.framework.texts import languages, translate  # noqa: PLC0415 - after the checks

    if language == session.framework.language or language not in languages(session.framework):
        return session
    return replace(session, framework=translate(session.framework, language))


def _maker(session: Session, by: str | None, fmt: str, lang: str) -> Callable[[int], bytes]:
    """Return what makes the card of an entity by its place. Raises RequestError for a format or group that is none."""
    from civicmap.measure.card import Cards  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.report.card import FORMATS, card_document  # noqa: PLC0415

    _known("format", fmt, (*FORMATS, "json", "xlsx"))
    if fmt == "xlsx":
        return _replies(session, lang)
    groups = session.framework.groups
    cards = Cards(session.survey, session.framework, by or (groups[0].id if groups else None))
    if fmt == "json":
        from civicmap.cli.card_json import card_json  # noqa: PLC0415 - only for this format

        return lambda place: card_json(session, cards.card(place))
    return lambda place: card_document(cards.card(place), session.survey, session.framework, fmt, lang)


def _replies(session: Session, lang: str) -> Callable[[int], bytes]:
    """Return what makes the reply sheet of an entity by its place."""
    from civicmap.measure.reply import Replies  # noqa: PLC0415 - numpy, which help need not pay
    from civicmap.report.build import marks as document_marks  # noqa: PLC0415
    from civicmap.report.ladder import wording  # noqa: PLC0415
    from civicmap.survey.reply.sheet import reply_workbook  # noqa: PLC0415
    from civicmap.survey.reply.words import reply_words  # noqa: PLC0415

    said = document_marks("internal", synthetic=session.survey.synthetic, words=wording(lang))
    replies = Replies(session.survey, session.framework, reply_words(lang), said)

    def made(place: int) -> bytes:
        sheet = replies.sheet(place)
        if sheet is None:
            raise RequestError(Problem.of(Code.REPLY_INSTANCES, entity=session.survey.entities[place].id))
        return reply_workbook(sheet)

    return made


def _place(session: Session, entity: str) -> int:
    """Return the place of an entity. Raises RequestError for a name that is not there."""
    from civicmap.measure.unknown import unknown  # noqa: PLC0415 - numpy

    entities = session.survey.entities
    found = [at for at, known in enumerate(entities) if entity in (known.id, known.name)]
    if not found:
        raise RequestError(unknown("entity", entity, [known.id for known in entities]))
    return found[0]


def _all(terminal: Terminal, session: Session, make: Callable[[int], bytes], fmt: str, folder: Path) -> ExitCode:
    """Write a card for each entity that sent a row, and say how many."""
    from civicmap.files import write_whole  # noqa: PLC0415 - only where files are written
    from civicmap.survey.returns.workbook import plain_names, refuse_taken  # noqa: PLC0415

    entities = session.survey.entities
    names = plain_names(entities)
    what = "reply" if fmt == "xlsx" else "card"
    paths = [folder / f"{what}-{names[entity.id]}.{fmt}" for entity in entities]
    contents = [make(place) for place in range(len(entities))]
    if fmt == "xlsx":
        refuse_taken(paths, contents)
    for path, content in zip(paths, contents, strict=True):
        write_whole(path, content)
    said = "reply sheets" if fmt == "xlsx" else "cards"
    terminal.say(f"Wrote {len(entities)} {said} to {folder}. They are internal: self-reported, not verified.")
    return ExitCode.DONE
