"""A report's practices and recommendations, put in after disclosure control: they tell what it left and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.framework import practices as practice_rows
from civicmap.framework import recommendations as recommendation_rows
from civicmap.framework.rows import known_of, read_catalogue, require
from civicmap.report.follow_up.practices import own_practices, reported_practices
from civicmap.report.follow_up.recommendations import not_followed_up, recommendation_facts

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.report.facts import Report

LEFT_OUT: Final = "practices"
"""The note of a report on an invented survey that leaves real practices out."""


def with_given(
    framework: Framework, practices: Path | None, recommendations: Path | None, *, beside: bool = False
) -> Framework:
    """Return the framework with catalogues of the user's in place of its own. Raises CivicmapError with every fault.

    With `beside`, practices of a survey leave those standing that documents reported, unless the file has such too.
    """
    known = known_of(framework)
    if practices is not None:
        read = read_catalogue(practices, practice_rows.FORM, known, practice_rows.practice)
        given = require(read)
        keeps = beside and not any(one.reported for one in given)
        kept = tuple(one for one in framework.practices if one.reported) if keeps else ()
        framework = replace(framework, practices=(*given, *kept))
    if recommendations is not None:
        listed = read_catalogue(recommendations, recommendation_rows.FORM, known, recommendation_rows.recommendation)
        framework = replace(framework, recommendations=require(listed))
    return framework


def with_follow_up(report: Report, survey: Survey, framework: Framework) -> Report:
    """Return a report, as its audience may see it, with practices and recommendations."""
    left_out = survey.synthetic and any(one.publishable and not one.synthetic for one in framework.practices)
    listed = framework.recommendations
    return replace(
        report,
        practices=own_practices(framework.practices, survey, framework, report.language),
        reported=reported_practices(framework.practices, survey, framework, report.language),
        recommendations=recommendation_facts(report, listed, framework),
        unlinked=not_followed_up(listed, framework) if listed else (),
        notes=(*report.notes, LEFT_OUT) if left_out else report.notes,
    )
