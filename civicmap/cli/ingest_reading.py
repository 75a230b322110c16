"""Reading survey files for a command, and laying out what was found: columns, rows and problems."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from civicmap.cli.output import Heading, Listing, plain
from civicmap.cli.session import INTERNAL_MARK, SCHEMA_VERSION
from civicmap.errors import Code, ExitCode, Problem, RequestError, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.cli.ingest_options import Request
    from civicmap.cli.terminal import Terminal
    from civicmap.framework.types import Framework
    from civicmap.model import Column, Register
    from civicmap.survey.cleaning_log import CleaningLog
    from civicmap.survey.ingest import Reading, ReadWave

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


def read_request(request: Request) -> Findings:
    """Read the files. Raises CivicmapError where a file, the framework, the register or the mapping cannot be read."""
    from civicmap.framework.load import load_framework  # noqa: PLC0415 - pydantic and ruamel, which help need not pay
    from civicmap.survey.ingest import read  # noqa: PLC0415 - numpy
    from civicmap.survey.mapping_file import load_mapping  # noqa: PLC0415
    from civicmap.survey.options import ReadOptions  # noqa: PLC0415

    framework = load_framework(request.framework)
    register, of_register = _register(request, framework)
    options = ReadOptions(
        mapping=load_mapping(request.mapping, framework) if request.mapping else None,
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
    )
    reading = read(request.files, framework, register=register, wave=request.wave, options=options)
    if request.write_mapping:
        _write_mapping(request.write_mapping, reading, options.mapping)
    problems = sorted((*of_register, *reading.problems), key=lambda problem: _ORDER.index(problem.severity))
    return Findings(reading, framework, register, tuple(problems), request.strict, options.corrections)


def _register(request: Request, framework: Framework) -> tuple[Register | None, tuple[Problem, ...]]:
    """Read the register, if one is named, with what is wrong with it."""
    from civicmap.survey.register import examine_register  # noqa: PLC0415 - numpy

    return examine_register(request.register, framework, request.encoding) if request.register else (None, ())


def _log(request: Request) -> CleaningLog | None:
    """Read the cleaning log, if one is named."""
    from civicmap.survey.cleaning_log import load_cleaning_log  # noqa: PLC0415 - numpy

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
    """Write the mapping of the first file: those of one wave have one header."""
    from civicmap.files import write_whole  # noqa: PLC0415 - only where it is asked for
    from civicmap.survey.mapping_write import mapping_text  # noqa: PLC0415

    write_whole(path, mapping_text(reading.sources[0], reading.columns[0], mapping).encode())


def listing(found: Findings, *, stored: bool) -> Listing:
    """Return what each column was taken for, with the account of the rows."""
    rows = [
        (column.letter, column.header, _taken_for(column)) for columns in found.reading.columns for column in columns
    ]
    count = found.reading.count
    note = f"{count.read} rows read: {count.responses} responses, {count.blank} blank, {count.not_responses} other."
    synthetic = any(one.survey.synthetic for one in found.reading.waves)
    marks = ["synthetic data: not answers of any real entity"] if synthetic else []
    return Listing(
        headings=(Heading("Column"), Heading("Header", wrap=False), Heading("Taken for", plain)),
        rows=rows,
        document=_document(found, stored=stored, synthetic=synthetic),
        title="\n".join(_files(found.reading)),
        marks=(*marks, INTERNAL_MARK),
        notes=(note,),
    )


def _taken_for(column: Column) -> str:
    """Return a column's role in a few words; a question by its id alone, as nearly every column is one."""
    if column.role == "question" and column.question and not column.option:
        return column.question
    target = f"{column.question}: {column.option}" if column.option else column.question
    return f"{column.role} {target}" if target else str(column.role).replace("_", " ")


def _files(reading: Reading) -> list[str]:
    """Return a line about each file."""
    return [
        f"{source.name}{f', sheet {source.sheet!r}' if source.sheet else ''}: {source.dialect}, {source.why}"
        for source in reading.sources
    ]


def _document(found: Findings, *, stored: bool, synthetic: bool) -> dict[str, Any]:
    """Return the JSON object. With several waves, `wave` and `content_sha256` are null and stand under `waves`."""
    reading, framework = found.reading, found.framework
    only = reading.waves[0] if len(reading.waves) == 1 else None
    count = reading.count
    return {
        "schema_version": SCHEMA_VERSION,
        "framework": {"id": framework.id, "version": framework.version, "sha256": framework.sha256},
        "wave": only.wave if only else None,
        "audience": "internal",
        "synthetic": synthetic,
        "files": [
            {
                "name": source.name,
                "sha256": source.sha256,
                "dialect": source.dialect,
                "why": source.why,
                "encoding": source.encoding,
                "sheet": source.sheet,
                "header_rows": source.header_rows,
                "rows": source.rows,
            }
            for source in reading.sources
        ],
        "responses": count.responses,
        "entities": len({name for one in reading.waves for name in responding(one)}),
        "stored": stored,
        "content_sha256": only.survey.content_sha256 if only else None,
        "waves": [_wave(one) for one in reading.waves],
        "columns": [_column(column) for columns in reading.columns for column in columns],
        "rows": {
            "read": count.read,
            "responses": count.responses,
            "blank": count.blank,
            "not_responses": count.not_responses,
        },
        "corrections": {"applied": reading.applied, "ignored": reading.ignored},
        "problems": [_problem(found, problem) for problem in found.problems],
    }


def responding(one: ReadWave) -> list[str]:
    """Return the ids of the entities that gave at least one answer."""
    pairs = zip(one.survey.entities, one.survey.respondent.tolist(), strict=True)
    return [entity.id for entity, gave in pairs if gave]


def _wave(one: ReadWave) -> dict[str, Any]:
    return {
        "wave": one.wave,
        "responses": one.raw.rows,
        "entities": len(responding(one)),
        "content_sha256": one.survey.content_sha256,
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "column": column.letter,
        "header": column.header,
        "role": str(column.role),
        "question": column.question,
        "option": column.option,
    }


def _problem(found: Findings, problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code.id,
        "severity": str(found.severity(problem)),
        "where": problem.where,
        "message": problem.message,
        "repair": problem.repair,
        "count": problem.count,
    }


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
