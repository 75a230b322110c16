"""How the respondents were drawn and calibrated, and the variance of a total that follows by Taylor linearisation."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.measure.division import divide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, WeightRule
    from civicmap.measure.division import Division
    from civicmap.model import Survey

_ROUNDS: Final = 200
_CLOSE: Final = 1e-13  # of the largest residual: what is left of it after another round
_NOTHING: Final = 1e-24  # a variance below this is what rounding leaves of none


class Design(NamedTuple):
    """All respondents, whatever group is looked at: groups are domains of it.

    `rows` (respondents,) their entities; `weights`, `strata`, `clusters` (respondents,) and each of `margins`
    (respondents,) are places. `of_cluster` (clusters,) is each one's stratum, `left` (strata,) the part of each that was not
    drawn. A stratum whose only cluster shows no variation is `lonely`.
    """

    rows: NDArray[np.int64]
    weights: NDArray[np.float64]
    clusters: NDArray[np.int64]
    of_cluster: NDArray[np.int64]
    left: NDArray[np.float64]
    margins: tuple[NDArray[np.int64], ...]

    def variance(self, residuals: NDArray[np.float64]) -> float | None:
        """Return the variance of the sum of weighted residuals (respondents,); None with a lonely stratum.

        What the margins fix does not vary: it is taken out of the residuals first, as R's survey package does.
        """
        sizes = np.bincount(self.of_cluster, minlength=len(self.left))
        if ((sizes == 1) & (self.left > 0)).any():
            return None
        totals = np.bincount(self.clusters, self._loose(residuals), minlength=len(self.of_cluster))
        means = np.bincount(self.of_cluster, totals, minlength=len(self.left)) / sizes
        parts = (totals - means[self.of_cluster]) ** 2
        growth = np.divide(self.left * sizes, sizes - 1, out=np.zeros(len(sizes)), where=sizes > 1)
        found = fsum((growth[self.of_cluster] * parts).tolist())
        return found if found > _NOTHING else 0.0

    def _loose(self, residuals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the margins leave of residuals: nothing of them adds up within a value of a margin."""
        for _ in range(_ROUNDS if len(self.margins) > 1 else 1):
            before = residuals
            for margin in self.margins:
                size = np.bincount(margin)
                mean = np.divide(
                    np.bincount(margin, residuals / self.weights), size, where=size > 0, out=np.zeros(len(size))
                )
                residuals = residuals - self.weights * mean[margin]
            if np.abs(residuals - before).max(initial=0) <= _CLOSE * np.abs(residuals).max(initial=0):
                break
        return residuals


def design_of(
    survey: Survey,
    framework: Framework,
    rule: WeightRule,
    values: NDArray[np.float64],
    sides: Sequence[NDArray[np.int64]],
) -> Design | None:
    """Return the design of a rule, None where each entity was drawn by itself and the weights are no calibration.

    Raises RequestError where a respondent's stratum or cluster is not known.
    """
    if not sides and rule.strata is None and rule.clusters is None:
        return None
    strata = _division(survey, framework, rule.strata)
    clusters = _division(survey, framework, rule.clusters)
    rows = np.flatnonzero(survey.respondent)
    stratum = np.zeros(len(rows), np.int64) if strata is None else strata.of_entity[rows]
    unit = np.arange(len(rows)) if clusters is None else clusters.of_entity[rows]
    kept, stratum = np.unique(stratum, return_inverse=True)
    pairs, cluster = np.unique(stratum.ravel() * (unit.max(initial=0) + 1) + unit, return_inverse=True)
    of_cluster = pairs // (unit.max(initial=0) + 1)
    drawn = np.bincount(of_cluster, minlength=len(kept))
    left = np.ones(len(kept))
    population = None if survey.register is None else _population(len(survey.register.entities), strata, clusters, kept)
    if population is not None:
        left = 1 - drawn / np.maximum(population, drawn)
    return Design(rows, values[rows], cluster.ravel().astype(np.int64), of_cluster, left, tuple(sides))


def _division(survey: Survey, framework: Framework, group: str | None) -> Division | None:
    """Return the division of a group. Raises RequestError where a respondent is in none of its values."""
    if group is None:
        return None
    division = divide(survey, framework, group)
    unknown = int((division.of_entity[survey.respondent] == len(division.keys)).sum())
    if unknown:
        what = f"of {unknown} respondents it is not known which {group} they were drawn in"
        raise RequestError(Problem.of(Code.WEIGHT_TOTALS, what=what, how="write it in the register"))
    return division


def _population(
    size: int, strata: Division | None, clusters: Division | None, kept: NDArray[np.int64]
) -> NDArray[np.int64] | None:
    """Return how many of the register's `size` entities, or clusters, each stratum has; None where it does not say."""
    named = [one for one in (strata, clusters) if one is not None]
    if any(not one.in_frame or (one.of_frame == len(one.keys)).any() for one in named):
        return None
    stratum = np.zeros(size, np.int64) if strata is None else strata.of_frame
    unit = np.arange(size) if clusters is None else clusters.of_frame
    pairs = np.unique(np.stack([stratum, unit], axis=1), axis=0)
    return np.bincount(pairs[:, 0], minlength=int(kept.max(initial=0)) + 1)[kept]
