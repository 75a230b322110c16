"""Weights: what they cost in precision, and weights that make a sample add up to known totals."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from civicmap.stats.inputs import amount, amounts, listed

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

_ROUNDS: Final = 1_000
_CLOSE: Final = 1e-10  # relative: margins this near to their totals are met


def kish_effective_n(weights: Iterable[float]) -> float | None:
    """Return how many equal weights would be as precise, (sum of w)² / sum of w² (Kish 1965).

    It knows neither strata nor clusters, and takes weights to be unrelated to the answers. None if all are 0.
    """
    return effective(amounts(weights, "a weight"))


def kish_deff(weights: Iterable[float]) -> float | None:
    """Return by what factor unequal weights raise a variance: rows of weight above 0 / effective n (Kish 1965)."""
    numbers = amounts(weights, "a weight")
    size = effective(numbers)
    return sum(weight > 0 for weight in numbers) / size if size else None


def effective(weights: Sequence[float]) -> float | None:
    """Return Kish's effective number of weights that are checked already."""
    total = fsum(weights)
    return total * total / fsum(weight * weight for weight in weights) if total else None


def poststratify(
    weights: Iterable[float], cells: Iterable[Hashable], totals: Mapping[Any, float]
) -> NDArray[np.float64]:
    """Return weights that add up to the total of each cell, in proportion to those given.

    Raises ValueError for a cell without a total, or a total above 0 that no weight can carry. Cells want five rows or
    more each; with fewer, `rake` over margins varies less.
    """
    numbers = amounts(weights, "a weight")
    labels = listed(cells, len(numbers), "cells")
    places = _places(labels, totals, "cell")
    factors = _factors(places, np.asarray(numbers), list(totals), _totals(totals))
    scaled: NDArray[np.float64] = np.asarray(numbers) * factors[places]
    return scaled


def rake(
    weights: Iterable[float], margins: Sequence[tuple[Iterable[Hashable], Mapping[Any, float]]]
) -> NDArray[np.float64]:
    """Return weights that add up to the totals of every margin, by iterative proportional fitting (Deming, Stephan 1940).

    A margin is the label of each row and the total of each label. Rows with the same labels keep their proportions. Raises
    ValueError for a label without a total or a total without a row, margins that disagree in sum, or no convergence. The
    variance of a raked variable is not that of a sample: it is fixed.
    """
    numbers = amounts(weights, "a weight")
    sides = [(_places(listed(labels, len(numbers), "labels"), totals, "label"), totals) for labels, totals in margins]
    if not sides:
        raise ValueError("raking needs at least one margin")
    sums = [fsum(_totals(totals)) for _, totals in sides]
    if max(sums) - min(sums) > 1e-6 * max(sums):
        raise ValueError(f"the margins disagree: their totals add up to {', '.join(f'{total:g}' for total in sums)}")
    # All rows with the same labels get the same factor, so it is their sums that are fitted: the order of rows is no matter.
    kinds, kind = np.unique(np.stack([places for places, _ in sides], axis=1), axis=0, return_inverse=True)
    start = _sums(kind.ravel(), np.asarray(numbers), len(kinds))
    fitted = _fit(start, [(kinds[:, side], *_wanted(totals)) for side, (_, totals) in enumerate(sides)])
    growth = np.divide(fitted, start, out=np.zeros_like(start), where=start > 0)
    raked: NDArray[np.float64] = np.asarray(numbers) * growth[kind.ravel()]
    return raked


def _fit(
    start: NDArray[np.float64], sides: Sequence[tuple[NDArray[np.intp], list[Any], list[float]]]
) -> NDArray[np.float64]:
    """Return sums fitted to one side after the other until none needs to change."""
    fitted = start
    for _ in range(_ROUNDS):
        change = 0.0
        for places, labels, totals in sides:
            growth = _factors(places, fitted, labels, totals)[places]
            change = max(change, float(np.abs(growth - 1).max(where=fitted > 0, initial=0)))
            fitted = fitted * growth
        if change <= _CLOSE:
            return fitted
    raise ValueError(f"the margins cannot be met together: no convergence in {_ROUNDS} rounds")


def _wanted(totals: Mapping[Any, float]) -> tuple[list[Any], list[float]]:
    """Return the labels of a margin and their totals."""
    return list(totals), _totals(totals)


def _totals(totals: Mapping[Any, float]) -> list[float]:
    """Return totals as numbers. Raises ValueError for one that is negative or no number."""
    return [amount(total, f"the total of {label!r}") for label, total in totals.items()]


def _places(labels: Sequence[Hashable], totals: Mapping[Any, float], what: str) -> NDArray[np.intp]:
    """Return where each row's label stands among the totals. Raises ValueError for labels that have none."""
    order = {label: place for place, label in enumerate(totals)}
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
