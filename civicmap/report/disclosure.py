"""Disclosure control: from facts to the facts that an audience may see. Every format is made of what this returns.

Public output never puts an entity beside a score or an answer; it divides no confidential question by anything and no
aggregate one by place; it withholds small counts, and what would give them away, over all numbers of the report together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Tier
from civicmap.report.disclosure_assessment import Controlled, assess
from civicmap.report.disclosure_change import protect_alternatives, protect_change
from civicmap.report.disclosure_division import Division, divide
from civicmap.report.disclosure_review import public_review
from civicmap.report.disclosure_tables import Tables, protect_tables
from civicmap.report.suppression import hide_groups
from civicmap.report.withholding import (
    only_share,
    withheld_score,
    withheld_share,
    without_bands,
    without_beside,
    without_mean,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from civicmap.framework.types import Framework
    from civicmap.report.facts import FindingFact, NodeFact, Report, ScoreFact, ShareFact
    from civicmap.report.facts_about import DataFact, DivisionFact, PolicyFact, ResponseFact
    from civicmap.report.published import Record
    from civicmap.report.releases import Release

AUDIENCES: Final = ("public", "internal")
STRICTNESS: Final = tuple(Tier)  # the strictest last


def disclose(report: Report, framework: Framework) -> Report:
    """Return what the report's audience may see of it."""
    return control(report, framework).report


def control(
    report: Report,
    framework: Framework,
    published: Record | None = None,
    releases: Sequence[Release] = (),
    before: Report | None = None,
) -> Controlled:
    """Return what the report's audience may see of it, and for those inside how it was protected.

    `published` is what an earlier publication told; `releases` name numbers that are published although they are small;
    `before` is the report on the wave that change is measured from, after control.
    Raises RequestError for a release that releases nothing.
    """
    if report.audience != "public":
        return Controlled(report, None)
    division = divide(report, framework.disclosure.threshold)
    tables = protect_tables(report, framework, division, published, releases)
    shown = replace(
        report,
        responses=_responses(report, division),
        pillars=tuple(_node(node, division, tables) for node in report.pillars),
        overall=_node(report.overall, division, tables) if report.overall else None,
        composites=tuple(_node(node, division, tables) for node in report.composites),
        indicators=tuple(_node(node, division, tables) for node in report.indicators),
        findings=tuple(_finding(place, finding, division, tables) for place, finding in enumerate(report.findings)),
        topics=tables.topics,
        policies=_policies(report.policies, framework),
        data=_data(report.data),
        divisions=tuple(_divisions(report)),
    )
    shown = _without_own_words(shown)
    nodes = (*shown.pillars, *([shown.overall] if shown.overall else []))
    shown = replace(shown, review=public_review(report.review, nodes, framework.disclosure.threshold))
    occurring = {share.method for finding in shown.findings for share in finding.shares if share.method}
    shown = replace(
        shown,
        groups=tuple(response.group for response in shown.responses[1:]),
        method=replace(report.method, methods=tuple(sorted(occurring))),
        notes=tuple(_notes(report, shown, division)),
        alternatives=protect_alternatives(shown),
        change=protect_change(shown, before) if before else None,
    )
    return assess(report, shown, tables, releases)


# --- who answered ---------------------------------------------------------------------------------------------------


def _responses(report: Report, division: Division) -> tuple[ResponseFact, ...]:
    """Withhold how many responded where they are few. How many were invited is no secret of theirs."""
    everyone, *groups = report.responses
    if not division.serves(Tier.PUBLIC):
        return (everyone,)
    hidden = division.small
    return (
        everyone,
        *(
            replace(response, responded=None, withheld=True) if place in hidden else response
            for place, response in enumerate(groups)
        ),
    )


def _divisions(report: Report) -> Iterator[DivisionFact]:
    """Yield the divisions in which no value has few that responded: with those of other groups they could be told."""
    for division in report.divisions:
        counts = [response.responded or 0 for response in division.responses]
        if division.group.tier is Tier.PUBLIC and not hide_groups(counts, report.method.threshold):
            yield division


