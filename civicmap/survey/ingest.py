"""From survey files to waves: everything that is wrong with them in one run, and a survey of each wave."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import CivicmapError, Code, Problem, RequestError, Severity, SurveyError, UnreadableError
from civicmap.survey.append import jobs
from civicmap.survey.assemble import raw_of, total, with_policies
from civicmap.survey.corrections.settle import settle_corrections
from civicmap.survey.filetable import read_file
from civicmap.survey.headers import Headers
from civicmap.survey.mapping import Mapping_
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.options import ReadOptions
from civicmap.survey.policies import place_policies, read_policies
from civicmap.survey.resolve import examine
from civicmap.survey.rows import split
from civicmap.survey.stages import Stages, with_stage
from civicmap.survey.words.vocabulary import vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Column, Policy, Raw, Register, RowCount, Source, Survey
    from civicmap.survey.append import Job, Onto
    from civicmap.survey.corrections.settle import Settled
    from civicmap.survey.filetable import FileTable
    from civicmap.survey.policies import Listed, ListedPolicy
    from civicmap.survey.rows import WaveRows

_IN_FOLDERS: Final = (".xlsx", ".xlsm", ".ods", ".csv", ".tsv", ".sav", ".zsav", ".parquet", ".zip")


@dataclass(frozen=True, slots=True)
class ReadWave:
    """One wave of some files: as it stood there, and resolved."""

    wave: str
    raw: Raw
    survey: Survey
    order: NDArray[np.int32] | None = None  # of the raw rows, where the survey has all of them, in another one


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

    def told(self) -> Reading:
        """Return what there is to tell and to store; answers as they were resolved are no part of it, and may be large."""
        return replace(
            self,
            waves=tuple(
                replace(one, survey=replace(one.survey, block=one.survey.block.emptied())) for one in self.waves
            ),
        )


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
    stored: Onto | None = None,
) -> Reading:
    """Read some files, whatever is wrong with their header, rows and answers. Raises UnreadableError for no table.

    With `stored`, their rows are added to what is stored of their waves.
    """
    _refuse_blank(wave)
    stages = Stages(framework)
    if options.stage is not None:
        options = replace(options, stage=stages.ids[stages.demand(options.stage)])
    index = Headers(framework, options.form.headers if options.form else ())
    read_files = _read_files(_spread(paths), framework, index, options, wave)
    files = [with_stage(file, stages, options.stage) for file in read_files]
    policies, of_policies = _listed(files, index, options)
    options = with_form(options, framework)
    planned = jobs(files, framework, register, wave, options, stored)
    mended = [_mended(job, framework) for job in planned]
    notes = options.form.notes if options.form else ()
    common = (*notes, *of_policies, *_unused_mapping(files, options), *(p for one in mended for p in one.problems))
    known = any(file.known for file in files)
    parts = [
        _Part(job, one, rows)
        for job, one in zip(planned, mended, strict=True)
        if known
        for rows in _split(replace(job, combined=one.corrected), framework, register, wave)
    ]
    problems = dict.fromkeys((*(problem for file in files for problem in file.problems), *common))
    waves: list[ReadWave] = []
    for part, placed, of_placing in _placed(parts, policies, framework, register):
        told = part.told(common, of_placing)
        problems |= dict.fromkeys((*part.job.problems, *told))
        if len(part.rows.rows):
            waves.append(_wave(part, framework, register, placed, told))
            problems |= dict.fromkeys(waves[-1].survey.problems)
    if not waves and not any(problem.severity is Severity.ERROR for problem in problems):
        problems[Problem.of(Code.NO_RESPONSE, ", ".join(file.source.name for file in files))] = None
    tables = _tables(planned, files)
    return Reading(
        tuple(tables),
        tuple(tables.values()),
        tuple(waves),
        total(planned, [one.raw for one in waves]),
        tuple(problems),
        sum(one.applied for one in mended),
        max((one.ignored for one in mended), default=0),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One wave of a job: its rows, as the cleaning log has them."""

    job: Job
    mended: Settled
    rows: WaveRows

    def told(self, common: Iterable[Problem], of_placing: Iterable[Problem]) -> tuple[Problem, ...]:
        """Return what there is to say of the wave before its answers are looked at."""
        of_files = (problem for file in self.job.files for problem in file.problems)
        return tuple(dict.fromkeys((*of_files, *common, *self.rows.problems, *of_placing)))


