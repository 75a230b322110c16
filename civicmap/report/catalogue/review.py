"""What review changed: outcomes by stage, means before and after, and for those inside each score that changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.report.tabulate import Column, make_table, points, signed, whole

if TYPE_CHECKING:
    from civicmap.report.facts import Report
    from civicmap.report.facts_about import ReviewCount, ReviewedEntity, ReviewScore
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table


def outcomes(report: Report, words: Wording) -> Table | None:
    """Return how many answers came out in which way in each stage."""
    if report.review is None:
        return None
    columns: list[Column[ReviewCount]] = [
        Column(
            words.say("review.stage"),
            lambda r: r.title,
            [("stage", lambda r: r.stage), ("title", lambda r: r.title)],
            3,
            right=False,
        ),
        Column(
            words.say("review.outcome"),
            lambda r: words.say(f"review.became.{r.became}"),
            [("outcome", lambda r: r.became)],
            5,
            right=False,
        ),
        Column(
            words.say("review.answers"),
            lambda r: whole(r.answers, words, withheld=r.withheld),
            [("answers", lambda r: r.answers)],
        ),
        Column(
            words.say("column.entities"),
            lambda r: whole(r.entities, words, withheld=r.withheld),
            [("entities", lambda r: r.entities), ("withheld", lambda r: r.withheld)],
        ),
    ]
    note = words.say("review.outcomes_note")
    return make_table("review", words.say("review.outcomes_caption"), columns, report.review.counts, notes=[note])


def scores(report: Report, words: Wording) -> Table | None:
    """Return the mean of each pillar and the overall before review and now."""
    if report.review is None or not report.review.scores:
        return None
    columns: list[Column[ReviewScore]] = [
        Column(
            words.say("column.pillar"),
            lambda r: r.title,
            [("id", lambda r: r.node), ("title", lambda r: r.title)],
            4,
            right=False,
        ),
        Column(
            words.say("review.before"),
            lambda r: points(r.before, words, withheld=r.withheld),
            [("before", lambda r: r.before)],
        ),
        Column(
            words.say("review.after"),
            lambda r: points(r.after, words, withheld=r.withheld),
            [("after", lambda r: r.after)],
        ),
        Column(
            words.say("review.change"),
            lambda r: signed(r.change, words, digits=1, withheld=r.withheld),
            [("change", lambda r: r.change)],
        ),
        Column(
            words.say("review.changed"),
            lambda r: whole(r.changed, words, withheld=r.withheld),
            [("changed", lambda r: r.changed), ("withheld", lambda r: r.withheld)],
        ),
    ]
    caption = words.say("review.scores_caption", stage=report.review.title)
    note = words.say("review.scores_note")
    return make_table("review_scores", caption, columns, report.review.scores, notes=[note])


def entities(report: Report, words: Wording) -> Table | None:
    """Return each score that review changed."""
    if report.review is None or not report.review.entities:
        return None
    columns: list[Column[ReviewedEntity]] = [
        Column(
            words.say("column.entity"),
            lambda r: r.name or r.entity,
            [("entity", lambda r: r.entity), ("name", lambda r: r.name)],
            4,
            right=False,
        ),
        Column(
            words.say("column.pillar"),
            lambda r: r.title,
            [("id", lambda r: r.node), ("title", lambda r: r.title)],
            3,
            right=False,
        ),
        Column(words.say("review.before"), lambda r: points(r.before, words), [("before", lambda r: r.before)]),
        Column(words.say("review.after"), lambda r: points(r.after, words), [("after", lambda r: r.after)]),
        Column(
            words.say("review.change"),
            lambda r: signed(r.change, words, digits=1),
            [("change", lambda r: r.change)],
        ),
    ]
    caption = words.say("review.entities_caption", stage=report.review.title)
    return make_table("review_entities", caption, columns, report.review.entities)
