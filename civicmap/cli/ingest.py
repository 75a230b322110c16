"""`civicmap ingest`: read survey files and keep them in the store, each wave whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.cli.ingest_listing import count_responding, missing
from civicmap.cli.ingest_options import DryRunOption, Request
from civicmap.cli.ingest_output import display
from civicmap.cli.ingest_reading import Findings, read_request, report
from civicmap.cli.options import FormatOption, OutputOption, StoreOption
from civicmap.cli.terminal import Terminal
from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from civicmap.model import Survey

_NAMED: Final = 8  # of those who have not answered


def ingest(
    terminal: Terminal,
    *,
    request: Request,
    dry_run: DryRunOption = False,
    store: StoreOption = None,
    format: FormatOption = "table",  # noqa: A002 - typer names the option after it
    output: OutputOption = None,
) -> ExitCode:
    """Read, check and store one wave. Prints what each column was taken for, and every problem.

    Several files and folders are read as one wave, which takes the place of a stored one of its name; with --append
    their rows are added to it, with --stage they join it as a stage of review.

    \b
    Examples:
      civicmap ingest survey.xlsx
      civicmap ingest survey.xlsx --register register.csv --wave 2019
      civicmap ingest late.xlsx --append --wave 2019
      civicmap ingest reviewed.xlsx --stage reviewer --wave 2019
      civicmap ingest returns/ --mapping mapping.yaml --strict
    """
    shown = display(terminal, format, output)
    found = read_request(request, store)
    keep = not (found.stops or dry_run)
    said = _store(found, store) if keep else "Nothing is stored."
    shown.show(found, stored=keep)
    code = report(terminal, found, format)
    terminal.say(said)
    for line in _silent(found):
        terminal.say(line)
    return code


def _store(found: Findings, path: Path | None) -> str:
    """Keep the waves, and return what to say of it."""
    from civicmap.store.store import Store, StoredWave, default_path  # noqa: PLC0415 - duckdb, which help need not pay

    chosen = path or default_path()
    stored = [
        StoredWave(
            one.wave,
            one.raw,
            found.framework,
            found.register,
            one.survey.closed_on,
            one.survey.content_sha256,
            order=one.order,
        )
        for one in found.reading.waves
    ]
    with Store(chosen) as opened:
        changed = opened.write(stored)
    waves = "; ".join(
        f"wave {one.wave}: {_counted(one.raw.rows, 'response', 'responses')}; "
        f"{_counted(count_responding(one), 'entity', 'entities')} gave an answer{_stages(one.survey)}"
        for one in found.reading.waves
    )
    return f"Stored in {chosen}: {waves}." if changed else f"Nothing changed in {chosen}: {waves}."


def _silent(found: Findings) -> Iterator[str]:
    """Yield who of those invited has given no answer, wave by wave."""
    for one in found.reading.waves:
        waiting = missing(one)
        if waiting:
            named = ", ".join(waiting[:_NAMED]) + (", …" if len(waiting) > _NAMED else "")
            invited = len(one.survey.register.entities) if one.survey.register is not None else 0
            yield (
                f"Wave {one.wave}: no answer from {len(waiting)} of {invited} invited: {named}. "
                "civicmap responses --missing lists them."
            )


def _stages(survey: Survey) -> str:
    """Return how many of the responses are of each stage of review; nothing where none says one."""
    if survey.layers is None:
        return ""
    counts = enumerate(survey.stages)
    return f" ({', '.join(f'{stage} {int((survey.layers.stage == at).sum())}' for at, stage in counts)})"


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
