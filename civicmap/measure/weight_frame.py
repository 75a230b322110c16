"""The register's counts that weights are made to add up to, and the reasons why they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.measure.division import divide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, WeightRule
    from civicmap.measure.division import Division
    from civicmap.model import Survey

FEWEST: Final = 5
"""A cell of a post-stratification with fewer respondents gives weights that vary too much."""


class Margin(NamedTuple):
    """One division of respondents and register. `of_entity` (respondents,) indexes `labels` and `totals`."""

    labels: tuple[str, ...]
    of_entity: NDArray[np.int64]
    totals: tuple[int, ...]


def margins(survey: Survey, framework: Framework, rule: WeightRule) -> tuple[Margin, ...]:
    """Return the cells of a post-stratification as one margin, or the margins to rake to.

    Raises RequestError, with every reason, where there is no register, it does not know a group, a cell has too few
    respondents, or the register has fewer than responded.
    """
    if survey.register is None:
        how = "ingest the survey again with --register, or use a column of weights"
        raise RequestError(Problem.of(Code.WEIGHT_TOTALS, what="there is no register to weight to", how=how))
    groups = tuple(dict.fromkeys(rule.post_stratify or rule.rake))
    divisions = [divide(survey, framework, group) for group in groups]
    _refuse([problem for division in divisions for problem in _absent(division)])
    sides = [_crossed(survey, divisions)] if rule.post_stratify else [_crossed(survey, [one]) for one in divisions]
    _refuse([problem for side in sides for problem in _too_few(side, crossed=bool(rule.post_stratify))])
    return tuple(sides)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise RequestError(*problems)


def _absent(division: Division) -> list[Problem]:
    """Say that the register does not know a group at all. Who has no value of it is a cell of its own."""
    if division.in_frame:
        return []
    what, how = f"the register does not know {division.by}", "give it that column, or weight to another group"
    return [Problem.of(Code.WEIGHT_TOTALS, what=what, how=how)]


def _crossed(survey: Survey, divisions: Sequence[Division]) -> Margin:
    """Return the combinations of some groups' values that occur, with the respondents' and the register's counts."""
    entity = np.stack([division.of_entity[survey.respondent] for division in divisions], axis=1)
    frame = np.stack([division.of_frame for division in divisions], axis=1)
    cells, places = np.unique(np.concatenate([entity, frame]), axis=0, return_inverse=True)
    places = places.ravel()
    totals = np.bincount(places[len(entity) :], minlength=len(cells))
    labels = tuple(", ".join(map(_label, divisions, cell)) for cell in cells.tolist())
    return Margin(labels, places[: len(entity)].astype(np.int64), tuple(totals.tolist()))


def _label(division: Division, place: int) -> str:
    """Name a value of a group; the place after the last is for who has none."""
    key = division.keys[place] if place < len(division.keys) else None
    return f"{division.by} {key.label or key.value}" if key is not None else f"{division.by} not known"


def _too_few(side: Margin, *, crossed: bool) -> list[Problem]:
    """Return the cells whose register is smaller than their respondents, or whose respondents are too few."""
    problems = []
    counts = np.bincount(side.of_entity, minlength=len(side.labels)).tolist()
    for label, count, total in zip(side.labels, counts, side.totals, strict=True):
        if count > total:
            what = f"the register holds {total} of {label}, and {count} responded"
            problems.append(
                Problem.of(Code.WEIGHT_TOTALS, what=what, how="complete the register: weights speak for who is in it")
            )
        elif count < (FEWEST if crossed else 1) and total:
            what = f"{count} of {total} of {label} responded"
            how = (
                f"use --rake, or unite values until each has {FEWEST} respondents"
                if crossed
                else "unite it with another value"
            )
            problems.append(Problem.of(Code.WEIGHT_TOTALS, what=what, how=how))
    return problems
