"""A wave's raw layer, put together from the rows that are kept, with the account of all rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.model import Raw, RowCount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.errors import Problem
    from civicmap.model import Policy
    from civicmap.survey.append import Job
    from civicmap.survey.corrections.settle import Settled
    from civicmap.survey.filetable import FileTable
    from civicmap.survey.rows import WaveRows

# What files added to a stored wave change; all else that it holds stays.
_READ_ANEW: Final = (
    "sources", "columns", "row_source", "row_number", "count", "answers", "missing", "routes", "synthetic", "corrections"
)  # fmt: skip


def raw_of(rows: WaveRows, job: Job, mended: Settled) -> Raw:
    """Return one wave's rows as they stood in the files, with what corrects them; of a stored wave with all its rest."""
    combined, mapping = job.combined, job.options.mapping
    read, blank = _lines(job.files)
    columns = [column for file in job.files for column in file.all_columns]
    raw = Raw(
        sources=combined.sources,
        columns=mended.columns(rows),
        row_source=rows.of(combined.source),
        row_number=rows.of(combined.number),
        count=RowCount(read, len(rows.rows), blank, read - blank - len(rows.rows)),
        all_columns=tuple(dict.fromkeys(columns)),
        answers=mapping.answers if mapping else (),
        missing=mapping.missing if mapping else (),
        routes=_routes(job),
        corrections=mended.corrections(rows),
        synthetic=any(file.synthetic for file in job.files),
    )
    if job.base is None:
        return raw
    changed = {name: getattr(raw, name) for name in _READ_ANEW}
    return replace(job.base.raw, **changed, all_columns=tuple(dict.fromkeys((*job.base.raw.all_columns, *columns))))


def with_policies(raw: Raw, policies: Iterable[Policy], problems: tuple[Problem, ...]) -> Raw:
    """Return a wave with further policies, and the problems of its files."""
    return replace(raw, policies=tuple(dict.fromkeys((*raw.policies, *policies))), problems=problems)


def _lines(files: Iterable[FileTable]) -> tuple[int, int]:
    """Return how many rows files have below their headers, and how many of them are blank."""
    counted = [(file.source.rows, file.blank) for file in files]
    return sum(rows for rows, _ in counted), sum(blank for _, blank in counted)


def total(planned: Sequence[Job], waves: Sequence[Raw]) -> RowCount:
    """Return the account of all rows, over all waves."""
    read, blank = _lines({id(file): file for job in planned for file in job.files}.values())
    responses = sum(one.rows for one in waves)
    return RowCount(read, responses, blank, read - blank - responses)


def _routes(job: Job) -> tuple[tuple[str, str], ...]:
    """Return when the forms of a wave asked each question that they route; an earlier form's word comes first."""
    from civicmap.framework.codec import condition_to_json  # noqa: PLC0415 - only where a form routes

    routes = dict(job.base.raw.routes) if job.base is not None else {}
    for question, condition in job.options.form.routes if job.options.form else ():
        routes.setdefault(question, condition_to_json(condition))
    return tuple(routes.items())
