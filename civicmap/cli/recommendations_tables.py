"""Recommendations laid out as rows and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import envelope, marks
from civicmap.framework.rows import folded
from civicmap.report import numbers
from civicmap.report.catalogue.recommendations import followed
from civicmap.report.facts import words_of
from civicmap.report.jsonfacts import plain
from civicmap.report.phrase import SMALL_BASE
from civicmap.report.sentences import cite, in_bands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.report.catalogue.recommendations import Followed
    from civicmap.report.facts import Report
    from civicmap.report.follow_up.facts import RecommendationFact, StandingFact
    from civicmap.report.ladder import Wording

_WHY: Final = {"no_indicator": "(no indicator)", "not_counted": "(nothing of it is counted)"}
_HIDDEN: Final = ".."


def listing(session: Session, report: Report, pillar: str | None, addressee: str | None, *, people: bool) -> Listing:
    """Return the follow-up table; `people` get fewer columns, rounded."""
    words = words_of(report)
    chosen = [
        one
        for one in report.recommendations
        if (pillar is None or one.pillar == pillar)
        and (addressee is None or folded(addressee) in folded(one.addressee))
    ]
    rows = followed(chosen)
    unlinked = [one for one in report.unlinked if pillar is None or one.pillar == pillar]

    def document() -> dict[str, Any]:
        return envelope(
            session,
            report.audience,
            recommendations=[_object(one, words) for one in chosen],
            without_indicator=[one.id for one in chosen if not one.indicators],
            indicators_without=[plain(one) for one in unlinked],
        )

    return Listing(
        list(_COMPACT if people else _FULL),
        [_compact(row, words) if people else _full(row) for row in rows],
        document,
        marks=marks(session, report.audience),
        notes=_notes(report, chosen, addressee) if people else (),
        brief=_brief([_compact(row, words) for row in rows]) if people else None,
        after=_lists(chosen, unlinked, dict(report.titles)) if people or unlinked else (),
    )


def _object(one: RecommendationFact, words: Wording) -> dict[str, Any]:
    return {**plain(one), "cited": _cited(one, words)}


def _cited(one: RecommendationFact, words: Wording) -> str | None:
    return cite((one.paragraph,), one.document, words) if one.paragraph else one.document or None


def _notes(report: Report, chosen: Sequence[RecommendationFact], addressee: str | None) -> list[str]:
    if not report.recommendations:
        return ["The framework has no recommendations; name a catalogue with --recommendations."]
    if not chosen:
        known = sorted({one.addressee for one in report.recommendations if one.addressee})
        return ["No recommendation is of that kind.", *([f"Addressees: {'; '.join(known)}."] if addressee else [])]
    documents = sorted({one.document for one in chosen if one.document})
    lines = ["Of a finding: who has it, of its base. Of an indicator: rated entities by band. .. is withheld."]
    return [*([f"Paragraphs are of {', '.join(documents)}."] if documents else []), *lines]


def _lists(chosen: Sequence[RecommendationFact], unlinked: Sequence[Any], titles: dict[str, str]) -> list[Listing]:
    """Return the recommendations without an indicator, and the indicators without a recommendation."""
    lone = [one for one in chosen if not one.indicators]
    made = []
    if lone:
        heads = [Heading("Para."), Heading("Recommendation"), Heading("What would be measured")]
        rows: list[list[Value]] = [[one.paragraph, one.label, one.measure] for one in lone]
        made.append(Listing(heads, rows, {}, title="Recommendations without an indicator"))
    if unlinked:
        heads = [Heading("id"), Heading("Pillar"), Heading("Indicator")]
        rows = [[one.id, titles.get(one.pillar or "", ""), one.title] for one in unlinked]
        made.append(Listing(heads, rows, {}, title="Indicators without a recommendation"))
    return made


# --- for people -----------------------------------------------------------------------------------------------------

_COMPACT: Final = (
    Heading("Para."),
    Heading("Recommendation"),
    Heading("Followed up by"),
    Heading("n of N", right=True),
    Heading("Share", right=True),
    Heading("By band"),
)


def _compact(row: Followed, words: Wording) -> list[Value]:
    one, standing = row
    first: list[Value] = [one.paragraph, one.label]
    if standing is None:
        return [*first, _WHY[one.why or "not_counted"], "", "", ""]
    if standing.kind == "finding":
        return [*first, standing.title, *_counts(standing), ""]
    hidden = standing.withheld or any(band.entities is None for band in standing.bands)
    return [*first, standing.title, "", "", _HIDDEN if hidden else in_bands(standing, words)]


def _brief(rows: Sequence[Sequence[Value]]) -> list[list[Value]]:
    """Return rows that say a recommendation once, for a table in the terminal."""
    above: list[Sequence[Value]] = [(), *(row[:2] for row in rows)]
    return [["", "", *row[2:]] if row[:2] == last else list(row) for row, last in zip(rows, above, strict=False)]


def _counts(standing: StandingFact) -> tuple[str, str]:
    """Return n of N, and the share where its base is large enough for one."""
    if standing.numerator is None or standing.denominator is None:
        return (_HIDDEN, _HIDDEN) if standing.withheld else ("–", "–")
    small = standing.share is None or standing.denominator < SMALL_BASE
    share = "–" if small or standing.share is None else numbers.percent(standing.share)
    return f"{standing.numerator}/{standing.denominator}", share


# --- CSV ------------------------------------------------------------------------------------------------------------

_FULL: Final = tuple(
    Heading(title)
    for title in (
        *("id", "pillar", "label", "addressee", "document", "paragraph", "part", "indicators", "why"),
        *("followed_by", "of", "title", "base", "among", "numerator", "denominator", "share", "gap_numerator"),
        *("rated", "not_rated", "median", "bands", "withheld"),
    )
)


def _full(row: Followed) -> list[Value]:
    one, standing = row
    first: list[Value] = [one.id, one.pillar, one.label, one.addressee, one.document, one.paragraph, one.part]
    first += [";".join(link.id for link in one.indicators), one.why]
    if standing is None:
        return [*first, *[None] * (len(_FULL) - len(first))]
    bands = ";".join(f"{band.band}={_HIDDEN if band.entities is None else band.entities}" for band in standing.bands)
    return [
        *(*first, standing.kind, standing.id, standing.title, standing.base.value if standing.base else None),
        *(standing.among or None, standing.numerator, standing.denominator, standing.share, standing.gap_numerator),
        *(standing.rated, standing.not_rated, standing.median, bands or None, standing.withheld),
    ]
