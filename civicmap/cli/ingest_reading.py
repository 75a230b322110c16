"""Reading survey files for a command, and laying out what was found: columns, rows and problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from civicmap.cli import frameworks
from civicmap.errors import Code, ExitCode, Problem, RequestError, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.cli.ingest_options import Request
    from civicmap.cli.terminal import Terminal
    from civicmap.framework.types import Framework
    from civicmap.model import Register
    from civicmap.store.stored import StoredWave
    from civicmap.survey.append import Onto
    from civicmap.survey.corrections.cleaning_log import CleaningLog
    from civicmap.survey.forms.explain import Explained
    from civicmap.survey.ingest import Reading
    from civicmap.survey.reply.read import Expected

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was read, with what it was read by, and every problem: the register's first, errors before the others."""

    reading: Reading
    framework: Framework
    register: Register | None
    problems: tuple[Problem, ...]
    strict: bool
    log: CleaningLog | None = None

    @property
    def stops(self) -> bool:
        """Whether the problems forbid to store anything."""
        return any(self.severity(problem) == Severity.ERROR for problem in self.problems)

    def severity(self, problem: Problem) -> Severity:
        """Return a problem's severity, as `--strict` has it."""
        return Severity.ERROR if self.strict and problem.severity is Severity.WARNING else problem.severity


def read_request(request: Request, store: Path | None = None) -> Findings:
    """Read the files, for `--append` with the wave of the store that they belong to.

    Raises CivicmapError where a file, the framework, the register, the mapping or the store cannot be read.
    """
    from civicmap.survey.ingest import read, with_form  # noqa: PLC0415 - numpy
    from civicmap.survey.mapping_file import load_mapping  # noqa: PLC0415
    from civicmap.survey.options import ReadOptions  # noqa: PLC0415

    stored = _stored(request, store)
    base = stored.read(stored.wave) if stored is not None and stored.wave in stored.names else None
    framework = _framework(request, base)
    if request.stage is not None and stored is not None and not request.append:
        from civicmap.survey.stages import Stages  # noqa: PLC0415 - numpy

        stages = Stages(framework)
        stored = replace(stored, replace=stages.ids[stages.demand(request.stage)])
    register, of_register = _register(request, framework, base)
    options = ReadOptions(
        mapping=load_mapping(request.mapping, framework) if request.mapping else None,
        form=_form(request, framework),
        dialect=request.dialect,
        sheet=request.sheet,
        header_rows=request.header_rows,
        encoding=request.encoding,
        separator=request.separator,
        duplicates=request.duplicates.value,
        keep_personal=request.keep_personal,
        strict=request.strict,
        closed_on=_day(request.closes),
        policies=request.policies,
        corrections=_log(request),
        stage=request.stage,
        replies=_replies(request, base, framework),
    )
    found = read(request.files, framework, register=register, wave=request.wave, options=options, stored=stored)
    reading = found.told()
    del found  # the answers, of which there may be gigabytes
    if request.write_mapping:
        _write_mapping(request.write_mapping, reading, with_form(options, framework).mapping)
    if request.write_aliases and register is not None:
        _write_aliases(request.write_aliases, reading, framework, register)
    problems = sorted((*of_register, *reading.problems), key=lambda problem: _ORDER.index(problem.severity))
    return Findings(reading, framework, register, tuple(problems), request.strict, options.corrections)


def _replies(request: Request, base: StoredWave | None, framework: Framework) -> Expected | None:
    """Return what reply sheets are held against: what is stored, with and without the stage that they are read as."""
    if request.stage is None or base is None:
        return None
    from civicmap.survey.opening import open_survey  # noqa: PLC0415 - numpy
    from civicmap.survey.reply.read import expected_of  # noqa: PLC0415
    from civicmap.survey.stages import Stages  # noqa: PLC0415
    from civicmap.survey.stages_stored import without_stage  # noqa: PLC0415

    stages = Stages(framework)
    before = replace(base, raw=without_stage(base.raw, stages, stages.ids[stages.demand(request.stage)]))
    kept = [one for one in (base, before) if one.raw.rows]
    return expected_of(base.wave, [open_survey(one, framework) for one in kept], framework)


