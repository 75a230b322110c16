"""Tables of counts, as every test of them reads them."""

from __future__ import annotations

from functools import lru_cache
from math import lgamma
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.stats.inputs import count, table_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SAME: Final = 1e-9  # relative: statistics nearer than this differ by rounding alone
_MOST: Final = 10**9  # counted in one table: beyond it products of counts leave 64 bits


def read_counts(table: ArrayLike) -> NDArray[np.int64]:
    """Return the table as integers. Raises ValueError if it holds anything but whole, non-negative counts."""
    cells = [[count(cell, "a table of counts is needed: a cell") for cell in row] for row in table_of(table)]  # type: ignore[arg-type] # checked there
    if not cells or not cells[0]:
        raise ValueError("a table of counts is needed, with at least one cell")
    if sum(map(sum, cells)) > _MOST:
        raise ValueError(f"a table of up to {_MOST:,} in all is needed")
    return np.array(cells, dtype=np.int64)


@lru_cache(maxsize=8)
def log_factorials(up_to: int) -> NDArray[np.float64]:
    """Return log(k!) for k = 0 … up_to."""
    return np.array([lgamma(k + 1) for k in range(up_to + 1)])
