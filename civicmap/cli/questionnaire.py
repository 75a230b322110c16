"""`civicmap questionnaire`: a framework's questions as a form to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from civicmap.cli.options import OutputOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import Code, ExitCode, Problem, RequestError
from civicmap.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.framework.types import Framework

# No wave is looked at: a questionnaire comes before there is one.
FrameworkOption = Annotated[
    str | None,
    typer.Option("--framework", help="A shipped framework's id, or a file.  [default: three-ps]", metavar="FRAMEWORK"),
]
FormatOption = Annotated[str, typer.Option("--format", help="xlsform or md.", metavar="FORMAT")]
LanguageOption = Annotated[
    str | None,
    typer.Option(
        "--lang",
        help="md: the language of the texts.  [default: the framework's own]",
        metavar="LANG",
        show_default=False,
    ),
]
_XLSFORM = Path("questionnaire.xlsx")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for."""

    framework: Framework
    language: str | None
    output: Path | None


def questionnaire(
    terminal: Terminal,
    *,
    format: FormatOption = "md",  # noqa: A002 - the word users type
    output: OutputOption = None,
    lang: LanguageOption = None,
    framework: FrameworkOption = None,
) -> ExitCode | None:
    """Write a framework's questions as a form: for ODK or KoBoToolbox (xlsform), or to read (md).

    \b
    Examples:
      civicmap questionnaire --format xlsform -o form.xlsx
      civicmap questionnaire --framework my.yaml --format md
    """
    from civicmap.framework.load import load_framework  # noqa: PLC0415 - pydantic and ruamel, after the checks

    make = FORMATS.get(format)
    if make is None:
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=", ".join(FORMATS)))
    return make(terminal, Request(load_framework(framework), lang, output))


def _xlsform(terminal: Terminal, request: Request) -> ExitCode | None:
    """Write an XLSForm, in every language that the framework has."""
    from civicmap.survey.questionnaire import form_of  # noqa: PLC0415 - only for this format
    from civicmap.survey.xlsform_write import xlsform_bytes  # noqa: PLC0415

    form = form_of(request.framework)
    output = request.output or _XLSFORM
    content = xlsform_bytes(form)
    if str(output) == "-":
        terminal.result_bytes(content)
    else:
        write_whole(output, content)
        terminal.say(f"Wrote {output} ({len(form.questions)} questions in {', '.join(form.languages)}).")
    terminal.complain(form.notes)
    return None


def _markdown(terminal: Terminal, request: Request) -> ExitCode | None:
    """Write a page to read, to stdout or a file."""
    from civicmap.framework.texts import languages, translate  # noqa: PLC0415 - only for this format
    from civicmap.report.questionnaire import questionnaire_markdown  # noqa: PLC0415

    framework, known = request.framework, languages(request.framework)
    language = request.language or framework.language
    if language not in known:
        raise RequestError(
            Problem.of(Code.NAME_UNKNOWN, kind="language", name=language, hint="", known=", ".join(known))
        )
    content = questionnaire_markdown(translate(framework, language)).encode()
    if request.output is None or str(request.output) == "-":
        terminal.result_bytes(content)
    else:
        write_whole(request.output, content)
        terminal.say(f"Wrote {request.output}.")
    return None


FORMATS: dict[str, Callable[[Terminal, Request], ExitCode | None]] = {"xlsform": _xlsform, "md": _markdown}
