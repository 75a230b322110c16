"""Weights: what they cost in precision, and weights that make a sample add up to known totals."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from civicmap.stats.inputs import amounts, labels_of, listed, mapping_of
from civicmap.stats.sums import exact_parts

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

_ROUNDS: Final = 200  # of fitting before Newton's method, and after it
_NEWTON_STEPS: Final = 60
_LARGEST_STEP: Final = 5.0  # of a logarithm
_ROUNDED: Final = 1e-15
_CLOSE: Final = 1e-12  # relative: margins this near to their totals are met


def kish_effective_n(weights: Iterable[float]) -> float | None:
    """Return how many equal weights would be as precise, (sum of w)² / sum of w² (Kish 1965).

    It knows neither strata nor clusters, and takes weights to be unrelated to the answers. None if all are 0. Raises
    ValueError for a weight that is negative, missing or no number.
    """
    return effective(amounts(weights, "a weight"))


def kish_deff(weights: Iterable[float]) -> float | None:
    """Return by what factor unequal weights raise a variance: rows of weight above 0 / effective n (Kish 1965).

    Not the design effect of an estimate, which depends on the answers. None if all weights are 0. Raises ValueError as
    `kish_effective_n`.
    """
    numbers = amounts(weights, "a weight")
    size = effective(numbers)
    return sum(weight > 0 for weight in numbers) / size if size else None


def effective(weights: Sequence[float]) -> float | None:
    """Return Kish's effective number of weights that are checked already."""
    values = np.asarray(weights, dtype=np.float64)
    total = fsum(exact_parts(values))
    return total * total / fsum(exact_parts(values * values)) if total else None


def poststratify(
    weights: Iterable[float], cells: Iterable[Hashable], totals: Mapping[Any, float]
) -> NDArray[np.float64]:
    """Return weights that add up to the total of each cell, in proportion to those given (Holt and Smith 1979).

    An array, in the order of the rows. Raises ValueError for a row without a cell, a cell without a total, a total above 0
    that no weight can carry, or weights that are negative or missing. Cells want five rows or more each; with fewer, `rake`
    over margins varies less.
    """
    numbers = amounts(weights, "a weight")
    labels, wanted = labels_of(cells, len(numbers), "cells"), mapping_of(totals)
    places = _places(labels, wanted, "cell")
    factors = _factors(places, np.asarray(numbers), list(wanted), list(wanted.values()))
    scaled: NDArray[np.float64] = np.asarray(numbers) * factors[places]
    return scaled


def rake(
    weights: Iterable[float], margins: Sequence[tuple[Iterable[Hashable], Mapping[Any, float]]]
) -> NDArray[np.float64]:
    """Return weights that add up to the totals of every margin, by iterative proportional fitting (Deming, Stephan 1940).

    A margin is the label of each row and the total of each label. Rows with the same labels keep their proportions. Where
    fitting is slow, Newton's method ends it: to the same weights, as they are the only ones of the form weight x a factor
    for each label. An array, in the order of the rows. Raises ValueError for a label without a total or a total without a
    row, margins that disagree in sum, or that weights above 0 cannot meet together. The variance of a raked variable is not
    that of a sample: it is fixed.
    """
    numbers = amounts(weights, "a weight")
    sides = [_side(margin, len(numbers)) for margin in listed(margins, what="margins")]
    if not sides:
        raise ValueError("raking needs at least one margin")
    sums = [fsum(totals.values()) for _, totals in sides]
    if max(sums) - min(sums) > 1e-6 * max(sums):
        raise ValueError(f"the margins disagree: their totals add up to {', '.join(f'{total:g}' for total in sums)}")
    # All rows with the same labels get the same factor, so it is their sums that are fitted: the order of rows is no matter.
    kinds, kind = np.unique(np.stack([places for places, _ in sides], axis=1), axis=0, return_inverse=True)
    start = _sums(kind.ravel(), np.asarray(numbers), len(kinds))
    wanted = [(kinds[:, side], list(totals), list(totals.values())) for side, (_, totals) in enumerate(sides)]
    fitted = _fit(start, wanted)
    growth = np.divide(fitted, start, out=np.zeros_like(start), where=start > 0)
    raked: NDArray[np.float64] = np.asarray(numbers) * growth[kind.ravel()]
    return raked


