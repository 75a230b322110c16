"""What is left of a fact when something of it is withheld. The facts that are withheld look all alike."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from civicmap.report.facts import ScoreFact, ShareFact


def withheld_share(share: ShareFact) -> ShareFact:
    """Return a share of which nothing is left but whose it is."""
    return replace(
        only_share(share), numerator=None, denominator=None, share=None, interval=None, method=None, withheld=True
    )


def only_share(share: ShareFact) -> ShareFact:
    """Return a group's share without what would tell how the rest of the group answered."""
    return replace(
        share,
        gap_numerator=None,
        gap_share=None,
        gap_why=None,
        interval_why=None,
        item_bounds=None,
        frame_bounds=None,
        bases=None,
        counts=None,
        holds=None,
    )


def without_beside(share: ShareFact) -> ShareFact:
    """Return everyone's share without what would tell how the rest of the base answered; whether a figure holds stays."""
    return replace(only_share(share), holds=share.holds)


def withheld_score(score: ScoreFact) -> ScoreFact:
    """Return scores of which nothing is left but whose they are."""
    everywhere = range(len(score.bands))
    return replace(without_mean(without_bands(score, everywhere)), rated=None, not_rated=None, withheld=True)


def without_bands(score: ScoreFact, places: Collection[int]) -> ScoreFact:
    """Return scores without the counts of some bands."""
    bands = tuple(replace(band, entities=None) if place in places else band for place, band in enumerate(score.bands))
    return replace(score, bands=bands)


def without_mean(score: ScoreFact) -> ScoreFact:
    """Return scores without mean, median and quartiles."""
    return replace(score, mean=None, median=None, q1=None, q3=None)