def _placed(
    parts: Sequence[_Part], policies: Sequence[ListedPolicy], framework: Framework, register: Register | None
) -> Iterator[tuple[_Part, tuple[Policy, ...], tuple[Problem, ...]]]:
    """Yield each wave with the policies that its entities listed, and what there is to say of these."""
    # Who is present matters to policies alone, and may be millions.
    present = [part.rows.entities() if policies else frozenset[str]() for part in parts]
    anywhere = frozenset[str]().union(*present)
    for part, here in zip(parts, present, strict=True):
        yield part, *place_policies(policies, framework, register, here, anywhere)


def _wave(
    part: _Part,
    framework: Framework,
    register: Register | None,
    policies: Iterable[Policy],
    told: tuple[Problem, ...],
) -> ReadWave:
    """Return a wave as it stood in the files, and resolved."""
    raw = with_policies(raw_of(part.rows, part.job, part.mended), policies, told)
    name, closing = part.rows.wave, part.job.options.closed_on
    survey, found = examine(raw, framework, wave=name, register=register, closed_on=closing)
    order = None
    if found.layers is None and len(found.arranged.order) == raw.rows and not found.canvas.in_place:
        order = found.arranged.order.astype(np.int32)  # half the room
    return ReadWave(name, raw, survey, order)


def _split(job: Job, framework: Framework, register: Register | None, wave: str | None) -> tuple[WaveRows, ...]:
    named = wave is not None
    return split(job.combined, framework, register, job.wave, job.options, name_others=named)


def _tables(planned: Sequence[Job], files: Sequence[FileTable]) -> dict[Source, tuple[Column, ...]]:
    """Return every file with what its columns were taken for; none for those of a store, which are not read again."""
    found = {file.source: file.all_columns for job in planned for file in job.files}
    return found | {file.source: file.all_columns for file in files}


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


def _read_files(
    paths: Iterable[Path], framework: Framework, index: Headers, options: ReadOptions, wave: str | None
) -> list[FileTable]:
    """Read every file; a wave that is named wins over what files say. Raises one error with what is wrong with all."""
    files: list[FileTable] = []
    faults: list[CivicmapError] = []
    for path in paths:
        try:
            file = read_file(path, framework, index, options)
            files.append(file if wave is None else replace(file, wave=""))
        except (UnreadableError, RequestError) as fault:
            faults.append(fault)
    if faults:
        # What is wrong with the others is said too: nobody should mend one file to learn of the next.
        others = (problem for file in files for problem in file.problems if problem.severity is Severity.ERROR)
        raise UnreadableError(*(problem for fault in faults for problem in fault.problems), *others)
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
    absent = [told for told in options.mapping.named if all(told in file.absent for file in files)]
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


def _mended(job: Job, framework: Framework) -> Settled:
    """Return what the cleaning log makes of the files; corrections that a stored wave has hold on."""
    headers = [file.all_columns or [held.column for held in file.columns] for file in job.files]
    before = job.base.raw.corrections if job.base is not None else ()
    return settle_corrections(job.options.corrections, headers, job.combined, framework, job.options.mapping, before)


def with_form(options: ReadOptions, framework: Framework) -> ReadOptions:
    """Let what the form says of answers hold too, where neither the mapping nor the framework says what a text means."""
    if options.form is None:
        return options
    told = options.mapping or Mapping_("")
    words = vocabularies(framework, told.answers, told.missing)
    new = (one for one in options.form.answers if words[one[0]].code(one[1]) is None)
    return replace(options, mapping=replace(told, answers=(*told.answers, *new)))
