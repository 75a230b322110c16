"""How often each code of each question stands in each group: block by block, three questions in one pass, weighted or not.

The counts of some questions are sums of their joint counts, and a pass costs little more for three than for one.
Counts of parts of the rows add up to those of all.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Codes = NDArray[np.uint8] | NDArray[np.bool_]
    Bins = NDArray[np.integer]
    Counted = NDArray[np.int64 | np.float64]

BLOCK: Final = 1 << 17
"""Rows counted at a time: their keys stay in the processor's cache, as do the counts."""

_JOINT: Final = 1 << 15  # joint counts of some questions: more fit no near cache, and are dearer than two passes


def count_codes(codes: NDArray[np.uint8], bins: Bins, groups: int, width: int) -> NDArray[np.int64]:
    """Return how often each code stands in each group, (groups, width). The bin after the last group is left out."""
    counts: NDArray[np.int64] = count_each(codes[None], bins, groups, width)[0]
    return counts


def count_each(codes: NDArray[np.uint8], bins: Bins, groups: int, width: int) -> NDArray[np.int64]:
    """Return how often each code of each question stands in each group, (questions, groups, width).

    `codes` (questions, rows) are below `width`; `bins` (rows,) hold each row's group, or `groups` for who is left out.
    """
    return _each(codes, bins, groups, width, None).astype(np.int64, copy=False)


def weigh_each(
    codes: NDArray[np.uint8], bins: Bins, groups: int, width: int, weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weight of each code of each question in each group, (questions, groups, width).

    `weights` (rows,) are whole numbers that together stay below 2**53, so that their sums are exact in any order.
    """
    return _each(codes, bins, groups, width, weights).astype(np.float64, copy=False)


def count_jointly(
    lanes: Sequence[Codes], sizes: Sequence[int], bins: Bins, groups: int, weights: NDArray[np.float64] | None = None
) -> Counted:
    """Return how often, or with which weight, each combination of codes stands in each group, (groups, combinations).

    Each of `lanes` (rows,) holds codes below its size; combinations are numbered in mixed radix, the first lane leading.
    """
    some = prod(sizes)
    size = (groups + 1) * some
    kind = np.min_scalar_type(size)
    found: Counted = np.zeros(size, np.int64 if weights is None else np.float64)
    for start in range(0, len(bins), BLOCK):
        rows = slice(start, start + BLOCK)
        key: NDArray[np.unsignedinteger] = bins[rows].astype(kind)
        for lane, width in zip(lanes, sizes, strict=True):
            key *= kind.type(width)
            key += lane[rows]
        found += np.bincount(key, None if weights is None else weights[rows], minlength=size)
    return found.reshape(groups + 1, some)[:groups]


def _each(
    codes: NDArray[np.uint8], bins: Bins, groups: int, width: int, weights: NDArray[np.float64] | None
) -> Counted:
    """Count each question, as many at a time as their joint counts allow."""
    most = min(_JOINT, len(bins))  # else adding up the joint counts would take longer than counting
    together = next((many for many in (3, 2) if (groups + 1) * width**many <= most), 1)
    found: Counted = np.empty((len(codes), groups, width), np.int64 if weights is None else np.float64)
    for at in range(0, len(codes), together):
        lanes = list(codes[at : at + together])
        sizes = (width,) * len(lanes)
        joint = count_jointly(lanes, sizes, bins, groups, weights).reshape(groups, *sizes)
        for place in range(len(lanes)):
            others = tuple(1 + other for other in range(len(lanes)) if other != place)
            found[at + place] = joint.sum(axis=others)
    return found
