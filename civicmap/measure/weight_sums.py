"""The fold over weights: for each finding and group the weights of who has it, of who lacks it, and of the base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.evaluate import Verdict
from civicmap.framework.types import Base, Unit
from civicmap.measure.counting import bins_of, outcomes_of
from civicmap.measure.judging import judged, lanes_of
from civicmap.measure.pooled import shares
from civicmap.measure.results import EVERYONE
from civicmap.measure.tally import sight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.evaluate import Outcome
    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.counting import Sight
    from civicmap.measure.results import GroupKey
    from civicmap.measure.weighting import Weights
    from civicmap.model import Survey

KINDS: Final = len(Verdict)
_OUT: Final = (Verdict.NOT_APPLICABLE, Verdict.NOT_ASKED)
INSIDE: Final[Mapping[Base, tuple[int, ...]]] = {
    Base.RESPONDENTS: tuple(Verdict),
    Base.APPLICABLE: tuple(v for v in Verdict if v not in _OUT),
    Base.GIVEN: tuple(v for v in Verdict if v not in (*_OUT, Verdict.NOT_KNOWN)),
    Base.ANSWERED: tuple(v for v in Verdict if v not in (*_OUT, Verdict.NOT_KNOWN, Verdict.DONT_KNOW)),
}
"""The verdicts of who stands in each base (rule R2). The base `frame` holds entities without an answer, and no weights."""


class Sums(NamedTuple):
    """One finding in one group. Whole numbers of the weights' units; `variance` is the design's, None without one.

    `lonely`: the design cannot tell the variance.
    """

    has: int
    lacks: int
    whole: int
    squares_has: int
    squares_whole: int
    variance: float | None
    lonely: bool = False


class Place(NamedTuple):
    """The respondents of a group, and how many of it were invited; None where the frame is not known."""

    responded: int
    frame: int | None


def weigh(
    survey: Survey, framework: Framework, by: str | None, weights: Weights, asked: Sequence[tuple[Finding, Base]]
) -> tuple[dict[tuple[str, GroupKey], Sums], dict[GroupKey, Place]]:
    """Return the sums of each finding on its base, by its id and group, and who there is in each group."""
    sight = sight_of(survey, framework, by, [finding for finding, _ in asked])
    keys = (EVERYONE, *sight.division.keys)
    found: dict[tuple[str, GroupKey], Sums] = {}
    for finding, base in asked:
        if base in INSIDE:
            found |= {
                (finding.id, key): sums for key, sums in zip(keys, _sums(finding, base, sight, weights), strict=True)
            }
    return found, _places(sight, keys)


def _places(sight: Sight, keys: Sequence[GroupKey]) -> dict[GroupKey, Place]:
    """Return who responded and who was invited, for everyone and for each value of the group."""
    responded = np.bincount(sight.entity_bins, minlength=sight.groups + 1)[: sight.groups]
    invited = np.bincount(sight.division.of_frame, minlength=sight.groups)
    register = sight.survey.register is not None
    places = {
        EVERYONE: Place(int(responded.sum()), max(int(invited.sum()), int(responded.sum())) if register else None)
    }
    for at, key in enumerate(keys[1:]):
        here = int(responded[at])
        places[key] = Place(here, max(int(invited[at]), here) if register and sight.division.in_frame else None)
    return places


def _sums(finding: Finding, base: Base, sight: Sight, weights: Weights) -> Iterable[Sums]:
    """Return a finding's sums for everyone, then for each value of the group."""
    designed = weights.design is not None and finding.unit is Unit.ENTITY
    sums = None if designed else _by_combination(finding, sight, weights)
    if sums is not None:
        yield from (_of(sums, at, base) for at in range(-1, sight.groups - 1))
        return
    bins = bins_of(finding, sight)
    outcomes = outcomes_of(finding, sight)
    sums = _by_row(finding, sight, weights, bins, outcomes)
    for at in range(-1, sight.groups - 1):
        one = _of(sums, at, base)
        if not designed or not one.whole:
            yield one
            continue
        domain = bins < sight.groups if at < 0 else bins == at
        variance = _variance(outcomes[0], domain, INSIDE[base], one.has / one.whole, weights)
        yield one._replace(variance=variance, lonely=variance is None)


def _of(sums: NDArray[np.float64], at: int, base: Base) -> Sums:
    """Return the sums of one group, or for -1 of everyone. `sums` (2, groups, KINDS) are of weights and of squares."""
    part, inside = sums.sum(axis=1) if at < 0 else sums[:, at], list(INSIDE[base])
    return Sums(
        int(part[0, Verdict.HAS]),
        int(part[0, Verdict.LACKS]),
        int(part[0, inside].sum()),
        int(part[1, Verdict.HAS]),
        int(part[1, inside].sum()),
        None,
    )


def _by_row(
    finding: Finding, sight: Sight, weights: Weights, bins: NDArray[np.int64], outcomes: Sequence[Outcome]
) -> NDArray[np.float64]:
    """Return the weights, and their squares, of each verdict in each group, one row after another: (2, groups, KINDS)."""
    rows = slice(None) if finding.unit is Unit.ENTITY else sight.survey.row_entity
    sums = np.zeros((2, sight.groups + 1, KINDS))
    for outcome in outcomes:
        places = bins * KINDS + outcome.verdict
        for at, amounts in enumerate((weights.fixed[rows], weights.squares[rows])):
            sums[at] += np.bincount(places, amounts, minlength=sums[at].size).reshape(sums[at].shape)
    return sums[:, : sight.groups]


def _by_combination(finding: Finding, sight: Sight, weights: Weights) -> NDArray[np.float64] | None:
    """Return what `_by_row` does, from the weights of each combination of codes; None where rows do not fall into few."""
    asked = shares(finding.share, sight.framework)
    read = [lanes_of(share, finding, sight) for share, _ in asked]
    sums = np.zeros((2, sight.groups, KINDS))
    for (share, _), lanes in zip(asked, read, strict=True):
        if lanes is None:
            return None
        found = judged(share, finding, sight, lanes)
        verdicts = np.zeros((len(found.meets), KINDS))
        verdicts[np.arange(len(verdicts)), found.outcome.verdict] = found.meets
        for at, (name, amounts) in enumerate((("weights", weights.fixed), ("squares", weights.squares))):
            sums[at] += sight.alike.sums(lanes, name, amounts) @ verdicts
    return sums


def _variance(
    outcome: Outcome, domain: NDArray[np.bool_], inside: Sequence[int], share: float, weights: Weights
) -> float | None:
    """Return the design's variance of a share in a domain; None where it cannot tell."""
    design = weights.design
    assert design is not None
    verdict = outcome.verdict[design.rows]
    based = domain[design.rows] & np.isin(verdict, inside)
    counted = np.where(based, design.weights, 0.0)
    total = counted.sum()
    return design.variance((np.where(verdict == Verdict.HAS, counted, 0.0) - share * counted) / total)
