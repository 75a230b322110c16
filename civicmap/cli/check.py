"""`civicmap check`: read survey files and say everything that is wrong with them, without storing anything."""

from __future__ import annotations

from civicmap.cli.cleaning import log_file
from civicmap.cli.ingest_options import LogOption, Request
from civicmap.cli.ingest_output import display
from civicmap.cli.ingest_reading import read_request, report
from civicmap.cli.options import FormatOption, OutputOption, StoreOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode


def check(
    terminal: Terminal,
    *,
    request: Request,
    log: LogOption = None,
    store: StoreOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
) -> ExitCode:
    """Find everything that is wrong, and store nothing.

    Prints what each column was taken for, and every problem.

    \b
    Examples:
      civicmap check survey.xlsx --register register.csv
      civicmap check survey.xlsx --write-mapping mapping.yaml
      civicmap check survey.csv --encoding cp1252 --format json
      civicmap check survey.xlsx --log corrections.xlsx
    """
    shown = display(terminal, format, output)
    keeper = log_file(log, request) if log else None
    found = read_request(request, store)
    said = keeper.write(found) if keeper else ""
    shown.show(found, stored=False)
    code = report(terminal, found, format)
    if said:
        terminal.say(said)
    return code
