"""The third fold: two sets of answers of the same entities, aligned and counted pair by pair (waves, coders, stages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from civicmap.model import Survey


@dataclass(frozen=True, slots=True)
class Pairing:
    """Places of what stands in both of two lists, (n,) each and in the order of the first, and of what is in one only."""

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    leavers: NDArray[np.int64]  # places in the first list
    entrants: NDArray[np.int64]  # places in the second


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> Pairing:
    """Align two lists of keys. Raises ValueError where a key stands twice in one of them."""
    one, two = ({key: place for place, key in enumerate(keys)} for keys in (before, after))
    if len(one) < len(before) or len(two) < len(after):
        raise ValueError("each key must stand once in each list")
    both = [(place, two[key]) for key, place in one.items() if key in two]
    return Pairing(
        np.array([place for place, _ in both], np.int64),
        np.array([place for _, place in both], np.int64),
        np.array([place for key, place in one.items() if key not in two], np.int64),
        np.array([place for key, place in two.items() if key not in one], np.int64),
    )


def align_entities(before: Survey, after: Survey) -> Pairing:
    """Align the responding entities of two surveys by id; places are those among each survey's entities."""
    places = [np.flatnonzero(survey.respondent) for survey in (before, after)]
    ids = [
        [survey.entities[place].id for place in found.tolist()]
        for survey, found in zip((before, after), places, strict=True)
    ]
    paired = align(*ids)
    one, two = places
    return Pairing(one[paired.before], two[paired.after], one[paired.leavers], two[paired.entrants])


def align_rows(before: Survey, after: Survey) -> Pairing:
    """Align the rows of two surveys by entity and instance, those of entities that did not respond left out."""
    places = [np.flatnonzero(survey.respondent[survey.row_entity]) for survey in (before, after)]
    keys = [
        [(survey.entities[survey.row_entity[row]].id, survey.row_instance[row]) for row in found.tolist()]
        for survey, found in zip((before, after), places, strict=True)
    ]
    paired = align(*keys)
    one, two = places
    return Pairing(one[paired.before], two[paired.after], one[paired.leavers], two[paired.entrants])


def count_pairs(
    pairing: Pairing, before: NDArray[np.integer], after: NDArray[np.integer], kinds: int
) -> NDArray[np.int64]:
    """Return how often each pair of codes (or verdicts) below `kinds` stands there, (kinds, kinds): first by second."""
    pairs = before[pairing.before].astype(np.int64) * kinds + after[pairing.after]
    return np.bincount(pairs, minlength=kinds * kinds).reshape(kinds, kinds)
