"""From a survey and its framework to the facts of a report. The one place that asks the other rooms."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from civicmap.errors import Code, Problem, RequestError
from civicmap.report.build_data import (
    data_fact,
    framework_fact,
    method_fact,
    policy_facts,
    response_facts,
    topic_facts,
)
from civicmap.report.build_entities import entity_facts
from civicmap.report.build_findings import finding_facts
from civicmap.report.build_review import review_fact
from civicmap.report.build_scores import score_facts
from civicmap.report.disclosure import AUDIENCES, control
from civicmap.report.facts import Report
from civicmap.report.facts_about import DivisionFact, GroupFact
from civicmap.report.follow_up.build import with_follow_up
from civicmap.report.ladder import languages, prepared, wording
from civicmap.report.published import read_record
from civicmap.report.releases import read_exceptions
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.report.disclosure_assessment import Controlled
    from civicmap.report.facts import NodeFact
    from civicmap.report.facts_change import AlternativeFact
    from civicmap.report.ladder import Wording
    from civicmap.survey.groups import GroupValues

_REGION: Final = "region"  # the register's own column, as its page calls it
_MOST_VALUES: Final = 12  # in a table that people read


class Options(TypedDict, total=False):
    """What may be asked of a report.

    `audience` is public where it is not said. Without `by`, entities are divided by the framework's first group that is no
    place, if there is one. Where the framework has no texts in `lang`, its own stand among civicmap's words in that
    language. `own_words` is a wording file of the user's, `published` the JSON of the report as last published,
    `exceptions` a CSV file of numbers released by name. `before` is the wave as of
    before review, for the scores from then. `since` is an earlier wave with its framework; each of
    `alternatives` is one or more rules, apart by spaces, that scores are compared under.
    """

    audience: str
    by: str | None
    lang: str
    own_words: Path | None
    published: Path | None
    exceptions: Path | None
    before: Survey | None
    since: tuple[Survey, Framework] | None
    alternatives: Sequence[str]


def build_report(survey: Survey, framework: Framework, **options: Unpack[Options]) -> Report:
    """Return everything that a report on a wave says, after disclosure control.

    Raises RequestError for an unknown audience, language, group or rule, and for a wave of another framework; CivicmapError
    for a file that is not what it should be.
    """
    return control_report(survey, framework, **options).report


def control_report(survey: Survey, framework: Framework, **options: Unpack[Options]) -> Controlled:
    """Return the same with how its numbers were protected, for those inside."""
    audience, lang, own_words = options.get("audience", "public"), options.get("lang", "en"), options.get("own_words")
    _require("audience", audience, AUDIENCES)
    if lang != framework.language:
        if own_words is None:
            _require("language", lang, sorted({*languages(), *prepared(), framework.language, *framework.translations}))
        from civicmap.framework.texts import translate  # noqa: PLC0415 - only for another language

        framework = translate(framework, lang)
    by = options.get("by") or _first_group(framework)
    facts = _facts(survey, framework, audience, by, lang, wording(lang, own_words))
    facts = replace(facts, alternatives=_alternatives(survey, framework, options.get("alternatives", ())))
    facts = replace(facts, review=review_fact(survey, framework, options.get("before")))
    record = None if (published := options.get("published")) is None else read_record(published)
    releases = () if (exceptions := options.get("exceptions")) is None else read_exceptions(exceptions)
    then = None
    if (since := options.get("since")) is not None:
        facts, then = _since(facts, survey, framework, since)
    made = control(facts, framework, record, releases, then)
    return replace(made, report=with_follow_up(made.report, survey, framework))


def _since(
    facts: Report, survey: Survey, framework: Framework, since: tuple[Survey, Framework]
) -> tuple[Report, Report]:
    """Return the facts with the change since an earlier wave, and that wave's report, after control."""
    from civicmap.report.build_change import waves_fact  # noqa: PLC0415 - only where there is an earlier wave

    before, earlier = since
    then = _facts(before, earlier, facts.audience, None, facts.language, facts.words)
    return replace(facts, change=waves_fact(before, earlier, survey, framework)), control(then, earlier).report


