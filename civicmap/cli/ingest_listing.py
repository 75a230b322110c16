"""What a command says of survey files that were read: columns, rows and problems, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from civicmap.cli.column_table import NOT_STORED, condensed, summary, taken_for
from civicmap.cli.output import Heading, Listing, plain
from civicmap.cli.session import INTERNAL_MARK, SCHEMA_VERSION
from civicmap.errors import Code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.cli.ingest_reading import Findings
    from civicmap.errors import Problem
    from civicmap.model import Column, Source
    from civicmap.survey.ingest import Reading, ReadWave

_MOST_LINES: Final = 400
_FEW: Final = 5  # files of one kind that are named one by one


def listing(found: Findings, *, stored: bool) -> Listing:
    """Return what each column was taken for, with the account of the rows."""
    synthetic = any(one.survey.synthetic for one in found.reading.waves)
    marks = ["synthetic data: not answers of any real entity"] if synthetic else []
    headings = [Heading("Column"), Heading("Header", wrap=False), Heading("Taken for", plain)]
    several = sum(bool(columns) for columns in found.reading.columns) > 1
    pairs = list(zip(found.reading.sources, found.reading.columns, strict=True))
    alike = _alike(pairs)
    brief = [_with_file(name, line, several=several) for columns, name in alike.items() for line in condensed(columns)]
    shown = _readable(brief)
    further = (
        [f"{len(brief) - len(shown)} lines more: --format json lists each column."] if len(shown) < len(brief) else []
    )
    return Listing(
        headings=[Heading("File", wrap=False), *headings] if several else headings,
        rows=[
            _with_file(source.name, (column.letter, column.header, taken_for(column)), several=several)
            for source, columns in pairs
            for column in columns
        ],
        document=_document(found, stored=stored, synthetic=synthetic),
        title="\n".join(_files(found.reading)),
        marks=(*marks, INTERNAL_MARK),
        notes=(*further, *(summary(columns) for columns in alike), _account(found)),
        brief=shown,
    )


def _readable(lines: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return lines that a person can read: of very many, the first of those that are stored."""
    if len(lines) <= _MOST_LINES:
        return lines
    return [line for line in lines if line[-1] not in NOT_STORED][:_MOST_LINES]


def _with_file(name: str, line: tuple[str, str, str], *, several: bool) -> tuple[str, ...]:
    return (name, *line) if several else line


def _alike(pairs: Sequence[tuple[Source, tuple[Column, ...]]]) -> dict[tuple[Column, ...], str]:
    """Return each header that files have, with the name of its file, or of the first and how many more have it."""
    names: dict[tuple[Column, ...], list[str]] = {}
    for source, columns in pairs:
        if columns:
            names.setdefault(columns, []).append(source.name)
    return {columns: f"{held[0]} +{len(held) - 1}" if held[1:] else held[0] for columns, held in names.items()}


def _account(found: Findings) -> str:
    """Return what became of the rows, in one sentence."""
    count = found.reading.count
    folded = sum(problem.count for problem in found.problems if problem.code is Code.ROW_FOLDED)
    further = f"{folded} further row{'s' if folded > 1 else ''} of them, " if folded else ""
    other = f"{count.not_responses - folded} other"
    return f"{count.read} rows read: {count.responses} responses, {further}{count.blank} blank, {other}."


def _files(reading: Reading) -> Iterator[str]:
    """Yield a line about each file; one for all of a kind where there are many."""
    kinds: dict[tuple[str, str], list[Source]] = {}
    for source in reading.sources:
        kinds.setdefault((source.dialect, source.why), []).append(source)
    for (dialect, why), sources in kinds.items():
        if len(sources) > _FEW:
            yield f"{sources[0].name} and {len(sources) - 1} more: {_tool(dialect)}: {why}"
            continue
        for source in sources:
            sheet = f", sheet {source.sheet!r}" if source.sheet else ""
            yield f"{source.name}{sheet}: {_tool(dialect)}: {why}"


def _tool(dialect: str) -> str:
    """Return the name of the tool that wrote a file, and how to ask for it."""
    from civicmap.survey.dialects import dialect_of  # noqa: PLC0415 - only where a file was read

    return f"{dialect_of(dialect).title} (--dialect {dialect})"


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
        "entities": count_responding(only) if only else len(_responding_anywhere(reading)),
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
    return [one.survey.entities[place].id for place in one.survey.respondent.nonzero()[0].tolist()]


def count_responding(one: ReadWave) -> int:
    """Return how many entities gave at least one answer."""
    return int(one.survey.respondent.sum())


def _responding_anywhere(reading: Reading) -> set[str]:
    return {name for one in reading.waves for name in responding(one)}


def missing(one: ReadWave) -> list[str]:
    """Return the ids of those who were invited and have given no answer; none without a register."""
    if one.survey.register is None:
        return []
    given = set(responding(one))
    return [entity.id for entity in one.survey.register.entities if entity.id not in given]


def _wave(one: ReadWave) -> dict[str, Any]:
    return {
        "wave": one.wave,
        "responses": one.raw.rows,
        "entities": count_responding(one),
        "content_sha256": one.survey.content_sha256,
        "missing": missing(one) if one.survey.register is not None else None,
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
