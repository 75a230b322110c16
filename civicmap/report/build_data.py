"""What a report says about its data and rules: who answered, policies, rows and problems, method."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Level
from civicmap.framework.words import band_label
from civicmap.measure.results import EVERYONE, GroupKey
from civicmap.report.disclosure import STRICTNESS
from civicmap.report.facts_about import (
    BandCut,
    DataFact,
    FrameworkFact,
    MethodFact,
    PolicyFact,
    ProblemFact,
    ResponseFact,
    SourceFact,
    TopicFact,
)
from civicmap.report.phrase import SMALL_BASE
from civicmap.survey.naming import naming

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.framework.types import Bands, Framework, Missing, Tier
    from civicmap.model import Policy, Survey
    from civicmap.report.facts import FindingFact
    from civicmap.survey.groups import GroupValues

_UNKNOWN: Final = -1  # the place of a value that nobody says
_SEVERITIES: Final = ("error", "warning", "note")


def framework_fact(framework: Framework) -> FrameworkFact:
    """Return which framework was used."""
    return FrameworkFact(
        framework.id,
        framework.version,
        framework.sha256,
        framework.title,
        framework.source,
        len(framework.questions),
        sum(question.scored for question in framework.questions),
        len(framework.findings),
        framework.language in framework.unofficial,
        framework.inference == "sample",
        framework.licence,
        framework.verified,
        framework.language,
    )


def response_facts(survey: Survey, values: GroupValues | None) -> tuple[ResponseFact, ...]:
    """Return who was invited and who responded: everyone, then each value of the group, then those of no known value."""
    invited = len(survey.register.entities) if survey.register is not None else None
    everyone = ResponseFact(EVERYONE, invited, int(survey.respondent.sum()))
    if values is None:
        return (everyone,)
    responded = Counter(values.index[survey.respondent].tolist())
    asked = values.frame or (None,) * len(values.values)
    groups = [
        ResponseFact(GroupKey(values.id, value, label), asked[place], responded[place])
        for place, (value, label) in enumerate(zip(values.values, values.labels, strict=True))
    ]
    if responded[_UNKNOWN] or values.frame_unknown:
        groups.append(ResponseFact(GroupKey(values.id), values.frame_unknown, responded[_UNKNOWN]))
    return (everyone, *groups)


def topic_facts(survey: Survey, framework: Framework) -> tuple[TopicFact, ...]:
    """Return how many policies were listed on each topic: the framework's topics in its order, then others by name."""
    titles = topic_titles(framework)
    by_topic: dict[str, list[Policy]] = {}
    for policy in survey.policies:
        by_topic.setdefault(policy.topic, []).append(policy)
    known = [topic for topic in titles if topic in by_topic]
    return tuple(
        TopicFact(
            topic,
            titles.get(topic, topic),
            len(listed := by_topic[topic]),
            len({policy.entity for policy in listed}),
            sum(policy.public is True for policy in listed),
        )
        for topic in [*known, *sorted(by_topic.keys() - titles.keys())]
    )


def topic_titles(framework: Framework) -> dict[str, str]:
    """Return what a policy may be about: indicators and questions by id."""
    indicators = {node.id: node.title for node in framework.nodes if node.level is Level.INDICATOR}
    return indicators | {question.id: question.title or question.text for question in framework.questions}


def policy_facts(survey: Survey, framework: Framework) -> tuple[PolicyFact, ...]:
    """Return every policy listed, by topic, then entity, then title."""
    titles = topic_titles(framework)
    names = {entity.id: entity.name or entity.id for entity in survey.entities}
    tiers = {q.id: q.tier for q in framework.questions} | _topic_tiers(framework)
    released = naming(survey, framework)
    facts = (
        PolicyFact(
            names.get(policy.entity, policy.entity),
            titles.get(policy.topic, policy.topic),
            policy.title,
            policy.year,
            policy.link,
            policy.public,
            tiers.get(policy.topic, framework.tier),
            released.may(policy.entity),
        )
        for policy in survey.policies
    )
    return tuple(sorted(facts, key=lambda fact: (fact.topic, fact.entity, fact.title, fact.year or 0, fact.link)))


def _topic_tiers(framework: Framework) -> dict[str, Tier]:
    """Return the strictest tier of any question under each indicator: that of a policy's link, scored or not, counts."""
    tiers: dict[str, Tier] = {}
    for question in framework.questions:
        if question.indicator is not None:
            known = tiers.get(question.indicator, question.tier)
            tiers[question.indicator] = max(known, question.tier, key=STRICTNESS.index)
    return tiers


def data_fact(survey: Survey) -> DataFact:
    """Return the row accounting and the problems, by how much they stop and then by code."""
    return DataFact(
        survey.count.read,
        survey.count.responses,
        survey.count.blank,
        survey.count.not_responses,
        survey.content_sha256,
        tuple(_problems(survey)),
        tuple(SourceFact(source.name, source.sha256, source.dialect, source.rows) for source in survey.sources),
    )


def _problems(survey: Survey) -> Iterable[ProblemFact]:
    """Yield the problems of each code as one."""
    codes = sorted({p.code for p in survey.problems}, key=lambda code: (_SEVERITIES.index(code.severity), code.id))
    for code in codes:
        own = [problem for problem in survey.problems if problem.code is code]
        yield ProblemFact(code.id, code.severity.value, sum(p.count for p in own), tuple(map(str, own)))


def method_fact(framework: Framework, findings: Iterable[FindingFact]) -> MethodFact:
    """Return the rules that the numbers follow. What most scored questions say is the rule; the others are counted."""
    treatments = Counter(question.missing for question in framework.questions if question.scored)
    rule, times = treatments.most_common(1)[0] if treatments else (None, 0)
    top = next((n for n in framework.nodes if n.level is Level.OVERALL), None) or (framework.pillars or (None,))[0]
    banded = next((node for node in (top, *framework.pillars) if node is not None and node.bands), None)
    bands = banded.bands if banded else None
    occurring = {share.method for finding in findings for share in finding.shares if share.method}
    return MethodFact(
        *_treatments(rule),
        exceptions=treatments.total() - times,
        answered=top.coverage.answered if top else 0.0,
        applicable=top.coverage.applicable if top else 0.0,
        cuts=_cuts(bands, framework) if bands else (),
        rounded=bands.rounded if bands else True,
        roll_up=framework.instances.by.value if framework.instances else None,
        roll_up_at=framework.instances.at if framework.instances else None,
        roll_up_within=_divided_by(framework),
        threshold=framework.disclosure.threshold,
        small_base=SMALL_BASE,
        methods=tuple(sorted(occurring)),
    )


def _divided_by(framework: Framework) -> str | None:
    """Return the title of the question within whose answers instances first become one; None where none does that."""
    if framework.instances is None or framework.instances.within is None:
        return None
    asked = framework.question(framework.instances.within)
    return asked.title or asked.text


def _cuts(bands: Bands, framework: Framework) -> tuple[BandCut, ...]:
    """Return where each band begins, the lowest first."""
    return tuple(
        BandCut(name, cut, band_label(framework, name)) for name, cut in zip(bands.names, bands.cuts, strict=True)
    )


def _treatments(rule: Missing | None) -> tuple[str, str, str]:
    """Return how silence counts: a treatment's name, or a value in points."""
    if rule is None:
        return ("exclude", "exclude", "exclude")
    return (str(rule.dont_know), str(rule.blank), str(rule.not_applicable))
