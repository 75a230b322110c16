"""How far coders agree, and items hang together, beyond what chance would do."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import fsum
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from civicmap.stats.inputs import hashable, is_missing, listed, number, table_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

_ROUNDING = 1e-12  # what is left of a sum of covariances that cancel
Level = Literal["nominal", "ordinal", "interval"]


def krippendorff_alpha(ratings: Sequence[Iterable[Any]], level: Level = "nominal") -> float | None:
    """Return Krippendorff's alpha of any number of coders with gaps (Krippendorff 2004, chapter 11).

    One list per coder, the same units in each, None where a coder said nothing. A unit that fewer than two coded does not
    count. "ordinal" and "interval" want numbers, as texts would be ordered by the alphabet. None where no unit was coded
    twice (one coder, say) or only one category occurs: without variation agreement cannot be told from chance. Raises
    ValueError for lists of different length, ratings that are lists, or texts on an ordered level.
    """
    coders = [hashable(listed(coder, what="ratings"), "ratings") for coder in listed(ratings, what="ratings")]
    if len({len(coder) for coder in coders}) > 1:
        raise ValueError("every coder needs as many ratings: None where there is none")
    if level not in ("nominal", "ordinal", "interval"):
        raise ValueError("level is nominal, ordinal or interval")
    units = [[value for value in unit if not is_missing(value)] for unit in zip(*coders, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    values = list(dict.fromkeys(value for unit in units for value in unit))
    if level != "nominal":
        values = sorted(number(value, "a rating of an ordered level") for value in values)
    if len(values) < 2:
        return None
    pairs = _coincidences(units, values)
    sizes = pairs.sum(axis=1)
    distances = _distances(values, sizes, level)
    seen = fsum((pairs * distances).ravel().tolist())
    chance = fsum((np.outer(sizes, sizes) * distances).ravel().tolist()) / (fsum(sizes.tolist()) - 1)
    return 1 - seen / chance


def _coincidences(units: Sequence[Sequence[Any]], values: Sequence[Any]) -> NDArray[np.float64]:
    """Return how often two values meet in a unit, (values, values): each unit's pairs shared out among its ratings."""
    place = {value: row for row, value in enumerate(values)}
    by_coders: dict[
        int, NDArray[np.float64]
    ] = {}  # whole numbers until the division, so the order of units is no matter
    for unit in units:
        met = by_coders.setdefault(len(unit), np.zeros((len(values), len(values))))
        tally = Counter(place[value] for value in unit)
        for one, times in tally.items():
            for other, again in tally.items():
                met[one, other] += times * (again - (one == other))
    pairs: NDArray[np.float64] = sum(
        (by_coders[coders] / (coders - 1) for coders in sorted(by_coders)), np.zeros((len(values), len(values)))
    )
    return pairs


def _distances(values: Sequence[Any], sizes: NDArray[np.float64], level: Level) -> NDArray[np.float64]:
    """Return how far apart each two values are, squared."""
    if level == "nominal":
        return 1 - np.eye(len(values))
    # On an ordinal scale two values are as far apart as there are ratings from one to the other, half of each end.
    scale = np.asarray(values, dtype=float) if level == "interval" else np.cumsum(sizes) - sizes / 2
    return np.asarray((scale[:, None] - scale[None, :]) ** 2)


def cohen_kappa(
    a: Iterable[Any], b: Iterable[Any], weights: Literal["linear", "quadratic"] | None = None
) -> float | None:
    """Return Cohen's kappa of two coders, weighted by the distance of their values where asked (Cohen 1960, 1968).

    Units that either left out do not count. Weights want numbers, and the distance is their difference: a category that
    nobody used still keeps its neighbours apart (psych and scikit-learn count places among the categories used instead).
    None where both used the same single category, or nothing is shared. Raises ValueError for lists of different length,
    or texts where weights are asked for.
    """
    first, second = hashable(listed(a, what="a"), "a"), hashable(listed(b, what="b"), "b")
    if len(first) != len(second):
        raise ValueError(f"both coders need as many ratings: {len(first)} and {len(second)}")
    if weights not in (None, "linear", "quadratic"):
        raise ValueError("weights are None, linear or quadratic")
    pairs = [(x, y) for x, y in zip(first, second, strict=True) if not (is_missing(x) or is_missing(y))]
    if weights is not None:
        pairs = [(number(x, "a weighted rating"), number(y, "a weighted rating")) for x, y in pairs]
    apart = _APART[weights]
    firsts, seconds = Counter(x for x, _ in pairs), Counter(y for _, y in pairs)
    chance = fsum(n * m * apart(x, y) for x, n in firsts.items() for y, m in seconds.items())
    seen = fsum(n * apart(x, y) for (x, y), n in Counter(pairs).items())
    return 1 - len(pairs) * seen / chance if chance else None


_APART: dict[str | None, Callable[[Any, Any], float]] = {
    None: lambda x, y: float(x != y),
    "linear": lambda x, y: abs(x - y),
    "quadratic": lambda x, y: (x - y) ** 2,
}


def cronbach_alpha(
    rows: Iterable[Iterable[float | None]], missing: Literal["complete", "pairwise"] = "complete"
) -> float | None:
    """Return Cronbach's alpha of items, from one list of answers per row (Cronbach 1951).

    "complete" leaves out rows with a gap; "pairwise" takes each covariance from the rows that have both items, as psych and
    COINr do, and the two can differ by much. It describes: a checklist's items need not hang together. None with fewer than
    two items, where two items share fewer than two rows, or where the sum does not vary. Raises ValueError for ragged rows.
    """
    table = table_of(rows, "rows")
    if missing not in ("complete", "pairwise"):
        raise ValueError("missing is complete or pairwise")
    cells = [[None if is_missing(cell) else number(cell, "an answer") for cell in row] for row in table]
    if missing == "complete":
        cells = [row for row in cells if None not in row]
    items = [_from_first(item) for item in zip(*cells, strict=True)]
    own = [_covariance(item, item) for item in items]
    shared = [_covariance(one, other) for one, other in combinations(items, 2)]
    known = [value for value in own + shared if value is not None]
    if len(items) < 2 or len(known) < len(own) + len(shared):
        return None
    variances, total = fsum(known[: len(own)]), fsum(known + known[len(own) :])
    if abs(total) <= _ROUNDING * fsum(map(abs, known + known[len(own) :])):
        return None
    return len(items) / (len(items) - 1) * (1 - variances / total)


def _from_first(item: Sequence[float | None]) -> list[float | None]:
    """Return an item less its first answer, so that what does not vary is 0 and not nearly 0."""
    first = next((cell for cell in item if cell is not None), 0.0)
    return [None if cell is None else cell - first for cell in item]


def _covariance(one: Sequence[float | None], other: Sequence[float | None]) -> float | None:
    """Return the covariance of two items over the rows that have both; None for fewer than two of them."""
    pairs = [(x, y) for x, y in zip(one, other, strict=True) if x is not None and y is not None]
    n = len(pairs)
    if n < 2:
        return None
    mean1, mean2 = fsum(x for x, _ in pairs) / n, fsum(y for _, y in pairs) / n
    return fsum((x - mean1) * (y - mean2) for x, y in pairs) / (n - 1)
