"""What the numbers rest on: problems of the data, files, policies, and the ladder of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.report.sentences import range_in_words
from civicmap.report.tabulate import NONE, Column, make_table, whole

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.facts_about import PolicyFact, ProblemFact, SourceFact, TopicFact
    from civicmap.report.ladder import Rung, Wording
    from civicmap.report.tabulate import Table


def problems(report: Report, words: Wording) -> Table | None:
    """Return the problems of the data by kind."""
    if not report.data.problems:
        return None
    columns: list[Column[ProblemFact]] = [
        Column(
            words.say("column.severity"),
            lambda r: words.say(f"severity.{r.severity}"),
            [("severity", lambda r: r.severity)],
            2,
            right=False,
        ),
        Column(
            words.say("column.problem"),
            lambda r: _problem(r.code, words),
            [("code", lambda r: r.code)],
            4,
            right=False,
        ),
        Column(words.say("column.count"), lambda r: whole(r.count, words), [("count", lambda r: r.count)]),
    ]
    return make_table("problems", words.say("table.problems"), columns, report.data.problems)


def _problem(code: str, words: Wording) -> str:
    """Return what a problem is called; its id, where the wording has no name for it."""
    return words.say(f"problem.{code}") if words.has(f"problem.{code}") else code.replace("-", " ")


def sources(report: Report, words: Wording) -> Table | None:
    """Return the files that were read."""
    if not report.data.sources:
        return None
    columns: list[Column[SourceFact]] = [
        Column(words.say("column.file"), lambda r: r.name, [("file", lambda r: r.name)], 4, right=False),
        Column(words.say("column.dialect"), lambda r: r.dialect, [("dialect", lambda r: r.dialect)], 2, right=False),
        Column(words.say("column.rows"), lambda r: whole(r.rows, words), [("rows", lambda r: r.rows)]),
        Column("SHA-256", lambda r: r.sha256, [("sha256", lambda r: r.sha256)], 6, right=False),
    ]
    return make_table("sources", words.say("table.sources"), columns, report.data.sources)


def topics(report: Report, words: Wording) -> Table | None:
    """Return how many policies were listed on each topic."""
    if not report.topics:
        return None
    columns: list[Column[TopicFact]] = [
        Column(
            words.say("column.topic"),
            lambda r: r.title,
            [("topic", lambda r: r.topic), ("title", lambda r: r.title)],
            5,
            right=False,
        ),
        Column(
            words.say("column.policies"),
            lambda r: whole(r.policies, words, withheld=True),
            [("policies", lambda r: r.policies)],
        ),
        Column(
            words.say("column.entities"),
            lambda r: whole(r.entities, words, withheld=True),
            [("entities", lambda r: r.entities)],
        ),
        Column(
            words.say("column.public"),
            lambda r: whole(r.public, words, withheld=True),
            [("public", lambda r: r.public)],
        ),
    ]
    return make_table("policies_by_topic", words.say("table.policies_by_topic"), columns, report.topics)


def policies(report: Report, words: Wording) -> Table | None:
    """Return the policies that may be named."""
    if not report.policies:
        return None
    columns: list[Column[PolicyFact]] = [
        Column(words.say("column.topic"), lambda r: r.topic, [("topic", lambda r: r.topic)], 3, right=False),
        Column(words.say("column.entity"), lambda r: r.entity, [("entity", lambda r: r.entity)], 3, right=False),
        Column(words.say("column.title"), lambda r: r.title, [("title", lambda r: r.title)], 4, right=False),
        # A year is a name, not a count: no comma for thousands.
        Column(words.say("column.year"), lambda r: str(r.year or NONE), [("year", lambda r: r.year)]),
        Column(
            words.say("column.link"), lambda r: r.link or NONE, [("link", lambda r: r.link or None)], 3, right=False
        ),
        Column("", None, [("public", lambda r: r.public)]),
    ]
    return make_table("policies", words.say("table.policies"), columns, report.policies)


def ladder(report: Report, words: Wording) -> Table:
    """Return the words for shares and what they are used for."""
    del report
    columns: list[Column[Rung]] = [
        Column(words.say("column.words"), lambda r: r.alone, [("words", lambda r: r.alone)], 3, right=False),
        Column(
            words.say("column.used_for"),
            lambda r: range_in_words(r.used_for, words),
            [("used_for", lambda r: str(r.used_for)), ("true_for", lambda r: str(r.true_for))],
            4,
            right=False,
        ),
    ]
    return make_table("ladder", words.say("table.ladder"), columns, words.ladder)
