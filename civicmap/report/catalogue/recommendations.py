"""Recommendations: where entities stand on each, those without an indicator, and indicators without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.report.phrase import SMALL_BASE
from civicmap.report.sentences import cite, in_bands
from civicmap.report.tabulate import HIDDEN, NONE, Column, make_table, share, tally, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.facts import Report
    from civicmap.report.follow_up.facts import IndicatorLink, RecommendationFact, StandingFact
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table

_FINDING: Final = "finding"


class Followed(NamedTuple):
    """A row: a recommendation, and one thing that tells where entities stand on it; None where nothing does."""

    recommendation: RecommendationFact
    standing: StandingFact | None


def recommendations(report: Report, words: Wording) -> Table | None:
    """Return where entities stand on each recommendation; None where there are none."""
    if not report.recommendations:
        return None
    columns: list[Column[Followed]] = [
        Column(
            "", None, [("recommendation", lambda r: r.recommendation.id), ("pillar", lambda r: r.recommendation.pillar)]
        ),
        Column(
            words.say("recommendations.paragraph"),
            lambda r: _source(r.recommendation, report, words),
            [
                ("document", lambda r: r.recommendation.document),
                ("paragraph", lambda r: r.recommendation.paragraph),
                ("part", lambda r: r.recommendation.part),
            ],
            2,
            right=False,
        ),
        Column(
            words.say("recommendations.recommendation"),
            lambda r: r.recommendation.label,
            [("label", lambda r: r.recommendation.label), ("addressee", lambda r: r.recommendation.addressee)],
            5,
            right=False,
        ),
        Column(
            words.say("recommendations.followed_by"),
            lambda r: r.standing.title if r.standing else words.say(f"recommendations.{r.recommendation.why}"),
            [
                ("followed_by", lambda r: r.standing.kind if r.standing else None),
                ("id", lambda r: r.standing.id if r.standing else None),
                ("title", lambda r: r.standing.title if r.standing else None),
                ("why", lambda r: r.recommendation.why),
            ],
            5,
            right=False,
        ),
        *_standing_columns(words),
    ]
    rows = followed(report.recommendations)
    return make_table(
        "recommendations",
        words.say("recommendations.caption"),
        columns,
        rows,
        notes=[words.say("recommendations.note")],
        landscape=True,
    )


def _standing_columns(words: Wording) -> list[Column[Followed]]:
    """Return the columns of a finding's share, and of an indicator's bands."""
    return [
        Column(
            words.say("column.tally"),
            lambda r: (
                NONE
                if (s := r.standing) is None or s.kind != _FINDING
                else tally(s.numerator, s.denominator, words, withheld=s.withheld)
            ),
            [
                ("base", lambda r: s.base.value if (s := r.standing) and s.base else None),
                ("among", lambda r: s.among or None if (s := r.standing) else None),
                ("numerator", lambda r: s.numerator if (s := r.standing) else None),
                ("denominator", lambda r: s.denominator if (s := r.standing) else None),
            ],
            2,
        ),
        Column(
            words.say("column.share"),
            lambda r: (
                NONE
                if (s := r.standing) is None or s.kind != _FINDING
                else share(s.share, s.denominator, words, small_base=SMALL_BASE, withheld=s.withheld)
            ),
            [("share", lambda r: s.share if (s := r.standing) else None)],
        ),
        Column(
            words.say("column.gap"),
            lambda r: (
                NONE
                if (s := r.standing) is None or s.kind != _FINDING
                else whole(s.gap_numerator, words, withheld=s.withheld)
            ),
            [("gap_numerator", lambda r: s.gap_numerator if (s := r.standing) else None)],
        ),
        Column(
            words.say("recommendations.bands"),
            lambda r: _bands(r.standing, words),
            [
                ("rated", lambda r: s.rated if (s := r.standing) else None),
                ("median", lambda r: s.median if (s := r.standing) else None),
                ("withheld", lambda r: s.withheld if (s := r.standing) else None),
            ],
            4,
            right=False,
        ),
    ]


def _bands(standing: StandingFact | None, words: Wording) -> str:
    """Return how many entities stand in which band of an indicator."""
    if standing is None or standing.kind == _FINDING:
        return NONE
    if standing.withheld or any(band.entities is None for band in standing.bands):
        return HIDDEN
    return in_bands(standing, words) or NONE


def recommendations_unmeasured(report: Report, words: Wording) -> Table | None:
    """Return the recommendations that no indicator follows up; None where each has one."""
    rows = [one for one in report.recommendations if not one.indicators]
    if not rows:
        return None
    columns: list[Column[RecommendationFact]] = [
        Column("", None, [("id", lambda r: r.id), ("pillar", lambda r: r.pillar)]),
        Column(
            words.say("recommendations.paragraph"),
            lambda r: _source(r, report, words),
            [("document", lambda r: r.document), ("paragraph", lambda r: r.paragraph), ("part", lambda r: r.part)],
            2,
            right=False,
        ),
        Column(
            words.say("recommendations.recommendation"),
            lambda r: r.label,
            [("label", lambda r: r.label)],
            5,
            right=False,
        ),
        Column(
            words.say("recommendations.addressee"),
            lambda r: r.addressee or NONE,
            [("addressee", lambda r: r.addressee)],
            3,
            right=False,
        ),
        Column(
            words.say("recommendations.measure"),
            lambda r: r.measure or NONE,
            [("measure", lambda r: r.measure)],
            5,
            right=False,
        ),
    ]
    return make_table("recommendations_unmeasured", words.say("recommendations.caption_unmeasured"), columns, rows)


def indicators_unlinked(report: Report, words: Wording) -> Table | None:
    """Return the indicators that follow no recommendation up; None where each does."""
    if not report.unlinked:
        return None
    titles = dict(report.titles)
    columns: list[Column[IndicatorLink]] = [
        Column("", None, [("id", lambda r: r.id)]),
        Column(
            words.say("column.pillar"),
            lambda r: titles.get(r.pillar or "", NONE),
            [("pillar", lambda r: r.pillar)],
            3,
            right=False,
        ),
        Column(words.say("column.indicator"), lambda r: r.title, [("title", lambda r: r.title)], 6, right=False),
    ]
    return make_table("indicators_unlinked", words.say("recommendations.caption_unlinked"), columns, report.unlinked)


def _source(one: RecommendationFact, report: Report, words: Wording) -> str:
    """Return the paragraph, with its document where there are several."""
    documents = {other.document for other in report.recommendations}
    return cite((one.paragraph,), "" if len(documents) == 1 else one.document, words) if one.paragraph else NONE


def followed(recommendations: Sequence[RecommendationFact]) -> list[Followed]:
    """Return a row for each recommendation and standing."""
    return [Followed(one, standing) for one in recommendations for standing in (one.standings or (None,))]
