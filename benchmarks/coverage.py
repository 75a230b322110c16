"""How often the intervals of `civicmap.stats` hold the truth, by enumeration: no draws, no seed, every possible truth.

For each number K of a population N that has something, the chance of each count among n drawn without replacement is
exact (hypergeometric, in whole numbers); the coverage is the sum of the chances of the counts whose interval holds K/N.
The tables are those of docs/methods/shares.md; a test compares them.

    python benchmarks/coverage.py
"""

from __future__ import annotations

from functools import cache
from math import comb
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from civicmap.stats import clopper_pearson, difference_newcombe, hypergeometric_interval, wilson

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

SAME = 1e-12  # a limit that is K/N but for rounding holds it
SIZES = ((180, 110), (180, 150), (12, 8), (60, 40), (180, 180))
NAMES = {
    "hypergeometric": "hypergeometric, equal tails",
    "wilson_fpc": "Wilson, finite population",
    "wilson": "Wilson, plain",
    "clopper_pearson": "Clopper-Pearson, plain",
}


class Coverage(NamedTuple):
    """Mean and least coverage over every truth, and the mean width over every truth and count."""

    mean: float
    least: float
    width: float


@cache
def chances(size: int, n: int) -> NDArray[np.float64]:
    """Return the chance of each count for each truth, (size + 1, n + 1)."""
    ways = comb(size, n)
    return np.array([[comb(k, x) * comb(size - k, n - x) / ways for x in range(n + 1)] for k in range(size + 1)])


def limits(method: str, size: int, n: int) -> NDArray[np.float64]:
    """Return the interval of each count, (2, n + 1)."""
    x = np.arange(n + 1)
    calls: dict[str, Callable[[], Any]] = {
        "hypergeometric": lambda: hypergeometric_interval(x, n, size),
        "wilson_fpc": lambda: wilson(x, n, population=size),
        "wilson": lambda: wilson(x, n),
        "clopper_pearson": lambda: clopper_pearson(x, n),
    }
    return np.array(calls[method]())


def coverage(method: str, size: int, n: int) -> Coverage:
    """Return how a method does at one population and one number of answers."""
    low, high = limits(method, size, n)
    truth = np.arange(size + 1)[:, None] / size
    chance = chances(size, n)
    held = (chance * ((low <= truth + SAME) & (truth - SAME <= high))).sum(axis=1)
    return Coverage(float(held.mean()), float(held.min()), float((chance @ (high - low)).mean()))


def applicable_only(size: int, n: int, out: int) -> Coverage:
    """Return how Wilson does where `out` of the population do not apply: N of the base is N x applicable / n, not rounded.

    The truth K of the size - out that apply; who applies, and who of them has it, is drawn with the answers.
    """
    inside = size - out
    held, widths = [], []
    drawn = range(max(0, n - out), min(n, inside) + 1)
    applies = {m: comb(inside, m) * comb(out, n - m) / comb(size, n) for m in drawn}
    by_count = {m: np.array(wilson(np.arange(m + 1), m, population=size * m / n)) for m in drawn if m}
    for k in range(inside + 1):
        hit = width = 0.0
        for m, chance in applies.items():
            if not m:
                continue
            own = np.array([comb(k, x) * comb(inside - k, m - x) / comb(inside, m) for x in range(m + 1)])
            low, high = by_count[m]
            truth = k / inside
            hit += chance * float((own * ((low <= truth + SAME) & (truth - SAME <= high))).sum())
            width += chance * float(own @ (high - low))
        held.append(hit)
        widths.append(width)
    return Coverage(float(np.mean(held)), float(np.min(held)), float(np.mean(widths)))


def difference(first: tuple[int, int], second: tuple[int, int], *, finite: bool, step: int = 4) -> Coverage:
    """Return how Newcombe's interval of a difference does; groups are (population, answers), every `step`th truth of each."""
    (size1, n1), (size2, n2) = first, second
    x1, x2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)[None, :]
    populations = {"population1": size1, "population2": size2} if finite else {}
    found: Any = difference_newcombe(x1, n1, x2, n2, **populations)
    low, high = np.asarray(found, dtype=float)
    chance1, chance2 = chances(size1, n1), chances(size2, n2)
    held, widths = [], []
    for k1 in range(0, size1 + 1, step):
        for k2 in range(0, size2 + 1, step):
            truth = k1 / size1 - k2 / size2
            inside = (low <= truth + SAME) & (truth - SAME <= high)
            held.append(float(chance1[k1] @ inside @ chance2[k2]))
            widths.append(float(chance1[k1] @ (high - low) @ chance2[k2]))
    return Coverage(float(np.mean(held)), float(np.min(held)), float(np.mean(widths)))


def _row(name: str, found: Coverage) -> str:
    """Return a row of a Markdown table."""
    return f"| {name} | {found.mean:.3f} | {found.least:.3f} | {found.width:.3f} |"


def tables() -> str:
    """Return the tables in Markdown."""
    lines = ["| N | n | method | mean | least | width |", "| ---: | ---: | --- | ---: | ---: | ---: |"]
    for size, n in SIZES:
        lines += [f"| {size} | {n} {_row(label, coverage(method, size, n))}" for method, label in NAMES.items()]
    lines += ["", "| N | n | not applicable | mean | least | width |", "| ---: | ---: | ---: | ---: | ---: | ---: |"]
    for size, n, out in ((180, 110, 20), (180, 110, 60), (60, 40, 20)):
        lines.append(f"| {size} | {n} {_row(str(out), applicable_only(size, n, out))}")
    lines += ["", "| groups (n of N) | form | mean | least | width |", "| --- | --- | ---: | ---: | ---: |"]
    for one, two in (((72, 58), (108, 52)), ((20, 12), (20, 12))):
        for finite in (True, False):
            name = f"{one[1]} of {one[0]}, {two[1]} of {two[0]} | {'finite populations' if finite else 'plain'}"
            lines.append(_row(name, difference(one, two, finite=finite)))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(tables(), end="")