# --- findings -------------------------------------------------------------------------------------------------------


def _finding(place: int, finding: FindingFact, division: Division, tables: Tables) -> FindingFact:
    """Withhold what the tables say, and with it the tests that were made of it."""
    everyone, *groups = finding.shares
    if finding.crosses:
        return replace(finding, shares=(withheld_share(everyone),), tests=())
    first = _everyone(place, everyone, tables)
    if not division.serves(finding.tier) or tables.alone(place):
        return replace(finding, shares=(first,), tests=())
    hidden = {group for group in range(len(groups)) if group in division.small or tables.hides_share(place, group)}
    shown = (withheld_share(share) if group in hidden else only_share(share) for group, share in enumerate(groups))
    return replace(finding, shares=(first, *shown), tests=() if hidden or first.withheld else finding.tests)


def _everyone(place: int, share: ShareFact, tables: Tables) -> ShareFact:
    if tables.alone(place) or tables.hides_share(place):
        return withheld_share(share)
    return without_beside(share) if tables.hides_beside(place) else share


# --- scores ---------------------------------------------------------------------------------------------------------


def _node(node: NodeFact, division: Division, tables: Tables) -> NodeFact:
    """Withhold the scores of small groups whole, and bands cell by cell.

    Indicators are not divided: together with a pillar they would tell what a confidential one among them came to.
    """
    everyone, *groups = node.scores
    hidden = tables.nodes[node.id]
    if hidden.all:
        return replace(node, scores=(withheld_score(everyone),))
    own = _score(everyone, hidden.bands_of(), telling=hidden.no_mean(-1))
    if not division.divides(node):
        return replace(node, scores=(own,))
    shown = (
        withheld_score(score)
        if place in hidden.whole
        else _score(score, hidden.bands_of(place), telling=hidden.no_mean(place))
        for place, score in enumerate(groups)
    )
    return replace(node, scores=(own, *shown))


def _score(score: ScoreFact, hidden: set[int], *, telling: bool) -> ScoreFact:
    """Return scores without the counts of some bands; without the mean where that would tell them."""
    shown = without_bands(score, hidden)
    return without_mean(shown) if telling else shown


def _without_own_words(report: Report) -> Report:
    """Drop the rows of groups that are withheld and that no list names: what they are called is an entity's own words."""
    dropped = {
        response.group
        for response in report.responses
        if response.withheld and not response.invited and response.group.label == response.group.value
    }
    if not dropped:
        return report

    def kept(node: NodeFact) -> NodeFact:
        return replace(node, scores=tuple(score for score in node.scores if score.group not in dropped))

    return replace(
        report,
        responses=tuple(response for response in report.responses if response.group not in dropped),
        findings=tuple(
            replace(finding, shares=tuple(share for share in finding.shares if share.group not in dropped))
            for finding in report.findings
        ),
        pillars=tuple(map(kept, report.pillars)),
        overall=kept(report.overall) if report.overall else None,
        composites=tuple(map(kept, report.composites)),
    )


# --- the rest -------------------------------------------------------------------------------------------------------


def _policies(policies: tuple[PolicyFact, ...], framework: Framework) -> tuple[PolicyFact, ...]:
    """Keep the policies that entities published, of those that may be named, where the framework releases names at all."""
    if not framework.disclosure.release_names or framework.tier is not Tier.PUBLIC:
        return ()
    return tuple(policy for policy in policies if policy.public and policy.named and policy.tier is Tier.PUBLIC)


def _data(data: DataFact) -> DataFact:
    """Drop what quotes cells and names files."""
    return replace(data, problems=tuple(replace(problem, examples=()) for problem in data.problems), sources=())


def _notes(before: Report, after: Report, division: Division) -> Iterable[str]:
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
        yield "group" if division.group else "small_groups"
    if before.policies and not after.policies:
        yield "policies"
