"""From survey files to waves: everything that is wrong with them in one run, and a survey of each wave."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from civicmap.errors import CivicmapError, Code, Problem, RequestError, Severity, SurveyError, UnreadableError
from civicmap.model import Raw, RowCount
from civicmap.survey.combine import combine
from civicmap.survey.corrections import settle_corrections
from civicmap.survey.filetable import read_file
from civicmap.survey.headers import Headers
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.options import ReadOptions
from civicmap.survey.policies import place_policies, read_policies
from civicmap.survey.resolve import resolve
from civicmap.survey.rows import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.model import Column, Register, Source, Survey
    from civicmap.survey.corrections import Settled
    from civicmap.survey.filetable import FileTable
    from civicmap.survey.policies import Listed
    from civicmap.survey.rows import WaveRows

_IN_FOLDERS: Final = (".xlsx", ".xlsm", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class ReadWave:
    """One wave of some files: as it stood there, and resolved."""

    wave: str
    raw: Raw
    survey: Survey


@dataclass(frozen=True, slots=True)
class Reading:
    """What some files held. `columns` (files, columns) is what each header was taken for; `problems` are all of them.

    `applied` cells are read as a cleaning log says; `ignored` of its lines decide nothing.
    """

    sources: tuple[Source, ...]
    columns: tuple[tuple[Column, ...], ...]
    waves: tuple[ReadWave, ...]
    count: RowCount
    problems: tuple[Problem, ...]
    applied: int = 0
    ignored: int = 0

    def stops(self, *, strict: bool = False) -> bool:
        """Say whether the problems forbid to store anything."""
        bad = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
        return any(problem.severity in bad for problem in self.problems)


def read_survey(
    paths: str | Path | Sequence[str | Path],
    framework: Framework,
    register: Register | None = None,
    wave: str | None = None,
    mapping: str | Path | None = None,
) -> Survey:
    """Read one wave from one or more files, with a mapping file if there is one.

    Raises UnreadableError for what is no table, SurveyError for problems that stop, and RequestError where the files
    hold several waves and none is named. Each carries every problem found.
    """
    from pathlib import Path  # noqa: PLC0415 - a name for types elsewhere

    named = [Path(path) for path in ([paths] if isinstance(paths, (str, Path)) else paths)]
    told = load_mapping(Path(mapping), framework) if mapping is not None else None
    found = read_waves(named, framework, register=register, wave=wave, options=ReadOptions(mapping=told))
    if len(found) > 1:
        known = ", ".join(one.wave for one in found)
        raise RequestError(Problem.of(Code.WAVE_NOT_NAMED, known=known))
    return found[0].survey


def read_waves(
    paths: Sequence[Path],
    framework: Framework,
    *,
    register: Register | None = None,
    wave: str | None = None,
    options: ReadOptions | None = None,
) -> tuple[ReadWave, ...]:
    """Read the waves of some files. Raises UnreadableError or SurveyError with every problem found."""
    chosen = options or ReadOptions()
    reading = read(paths, framework, register=register, wave=wave, options=chosen)
    if reading.stops(strict=chosen.strict):
        raise SurveyError(*reading.problems)
    return reading.waves


def read(
    paths: Sequence[Path],
    framework: Framework,
    *,
    register: Register | None = None,
    wave: str | None = None,
    options: ReadOptions,
) -> Reading:
    """Read some files, whatever is wrong with their header, rows and answers. Raises UnreadableError for no table."""
    _refuse_blank(wave)
    index = Headers(framework)
    files = _read_files(_spread(paths), framework, index, options)
    listed = _listed(files, index, options)
    combined = combine(files)
    headers = [file.all_columns or [held.column for held in file.columns] for file in files]
    mended = settle_corrections(options.corrections, headers, combined, framework, options.mapping)
    common = (*(problem for file in files for problem in file.problems), *listed[1], *_unused_mapping(files, options))
    common = (*common, *mended.problems)
    known = any(file.known for file in files)
    parts = split(mended.corrected, framework, register, wave, options) if known else ()
    anywhere = frozenset[str]().union(*(part.entities for part in parts))
    waves: list[ReadWave] = []
    problems = dict.fromkeys(common)
    for part in parts:
        placed = place_policies(listed[0], framework, register, part.entities, anywhere)
        told = (*common, *part.problems, *placed[1])
        problems |= dict.fromkeys(told)
        if len(part.rows):
            raw = replace(_raw(part, mended, files, options), policies=placed[0], problems=told)
            survey = resolve(raw, framework, wave=part.wave, register=register, closed_on=options.closed_on)
            problems |= dict.fromkeys(survey.problems)
            waves.append(ReadWave(part.wave, raw, survey))
    if not waves and not any(problem.severity is Severity.ERROR for problem in problems):
        problems[Problem.of(Code.NO_RESPONSE, ", ".join(source.name for source in combined.sources))] = None
    return Reading(
        combined.sources,
        tuple(file.all_columns for file in files),
        tuple(waves),
        _total(files, waves),
        tuple(problems),
        mended.applied,
        mended.ignored,
    )


def _refuse_blank(wave: str | None) -> None:
    """Refuse a wave without a name."""
    if wave is not None and not wave.strip():
        known = "any name that is not blank"
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="wave", name=wave, hint="", known=known))


def _spread(paths: Iterable[Path]) -> list[Path]:
    """Return the files that are named, those of a folder in the order of their names."""
    found: list[Path] = []
    for path in paths:
        if not os.path.isdir(path):  # noqa: PTH112 - a Path raises where a name is too long or a folder is closed
            found.append(path)
            continue
        held = _held(path)
        if not held:
            why = f"the folder holds no file that ends in {', '.join(_IN_FOLDERS)}"
            raise UnreadableError(Problem.of(Code.FILE_UNREADABLE, str(path), why=why, how="name the survey file"))
        found += held
    return found


def _held(folder: Path) -> list[Path]:
    """Return the survey files of a folder, in the order of their names."""
    try:
        return sorted(
            file
            for file in folder.iterdir()
            if file.suffix.lower() in _IN_FOLDERS and not file.name.startswith((".", "~$")) and file.is_file()
        )
    except OSError as fault:
        why = (fault.strerror or str(fault)).lower()
        how = "change its permissions, or name the survey file"
        raise UnreadableError(Problem.of(Code.FILE_UNREADABLE, str(folder), why=why, how=how)) from fault


def _read_files(paths: Iterable[Path], framework: Framework, index: Headers, options: ReadOptions) -> list[FileTable]:
    """Read every file. Raises one error with what is wrong with all that cannot be read."""
    files: list[FileTable] = []
    faults: list[CivicmapError] = []
    for path in paths:
        try:
            files.append(read_file(path, framework, index, options))
        except (UnreadableError, RequestError) as fault:
            faults.append(fault)
    if faults:
        raise UnreadableError(*(problem for fault in faults for problem in fault.problems))
    return files


def _listed(files: Sequence[FileTable], index: Headers, options: ReadOptions) -> Listed:
    """Return the policies of the files' own sheets and of a file of policies."""
    of_files = tuple(policy for file in files for policy in file.policies)
    if options.policies is None:
        return of_files, ()
    policies, problems = read_policies(options.policies, index, options.encoding)
    return (*of_files, *policies), problems


