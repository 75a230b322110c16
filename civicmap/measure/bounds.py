"""The bounds and the interval of a share (rule R6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from civicmap.framework.types import Base, Unit
from civicmap.measure.bases import size
from civicmap.measure.counting import Tallied
from civicmap.measure.results import Span
from civicmap.stats.intervals import hypergeometric_interval, wilson

if TYPE_CHECKING:
    from civicmap.measure.bases import Standing
    from civicmap.measure.results import Bases

NO_BASE = "nobody is in the base"
NO_FRAME = "the number invited is not known"
FRAME_BASE = "the base holds entities that did not respond: see the bounds"
CLUSTERED = {
    Unit.INSTANCE: "instances of one entity are not independent of each other",
    Unit.CELL: "answers of one entity are not independent of each other",
}


class Uncertainty(NamedTuple):
    """An interval with its method, or the reason why there is none; and what the base was drawn from, where known."""

    interval: Span | None
    method: str | None
    why: str | None
    population: float | None = None


def item_bounds(standing: Standing, base: Base) -> Span | None:
    """Return the share if all that is not known lacks it, and if all has it that still could; None without a base."""
    over_all = base is Base.RESPONDENTS
    whole = int(standing.columns[: Tallied.SURE].sum()) if over_all else standing.count(Tallied.INSIDE)
    if not whole:
        return None
    return Span(standing.count(Tallied.SURE) / whole, standing.count(Tallied.COULD) / whole)


def frame_bounds(standing: Standing, base: Base) -> Span | None:
    """Return the item bounds with every non-respondent lacking it, and having it; None without a frame.

    Under `among`, who may or may not meet it joins the base only where that widens the bounds.
    """
    if standing.frame is None:
        return None
    over_all = base in {Base.RESPONDENTS, Base.FRAME}
    inside = int(standing.columns[: Tallied.SURE].sum()) if over_all else standing.count(Tallied.INSIDE)
    unsure = standing.count(Tallied.UNSURE if over_all else Tallied.UNSURE_INSIDE)
    could = standing.count(Tallied.UNSURE_COULD)
    lowest_base = inside + unsure - standing.count(Tallied.UNSURE_SURE) + standing.silent_may
    highest_base = inside + could + standing.silent_may
    if not lowest_base or not highest_base:
        return None
    return Span(
        standing.count(Tallied.SURE) / lowest_base,
        (standing.count(Tallied.COULD) + could + standing.silent_may) / highest_base,
    )


def interval(standing: Standing, of: Bases, base: Base) -> Uncertainty:
    """Return the 95 per cent interval by the first line of the table of R6 that fits."""
    n, x = size(of, base), standing.count(Tallied.HAS)
    why = CLUSTERED.get(standing.finding.unit)
    if why or base is Base.FRAME or not n:
        return Uncertainty(None, None, why or (NO_FRAME if n is None else FRAME_BASE if n else NO_BASE))
    method, population = _method(standing, of, base, n)
    if method == "census":
        return Uncertainty(Span(x / n, x / n), method, None, population)
    found = (
        hypergeometric_interval(x, n, population)
        if method == "hypergeometric" and population is not None
        else wilson(x, n, population=population)
    )
    return Uncertainty(Span(*found) if found else None, method, None, population)


def _method(standing: Standing, of: Bases, base: Base, n: int) -> tuple[str, float | None]:
    """Return the method, and the population that the base was drawn from."""
    frame = standing.frame
    if frame is None:
        return "wilson", None
    if standing.responded == frame and not _silent(standing, of, base, n):
        return "census", n
    counted = base is Base.RESPONDENTS or (base is Base.APPLICABLE and of.applicable == of.respondents)
    if counted and standing.finding.among is None:
        return "hypergeometric", frame
    whole = of.respondents if base is Base.RESPONDENTS else of.applicable
    return "wilson_fpc", frame * whole / standing.responded


def _silent(standing: Standing, of: Bases, base: Base, n: int) -> bool:
    """Return whether anyone left the base through silence: their own, or that of the gate before the question."""
    unsure = standing.count(Tallied.UNSURE) > 0
    return unsure or (base is not Base.RESPONDENTS and max(of.applicable, standing.count(Tallied.INSIDE)) > n)
