"""Where `check --log` writes the cleaning log: a file that can be written, and never over what people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import CivicmapError, Code, Problem, RequestError

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.cli.ingest_options import Request
    from civicmap.cli.ingest_reading import Findings


@dataclass(frozen=True, slots=True)
class LogFile:
    """The file of a cleaning log."""

    path: Path

    def write(self, found: Findings) -> str:
        """Write the log of what was found, and return what to say of it. Raises CivicmapError."""
        from civicmap.files import write_whole  # noqa: PLC0415 - only where it is asked for
        from civicmap.survey.corrections.cleaning_log import log_bytes  # noqa: PLC0415 - numpy
        from civicmap.survey.corrections.lines import cleaning_lines  # noqa: PLC0415

        lines = cleaning_lines(found.reading, found.framework, found.register, found.log)
        write_whole(self.path, log_bytes(lines, self.path.suffix))
        decided = sum(line.decided for line in lines)
        count = f"{len(lines)} {'line' if len(lines) == 1 else 'lines'}"
        return f"Written to {self.path}: {count}, {decided} of them filled in."


def log_file(path: Path, request: Request) -> LogFile:
    """Return where to write a log, once it is known that nothing is lost by it. Raises CivicmapError.

    A log that people have filled in is written again only where it is given as the corrections too.
    """
    from civicmap.survey.corrections.cleaning_log import KINDS, load_cleaning_log  # noqa: PLC0415 - numpy

    if path.suffix.lower() not in KINDS:
        known = ", ".join(KINDS)
        fault = Problem.of(Code.NAME_UNKNOWN, kind="kind of cleaning log", name=path.suffix, hint="", known=known)
        raise RequestError(fault)
    given = request.corrections is not None and request.corrections.resolve() == path.resolve()
    if given or not path.is_file():
        return LogFile(path)
    try:
        touched = len(load_cleaning_log(path, request.encoding).lines)
    except CivicmapError as fault:
        raise _kept(path, "it is there, and is no cleaning log", "name another file") from fault
    if touched:
        how = f"give it back with --corrections {path.name} as well, or name another file"
        raise _kept(path, f"people have written in {touched} of its lines", how)
    return LogFile(path)


def _kept(path: Path, why: str, how: str) -> CivicmapError:
    return CivicmapError(Problem.of(Code.OUTPUT_UNWRITABLE, str(path), why=why, how=how))