def _unused_mapping(files: Sequence[FileTable], options: ReadOptions) -> list[Problem]:
    """Name the columns of the mapping that no file has."""
    if options.mapping is None:
        return []
    absent = [told for told in options.mapping.columns if all(told in file.absent for file in files)]
    how = "correct its header, or take it out"
    return [
        Problem.of(
            Code.MAPPING_UNKNOWN,
            f"{options.mapping.name}:{told.line}",
            what=f"the column {told.header or told.letter!r}",
            how=how,
        )
        for told in absent
    ]


def _raw(rows: WaveRows, mended: Settled, files: Sequence[FileTable], options: ReadOptions) -> Raw:
    """Return one wave's rows as they stood in the files."""
    combined = mended.combined
    read, blank = sum(file.source.rows for file in files), sum(file.blank for file in files)
    mapping = options.mapping
    return Raw(
        sources=combined.sources,
        columns=mended.columns(rows),
        row_source=combined.source[rows.rows],
        row_number=combined.number[rows.rows],
        count=RowCount(read, len(rows.rows), blank, read - blank - len(rows.rows)),
        all_columns=tuple(dict.fromkeys(column for file in files for column in file.all_columns)),
        answers=mapping.answers if mapping else (),
        missing=mapping.missing if mapping else (),
        synthetic=any(file.synthetic for file in files),
        corrections=mended.corrections(rows),
    )


def _total(files: Sequence[FileTable], waves: Sequence[ReadWave]) -> RowCount:
    """Return the account of all rows, over all waves."""
    read, blank = sum(file.source.rows for file in files), sum(file.blank for file in files)
    responses = sum(one.raw.rows for one in waves)
    return RowCount(read, responses, blank, read - blank - responses)
