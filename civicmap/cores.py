"""Work on very many rows, on two cores: arrays and hashes let go of the interpreter while they are worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")
R = TypeVar("R")

MANY: Final = 1 << 19
"""Rows for which threads are worth starting."""

_CORES: Final = 2  # more would hold more at once in memory


def spread(work: Callable[[T], R], items: Iterable[T], rows: int) -> list[R]:
    """Return what some work gives for each item, in their order; of so many rows, two at a time where they are many."""
    if rows < MANY:
        return list(map(work, items))
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - 9 ms, only for large waves

    with ThreadPoolExecutor(_CORES) as pool:
        return list(pool.map(work, items))
