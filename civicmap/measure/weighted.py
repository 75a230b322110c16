"""Weighted shares, gaps and intervals beside the unweighted ones (rule R6, the row "weighted")."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.framework.types import Base
from civicmap.measure.findings import holds
from civicmap.measure.results import Gaps, Span, Weighted
from civicmap.measure.weight_sums import weigh
from civicmap.stats.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.results import CrossCell, Gap
    from civicmap.measure.weight_sums import Place, Sums
    from civicmap.measure.weighting import Weights
    from civicmap.model import Survey

METHOD: Final = "wilson_weighted"
NO_WEIGHT: Final = "nobody in the base has a weight above 0"
FRAME_BASE: Final = "the base holds entities that did not respond, and have no weight"
LONELY: Final = "a stratum has a single cluster, so that nothing shows how much clusters differ"


class _Found(NamedTuple):
    """A weighted share with its interval, and the numbers that they rest on."""

    weighted: Weighted
    interval: Span | None
    method: str | None
    why: str | None


def weigh_gaps(gaps: Gaps, survey: Survey, framework: Framework, by: str | None, weights: Weights) -> Gaps:
    """Return findings with weighted shares, gaps, intervals and judgements of benchmarks."""
    asked = {gap.finding.id: (gap.finding, gap.base) for gap in gaps.findings}
    sums, places = weigh(survey, framework, by, weights, list(asked.values()))
    made = []
    for gap in gaps.findings:
        own = sums.get((gap.finding.id, gap.group))
        found = _found(gap, own, places[gap.group], weights, gap_share=gap.gap_share)
        made.append(
            replace(
                gap,
                share=found.weighted.share,
                gap_share=found.weighted.gap_share,
                interval=found.interval,
                method=found.method,
                interval_why=found.why,
                holds=None if own is None else holds(gap.finding.benchmark, own.has, own.whole),
                weighted=found.weighted,
            )
        )
    return replace(gaps, findings=tuple(made))


def weigh_cells(
    cells: Sequence[CrossCell],
    answers: Mapping[tuple[str, str], Finding],
    survey: Survey,
    framework: Framework,
    by: str | None,
    weights: Weights,
) -> tuple[CrossCell, ...]:
    """Return the cells of a crosstab with weighted shares and intervals. `answers` are the findings that count them."""
    base = cells[0].base if cells else Base.APPLICABLE
    sums, places = weigh(survey, framework, by, weights, [(finding, base) for finding in answers.values()])
    made = []
    for cell in cells:
        if cell.is_state:
            made.append(cell)
            continue
        own = sums.get((answers[cell.question, cell.answer].id, cell.group))
        found = _found(cell, own, places[cell.group], weights)
        made.append(
            replace(
                cell,
                share=found.weighted.share,
                interval=found.interval,
                method=found.method,
                interval_why=found.why,
                weighted=found.weighted,
            )
        )
    return tuple(made)


def _found(
    counted: Gap | CrossCell, sums: Sums | None, place: Place, weights: Weights, gap_share: float | None = None
) -> _Found:
    """Return what weights make of a share that is counted without them."""
    if sums is None or not sums.whole or counted.share is None:
        why = FRAME_BASE if sums is None else NO_WEIGHT if counted.share is not None else counted.interval_why
        none = Weighted(None, None, None, None, why, counted.share, gap_share, counted.interval, counted.method)
        return _Found(none, None, None, why)
    share = sums.has / sums.whole
    lacking = None if gap_share is None else sums.lacks / sums.whole
    variance = _variance(sums, share, place, weights)
    interval, method, size, why = _interval(counted, sums, variance, place, weights)
    error = None if variance is None or why is not None else sqrt(variance)
    weighted = Weighted(share, lacking, error, size, None, counted.share, gap_share, counted.interval, counted.method)
    return _Found(weighted, interval, method, why)


def _variance(sums: Sums, share: float, place: Place, weights: Weights) -> float | None:
    """Return the linearised variance of a share: the design's, else that of the group's respondents as a sample of them.

    None where one respondent shows no variation, or the design cannot tell.
    """
    if weights.design is not None:
        return sums.variance
    n = place.responded
    left = 1.0 if place.frame is None else 1 - n / place.frame
    if sums.has in {0, sums.whole} or not left:
        return 0.0
    spread = sums.squares_has * (1 - share) ** 2 + (sums.squares_whole - sums.squares_has) * share**2
    total = sums.whole * weights.unit
    return left * n / (n - 1) * spread * weights.square_unit / total**2


def _interval(
    counted: Gap | CrossCell, sums: Sums, variance: float | None, place: Place, weights: Weights
) -> tuple[Span | None, str | None, float | None, str | None]:
    """Return the interval, its method, the effective n that it rests on, or the reason why there is none."""
    share = sums.has / sums.whole
    if counted.method is None:
        return None, None, None, counted.interval_why
    if counted.method == "census":
        return Span(share, share), "census", None, None
    if sums.lonely:
        return None, None, None, LONELY
    size = share * (1 - share) / variance if variance else _kish(counted, sums, place, weights)
    if size is None:
        return Span(share, share), METHOD, None, None
    found = wilson(min(share * size, size), size)
    return Span(*found) if found else None, METHOD, size, None


def _kish(counted: Gap | CrossCell, sums: Sums, place: Place, weights: Weights) -> float | None:
    """Return Kish's effective n, more of it where little is left to draw; None where nothing is.

    Where all of the frame responded and some left the base through silence, the base's own n of N says what is left.
    """
    total = sums.whole * weights.unit
    size = total * total / (sums.squares_whole * weights.square_unit)
    if place.frame is None:
        return size
    n, population = float(place.responded), float(place.frame)
    if n >= population:
        whole = counted.bases.respondents if counted.base is Base.RESPONDENTS else counted.bases.applicable
        n, population = float(counted.denominator), population * whole / place.responded
    return size * (population - 1) / (population - n) if population > n else None
