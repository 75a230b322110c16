"""How a node is made of its members, and an entity of its instances: one function a rule."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import Aggregate, RollUp
from civicmap.measure.missing import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Base = float | Floats | None
    Rule = Callable[[Sequence[Floats], Sequence[float | Floats], Base], Floats]


def aggregate(
    rule: Aggregate, members: Sequence[Values], weights: Sequence[float], base: float | None, extra: Sequence[bool] = ()
) -> Values:
    """Make one of several members, (n,) each; a NaN leaves and the other weights are renormalised.

    With a fixed `base` the weighted sum is divided by it, so that 0, not applicable and absent cost the same; it has
    no meaning for `geometric` and `min`. An `extra` member adds to the sum alone. The caller gives members in an order that does not depend on the file's.
    Where low and high of all are the score itself, they are made once.
    """
    if all(member.low is member.score and member.high is member.score for member in members):
        return Values(*(combine(rule, [member.score for member in members], weights, base, extra),) * 3)
    return Values(*(combine(rule, parts, weights, base, extra) for parts in zip(*members, strict=True)))


def combine(
    rule: Aggregate,
    parts: Sequence[Floats],
    weights: Sequence[float | Floats],
    base: float | None,
    extra: Sequence[bool] = (),
) -> Floats:
    """Make one of several arrays of one shape; a weight may be an array that goes with that shape."""
    divisor = base if base is not None or not any(extra) else _without(extra, parts, weights)
    return _AGGREGATES[rule](parts, weights, divisor)


def _without(extra: Sequence[bool], parts: Sequence[Floats], weights: Sequence[float | Floats]) -> Floats:
    """Return the weights present that are not extra; NaN where there are none, and nothing to add to."""
    whole = np.zeros(parts[0].shape)
    for part, own, more in zip(parts, weights, extra, strict=True):
        if not more:
            whole += np.where(np.isnan(part), 0.0, own)
    return np.where(whole > 0, whole, np.nan)


def _mean(parts: Sequence[Floats], weights: Sequence[float | Floats], base: Base) -> Floats:
    """Return the weighted mean of what is present."""
    if len(parts) == 1 and base is None:
        return parts[0]
    total = np.zeros(parts[0].shape)
    for part, own in zip(parts, weights, strict=True):
        total += part if isinstance(own, float) and own == 1.0 else own * part
    weight: float | Floats
    if np.isnan(total).any():
        total, weight = _present(parts, weights)
    else:  # as often above the questions: nothing is picked out
        weight = sum(weights, 0.0)
    if base is not None:
        return np.asarray(total / base)
    return _within(_divide(total, weight), parts)


def of_sums(total: Floats, weight: Floats, base: float | None) -> Floats:
    """Return the weighted mean of sums that no rounding touched: the quotient cannot leave the range of its parts then."""
    return np.asarray(total / base) if base is not None else _divide(total, weight)


def _present(parts: Sequence[Floats], weights: Sequence[float | Floats]) -> tuple[Floats, Floats]:
    """Return the weighted sum of what is present, and the weights that it has."""
    total, weight = np.zeros(parts[0].shape), np.zeros(parts[0].shape)
    for part, own in zip(parts, weights, strict=True):
        present = ~np.isnan(part)
        total += np.where(present, own * part, 0.0)
        weight += present * own
    return total, weight


def _geometric(parts: Sequence[Floats], weights: Sequence[float | Floats], _base: Base) -> Floats:
    """Return the weighted geometric mean of what is present. One member at zero makes it zero; below zero counts as zero.

    No member is shifted to avoid that: a zero that cannot be made good elsewhere is what this mean is chosen for.
    """
    logs, weight = np.zeros(parts[0].shape), np.zeros(parts[0].shape)
    for part, own in zip(parts, weights, strict=True):
        present = ~np.isnan(part)
        with np.errstate(divide="ignore"):  # the logarithm of 0 is the minus infinity that makes the whole 0
            logs += np.where(present, own * np.log(np.maximum(np.where(present, part, 1.0), 0.0)), 0.0)
        weight += np.where(present, own, 0.0)
    return _within(np.exp(_divide(logs, weight)), [np.maximum(part, 0.0) for part in parts])


def _min(parts: Sequence[Floats], _weights: Sequence[float | Floats], _base: Base) -> Floats:
    """Return the lowest of what is present."""
    return reduce(np.fmin, parts)


# A flat mean and a share are means too: of the questions below, in points or in 100 for an accepted answer.
_AGGREGATES: dict[Aggregate, Rule] = {
    Aggregate.MEAN: _mean,
    Aggregate.FLAT_MEAN: _mean,
    Aggregate.SHARE: _mean,
    Aggregate.GEOMETRIC: _geometric,
    Aggregate.MIN: _min,
}


def roll_up(values: Values, starts: NDArray[np.intp], by: RollUp, base: float | None) -> Values:
    """Make one of an entity's instances: (rows,) to (entities,). `starts` holds the first row of each entity.

    With a fixed `base` the sum (of `mean` and `sum` alike) is divided by it, so that an instance that is missing
    costs what a 0 costs.
    """
    return Values(*(_ROLL_UPS[by](part, starts, base) for part in values))


def gather(values: Values, kinds: NDArray[np.uint8], starts: NDArray[np.intp]) -> tuple[Values, NDArray[np.intp]]:
    """Make one, by the mean, of an entity's instances of one kind: (rows,) to (entity x kind,).

    Returns the values, by entity and kind, with the first of each entity among them. `kinds` (rows,) holds a code.
    """
    entity = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(kinds)))
    order = np.lexsort((kinds, entity))
    whose, kind = entity[order], kinds[order]
    firsts = np.flatnonzero((np.diff(whose, prepend=-1) != 0) | (np.diff(kind.astype(np.int16), prepend=-1) != 0))
    sorted_values = Values(*(part[order] for part in values))
    return roll_up(sorted_values, firsts, RollUp.MEAN, None), np.searchsorted(firsts, starts)


def _rolled_sum(part: Floats, starts: NDArray[np.intp], base: float | None) -> Floats:
    present = ~np.isnan(part)
    total = np.add.reduceat(np.where(present, part, 0.0), starts)
    if base is not None:
        return np.asarray(total / base)
    return np.where(np.logical_or.reduceat(present, starts), total, np.nan)


def _rolled_mean(part: Floats, starts: NDArray[np.intp], base: float | None) -> Floats:
    total = _rolled_sum(part, starts, base)
    if base is not None:
        return total
    count = np.add.reduceat((~np.isnan(part)).astype(np.float64), starts)
    limits = [np.fmin.reduceat(part, starts), np.fmax.reduceat(part, starts)]
    return _within(_divide(total, count), limits)


_ROLL_UPS: dict[RollUp, Callable[[Floats, NDArray[np.intp], float | None], Floats]] = {
    RollUp.MEAN: _rolled_mean,
    RollUp.SUM: _rolled_sum,
    RollUp.BEST: lambda part, starts, _base: np.fmax.reduceat(part, starts),
    RollUp.WORST: lambda part, starts, _base: np.fmin.reduceat(part, starts),
}


def _divide(total: Floats, weight: float | Floats) -> Floats:
    """Divide where there is a weight; NaN elsewhere."""
    if not isinstance(weight, np.ndarray):
        return total / weight if weight > 0 else np.full(total.shape, np.nan)
    quotient = np.full(total.shape, np.nan)
    np.divide(total, weight, out=quotient, where=weight > 0)
    return quotient


def _within(mean: Floats, parts: Sequence[Floats]) -> Floats:
    """Keep a mean between its least and its greatest part, where the last digit would have left it."""
    return np.minimum(np.maximum(mean, reduce(np.fmin, parts)), reduce(np.fmax, parts))
