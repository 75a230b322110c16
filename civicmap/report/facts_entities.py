"""Entities by name, each with its scores: for those inside, and for the public only where the framework releases names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EntityScore:
    """A score of one entity; None where it is not rated, and no band where the node has none."""

    node: str
    score: float | None
    band: str | None
    label: str  # what the band is called for readers, "" for none


@dataclass(frozen=True, slots=True)
class EntityFact:
    """An entity that responded, with its pillars and the overall, and its indicators."""

    id: str
    name: str
    scores: tuple[EntityScore, ...]
    indicators: tuple[EntityScore, ...]
