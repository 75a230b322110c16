"""Documented practices: those of the survey itself, and those that documents reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.report.sentences import cite, listed
from civicmap.report.tabulate import NONE, Column, make_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.facts import Report
    from civicmap.report.follow_up.facts import PracticeFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


def practices(report: Report, words: Wording) -> Table | None:
    """Return the released practices of the survey; None where there are none."""
    if not report.practices:
        return None
    columns = [*_columns(report, words), *_fields()]
    return make_table("practices", words.say("practices.caption"), columns, report.practices)


def practices_reported(report: Report, words: Wording) -> Table | None:
    """Return the practices that documents reported; None where there are none, or where scores are invented."""
    if not report.reported:
        return None
    source: Column[PracticeFact] = Column(
        words.say("column.source"),
        lambda r: cite((r.paragraph,), "" if _documents(report.reported) == (r.document,) else r.document, words),
        [("source", lambda r: r.document), ("paragraph", lambda r: r.paragraph), ("reported_in", lambda r: r.year)],
        2,
        right=False,
    )
    kind: Column[PracticeFact] = Column(
        words.say("practices.record"), lambda r: r.record or NONE, [("record_type", lambda r: r.record)], 2, right=False
    )
    columns = [*_columns(report, words), kind, source, *_fields()]
    return make_table(
        "practices_reported",
        reported_words(report.reported, words, "caption"),
        columns,
        report.reported,
        notes=[words.say("practices.note")],
        landscape=True,
    )


def reported_words(practices: Sequence[PracticeFact], words: Wording, form: str = "as") -> str:
    """Return when and where practices were reported, as part of a sentence or as a `caption`."""
    named = sorted({str(one.year) for one in practices if one.year is not None})
    documents = listed(_documents(practices), words)
    if named:
        return words.say(f"practices.{form}_reported", years=listed(named, words), documents=documents)
    return words.say(f"practices.{form}_undated", documents=documents)


def _documents(practices: Sequence[PracticeFact]) -> tuple[str, ...]:
    """Return the documents that practices were reported in, each once."""
    return tuple(dict.fromkeys(one.document for one in practices))


def _columns(report: Report, words: Wording) -> list[Column[PracticeFact]]:
    """Return the columns that both tables have."""
    titles = dict(report.titles)
    return [
        Column("", None, [("id", lambda r: r.id)]),
        Column(
            words.say("column.pillar"),
            lambda r: titles.get(r.pillar or "", NONE),
            [("pillar", lambda r: r.pillar)],
            3,
            right=False,
        ),
        Column(words.say("practices.actor"), lambda r: r.actor or NONE, [("actor", lambda r: r.actor)], 4, right=False),
        Column(words.say("practices.theme"), lambda r: r.theme or NONE, [("theme", lambda r: r.theme)], 3, right=False),
        Column(words.say("practices.summary"), lambda r: r.summary, [("summary", lambda r: r.summary)], 8, right=False),
    ]


def _fields() -> list[Column[PracticeFact]]:
    """Return what programs get besides."""
    return [
        Column("", None, [("kind", lambda r: r.kind), ("countries", lambda r: ";".join(r.countries))]),
        Column("", None, [("groups", lambda r: ";".join(r.groups)), ("figures", lambda r: r.figures)]),
        Column("", None, [("synthetic", lambda r: r.synthetic)]),
    ]
