"""Which numbers of a report's tables to withhold, all tables taken together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from civicmap.report.disclosure_findings import EVERYONE, Cell, Guarded, Layout, link_findings
from civicmap.report.disclosure_record import Fixed, settled
from civicmap.report.disclosure_scores import Band, hide_bands, without_telling_means
from civicmap.report.suppression import hide_groups, small
from civicmap.stats.linked import protect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework
    from civicmap.report.disclosure_division import Division
    from civicmap.report.facts import FindingFact, NodeFact, Report, ShareFact
    from civicmap.report.facts_about import TopicFact
    from civicmap.report.published import Record
    from civicmap.report.releases import Release
    from civicmap.stats.linked import Secret


class NodeHidden(NamedTuple):
    """What is withheld of a node: everything, whole groups, bands, and the places without a mean (-1 for everyone)."""

    all: bool = False
    whole: frozenset[int] = frozenset()
    bands: frozenset[Band] = frozenset()
    means: frozenset[int] = frozenset()

    def bands_of(self, place: int = EVERYONE) -> set[int]:
        """Return the bands withheld of a place."""
        return {band for where, band in self.bands if where == place}

    def no_mean(self, place: int) -> bool:
        """Whether mean and quartiles of a place are withheld."""
        return place in self.means


@dataclass(frozen=True, slots=True)
class Tables:
    """What is withheld, and what was protected: each secret with what a reader can tell of it."""

    shares: frozenset[Cell]
    few: frozenset[int]  # findings of whose base few are
    nodes: dict[str, NodeHidden]
    topics: tuple[TopicFact, ...]
    secrets: tuple[tuple[Guarded, Secret], ...]
    gave_up: bool
    fixed: Fixed
    groups: tuple[str, ...]  # by place; those withheld throughout are none

    def alone(self, finding: int) -> bool:
        """Whether even the base of everyone is small."""
        return finding in self.few

    def hides_share(self, finding: int, place: int = EVERYONE) -> bool:
        """Whether a share is withheld."""
        return Cell(finding, place) in self.shares

    def hides_beside(self, finding: int) -> bool:
        """Whether what stands beside the share of everyone is withheld."""
        return Cell(finding, EVERYONE, beside=True) in self.shares


def protect_tables(
    report: Report, framework: Framework, division: Division, published: Record | None, releases: Sequence[Release]
) -> Tables:
    """Return what to withhold of a report. Raises RequestError for a release that releases nothing."""
    threshold = division.threshold
    fixed = settled(report, division, published, releases)
    few = frozenset(place for place, finding in enumerate(report.findings) if base_size(finding.everyone) < threshold)
    layout = _layout(report, division, few)
    linked = link_findings(report, framework, layout, fixed.shares | {Cell(place, EVERYONE): True for place in few})
    secrets = {sum_: what for sum_, what in linked.secrets.items() if not fixed.releases(what)}
    linked.secrets = secrets
    found = protect(linked.system(), threshold)
    told = list(zip(secrets.values(), found.secrets, strict=True))
    nodes, gave_up = {}, found.gave_up
    for node in (
        *report.pillars,
        *([report.overall] if report.overall else []),
        *report.composites,
        *report.indicators,
    ):
        nodes[node.id], own, tired = _node(node, division, fixed, single=_single(node, framework))
        told += own
        gave_up |= tired
    enough = (report.responded or 0) >= threshold
    return Tables(
        frozenset(linked.cells[item] for item in found.hidden),
        few,
        nodes,
        _topics(report.topics, framework, threshold) if enough else (),
        tuple(told),
        gave_up,
        fixed,
        tuple(response.group.label or "of no known value" for response in report.responses[1:]),
    )


def base_size(share: ShareFact) -> int:
    """Return how many answers stand behind a share; a large empty base hides nobody's."""
    if share.denominator is None or share.bases is None:
        return 0
    if not share.denominator:
        return max(share.bases.respondents, 0)
    return min(share.denominator, share.bases.respondents)


def _layout(report: Report, division: Division, few: frozenset[int]) -> Layout:
    """Return how findings are divided: the groups that are not withheld throughout, and all others as one."""
    count = max((len(finding.shares) - 1 for finding in report.findings), default=0)
    shown = tuple(place for place in range(count) if place not in division.small) if division.group else ()
    sizes = [response.responded or 0 for response in report.responses]
    partly = any(len(finding.shares) <= count for finding in report.findings)  # not every finding was divided
    rest = partly or sizes[0] > sum(sizes[place + 1] for place in shown if place + 1 < len(sizes))
    small_bases = {report.findings[place].id for place in few}

    def divides(finding: FindingFact) -> bool:
        return finding.id not in small_bases and division.serves(finding.tier)

    return Layout(shown, rest, divides, division.threshold)


# --- scores ---------------------------------------------------------------------------------------------------------


def _single(node: NodeFact, framework: Framework) -> bool:
    """Whether one question makes a node."""
    known = any(own.id == node.id for own in framework.nodes)
    return known and sum(question.scored for question in framework.questions_below(node.id)) == 1


def _node(
    node: NodeFact, division: Division, fixed: Fixed, *, single: bool
) -> tuple[NodeHidden, list[tuple[Guarded, Secret]], bool]:
    """Return what is withheld of a node, its secrets, and whether the search gave up."""
    everyone, *groups = node.scores
    threshold = division.threshold
    if everyone.rated is not None and small(everyone.rated, threshold):
        return NodeHidden(all=True), [], False
    divided = division.divides(node)
    sizes = [score.rated or 0 for score in groups] if divided else []
    forced = division.small & frozenset(range(len(sizes)))
    rest = (everyone.rated or 0) - sum(sizes)
    whole = hide_groups([*sizes, rest], threshold, forced) if divided else frozenset()
    if not everyone.bands:
        telling = frozenset(range(len(sizes))) if node.few else frozenset()
        return NodeHidden(whole=whole, means=telling), [], False
    shown = [place for place in range(len(sizes)) if place not in whole]
    found = hide_bands(node, shown, threshold, fixed.bands_of(node.id), single=single)
    touched = {place for place, _ in found.bands}
    if node.few and found.bands:
        touched |= set(shown)
    kept = [everyone, *(replace(score, withheld=place in whole) for place, score in enumerate(groups))]
    means = without_telling_means(kept if divided else kept[:1], {place + 1 for place in touched}, rest=rest > 0)
    told = list(zip(found.guarded, found.found.secrets, strict=True))
    return NodeHidden(whole=whole, bands=found.bands, means=frozenset(p - 1 for p in means)), told, found.found.gave_up


# --- policies -------------------------------------------------------------------------------------------------------


def _topics(topics: tuple[TopicFact, ...], framework: Framework, threshold: int) -> tuple[TopicFact, ...]:
    """Keep the topics that the framework names: another is an entity's own words. Withhold what few listed."""
    known = {node.id for node in framework.nodes} | {question.id for question in framework.questions}
    return tuple(_topic(topic, threshold) for topic in topics if topic.topic in known)


def _topic(topic: TopicFact, threshold: int) -> TopicFact:
    policies, entities, public = topic.policies or 0, topic.entities or 0, topic.public or 0
    if small(entities, threshold) or small(policies, threshold):
        return replace(topic, policies=None, entities=None, public=None, withheld=True)
    if small(public, threshold) or small(policies - public, threshold):
        return replace(topic, public=None, withheld=True)
    return topic