def _stored(request: Request, store: Path | None) -> Onto | None:
    """Return what rows are added to; None where they take the place of a wave."""
    if not request.append and request.stage is None:
        return None
    from civicmap.store.store import Store, default_path  # noqa: PLC0415 - duckdb, only where a store is read
    from civicmap.survey.append import onto  # noqa: PLC0415 - numpy

    opened = Store(store or default_path())
    return onto([info.wave for info in opened.waves()], request.wave, cache(opened.read))


def _framework(request: Request, base: StoredWave | None) -> Framework:
    """Return the framework that is named, else that of the stored wave, else the default."""
    if base is not None and request.framework is None:
        return base.framework
    return frameworks.load(request.framework)


def _register(
    request: Request, framework: Framework, base: StoredWave | None
) -> tuple[Register | None, tuple[Problem, ...]]:
    """Read the register that is named, else take that of the stored wave, with the aliases that were confirmed for it."""
    register, problems = (base.register if base is not None else None), tuple[Problem, ...]()
    if request.register is not None:
        from civicmap.survey.register.load import examine_register  # noqa: PLC0415 - only where there is such a file

        register, problems = examine_register(request.register, framework, request.encoding)
    if register is None:
        given = {"--aliases": request.aliases, "--write-aliases": request.write_aliases}
        faults = [Problem.of(Code.ALIAS_NO_REGISTER, option=option) for option, path in given.items() if path]
        if faults:
            raise RequestError(*faults)
        return None, ()
    if request.aliases is None:
        return register, problems
    from civicmap.survey.register.aliases import read_aliases, with_aliases  # noqa: PLC0415 - as above

    known, faulty = with_aliases(register, read_aliases(request.aliases, request.encoding))
    return known, (*problems, *faulty)


def _form(request: Request, framework: Framework) -> Explained | None:
    """Return what the form of the survey tool says of its exports. Raises CivicmapError where it cannot be read."""
    if request.form is None:
        return None
    from civicmap.survey.forms.explain import explain  # noqa: PLC0415 - only where there is a form
    from civicmap.survey.forms.xlsform import read_form  # noqa: PLC0415

    return explain(read_form(request.form), framework)


def _log(request: Request) -> CleaningLog | None:
    """Read the cleaning log, if one is named."""
    from civicmap.survey.corrections.cleaning_log import load_cleaning_log  # noqa: PLC0415 - numpy

    return load_cleaning_log(request.corrections, request.encoding) if request.corrections else None


def _day(text: str | None) -> date | None:
    """Return a day. Raises RequestError for a text that is none."""
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as fault:
        problem = Problem.of(
            Code.NAME_UNKNOWN, kind="day", name=text, hint="", known="year-month-day, as in 2019-05-31"
        )
        raise RequestError(problem) from fault


def _write_mapping(path: Path, reading: Reading, mapping: Any) -> None:
    """Write the mapping of all files."""
    from civicmap.files import write_whole  # noqa: PLC0415 - only where it is asked for
    from civicmap.survey.mapping_write import mapping_text  # noqa: PLC0415

    write_whole(path, mapping_text(list(zip(reading.sources, reading.columns, strict=True)), mapping).encode())


def _write_aliases(path: Path, reading: Reading, framework: Framework, register: Register) -> None:
    """Write whom unknown names may mean, below the lines that the file has already."""
    from civicmap.files import write_whole  # noqa: PLC0415 - only where it is asked for
    from civicmap.survey.people import unknown_names  # noqa: PLC0415
    from civicmap.survey.register.aliases import aliases_bytes, propose_aliases, read_aliases  # noqa: PLC0415

    texts = sorted({text for one in reading.waves for text in unknown_names(one.raw, framework, register)})
    lines = propose_aliases(texts, register, read_aliases(path))
    write_whole(path, aliases_bytes(lines, path.suffix))


def report(terminal: Terminal, found: Findings, fmt: str) -> ExitCode:
    """Say what is wrong, and return the exit code that it makes. In JSON the problems stand in the object."""
    shown = [problem for problem in found.problems if fmt != "json" or problem.severity is Severity.ERROR]
    # A quiet run hides warnings, but not those that stop it.
    replace(terminal, quiet=False).complain(one for one in shown if found.severity(one) is Severity.ERROR)
    terminal.complain(one for one in shown if found.severity(one) is not Severity.ERROR)
    if not found.stops:
        return ExitCode.DONE
    if not any(problem.severity is Severity.ERROR for problem in found.problems):
        terminal.say("Warnings count as errors here: --strict asked for it.")
    return ExitCode.NO
