"""The share of a weighted sample and its standard error, by Taylor linearisation."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from math import fsum, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from civicmap.stats.inputs import amount, amounts, is_missing, labels_of, listed
from civicmap.stats.weighting import effective

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NOTHING = 1e-24  # a variance below this is what rounding leaves of none


class WeightedShare(NamedTuple):
    """A weighted share, its standard error, degrees of freedom and effective number of answers.

    `se` is None where a stratum has a single cluster and more to draw from; `n_effective` where that leaves it unknown or
    nothing is left to chance.
    """

    share: float
    se: float | None
    df: int
    n_effective: float | None


@dataclass(frozen=True, slots=True)
class _Stratum:
    """The rows of each cluster of a stratum, and how many clusters the population's stratum has."""

    clusters: tuple[tuple[int, ...], ...]
    population: float | None


def weighted_share(
    y: Iterable[float | None],
    weights: Iterable[float],
    *,
    strata: Iterable[Hashable] | None = None,
    clusters: Iterable[Hashable] | None = None,
    fpc: Iterable[float] | None = None,
    domain: Iterable[bool] | None = None,
) -> WeightedShare | None:
    """Return the share of y = 1 among the weights, as R's survey package does for a ratio.

    Clusters are numbered within strata; without them each row is one. `fpc` is the number of clusters (without clusters:
    of entities) in the population of the row's stratum. Rows where y is missing or `domain` is False stay in the design
    and leave the share. df = clusters - strata with a row in the domain. n_effective = p(1-p)/se²; where that is 0/0 it is
    Kish's, times (N-1)/(N-n) with `fpc`. A row of weight 0 stays in the design too. None where no weight is in the domain.
    Raises ValueError for weights that are negative or missing, y or domain other than 0 and 1, lists of different length,
    rows without a label, or populations that differ within a stratum or are smaller than what was drawn.
    """
    numbers = amounts(weights, "a weight")
    size = len(numbers)
    answers = listed(y, size, "y")
    if any(not is_missing(answer) and not _is_flag(answer) for answer in answers):
        raise ValueError("y must be 0, 1 or missing")
    inside = [not is_missing(answer) for answer in answers]
    if domain is not None:
        chosen = listed(domain, size, "domain")
        if not all(map(_is_flag, chosen)):
            raise ValueError("domain must be True or False for each row")
        inside = [known and bool(within) for known, within in zip(inside, chosen, strict=True)]
    counted = [weight if known else 0.0 for weight, known in zip(numbers, inside, strict=True)]
    total = fsum(counted)
    if not total:
        return None
    yes = [weight if answer == 1 else 0.0 for weight, answer in zip(counted, answers, strict=True)]
    share = 1.0 if yes == counted else fsum(yes) / total
    residuals = [(one - share * weight) / total for one, weight in zip(yes, counted, strict=True)]
    design = _design(size, strata, clusters, fpc)
    if any(_is_alone(stratum) for stratum in design):
        return WeightedShare(share, None, _df(design, counted), None)
    variance = fsum(_variance(stratum, residuals) for stratum in design)
    variance = variance if variance > _NOTHING else 0.0
    n_effective = share * (1 - share) / variance if variance else _kish(counted, design)
    return WeightedShare(share, sqrt(variance), _df(design, counted), n_effective)


def _design(
    size: int,
    strata: Iterable[Hashable] | None,
    clusters: Iterable[Hashable] | None,
    fpc: Iterable[float] | None,
) -> list[_Stratum]:
    """Return the strata. Raises ValueError for a missing label, or populations that differ or are too small."""
    stratum_of = labels_of(strata, size, "strata") if strata is not None else [0] * size
    cluster_of = labels_of(clusters, size, "clusters") if clusters is not None else list(range(size))
    populations = listed(fpc, size, "fpc") if fpc is not None else [None] * size
    rows: dict[Any, list[int]] = {}
    for row, label in enumerate(stratum_of):
        rows.setdefault(label, []).append(row)
    return [
        _stratum(f"stratum {label!r}" if strata is not None else "the sample", own, cluster_of, populations)
        for label, own in rows.items()
    ]


def _is_flag(value: object) -> bool:
    """Return whether a value is 0 or 1, or False or True."""
    return isinstance(value, Hashable) and value in (0, 1)


def _stratum(name: str, rows: Sequence[int], cluster_of: Sequence[Any], populations: Sequence[Any]) -> _Stratum:
    """Return one stratum, its rows by cluster."""
    clusters: dict[Any, list[int]] = {}
    for row in rows:
        clusters.setdefault(cluster_of[row], []).append(row)
    sizes = {None if populations[row] is None else amount(populations[row], "fpc") for row in rows}
    if len(sizes) > 1:
        raise ValueError(f"fpc: {name} has more than one population size")
    population = sizes.pop()
    if population is not None and population < len(clusters):
        raise ValueError(f"fpc: {name} has {len(clusters)} of a population of {population:g}")
    return _Stratum(tuple(map(tuple, clusters.values())), population)


def _is_alone(stratum: _Stratum) -> bool:
    """Return whether a stratum has one cluster, so that nothing shows how much clusters vary."""
    return len(stratum.clusters) == 1 and stratum.population != 1


def _variance(stratum: _Stratum, residuals: Sequence[float]) -> float:
    """Return what a stratum adds to the variance: that of its clusters' totals, but for what was not left to chance."""
    n = len(stratum.clusters)
    left = 1 - n / stratum.population if stratum.population is not None else 1.0
    if left == 0:
        return 0.0
    totals = [fsum(residuals[row] for row in cluster) for cluster in stratum.clusters]
    mean = fsum(totals) / n
    return left * n / (n - 1) * fsum((total - mean) ** 2 for total in totals)


def _df(design: Sequence[_Stratum], counted: Sequence[float]) -> int:
    """Return the clusters less the strata that have a weight in the domain."""
    present = [sum(any(counted[row] for row in cluster) for cluster in stratum.clusters) for stratum in design]
    return sum(clusters - 1 for clusters in present if clusters)


def _kish(counted: Sequence[float], design: Sequence[_Stratum]) -> float | None:
    """Return Kish's effective number of answers, more of them where little is left to draw; None where nothing is."""
    kish = effective(counted)
    populations = [stratum.population for stratum in design if stratum.population is not None]
    if kish is None or len(populations) < len(design):
        return kish
    n, population = sum(len(stratum.clusters) for stratum in design), fsum(populations)
    return kish * (population - 1) / (population - n) if population > n else None
