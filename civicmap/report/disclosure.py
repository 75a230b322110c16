"""Disclosure control: from facts to the facts that an audience may see. Every format is made of what this returns.

Public output never puts an entity beside a score or an answer; it divides no confidential question by anything and no
aggregate one by place; it withholds small counts by group, and what would give them away.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Tier
from civicmap.report.suppression import Part, hide_cells, hide_groups, hide_shares

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.framework.types import Framework
    from civicmap.report.facts import FindingFact, NodeFact, Report, ScoreFact, ShareFact
    from civicmap.report.facts_about import DataFact, GroupFact, PolicyFact, ResponseFact

AUDIENCES: Final = ("public", "internal")
STRICTNESS: Final = tuple(Tier)  # the strictest last


def disclose(report: Report, framework: Framework) -> Report:
    """Return what the report's audience may see of it."""
    if report.audience != "public":
        return report
    threshold = framework.disclosure.threshold
    shown = replace(
        report,
        responses=_responses(report.responses, report.group, threshold),
        pillars=tuple(_node(node, report.group, threshold) for node in report.pillars),
        overall=_node(report.overall, report.group, threshold) if report.overall else None,
        composites=tuple(_node(node, report.group, threshold) for node in report.composites),
        indicators=tuple(_node(node, report.group, threshold) for node in report.indicators),
        findings=tuple(_finding(finding, report.group, threshold) for finding in report.findings),
        policies=_policies(report.policies, framework),
        data=_data(report.data),
    )
    return replace(shown, notes=tuple(_notes(report, shown)))


def _may_divide(tier: Tier, group: GroupFact | None) -> bool:
    """Whether what has this tier may be shown by the group. To divide by a group is to tell who belongs to it."""
    if group is None:
        return False
    strictest = max(tier, group.tier, key=STRICTNESS.index)
    return strictest is Tier.PUBLIC or (strictest is Tier.AGGREGATE and not group.place)


# --- who answered ---------------------------------------------------------------------------------------------------


def _responses(
    responses: tuple[ResponseFact, ...], group: GroupFact | None, threshold: int
) -> tuple[ResponseFact, ...]:
    """Withhold how many responded where they are few. How many were invited is no secret of theirs."""
    everyone, *groups = responses
    if not _may_divide(Tier.PUBLIC, group):
        return (everyone,)
    hidden = hide_groups([response.responded or 0 for response in groups], threshold)
    return (
        everyone,
        *(
            replace(response, responded=None, withheld=True) if place in hidden else response
            for place, response in enumerate(groups)
        ),
    )


# --- findings -------------------------------------------------------------------------------------------------------


def _finding(finding: FindingFact, group: GroupFact | None, threshold: int) -> FindingFact:
    """Withhold small shares by group, and the share of everyone where even that has a small base."""
    everyone, *groups = finding.shares
    if _base_size(everyone) < threshold:
        return replace(finding, shares=tuple(map(withheld_share, finding.shares)), tests=())
    if not _may_divide(finding.tier, group):
        return replace(finding, shares=(everyone,), tests=())
    hidden = hide_shares([Part(share.numerator or 0, share.denominator or 0) for share in groups], threshold)
    shown = (withheld_share(share) if place in hidden else _only_share(share) for place, share in enumerate(groups))
    return replace(finding, shares=(everyone, *shown), tests=() if hidden else finding.tests)


def _base_size(share: ShareFact) -> int:
    """Return how many answers stand behind a share; a large empty base hides nobody's."""
    if share.denominator is None or share.bases is None:
        return 0
    if not share.denominator:
        return max(share.bases.respondents, 0)
    return min(share.denominator, share.bases.respondents)


def withheld_share(share: ShareFact) -> ShareFact:
    """Return a share of which nothing is left but whose it is."""
    return replace(
        _only_share(share), numerator=None, denominator=None, share=None, interval=None, method=None, withheld=True
    )


def _only_share(share: ShareFact) -> ShareFact:
    """Return a group's share without what would tell how the rest of the group answered."""
    return replace(
        share,
        gap_numerator=None,
        gap_share=None,
        gap_why=None,
        item_bounds=None,
        frame_bounds=None,
        bases=None,
        counts=None,
        holds=None,
    )


# --- scores ---------------------------------------------------------------------------------------------------------


def _node(node: NodeFact, group: GroupFact | None, threshold: int) -> NodeFact:
    """Withhold the scores of small groups whole, and small counts in bands cell by cell."""
    everyone, *groups = node.scores
    if everyone.rated is not None and 0 < everyone.rated < threshold:
        return replace(node, scores=tuple(map(withheld_score, node.scores)))
    if not _may_divide(node.tier, group):
        return replace(node, scores=(everyone,))
    whole = hide_groups([score.rated or 0 for score in groups], threshold)
    # How many could not be rated says nothing of what anyone answered, so it is no cell of the table.
    cells = [[band.entities or 0 for band in score.bands] for score in groups]
    hidden = hide_cells(cells, threshold, whole)
    shown = (
        withheld_score(score) if place in whole else _without(score, {column for row, column in hidden if row == place})
        for place, score in enumerate(groups)
    )
    return replace(node, scores=(everyone, *shown))


def _without(score: ScoreFact, columns: set[int]) -> ScoreFact:
    """Return a group's scores without the counts of some bands."""
    bands = tuple(replace(band, entities=None) if place in columns else band for place, band in enumerate(score.bands))
    return replace(score, bands=bands)


def withheld_score(score: ScoreFact) -> ScoreFact:
    """Return scores of which nothing is left but whose they are."""
    bands = tuple(replace(band, entities=None) for band in score.bands)
    return replace(
        score, rated=None, not_rated=None, mean=None, median=None, q1=None, q3=None, bands=bands, withheld=True
    )


# --- the rest -------------------------------------------------------------------------------------------------------


def _policies(policies: tuple[PolicyFact, ...], framework: Framework) -> tuple[PolicyFact, ...]:
    """Keep the policies that entities published, where the framework releases names at all."""
    if not framework.disclosure.release_names or framework.tier is not Tier.PUBLIC:
        return ()
    return tuple(policy for policy in policies if policy.public and policy.tier is Tier.PUBLIC)


def _data(data: DataFact) -> DataFact:
    """Drop what quotes cells and names files."""
    return replace(data, problems=tuple(replace(problem, examples=()) for problem in data.problems), sources=())


def _notes(before: Report, after: Report) -> Iterable[str]:
    """Yield, by key, what was left out."""
    nodes = (*after.pillars, *after.composites, *after.indicators)
    withheld = (
        any(response.withheld for response in after.responses)
        or any(share.withheld for finding in after.findings for share in finding.shares)
        or any(
            score.withheld or any(b.entities is None for b in score.bands) for node in nodes for score in node.scores
        )
    )
    if withheld:
        yield "small_counts"
    if before.group and any(finding.tier is Tier.CONFIDENTIAL for finding in before.findings):
        yield "confidential"
    if before.group and before.group.place and any(finding.tier is Tier.AGGREGATE for finding in before.findings):
        yield "place"
    if before.group and len(before.responses) > len(after.responses):
        yield "group"
    if before.policies and not after.policies:
        yield "policies"
