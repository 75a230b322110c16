"""`civicmap questionnaire`: a framework's questions as a form to fill in, for a survey tool, a spreadsheet or a reader."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli import frameworks
from civicmap.cli.options import OutputOption, StoreOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError
from civicmap.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from civicmap.framework.types import Framework
    from civicmap.model import Register
    from civicmap.survey.returns.given import Previous

FrameworkOption = Annotated[
    str | None,
    typer.Option("--framework", help="A shipped framework's id, or a file.  [default: three-ps]", metavar="FRAMEWORK"),
]
FormatOption = Annotated[str, typer.Option("--format", help="xlsform, xlsx, docx or md.", metavar="FORMAT")]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        help="The language of xlsx, docx and md.  [default: the framework's; of a workbook, the register's]",
        metavar="LANG",
        show_default=False,
    ),
]
EachEntityOption = Annotated[
    Path | None,
    typer.Option(
        "--each-entity", help="xlsx: a folder for one prefilled workbook per entity of the register.", metavar="DIR"
    ),
]
RegisterOption = Annotated[
    Path | None, typer.Option("--register", help="The entities that are invited (CSV or XLSX).", metavar="FILE")
]
WaveOption = Annotated[
    str | None, typer.Option("--wave", help="The round that the workbooks are for; they say so.", metavar="WAVE")
]
LastWaveOption = Annotated[
    str | None,
    typer.Option("--last-wave", help="A stored wave whose answers the workbooks show and prefill.", metavar="WAVE"),
]
_XLSFORM = Path("questionnaire.xlsx")
_WORD = Path("questionnaire.docx")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for. `language` is None where nobody chose one."""

    framework: Framework
    language: str | None
    output: Path | None
    folder: Path | None
    register: Path | None
    wave: str
    last_wave: str | None
    store: Path | None


def questionnaire(  # noqa: PLR0913 - a command's options are its parameters
    terminal: Terminal,
    *,
    format: FormatOption = "md",  # noqa: A002 - the word users type
    output: OutputOption = None,
    lang: LanguageOption = None,
    framework: FrameworkOption = None,
    each_entity: EachEntityOption = None,
    register: RegisterOption = None,
    wave: WaveOption = None,
    last_wave: LastWaveOption = None,
    store: StoreOption = None,
) -> ExitCode | None:
    """Write a framework's questions as a form to fill in or to read.

    xlsform is for ODK and KoBoToolbox, xlsx for an entity without a survey tool, docx and md are to read or print.

    \b
    Examples:
      civicmap questionnaire --format xlsform -o form.xlsx
      civicmap questionnaire --format docx -o form.docx
      civicmap questionnaire --format xlsx --each-entity out --register all.csv
    """
    from civicmap.framework.texts import languages  # noqa: PLC0415 - after the checks

    make = FORMATS.get(format)
    if make is None:
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=", ".join(FORMATS)))
    loaded = frameworks.load(framework)
    known = languages(loaded)
    if lang is not None and lang not in known:
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="language", name=lang, hint="", known=", ".join(known)))
    return make(terminal, Request(loaded, lang, output, each_entity, register, wave or "", last_wave, store))


def _put(terminal: Terminal, content: bytes, output: Path | None, default: Path | None, said: str = "") -> None:
    """Write a form to a file, or to stdout where that was asked for or there is no default."""
    path = output or default
    if path is None or str(path) == "-":
        terminal.result_bytes(content)
    else:
        write_whole(path, content)
        terminal.say(f"Wrote {path}{said}.")


def _xlsform(terminal: Terminal, request: Request) -> None:
    """Write an XLSForm, in every language that the framework has."""
    from civicmap.survey.forms.questionnaire import form_of  # noqa: PLC0415 - only for this format
    from civicmap.survey.forms.xlsform_write import xlsform_bytes  # noqa: PLC0415

    form = form_of(request.framework)
    said = f" ({len(form.questions)} questions in {', '.join(form.languages)})"
    _put(terminal, xlsform_bytes(form), request.output, _XLSFORM, said)
    terminal.complain(form.notes)


def _workbooks(terminal: Terminal, request: Request) -> None:
    """Write a workbook for each entity of the register. Raises RequestError where the folder or register is missing."""
    from civicmap.survey.register.load import examine_register  # noqa: PLC0415 - only for this format
    from civicmap.survey.returns.workbook import write_returns  # noqa: PLC0415

    if request.folder is None or request.register is None:
        raise RequestError(Problem.of(Code.RETURNS_FOR_WHOM))
    register, problems = examine_register(request.register, request.framework)
    terminal.complain(problems)
    written = write_returns(
        request.folder,
        request.framework,
        register,
        wave=request.wave,
        previous=_previous(request, register),
        language=request.language,
    )
    terminal.say(f"Wrote {len(written)} workbooks to {request.folder}.")


def _previous(request: Request, register: Register) -> Mapping[str, Previous] | None:
    """Return what each entity answered in an earlier wave, in the language of its workbook; None if none was named."""
    if request.last_wave is None:
        return None
    from civicmap.cli.session import open_session  # noqa: PLC0415 - duckdb, only where a wave is read
    from civicmap.survey.returns.given import previous_answers  # noqa: PLC0415
    from civicmap.survey.returns.workbook import language_of  # noqa: PLC0415

    session = open_session(request.store, request.last_wave, None)
    spoken = {entity.id: request.language or language_of(request.framework, entity) for entity in register.entities}
    known = set(session.framework.translations) | {session.framework.language}
    in_language = {
        language: previous_answers(session.survey, session.framework, language if language in known else None)
        for language in sorted(set(spoken.values()))
    }
    return {name: found for name, language in spoken.items() if (found := in_language[language].get(name))}


def _word(terminal: Terminal, request: Request) -> None:
    """Write a form to read in Word."""
    from civicmap.report.questionnaire import questionnaire_docx  # noqa: PLC0415 - python-docx, only for this format

    content = questionnaire_docx(request.framework, request.language or request.framework.language)
    _put(terminal, content, request.output, _WORD)


def _markdown(terminal: Terminal, request: Request) -> None:
    """Write a page to read, to stdout or a file."""
    from civicmap.report.questionnaire import questionnaire_md  # noqa: PLC0415 - only for this format

    content = questionnaire_md(request.framework, request.language or request.framework.language)
    _put(terminal, content.encode(), request.output, None)


FORMATS: dict[str, Callable[[Terminal, Request], None]] = {
    "xlsform": _xlsform,
    "xlsx": _workbooks,
    "docx": _word,
    "md": _markdown,
}
