"""Adding rows to a stored wave: its rows stand before those of the new files, as the files that they came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import compress
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Role
from civicmap.survey.columns import of_past
from civicmap.survey.combine import combine
from civicmap.survey.crosswalk import Crosswalk
from civicmap.survey.filetable import FileTable
from civicmap.survey.folding import fold
from civicmap.survey.keys import find_keys
from civicmap.survey.mapping import Mapping_
from civicmap.survey.stages import Stages, stage_places
from civicmap.survey.stages_stored import without_stage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import RawColumn, Register, Source
    from civicmap.store.stored import StoredWave
    from civicmap.survey.combine import Combined
    from civicmap.survey.options import ReadOptions

_BEGUN: Final = "1"
_MISSING: Final = "\0"  # stands where others name a question


@dataclass(frozen=True, slots=True)
class Onto:
    """What rows are added to: the names of the stored waves, the one that rows go to which say none, and a reader.

    The rows of the stage that they `replace` are taken out of the stored wave first; None adds to all that is there.
    """

    names: tuple[str, ...]
    wave: str
    read: Callable[[str], StoredWave]
    replace: str | None = None


def onto(names: Sequence[str], wave: str | None, read: Callable[[str], StoredWave], replace: str | None = None) -> Onto:
    """Return what rows are added to. Where no wave is named it is ingest's own, else the one ingested last."""
    last = _BEGUN if _BEGUN in names or not names else names[-1]
    return Onto(tuple(names), wave or last, read, replace)


@dataclass(frozen=True, slots=True)
class Job:
    """Files that are read as one wave, or as those that their cells name; `base` is the stored wave among them."""

    files: tuple[FileTable, ...]
    combined: Combined
    options: ReadOptions
    wave: str | None
    base: StoredWave | None = None
    problems: tuple[Problem, ...] = ()  # that are said, and not kept


def jobs(
    files: Sequence[FileTable],
    framework: Framework,
    register: Register | None,
    wave: str | None,
    options: ReadOptions,
    stored: Onto | None,
) -> list[Job]:
    """Return how files are to be put together: all at once, or each of their waves with what is stored of it."""
    entity = framework.entity.question
    new = combine(files, wave or (stored.wave if stored else None), entity=entity)
    alone = Job(tuple(files), new, options, wave)
    if stored is None:
        return [alone]
    keys = find_keys(new, framework, register, options.mapping, wave)
    there = {keys.waves[place] for place in np.unique(keys.wave).tolist() if place >= 0}
    names = sorted(there) if wave is None else [wave]
    return [_job(alone, name, framework, stored) for name in names] or [alone]


def _job(alone: Job, name: str, framework: Framework, stored: Onto) -> Job:
    """Return one wave's files with what is stored of it."""
    if name not in stored.names:
        begun = () if stored.replace else (Problem.of(Code.WAVE_BEGUN, wave=name),)
        return replace(alone, wave=name, problems=begun)
    base = stored.read(name)
    if stored.replace is not None:
        base = replace(base, raw=without_stage(base.raw, Stages(framework), stored.replace))
    said: list[Problem] = []
    if base.framework.sha256 != framework.sha256:
        before, now = (f"{one.id} {one.version}" for one in (base.framework, framework))
        said.append(Problem.of(Code.WAVE_FRAMEWORK, wave=name, before=before, now=now))
    known = [_known(file, base, alone.options.stage, framework) for file in alone.files]
    said += [Problem.of(Code.FILE_STORED, file.source.name, wave=name) for file in compress(alone.files, known)]
    said += _conflicts(alone.options.mapping, base)
    fresh = (file for file, there in zip(alone.files, known, strict=True) if not there)
    tables = (*stored_tables(base, framework), *fresh)
    combined = combine(tables, stored.wave, entity=framework.entity.question)
    return Job(tables, combined, _with_mapping(alone.options, base), name, base, tuple(said))


