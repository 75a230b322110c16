"""How much stands behind a score: what was answered of what applies, whether that is enough, and why not."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from civicmap.framework.types import Treatment
from civicmap.measure.missing import APPLIES, GIVEN
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Coverage, Missing
    from civicmap.measure.points import Earned

    Counts = NDArray[np.int32]


class Reach(NamedTuple):
    """Counts behind a score, each (n,): two over question x instance, two over questions."""

    answered: Counts
    applicable: Counts
    relevant: Counts  # questions that apply in at least one instance
    all: Counts  # questions, without those that the entity's group is not asked


def total(counted: Sequence[Reach]) -> Reach:
    """Add counts, field by field. Where each row is an entity, two fields are one array and are added once."""
    answered, applicable, relevant, everyone = zip(*counted, strict=True)
    applies = _sum(applicable)
    same = all(one is other for one, other in zip(applicable, relevant, strict=True))
    return Reach(_sum(answered), applies, applies if same else _sum(relevant), _sum(everyone))


def _sum(counts: Sequence[Counts]) -> Counts:
    """Add arrays of one shape."""
    made = counts[0].copy()
    for one in counts[1:]:
        made += one
    return made


def reach(earned: Earned, missing: Missing, leaves: NDArray[np.bool_], starts: NDArray[np.intp] | None) -> Reach:
    """Count one question, for each row, or for each entity whose first rows are `starts`.

    `leaves` says where the question is not for this entity's group at all.
    """
    applies = APPLIES.take(earned.state)
    given = GIVEN.take(earned.state)
    if missing.dont_know is Treatment.EXCLUDE:
        given &= earned.state != AnswerState.DONT_KNOW
    if starts is None:
        answered, applicable, everyone = (flags.astype(np.int32) for flags in (given, applies, ~leaves))
        return Reach(answered, applicable, applicable, everyone)
    return Reach(
        np.add.reduceat(given.astype(np.int32), starts),
        np.add.reduceat(applies.astype(np.int32), starts),
        np.logical_or.reduceat(applies, starts).astype(np.int32),
        np.logical_or.reduceat(~leaves, starts).astype(np.int32),
    )


def share(part: Counts, whole: Counts) -> NDArray[np.float64]:
    """Return part / whole; NaN where there is no whole."""
    quotient = np.full(part.shape, np.nan)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient


def enough(score: NDArray[np.float64], counts: Reach, coverage: Coverage) -> NDArray[np.bool_]:
    """Say where a score is rated. Both shares are quotients rounded once, as the thresholds are, so equality is exact."""
    answered = share(counts.answered, counts.applicable) >= coverage.answered
    relevant = share(counts.relevant, counts.all) >= coverage.applicable
    return answered & relevant & ~np.isnan(score)


def why_not(rated: NDArray[np.bool_], counts: Reach, coverage: Coverage) -> tuple[str | None, ...]:
    """Say in words why there is no rating, None where there is one. Each distinct case is worded once."""
    words = _worded(np.array(counts), ~rated, lambda case: _words(case, coverage))
    return tuple(words.tolist())


def _worded(
    cases: NDArray[np.generic], unrated: NDArray[np.bool_], word: Callable[[list[int]], str]
) -> NDArray[np.object_]:
    """Word each distinct column of `cases` (k, n) among the unrated, by one whole number that stands for it."""
    words = np.full(unrated.shape, None, dtype=object)
    found = cases[:, unrated].astype(np.int64)
    key = np.zeros(found.shape[1], dtype=np.int64)
    for row in found:
        _, key = np.unique(key * (int(row.max(initial=0)) + 1) + row, return_inverse=True)
    _, firsts, place = np.unique(key, return_index=True, return_inverse=True)
    texts = np.array([word(found[:, first].tolist()) for first in firsts], dtype=object)
    if len(texts):
        words[unrated] = texts[place]
    return words


def _words(counts: list[int], coverage: Coverage) -> str:
    """Word one case, its counts in the order of `Reach`: the first threshold that is missed."""
    answered, applicable, relevant, all_ = counts
    if applicable == 0:
        return "no question applies"
    if answered / applicable < coverage.answered:
        return f"{answered} of {applicable} answers given; {_percent(coverage.answered)} per cent needed"
    if relevant / all_ < coverage.applicable:
        return f"{relevant} of {all_} questions apply; {_percent(coverage.applicable)} per cent needed"
    return "no answer earns points" if answered else "no answer given"


def _percent(part: float) -> str:
    """Return a threshold in per cent, as exactly as the framework gives it."""
    percent = Fraction(str(part)) * 100
    return str(percent.numerator) if percent.denominator == 1 else str(float(percent))


def why_not_overall(
    rated: NDArray[np.bool_], lacking: NDArray[np.bool_], titles: Sequence[str]
) -> tuple[str | None, ...]:
    """Say which pillars keep the overall from a rating. `lacking` (pillars, n): something applies, and no rating."""
    words = _worded(lacking, ~rated, lambda case: _lacking_words(case, titles))
    return tuple(words.tolist())


def _lacking_words(lacking: list[int], titles: Sequence[str]) -> str:
    """Word one case of the overall."""
    named = [title for title, lacks in zip(titles, lacking, strict=True) if lacks]
    return f"not rated: {', '.join(named)}" if named else "no question applies"
