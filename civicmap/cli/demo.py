"""`civicmap demo`: the whole way on the bundled synthetic survey, as the commands that anyone would type."""

from __future__ import annotations

import contextlib
import io
import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode
from civicmap.files import unwritable
from civicmap.resources import sample

_FILES = ("survey_wave1.xlsx", "survey_wave2.xlsx", "register.csv", "framework.yaml")
_READ = "--framework framework.yaml --register register.csv --quiet"
_STEPS = (
    ("Two waves of the survey go into one store.", f"ingest survey_wave1.xlsx --wave 2019 {_READ}"),
    ("", f"ingest survey_wave2.xlsx --wave 2021 {_READ}"),
    ("Who answered, and who is to be reminded.", "responses --wave 2019 --by level"),
    ("What each pillar came to.", "score --wave 2019 --by level"),
    ("Which published figures hold; one was invented, so that you see what failing looks like.", "gaps --wave 2019"),
    ("The report, in three forms, for the public: no entity stands beside a score or an answer.", ""),
    ("", "report --wave 2019 --format md -o report.md --quiet"),
    ("", "report --wave 2019 --format docx -o report.docx --quiet"),
    ("", "report --wave 2019 --format html -o report.html --quiet"),
    (
        "Each table of it as a file of its own, for a spreadsheet or a job that compares them.",
        "tables --wave 2019 --format csv -o tables --quiet",
    ),
)
_NEXT = """
Look at, in {folder}:
  report.docx, report.html, report.md   the same report, three ways; report-figures/ belongs to report.md
  tables/                               its tables, as CSV
  framework.yaml                        the rules; it adds one finding to the shipped framework three-ps
  survey_wave1.xlsx, register.csv       what went in (synthetic data: no answer is of any real entity)
Then: civicmap --help, or the same commands on a survey of your own.
"""


def demo(
    terminal: Terminal,
    *,
    folder: Annotated[Path, typer.Argument(help="Where to write.", metavar="[DIR]")] = Path("civicmap-demo"),
) -> ExitCode | None:
    """Run the whole way on the bundled sample.

    Ingests, scores, counts gaps, writes the report and its tables.

    \b
    Examples:
      civicmap demo
      civicmap demo look --quiet
    """
    from civicmap.cli.main import main  # noqa: PLC0415 - main imports the commands

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            shutil.copyfile(sample() / name, folder / name)
    except OSError as fault:
        raise unwritable(folder, fault) from fault
    with contextlib.chdir(folder), _results(shown=not terminal.quiet):
        for remark, step in _STEPS:
            if remark:
                terminal.say(f"\n{remark}")
            if step:
                terminal.say(f"$ civicmap {step.removesuffix(' --quiet')}")
                code = main([*shlex.split(step)])
                if code:
                    return ExitCode(code)
    terminal.say(_NEXT.format(folder=folder).rstrip())
    return None


def _results(*, shown: bool) -> contextlib.AbstractContextManager[object]:
    """Return a context in which the steps' results are shown, or swallowed."""
    return contextlib.nullcontext() if shown else contextlib.redirect_stdout(io.StringIO())