def _known(file: FileTable, base: StoredWave, stage: str | None, framework: Framework) -> bool:
    """Say whether a file was read into a wave before, in the same way and as the same stage of review."""
    raw = base.raw
    same = [place for place, source in enumerate(raw.sources) if _same(file.source, source)]
    if not same or not set(raw.all_columns).issuperset(file.all_columns):
        return False
    if stage is None:
        return True
    stages = Stages(framework)
    places = stage_places(raw, stages)
    at = np.zeros(raw.rows, dtype=np.int64) if places is None else places
    return any((at[raw.row_source == place] == stages.ids.index(stage)).all() for place in same)


def _same(one: Source, other: Source) -> bool:
    return replace(one, name="", why="") == replace(other, name="", why="")


def stored_tables(base: StoredWave, framework: Framework) -> list[FileTable]:
    """Return a wave's rows as tables, one for each file that they came from."""
    raw = base.raw
    columns, problems = _under(raw.columns, framework, raw.sources)
    tables = []
    for place, source in enumerate(raw.sources):
        rows = raw.row_source == place
        tables.append(
            FileTable(
                source=source,
                columns=tuple(held.take(rows) for held in columns),
                all_columns=(),
                numbers=raw.row_number[rows],
                blank=0 if place else raw.count.blank,
                known=len(columns),
                absent=(),
                policies=(),
                synthetic=raw.synthetic,
                problems=() if place else (*raw.problems, *problems),
                wave=base.wave,
            )
        )
    return tables


def _under(
    columns: Sequence[RawColumn], framework: Framework, sources: Sequence[Source]
) -> tuple[tuple[RawColumn, ...], list[Problem]]:
    """Return columns under the questions of a framework, which may be another than they were read with."""
    questions = {question.id for question in framework.questions}
    groups = {group.id for group in framework.groups}
    crosswalk = Crosswalk(framework)
    found: list[RawColumn] = []
    problems: list[Problem] = []
    for held in columns:
        column = held.column
        name = column.question
        if name is None or name in (groups if column.role is Role.GROUP else questions):
            found.append(held)
            continue
        past = crosswalk.of(name)
        where = "!".join(filter(None, (sources[0].name, sources[0].sheet, column.letter)))
        if past is not None and past.question:
            column = replace(column, question=past.question)
            problems.append(of_past(past, where, column.header))
        else:
            problems.append(Problem.of(Code.COLUMN_STALE, where, header=column.header, question=name))
        found.append(replace(held, column=column))
    return tuple(found), problems


def _with_mapping(options: ReadOptions, base: StoredWave) -> ReadOptions:
    """Return options under which what the stored wave's mapping said of answers holds too."""
    told = options.mapping or Mapping_("")
    answers = tuple(dict.fromkeys((*base.raw.answers, *told.answers)))
    missing = tuple(dict.fromkeys((*base.raw.missing, *told.missing)))
    return replace(
        options,
        mapping=replace(told, answers=answers, missing=missing),
        closed_on=options.closed_on or base.closed_on,
    )


def _conflicts(mapping: Mapping_ | None, base: StoredWave) -> Iterator[Problem]:
    """Name what the mapping and the stored wave say differently of one text."""
    if mapping is None:
        return
    held = {(question, fold(text)): meant for question, text, meant in base.raw.answers}
    held |= {(_MISSING, fold(text)): meant for text, meant in base.raw.missing}
    missing = ((_MISSING, text, state) for text, state in mapping.missing)
    for question, text, meant in (*mapping.answers, *missing):
        before = held.get((question, fold(text)), meant)
        if before != meant:
            of = f" of {question}" if question not in ("", _MISSING) else ""
            what = f"a text{of} means {meant!r} here and {before!r} in the stored wave {base.wave}"
            how = "say the same in both, or ingest all files again with one mapping"
            yield Problem.of(Code.MAPPING_FAULT, mapping.name, what=what, how=how)
