"""Whom public output may name: nobody before its reply, or a deadline that is said to have passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.framework.types import Framework
    from civicmap.model import Survey


@dataclass(frozen=True, slots=True)
class Naming:
    """Whom public output may name: everybody, or those whose ids are listed."""

    everyone: bool
    entities: frozenset[str] = frozenset()

    def may(self, entity: str) -> bool:
        """Whether an entity may be named, given by its id."""
        return self.everyone or entity in self.entities


def naming(survey: Survey, framework: Framework) -> Naming:
    """Return whom public output may name beside what is public.

    Nobody, unless the framework releases names. Where it says which stage holds replies: those that sent one, and all
    once it says that the deadline has passed. Where it has stages of review and does not say which, nobody; where it
    has none, everybody.
    """
    rule = framework.disclosure
    if not rule.release_names:
        return Naming(everyone=False)
    if rule.reply is None:
        return Naming(everyone=not framework.stages)
    return Naming(rule.reply.passed, replied(survey, rule.reply.stage))


def replied(survey: Survey, stage: str) -> frozenset[str]:
    """Return the ids of the entities that have a row of a stage of review."""
    layers = survey.layers
    if layers is None or stage not in layers.stages:
        return frozenset()
    rows = layers.row[layers.stage == layers.stages.index(stage)]
    return frozenset(survey.entities[entity].id for entity in survey.row_entity[rows].tolist())