def _side(
    margin: tuple[Iterable[Hashable], Mapping[Any, float]], size: int
) -> tuple[NDArray[np.intp], dict[Any, float]]:
    """Return where each row's label stands among the totals of a margin, and these. Raises ValueError for what is none."""
    if isinstance(margin, str | bytes) or not hasattr(margin, "__len__") or len(margin) != 2:
        raise ValueError(f"a margin is the labels of the rows and the totals of the labels, not {margin!r}")
    labels, totals = labels_of(margin[0], size, "labels"), mapping_of(margin[1])
    return _places(labels, totals, "label"), totals


def _fit(
    start: NDArray[np.float64], sides: Sequence[tuple[NDArray[np.intp], list[Any], list[float]]]
) -> NDArray[np.float64]:
    """Return sums fitted to one side after the other until none needs to change."""
    fitted = start
    for round_ in range(2 * _ROUNDS):
        change = 0.0
        for places, labels, totals in sides:
            growth = _factors(places, fitted, labels, totals)[places]
            change = max(change, float(np.abs(growth - 1).max(where=fitted > 0, initial=0)))
            fitted = fitted * growth
        if change <= _CLOSE:
            return fitted
        if round_ == _ROUNDS:
            fitted = _newton(fitted, [(places, np.asarray(totals)) for places, _, totals in sides])
    raise ValueError("the margins cannot be met together by weights above 0")


def _newton(
    fitted: NDArray[np.float64], sides: Sequence[tuple[NDArray[np.intp], NDArray[np.float64]]]
) -> NDArray[np.float64]:
    """Return sums nearer to the totals of all sides at once: Newton's steps on the logarithms of the labels' factors.

    They go down a convex function, sum of the sums - factors x totals, whose slope is what the margins miss. Where no
    factors meet the totals, what is returned does not either.
    """
    belongs = np.hstack([np.eye(len(totals))[places] for places, totals in sides])  # (kinds, labels of all sides)
    totals = np.concatenate([totals for _, totals in sides])

    def height(sums: NDArray[np.float64], logs: NDArray[np.float64]) -> float:
        return float(sums.sum() - logs @ totals)

    logs, sums = np.zeros(len(totals)), fitted
    for _ in range(_NEWTON_STEPS):
        missed = totals - sums @ belongs
        if np.abs(missed).max() <= _ROUNDED * totals.max():
            break
        step = np.linalg.lstsq(belongs.T @ (belongs * sums[:, None]), missed, rcond=None)[0]
        step *= min(1.0, _LARGEST_STEP / max(float(np.abs(belongs @ step).max()), _ROUNDED))
        while (
            height(fitted * np.exp(belongs @ (logs + step)), logs + step) > height(sums, logs) + _ROUNDED * totals.sum()
        ):
            step = step / 2
        logs = logs + step
        sums = fitted * np.exp(belongs @ logs)
    return sums


def _places(labels: Sequence[Hashable], totals: Mapping[Any, float], what: str) -> NDArray[np.intp]:
    """Return where each row's label stands among the totals. Raises ValueError for labels that have none."""
    order = {label: place for place, label in enumerate(totals)}
    if not totals:
        raise ValueError(f"a total is needed for each {what}")
    unknown = sorted({repr(label) for label in labels if label not in order})
    if unknown:
        raise ValueError(f"no total for the {what} {', '.join(unknown)}")
    return np.array([order[label] for label in labels], dtype=np.intp)


def _factors(
    places: NDArray[np.intp], sizes: NDArray[np.float64], labels: Sequence[object], totals: Sequence[float]
) -> NDArray[np.float64]:
    """Return by what each place's sizes must grow. Raises ValueError for a total that nothing can carry."""
    sums, wanted = _sums(places, sizes, len(totals)), np.asarray(totals)
    bare = [repr(label) for label, total, size in zip(labels, totals, sums.tolist(), strict=True) if total and not size]
    if bare:
        raise ValueError(f"no row with a weight can carry the total of {', '.join(bare)}")
    factors: NDArray[np.float64] = np.divide(wanted, sums, out=np.zeros_like(sums), where=sums > 0)
    return factors


def _sums(places: NDArray[np.intp], sizes: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return the sum of the sizes at each place, whatever their order."""
    parts: list[list[float]] = [[] for _ in range(length)]
    for place, size in zip(places.tolist(), sizes.tolist(), strict=True):
        parts[place].append(size)
    return np.array([fsum(part) for part in parts])