def _alternatives(survey: Survey, framework: Framework, wanted: Sequence[str]) -> tuple[AlternativeFact, ...]:
    """Return scores under other rules; none where none are asked for."""
    if not wanted:
        return ()
    from civicmap.report.build_change import alternative_facts  # noqa: PLC0415 - as above

    return tuple(alternative_facts(survey, framework, wanted))


def _require(kind: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        hint = did_you_mean(nearest(name, known))
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint=hint, known=", ".join(known)))


def _facts(
    survey: Survey, framework: Framework, audience: str, by: str | None, lang: str, words: Wording | None
) -> Report:
    """Return the facts as they are, before anything is withheld."""
    words = words or wording(lang)
    values = _values(survey, framework, by) if by else None
    findings = finding_facts(survey, framework, by, words)
    nodes: dict[str, list[NodeFact]] = {level: [] for level in ("pillar", "overall", "composite", "indicator")}
    for node in score_facts(survey, framework, by):
        nodes[node.level].append(node)
    responses = response_facts(survey, values)
    return Report(
        audience=audience,
        language=lang,
        wave=survey.wave,
        synthetic=survey.synthetic,
        framework=framework_fact(framework),
        group=_group(framework, values) if values else None,
        entities=len(survey.entities),
        responses=responses,
        titles=tuple((pillar.id, pillar.title) for pillar in framework.pillars),
        pillars=tuple(nodes["pillar"]),
        overall=next(iter(nodes["overall"]), None),
        composites=tuple(nodes["composite"]),
        indicators=tuple(nodes["indicator"]),
        findings=findings,
        topics=topic_facts(survey, framework),
        policies=policy_facts(survey, framework),
        data=data_fact(survey),
        method=method_fact(framework, findings),
        marks=marks(audience, synthetic=survey.synthetic, words=words),
        groups=tuple(response.group for response in responses[1:]),
        words=words,
        divisions=tuple(_divisions(survey, framework, by)),
        named=entity_facts(survey, framework, audience),
    )


def _divisions(survey: Survey, framework: Framework, by: str | None) -> Iterator[DivisionFact]:
    """Yield who answered by each group of the framework, and by region where the register has one."""
    columns = survey.register.columns if survey.register is not None else ()
    names = [*(group.id for group in framework.groups), *(column for column in columns if column == _REGION)]
    for name in dict.fromkeys(names):
        values = None if name == by else _values(survey, framework, name)
        if values is not None and 1 < len(values.values) <= _MOST_VALUES:
            yield DivisionFact(_group(framework, values), response_facts(survey, values)[1:])


def marks(audience: str, *, synthetic: bool, words: Wording) -> tuple[str, ...]:
    """Return what must stand on every page and in every format."""
    wanted = (("marks.synthetic", synthetic), ("marks.internal", audience == "internal"))
    partly = [words.say("marks.partly", parts=_parts(words))] if words.untranslated else []
    return (*(words.say(mark) for mark, applies in wanted if applies), *partly)


def _parts(words: Wording) -> str:
    """Return the parts of a document that are in English, as a list."""
    return words.say("part.comma").join(words.say(f"part.{part}") for part in words.untranslated)


def _first_group(framework: Framework) -> str | None:
    """Return the framework's first group that is no country or region."""
    return next((group.id for group in framework.groups if not group.place), None)


def _values(survey: Survey, framework: Framework, by: str) -> GroupValues:
    from civicmap.survey.groups import group_values  # noqa: PLC0415 - a report without groups need not divide

    return group_values(survey, framework, by)


def _group(framework: Framework, values: GroupValues) -> GroupFact:
    """Return the group that entities are divided by. A column of the register that nothing declares may be a place."""
    declared = framework.group(values.id) or any(question.id == values.id for question in framework.questions)
    return GroupFact(values.id, values.title, values.place or not declared, values.tier)
