"""Disclosure control: from facts to the facts that an audience may see. Every format is made of what this returns.

Public output never puts an entity beside a score or an answer; it divides no confidential question by anything and no
aggregate one by place; it withholds small counts by group, and what would give them away. The entities of no known value
stand in no row, but a reader has them by subtraction: they are protected as a row of their own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Level, Tier
from civicmap.report.suppression import Part, hide_cells, hide_groups, hide_shares
from civicmap.report.withholding import only_share, withheld_score, withheld_share, without_bands, without_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.framework.types import Framework
    from civicmap.report.facts import FindingFact, NodeFact, Report, ScoreFact, ShareFact
    from civicmap.report.facts_about import DataFact, GroupFact, PolicyFact, ResponseFact, TopicFact

AUDIENCES: Final = ("public", "internal")
STRICTNESS: Final = tuple(Tier)  # the strictest last


@dataclass(frozen=True, slots=True)
class _Division:
    """How a report may be divided. `small` are the places of groups that few belong to, and of those that hide them."""

    group: GroupFact | None
    threshold: int
    small: frozenset[int] = frozenset()

    def serves(self, tier: Tier) -> bool:
        """Whether what has this tier may be shown by the group. To divide by a group is to tell who belongs to it."""
        if self.group is None:
            return False
        strictest = max(tier, self.group.tier, key=STRICTNESS.index)
        return strictest is Tier.PUBLIC or (strictest is Tier.AGGREGATE and not self.group.place)


def disclose(report: Report, framework: Framework) -> Report:
    """Return what the report's audience may see of it."""
    if report.audience != "public":
        return report
    threshold = framework.disclosure.threshold
    division = _divide(report, threshold)
    enough = (report.responded or 0) >= threshold
    shown = replace(
        report,
        responses=_responses(report, division),
        pillars=tuple(_node(node, division) for node in report.pillars),
        overall=_node(report.overall, division) if report.overall else None,
        composites=tuple(_node(node, division) for node in report.composites),
        indicators=tuple(_node(node, division) for node in report.indicators),
        findings=tuple(_finding(finding, division) for finding in report.findings),
        topics=_topics(report.topics, framework) if enough else (),
        policies=_policies(report.policies, framework),
        data=_data(report.data),
    )
    shown = _without_own_words(shown)
    occurring = {share.method for finding in shown.findings for share in finding.shares if share.method}
    return replace(
        shown,
        groups=tuple(response.group for response in shown.responses[1:]),
        method=replace(report.method, methods=tuple(sorted(occurring))),
        notes=tuple(_notes(report, shown, division)),
    )


def _divide(report: Report, threshold: int) -> _Division:
    """Return how the report is divided: not at all where no group is large enough to be shown."""
    sizes = [response.responded or 0 for response in report.responses[1:]]
    small = hide_groups(sizes, threshold)
    shown = not sizes or any(size for place, size in enumerate(sizes) if place not in small)
    return _Division(report.group if shown else None, threshold, small)


# --- who answered ---------------------------------------------------------------------------------------------------


def _responses(report: Report, division: _Division) -> tuple[ResponseFact, ...]:
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


# --- findings -------------------------------------------------------------------------------------------------------


def _finding(finding: FindingFact, division: _Division) -> FindingFact:
    """Withhold small shares by group, and the share of everyone where even that has a small base."""
    everyone, *groups = finding.shares
    threshold = division.threshold
    if finding.crosses or _base_size(everyone) < threshold:
        return replace(finding, shares=(withheld_share(everyone),), tests=())
    if not division.serves(finding.tier):
        return replace(finding, shares=(everyone,), tests=())
    parts = [Part(share.numerator or 0, share.denominator or 0) for share in groups]
    forced = division.small & frozenset(range(len(parts)))
    hidden = hide_shares([*parts, _rest(everyone, parts)], threshold, forced)
    shown = (withheld_share(share) if place in hidden else only_share(share) for place, share in enumerate(groups))
    return replace(finding, shares=(everyone, *shown), tests=() if hidden else finding.tests)


def _rest(everyone: ShareFact, parts: list[Part]) -> Part:
    """Return the share of those that belong to no known group."""
    whole = (everyone.denominator or 0) - sum(part.whole for part in parts)
    return Part((everyone.numerator or 0) - sum(part.part for part in parts), max(whole, 0))


def _base_size(share: ShareFact) -> int:
    """Return how many answers stand behind a share; a large empty base hides nobody's."""
    if share.denominator is None or share.bases is None:
        return 0
    if not share.denominator:
        return max(share.bases.respondents, 0)
    return min(share.denominator, share.bases.respondents)


# --- scores ---------------------------------------------------------------------------------------------------------


def _node(node: NodeFact, division: _Division) -> NodeFact:
    """Withhold the scores of small groups whole, and small counts in bands cell by cell.

    Indicators are not divided: together with a pillar they would tell what a confidential one among them came to.
    """
    everyone, *groups = node.scores
    threshold = division.threshold
    if everyone.rated is not None and 0 < everyone.rated < threshold:
        return replace(node, scores=(withheld_score(everyone),))
    if node.level == Level.INDICATOR or not division.serves(node.tier):
        return replace(node, scores=(everyone,))
    forced = division.small & frozenset(range(len(groups)))
    sizes = [score.rated or 0 for score in groups]
    whole = hide_groups([*sizes, (everyone.rated or 0) - sum(sizes)], threshold, forced)
    # How many could not be rated says nothing of what anyone answered, so it is no cell of the table.
    cells = [[band.entities or 0 for band in score.bands] for score in groups]
    rest = [(band.entities or 0) - sum(row[n] for row in cells) for n, band in enumerate(everyone.bands)]
    hidden = hide_cells([*cells, rest], threshold, whole)
    telling = node.few and (not everyone.bands or any(row not in whole for row, _ in hidden))
    shown = (
        withheld_score(score)
        if place in whole
        else _of_group(score, {column for row, column in hidden if row == place}, telling=telling)
        for place, score in enumerate(groups)
    )
    return replace(node, scores=(everyone, *shown))


def _of_group(score: ScoreFact, hidden: set[int], *, telling: bool) -> ScoreFact:
    """Return a group's scores without the counts of some bands; without the mean where that would tell them."""
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


def _topics(topics: tuple[TopicFact, ...], framework: Framework) -> tuple[TopicFact, ...]:
    """Keep the topics that the framework names: another is an entity's own words."""
    known = {node.id for node in framework.nodes} | {question.id for question in framework.questions}
    return tuple(topic for topic in topics if topic.topic in known)


def _policies(policies: tuple[PolicyFact, ...], framework: Framework) -> tuple[PolicyFact, ...]:
    """Keep the policies that entities published, where the framework releases names at all."""
    if not framework.disclosure.release_names or framework.tier is not Tier.PUBLIC:
        return ()
    return tuple(policy for policy in policies if policy.public and policy.tier is Tier.PUBLIC)


def _data(data: DataFact) -> DataFact:
    """Drop what quotes cells and names files."""
    return replace(data, problems=tuple(replace(problem, examples=()) for problem in data.problems), sources=())


def _notes(before: Report, after: Report, division: _Division) -> Iterable[str]:
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
