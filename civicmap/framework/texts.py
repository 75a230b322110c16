"""The texts of a framework, each under a place name, and a framework in another language.

A translation file is CSV (UTF-8) with the columns `where`, the framework's own language and the other language
(`where,en,fr`), one row per text. `where` is one of these places:

    title                        the framework's title
    answers.ANSWER               the label of a shared answer (under `answers:` at the top of the file)
    scales.SCALE.ANSWER          the label of a scale's own answer (one taken over by `plus` is `answers.ANSWER`)
    questions.QUESTION.text      the question as asked; profile questions stand here too
    questions.QUESTION.help      its help
    questions.QUESTION.title     its short title, where the file gives one
    profile.SECTION              the title of a section of the profile
    pillars.ID  dimensions.ID  indicators.ID  composites.ID      titles
    overall                      the title of the overall
    findings.ID                  a finding's title, where the file gives one
    findings.ID.note             its note
    findings.ID.among_title      what its narrowed base is called, where the file says so
    findings.ID.benchmark        the words of its benchmark
    groups.ID                    a group's title
    bands.NAME                   what a band is called for readers (the name itself stays the id)

A row whose text in the framework's language differs from the file is out of date: it is reported and not used. A row
with an empty translation is skipped. A text without a row stays as it is.

In the framework file `translations: {fr: three_ps.fr.csv}` names an unofficial translation, which reports say so of;
`translations: {fr: {file: three_ps.fr.csv, official: true}}` an official one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.types import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Answer, Finding, Framework, Node, Question

_KIND = {level: f"{level}s" for level in Level} | {Level.OVERALL: "overall"}


def languages(fw: Framework) -> tuple[str, ...]:
    """Return the languages that a framework can speak, its own first."""
    return tuple(dict.fromkeys((fw.language, *fw.translations)))


def translate(fw: Framework, lang: str) -> Framework:
    """Return the framework with its texts in a language, where it has them; its `language` is then that one."""
    texts = fw.translations.get(lang)
    if texts is None or lang == fw.language:
        return fw
    nodes = tuple(_node(node, texts) for node in fw.nodes)
    titles = {old.id: (old.title, new.title) for old, new in zip(fw.nodes, nodes, strict=True)}
    questions = tuple(_question(question, titles, texts) for question in fw.questions)
    labels = {question.id: {answer.id: answer.label for answer in question.options} for question in questions}
    groups = tuple(
        replace(
            group,
            title=texts.get(f"groups.{group.id}", group.title),
            labels=labels.get(group.question or "", {}) if group.labels else group.labels,
        )
        for group in fw.groups
    )
    title = texts.get("title", fw.title)
    spoken = replace(fw, language=lang, title=title, nodes=nodes, questions=questions, groups=groups)
    return replace(spoken, findings=tuple(_finding(finding, fw, spoken, texts) for finding in fw.findings))


def section_title(fw: Framework, section: str) -> str:
    """Return the title of a section of the profile in the framework's present language."""
    return fw.translations.get(fw.language, {}).get(f"profile.{section}", fw.sections.get(section, section))


def _node(node: Node, texts: Mapping[str, str]) -> Node:
    place = _KIND[node.level] if node.level is Level.OVERALL else f"{_KIND[node.level]}.{node.id}"
    return replace(node, title=texts.get(place, node.title))


def with_answers(question: Question, texts: Mapping[str, str]) -> Question:
    """Return a question whose answers alone are in another language: what a reader of its cells needs of it."""
    return replace(question, answers=tuple(_answer(answer, question.scale, texts) for answer in question.answers))


def _question(question: Question, titles: Mapping[str, tuple[str, str]], texts: Mapping[str, str]) -> Question:
    """Return a question in another language. A title taken over from the indicator or the text follows that."""
    place = f"questions.{question.id}"
    text = texts.get(f"{place}.text", question.text)
    taken = dict([titles.get(question.indicator or "", ("", "")), (question.text, text)])
    return replace(
        question,
        text=text,
        help=texts.get(f"{place}.help", question.help),
        title=texts.get(f"{place}.title", taken.get(question.title, question.title)),
        answers=tuple(_answer(answer, question.scale, texts) for answer in question.answers),
    )


def _answer(answer: Answer, scale: str | None, texts: Mapping[str, str]) -> Answer:
    place = f"answers.{answer.id}" if scale is None else f"scales.{scale}.{answer.id}"
    return replace(answer, label=texts.get(place, answer.label))


def _finding(finding: Finding, fw: Framework, spoken: Framework, texts: Mapping[str, str]) -> Finding:
    """Return a finding in another language. What was taken over from elsewhere follows that."""
    from civicmap.framework.words import describe  # noqa: PLC0415 - nothing else here needs conditions in words

    place = f"findings.{finding.id}"
    taken = {old.title: new.title for old, new in zip(fw.questions, spoken.questions, strict=True)}
    title = taken.get(finding.title, finding.title)
    among = finding.among_title
    if finding.among is not None and among == describe(finding.among, fw):
        among = describe(finding.among, spoken)
    benchmark = finding.benchmark
    if benchmark is not None:
        benchmark = replace(benchmark, words=texts.get(f"{place}.benchmark", benchmark.words))
    return replace(
        finding,
        title=texts.get(place, title),
        note=texts.get(f"{place}.note", finding.note),
        among_title=texts.get(f"{place}.among_title", among),
        benchmark=benchmark,
    )
