"""Every table of a report, in the order of the document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.report.catalogue import (
    alternatives,
    change,
    comparisons,
    data,
    entities,
    findings,
    practices,
    recommendations,
    responses,
    review,
    scores,
)
from civicmap.report.facts import words_of
from civicmap.report.tabulate import HIDDEN, NONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.report.facts import Report
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table

MAKERS: Final[tuple[Callable[[Report, Wording], Table | None], ...]] = (
    responses.responses,
    responses.divisions,
    scores.bands,
    scores.composites,
    comparisons.benchmarks,
    findings.gaps,
    findings.gaps_by_group,
    comparisons.tests,
    scores.indicators,
    change.change,
    change.change_scores,
    alternatives.alternatives,
    scores.indicators_by_group,
    entities.entities,
    review.outcomes,
    review.scores,
    review.entities,
    data.topics,
    data.ladder,
    data.problems,
    data.sources,
    data.policies,
    recommendations.recommendations,
    recommendations.recommendations_unmeasured,
    recommendations.indicators_unlinked,
    practices.practices,
    practices.practices_reported,
)


def all_tables(report: Report) -> tuple[Table, ...]:
    """Return the tables that the report has, each with the report's marks and a key to its signs."""
    words = words_of(report)
    made = (make(report, words) for make in MAKERS)
    return tuple(_finished(table, report, words) for table in made if table is not None)


def _finished(table: Table, report: Report, words: Wording) -> Table:
    """Put the marks into the caption and into each record, and explain the signs that occur."""
    cells = {cell for row in table.rows for cell in row}
    signs = [words.say(key) for sign, key in ((HIDDEN, "note.withheld"), (NONE, "note.none")) if sign in cells]
    marked = "; ".join(report.marks)
    return replace(
        table,
        caption=f"{table.caption} ({marked})" if marked else table.caption,
        fields=(*table.fields, "mark") if marked else table.fields,
        records=tuple((*record, marked) for record in table.records) if marked else table.records,
        notes=(*table.notes, *signs),
    )
