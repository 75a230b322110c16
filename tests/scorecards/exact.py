"""What scores are, in exact fractions and a few lines; it imports nothing of civicmap, so that it can contradict it.

A value is a fraction, or None where it leaves the mean. An unknown answer is `Unknown`: what it counts for in the score,
and the worst and the best that it could turn out to be.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Unknown(NamedTuple):
    """An answer that nobody knows: `counts` is None where silence leaves the mean."""

    counts: Fraction | None
    worst: Fraction
    best: Fraction


class Three(NamedTuple):
    """A score with what it could at least and at most be."""

    score: Fraction | None
    low: Fraction | None
    high: Fraction | None


def three(make, cells):
    """Return a score from cells (fractions, None or Unknown) by `make`, which takes fractions and None.

    Low and high are made of the worst and the best of each unknown cell, and enclose the score.
    """
    score = make([cell.counts if isinstance(cell, Unknown) else cell for cell in cells])
    worst = make([cell.worst if isinstance(cell, Unknown) else cell for cell in cells])
    best = make([cell.best if isinstance(cell, Unknown) else cell for cell in cells])
    ends = [end for end in (score, worst, best) if end is not None]
    return Three(score, min(ends, default=None), max(ends, default=None))


def mean(values, weights=None, of=None):
    """Return the weighted mean of what is there (None: nothing is), or the weighted sum over `of`."""
    weights = weights or [1] * len(values)
    pairs = [(value, Fraction(weight)) for value, weight in zip(values, weights, strict=True) if value is not None]
    base = Fraction(of) if of is not None else sum(weight for _, weight in pairs)
    return sum((value * weight for value, weight in pairs), Fraction(0)) / base if base else None


def half_up(value):
    """Return a fraction rounded to a whole number, halves away from zero."""
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


def band(value, cuts, *, rounded=True):
    """Return the name of the stretch that a score lies in; `cuts` is name -> where it begins, the lowest first."""
    if value is None:
        return None
    value = half_up(value) if rounded else value
    names = list(cuts)
    return next((name for name in reversed(names) if value >= Fraction(cuts[name])), names[0])


def ranks(scores):
    """Return the rank of each score, 1 plus the number of those above; None for None."""
    return [
        None if one is None else 1 + sum(1 for other in scores if other is not None and other > one) for one in scores
    ]
