"""The findings of a report: each with its share of everyone and of each group, and its tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.reading import reads
from civicmap.framework.types import Tier
from civicmap.report.facts import BaseFact, CountFact, FindingFact, ShareFact
from civicmap.report.phrase import among

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.results import Bases, Counts, Gap
    from civicmap.model import Survey
    from civicmap.report.ladder import Wording


def finding_facts(survey: Survey, framework: Framework, by: str | None, words: Wording) -> tuple[FindingFact, ...]:
    """Return a fact for every finding of the framework, in its order."""
    if not framework.findings:
        return ()
    from civicmap.measure.findings import find_gaps  # noqa: PLC0415 - a report on hand-made facts needs no survey

    gaps = find_gaps(survey, framework, by=by).findings
    return tuple(
        replace(
            finding_fact([gap for gap in gaps if gap.finding.id == finding.id], among(finding, framework, words)),
            crosses=crosses(finding, framework),
        )
        for finding in framework.findings
    )


def crosses(finding: Finding, framework: Framework) -> bool:
    """Whether a finding divides by itself what may not be divided.

    That is a confidential answer by any other thing, and an aggregate one by place.
    """
    if finding.tier is Tier.PUBLIC:
        return False
    read = reads(finding.share, finding.not_in, finding.among)
    groups = [group for name in read.groups if (group := framework.group(name)) is not None]
    if finding.tier is Tier.AGGREGATE:
        return any(group.place for group in groups)
    tiers = {framework.question(name).tier for name in read.questions}
    return finding.among is not None or bool(groups) or len(tiers) > 1


def finding_fact(gaps: Sequence[Gap], narrowed: str) -> FindingFact:
    """Return one finding from its gaps; the one for everyone is put first."""
    everyone = next(gap for gap in gaps if gap.group.by is None)
    finding = everyone.finding
    return FindingFact(
        id=finding.id,
        title=finding.title,
        pillar=finding.pillar,
        tier=finding.tier,
        base=everyone.base,
        unit=everyone.unit,
        among=narrowed,
        family=finding.family,
        benchmark=finding.benchmark,
        source=finding.source,
        note=finding.note,
        shares=(_share(everyone), *(_share(gap) for gap in gaps if gap is not everyone)),
        tests=everyone.tests,
    )


def _share(gap: Gap) -> ShareFact:
    return ShareFact(
        group=gap.group,
        numerator=gap.numerator,
        denominator=gap.denominator,
        share=gap.share,
        gap_numerator=gap.gap_numerator,
        gap_share=gap.gap_share,
        gap_why=gap.gap_why,
        interval=gap.interval,
        method=gap.method,
        interval_why=gap.interval_why,
        item_bounds=gap.item_bounds,
        frame_bounds=gap.frame_bounds,
        bases=_bases(gap.bases),
        counts=_counts(gap.counts),
        holds=gap.holds,
        withheld=gap.suppressed,
    )


def _bases(bases: Bases) -> BaseFact:
    return BaseFact(bases.frame, bases.respondents, bases.applicable, bases.given, bases.answered)


def _counts(counts: Counts) -> CountFact:
    return CountFact(
        counts.dont_know,
        counts.not_applicable,
        counts.blank,
        counts.not_asked,
        counts.closed,
        counts.under_review,
        counts.unresolved,
        counts.not_known,
    )
