"""Where entities stand on each recommendation: by the findings and indicators that follow it up.

A recommendation is followed up by the indicators that its row names, and by every indicator, question or finding of the
framework that names it. A finding counts too where all the questions that it reads are of those indicators.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.reading import reads
from civicmap.framework.types import Level
from civicmap.report.follow_up.facts import IndicatorLink, RecommendationFact, StandingFact
from civicmap.report.follow_up.practices import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.framework.catalogued import Recommendation
    from civicmap.framework.types import Framework, Node
    from civicmap.report.facts import FindingFact, NodeFact, Report

_TEXTS: Final = {
    "addressee": "addressee",
    "label": "label",
    "measure": "indicator",
    "yes": "yes",
    "partly": "partly",
    "no": "no",
}


def recommendation_facts(
    report: Report, recommendations: Iterable[Recommendation], framework: Framework
) -> tuple[RecommendationFact, ...]:
    """Return each recommendation, in the catalogue's order, with where entities stand by the report's own facts."""
    listed = tuple(recommendations)
    links = follow_up(listed, framework)
    reading = {finding.id: _indicators_read(finding.id, framework) for finding in report.findings}
    named = {finding.id: set(finding.recommendations) for finding in framework.findings}
    nodes = {node.id: node for node in report.indicators}
    made = []
    for one in listed:
        linked = links[one.id]
        ids = {link.id for link in linked}
        findings = [
            finding
            for finding in report.findings
            if one.id in named.get(finding.id, ()) or (reading[finding.id] and reading[finding.id] <= ids)
        ]
        standings = (
            *map(_of_finding, findings),
            *(_of_indicator(nodes[link.id]) for link in linked if link.id in nodes),
        )
        why = None if standings else "not_counted" if linked else "no_indicator"
        made.append(_fact(one, report.language, linked, standings, why))
    return tuple(made)


def follow_up(
    recommendations: Sequence[Recommendation], framework: Framework
) -> Mapping[str, tuple[IndicatorLink, ...]]:
    """Return the indicators that follow each recommendation up, in the framework's order."""
    indicators = [node for node in framework.nodes if node.level is Level.INDICATOR]
    named = {node.id: _named_by(node, framework) for node in indicators}
    return {
        one.id: tuple(
            _link(node, framework) for node in indicators if node.id in one.indicators or one.id in named[node.id]
        )
        for one in recommendations
    }


def not_followed_up(recommendations: Sequence[Recommendation], framework: Framework) -> tuple[IndicatorLink, ...]:
    """Return the indicators that follow no recommendation up."""
    used = {link.id for links in follow_up(recommendations, framework).values() for link in links}
    return tuple(
        _link(node, framework) for node in framework.nodes if node.level is Level.INDICATOR and node.id not in used
    )


def _named_by(node: Node, framework: Framework) -> set[str]:
    """Return the recommendations that an indicator or one of its questions names."""
    below = set(node.children)
    return {*node.recommendations, *(r for q in framework.questions if q.id in below for r in q.recommendations)}


def _link(node: Node, framework: Framework) -> IndicatorLink:
    above: Node | None = node
    while above is not None and above.level is not Level.PILLAR:
        above = framework.node(above.parent) if above.parent is not None else None
    return IndicatorLink(node.id, node.title, above.id if above is not None else None)


def _indicators_read(finding_id: str, framework: Framework) -> set[str]:
    """Return the indicators that a finding reads; none where it reads anything else besides."""
    finding = framework.finding(finding_id)
    read = reads(finding.share, finding.not_in, None)
    found = {framework.question(name).indicator for name in read.questions}
    return set() if None in found else {name for name in found if name is not None}


def _of_finding(finding: FindingFact) -> StandingFact:
    told = finding.everyone
    return StandingFact(
        "finding",
        finding.id,
        finding.title,
        base=finding.base,
        unit=finding.unit,
        among=finding.among,
        numerator=told.numerator,
        denominator=told.denominator,
        share=told.share,
        gap_numerator=told.gap_numerator,
        withheld=told.withheld,
    )


def _of_indicator(node: NodeFact) -> StandingFact:
    told = node.everyone
    return StandingFact(
        "indicator",
        node.id,
        node.title,
        rated=told.rated,
        not_rated=told.not_rated,
        median=told.median,
        bands=told.bands,
        withheld=told.withheld,
    )


def _fact(
    one: Recommendation,
    language: str,
    linked: tuple[IndicatorLink, ...],
    standings: tuple[StandingFact, ...],
    why: str | None,
) -> RecommendationFact:
    texts = spoken(one, one.texts, language, _TEXTS)
    return RecommendationFact(
        id=one.id,
        pillar=one.pillar or None,
        document=one.document,
        paragraph=one.paragraph,
        part=one.part,
        indicators=linked,
        standings=standings,
        why=why,
        language=language if one.texts.get(f"label::{language}") else one.language,
        **texts,
    )
