"""Compare scores with published ones, at the precision that the published text is printed with."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.measure.published_parts import Parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.published import Published
    from civicmap.measure.results import Scores
    from civicmap.model import Survey

MOST_DECIMALS: Final = 9  # a double of a score has no more to say
DIFFERS: Final = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """A published score that was not reached. `computed` is None where there is none."""

    entity: str
    id: str
    instance: str | None
    published: str
    computed: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Against:
    """What a comparison found. Scores are equal at the printed precision, without any tolerance beyond it."""

    compared: int
    equal: int
    differing: tuple[Difference, ...]
    tolerance: float = 0.0


def compare_published(
    published: tuple[Published, ...], scores: Scores, survey: Survey, framework: Framework
) -> Against:
    """Compare every published score with the one computed."""
    found = _Found(scores, survey, framework)
    results = [_compare(row, found) for row in published]
    parts = Parts(published, found.entities, scores, survey, framework)
    differing = tuple(_beside_its_parts(result, found, parts) for result in results if result is not None)
    return Against(len(published), len(published) - len(differing), differing)


def _beside_its_parts(one: Difference, found: _Found, parts: Parts) -> Difference:
    """Say of a score that differs whether it follows from its parts as they are published."""
    if one.computed is None or one.why != DIFFERS:
        return one
    made = parts.make(found.entities[one.entity], one.instance or "", one.id)
    if made is None or np.isnan(made):
        return one
    follows = "follows" if agrees(one.published, made) else "does not follow"
    return replace(one, why=f"{DIFFERS}; {follows} from its parts as published")


def agrees(printed: str, score: float) -> bool | None:
    """Say whether a score, rounded half up to the decimals printed, is the printed number; None if that is no number.

    A double within 1e-9 of a half counts as on it, as everywhere.
    """
    try:
        number = Fraction(printed)
    except (ValueError, ZeroDivisionError):
        return None
    decimals = len(printed.partition(".")[2]) if "." in printed else 0
    if decimals > MOST_DECIMALS or "e" in printed.lower() or "/" in printed:
        return abs(float(number) - score) <= 10.0**-MOST_DECIMALS
    unit = Fraction(1, 10**decimals)
    margin = min(Fraction(1, 10**9), unit / 1000)
    return math.floor((Fraction(score) + unit / 2 + margin) / unit) * unit == number


class _Found:
    """The computed scores, by entity, id and instance."""

    def __init__(self, scores: Scores, survey: Survey, framework: Framework) -> None:
        self._scores, self._several = scores, framework.instances is not None
        self.entities = {entity.id: place for place, entity in enumerate(scores.entities)}
        self.entities |= {e.name: place for place, e in enumerate(scores.entities) if e.name not in self.entities}
        owners = survey.row_entity.tolist()
        self.rows = {
            (owner, name): row for row, (owner, name) in enumerate(zip(owners, scores.row_instance, strict=True))
        }
        self._firsts = np.searchsorted(survey.row_entity, np.arange(len(scores.entities)))
        self._points: dict[str, NDArray[np.float64]] = {}

    def lookup(self, row: Published) -> tuple[float | None, str]:
        """Return a computed score, or None and why there is none."""
        entity = self.entities.get(row.entity)
        if entity is None:
            return None, "the entity sent no response"
        if not row.instance:
            return self._entity_score(row.id, entity)
        place = self.rows.get((entity, row.instance))
        if place is None:
            return None, "the entity has no such instance"
        if row.id in self._scores.questions:
            return _number(self._question(row.id)[place])
        if row.id in self._scores.rows:
            return _number(self._scores.rows[row.id].score[place])
        return None, "it is not scored for each instance"

    def _entity_score(self, wanted: str, entity: int) -> tuple[float | None, str]:
        if wanted in self._scores.nodes:
            return _number(self._scores.nodes[wanted].score[entity])
        if self._several:
            return None, "a question is scored for each instance; name one in the column instance"
        return _number(self._question(wanted)[self._firsts[entity]])

    def _question(self, question: str) -> NDArray[np.float64]:
        if question not in self._points:
            self._points[question] = self._scores.questions[question].points
        return self._points[question]


def _number(score: float) -> tuple[float | None, str]:
    """Return a score, or None and why."""
    return (None, "no score") if np.isnan(score) else (float(score), "")


def _compare(row: Published, found: _Found) -> Difference | None:
    """Compare one row; None where it is equal."""
    computed, why = found.lookup(row)
    if not row.score:
        if computed is None:
            return None
        why = "published without a score"
    elif computed is not None:
        agreed = agrees(row.score, computed)
        if agreed:
            return None
        why = "the published score is not a number" if agreed is None else DIFFERS
    return Difference(row.entity, row.id, row.instance or None, row.score, computed, why)
